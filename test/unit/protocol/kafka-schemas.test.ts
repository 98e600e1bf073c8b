import { describe, expect, test } from 'vitest';
import { apis } from '../../../server/protocol/api/index.ts';
import { defaultOf } from '../../../server/protocol/defaults.ts';
import type { Field, Fields, Message, Shape } from '../../../server/protocol/schema.ts';
import { covers } from '../../../server/protocol/version-range.ts';
import {
  includes,
  type KafkaField,
  type KafkaMessage,
  type KafkaSchemas,
  kafkaSchemas,
  schemasFolder,
} from './kafka-schemas.ts';
import { messages, versionsOf } from './messages.ts';

/** One field as it is on the wire in one version, the same for both kinds of declaration. */
interface Line {
  path: string;
  type: string;
  nullable: boolean;
  compact: boolean;
  tag: number | undefined;
  default: unknown;
}

/** The fields of one of our messages in one version. */
function declared(message: Message, version: number): Line[] {
  const lines = (fields: Fields, prefix: string): Line[] =>
    Object.entries(fields)
      .filter(([, field]) => covers(field.versions, version))
      .flatMap(([name, field]) => {
        const path = `${prefix}${name}`;
        const inner = structOf(field.shape);
        return [line(path, field), ...(inner ? lines(inner, `${path}.`) : [])];
      });
  const line = (path: string, field: Field): Line => ({
    path,
    type: typeName(field.shape),
    nullable: covers(field.nullable, version),
    compact: covers(field.flexible ?? message.flexible, version),
    tag: field.tag,
    default: structOf(field.shape) && field.default !== null ? undefined : defaultOf(field),
  });
  return lines(message.fields, '');
}

function structOf(shape: Shape): Fields | undefined {
  if (shape.type === 'struct') return shape.fields;
  return shape.type === 'array' ? structOf(shape.element) : undefined;
}

function typeName(shape: Shape): string {
  return shape.type === 'array' ? `[]${typeName(shape.element)}` : shape.type;
}

/** The fields of one of Kafka's messages in one version. */
function defined(message: KafkaMessage, version: number): Line[] {
  const lines = (fields: readonly KafkaField[], prefix: string): Line[] =>
    fields
      .filter((field) => includes(field.versions, version))
      .flatMap((field) => {
        const path = `${prefix}${field.name[0]!.toLowerCase()}${field.name.slice(1)}`;
        const elementType = field.type.replace('[]', '');
        const common = message.commonStructs?.find(({ name }) => name === elementType);
        const inner = field.fields ?? common?.fields;
        const type = inner ? field.type.replace(elementType, 'struct') : field.type;
        const own = {
          path,
          type,
          nullable: includes(field.nullableVersions, version),
          compact: includes(field.flexibleVersions ?? message.flexibleVersions, version),
          tag: includes(field.taggedVersions, version) ? field.tag : undefined,
          default: kafkaDefault(type, field.default),
        };
        return [own, ...(inner ? lines(inner, `${path}.`) : [])];
      });
  return lines(message.fields, '');
}

function kafkaDefault(type: string, value: KafkaField['default']): unknown {
  if (value === 'null') return null;
  if (type.endsWith('struct')) return undefined;
  if (type.startsWith('[]')) return [];
  switch (type) {
    case 'bool':
      return String(value ?? false) === 'true';
    case 'string':
      return value ?? '';
    case 'uuid':
      return 'AAAAAAAAAAAAAAAAAAAAAA';
    case 'bytes':
      return new Uint8Array(0);
    case 'records':
      return null;
    default:
      return Number(value ?? 0);
  }
}

/** Versions of a message that the schemas of one release define. */
function comparable(message: Message, schemas: KafkaSchemas): number[] {
  const kafka = schemas.messages.get(message.name);
  return versionsOf(message).filter((version) => includes(kafka?.validVersions, version));
}

const schemas = kafkaSchemas();
const reason = schemas.length === 0 ? ` (skipped: ${schemasFolder} is missing)` : '';

describe.skipIf(reason !== '')(`declarations agree with Kafka's own schemas${reason}`, () => {
  for (const release of schemas) {
    test.each(
      messages
        .filter((message) => comparable(message, release).length > 0)
        .map((message) => [message.name, message] as const),
    )(`${release.folder}: %s`, (name, message) => {
      const kafka = release.messages.get(name)!;
      expect(message.apiKey).toBe(kafka.apiKey ?? -1);
      for (const version of comparable(message, release)) {
        const where = `v${version}`;
        expect({ where, flexible: covers(message.flexible, version) }).toEqual({
          where,
          flexible: includes(kafka.flexibleVersions, version),
        });
        expect({ where, fields: declared(message, version) }).toEqual({
          where,
          fields: defined(kafka, version),
        });
      }
    });
  }

  test('and every version declared is in one of them', () => {
    for (const message of messages) {
      const known = new Set(schemas.flatMap((release) => comparable(message, release)));
      expect({ [message.name]: versionsOf(message).filter((v) => !known.has(v)) }).toEqual({
        [message.name]: [],
      });
    }
  });
});

test('a request and its response have the same key and versions', () => {
  for (const { key, request, response } of apis) {
    expect([request.apiKey, response.apiKey]).toEqual([key, key]);
    expect(response.versions).toEqual(request.versions);
    expect(response.flexible).toEqual(request.flexible);
  }
});
