// Writes bytes as serializers of a registry do: with a subject's latest schema, and its number before them.

import { UserError } from '../../../node/user-error.ts';
import type { Encoder } from '../decoded.ts';
import { parseTyped } from '../json.ts';
import type { SchemaCodec } from '../schema-codec.ts';
import type { RegisteredSchema, RegistryClient } from './client.ts';
import { RegistryFailure } from './connection.ts';
import { makeCodec } from './registered-codecs.ts';
import { PREFIX_BYTES } from './registry-decoder.ts';

/** What schemas of the registry are called that each format is written with. */
const TYPES = { avro: 'AVRO', protobuf: 'PROTOBUF' } as const;

/** @param message which of Protobuf's; the schema's first if absent */
export function registryEncoder(
  client: RegistryClient,
  format: 'avro' | 'protobuf',
  subject: string,
  message?: string,
): Encoder {
  let current: Current | undefined;

  const codecOf = (schema: RegisteredSchema): Promise<SchemaCodec> => {
    if (current?.schema !== schema) {
      if (schema.type !== TYPES[format]) {
        throw new UserError(
          `The latest schema of ${subject} is of the type ${schema.type}; choose that instead of ${TYPES[format]}.`,
        );
      }
      const making: Current = { schema, codec: makeCodec(schema, message) };
      current = making;
      making.codec.then(
        (made) => {
          making.made = made;
        },
        // Whoever waits for it is told.
        () => {},
      );
    }
    return current.codec;
  };

  return {
    encode(text) {
      const value = parseTyped(text);
      try {
        const schema = client.latest(subject);
        if (!(schema instanceof Promise) && current?.schema === schema && current.made) {
          return written(schema, current.made, value);
        }
        return Promise.resolve(schema)
          .then(async (latest) => written(latest, await codecOf(latest), value))
          .catch((error: unknown) => {
            throw forUser(error);
          });
      } catch (error) {
        throw forUser(error);
      }
    },
  };
}

/** The latest schema, and what writes with it once that is made. */
interface Current {
  readonly schema: RegisteredSchema;
  readonly codec: Promise<SchemaCodec>;
  made?: SchemaCodec;
}

function written({ id }: RegisteredSchema, codec: SchemaCodec, value: unknown): Uint8Array {
  const bytes = codec.write(value, true);
  const whole = Buffer.alloc(PREFIX_BYTES + bytes.length);
  whole.writeInt32BE(id, 1);
  whole.set(bytes, PREFIX_BYTES);
  return whole;
}

function forUser(error: unknown): unknown {
  return error instanceof RegistryFailure ? new UserError(error.message) : error;
}
