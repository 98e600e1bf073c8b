import type { Field, Shape } from './schema.ts';
import { ZERO_UUID } from './uuid.ts';
import { covers } from './version-range.ts';

/** Default of every bytes field. */
export const EMPTY = new Uint8Array(0);

/** Kafka's default for a type: zero, false, empty, and null for records. */
function zeroOf(shape: Shape): unknown {
  switch (shape.type) {
    case 'array':
      return [];
    case 'struct':
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, field]) => [name, defaultOf(field)]),
      );
    case 'bool':
      return false;
    case 'string':
      return '';
    case 'uuid':
      return ZERO_UUID;
    case 'bytes':
      return EMPTY;
    case 'records':
      return null;
    default:
      return 0;
  }
}

/** The value of a field in versions that do not have it, made anew at each call. */
export function defaultOf(field: Field): unknown {
  return field.default === undefined ? zeroOf(field.shape) : field.default;
}

/** Whether an encoder must be given the field, as `Field`'s `Optional` says at compile time. */
export function isRequired({ versions, ...field }: Field): boolean {
  return (
    versions.min === 0 &&
    versions.max === Number.POSITIVE_INFINITY &&
    field.nullable === undefined &&
    field.default === undefined &&
    field.tag === undefined
  );
}

/** What is written for an optional field that was left out: its default, else null, else zero. */
export function omittedValue(field: Field, version: number): unknown {
  if (field.default === undefined && covers(field.nullable, version)) return null;
  return defaultOf(field);
}
