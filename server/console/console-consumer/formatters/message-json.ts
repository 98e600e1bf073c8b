import type { Field, Fields, Message, Shape } from '../../../protocol/schema.ts';
import { covers } from '../../../protocol/version-range.ts';

/**
 * What Kafka's generated JsonConverters make of a message: the fields that the version has, in the order in
 * which they are declared; bytes as base64; tagged fields only where they are not at their default.
 */
export function toJson(message: Message, version: number, value: unknown): unknown {
  return structToJson(message.fields, version, value as Record<string, unknown>);
}

function structToJson(
  fields: Fields,
  version: number,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, field]) => isWritten(field, version, value[name]))
      .map(([name, field]) => [name, shapeToJson(field.shape, version, value[name])]),
  );
}

function isWritten(field: Field, version: number, value: unknown): boolean {
  if (!covers(field.versions, version)) return false;
  return field.tag === undefined || value !== (field.default ?? 0);
}

function shapeToJson(shape: Shape, version: number, value: unknown): unknown {
  if (value === null) return null;
  switch (shape.type) {
    case 'array':
      return (value as unknown[]).map((each) => shapeToJson(shape.element, version, each));
    case 'struct':
      return structToJson(shape.fields, version, value as Record<string, unknown>);
    case 'bytes':
    case 'records':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return value;
  }
}
