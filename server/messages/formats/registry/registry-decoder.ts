// Bytes as serializers of a registry write them: a byte 0, the number of the schema in four bytes, and the value.
// Source: Confluent's wire format.

import { decodeAuto } from '../auto.ts';
import type { Decoded, Decoder } from '../decoded.ts';
import { MalformedError } from '../limits.ts';
import { unreadable } from '../plain.ts';
import type { SchemaCodec } from '../schema-codec.ts';
import { viewOf } from '../utf8.ts';
import type { RegisteredSchema, RegistryClient } from './client.ts';
import { RegistryFailure } from './connection.ts';
import { registeredCodec } from './registered-codecs.ts';

/** The byte 0 and the schema's number. */
export const PREFIX_BYTES = 5;

/** The number of the schema that bytes begin with; undefined where they begin with none. */
export function schemaId(bytes: Uint8Array): number | undefined {
  if (bytes.length < PREFIX_BYTES || bytes[0] !== 0) return undefined;
  const id = viewOf(bytes).readInt32BE(1);
  return id > 0 ? id : undefined;
}

/**
 * @param subject what the schema is expected to be registered as: named if it is one of several
 * @param sure whether the bytes are said to be such; else they may also be anything that `decodeAuto` knows
 */
export function registryDecoder(client: RegistryClient, subject: string, sure: boolean): Decoder {
  const otherwise = (bytes: Uint8Array, problem: string | null): Decoded => {
    if (sure) return unreadable(bytes, problem!);
    const decoded = decodeAuto(bytes);
    return decoded.format === 'bytes' && problem !== null ? { ...decoded, problem } : decoded;
  };

  const failed = (bytes: Uint8Array, error: unknown): Decoded => {
    if (!(error instanceof RegistryFailure)) throw error;
    return otherwise(bytes, !sure && error.kind === 'unknown' ? null : error.message);
  };

  const read = (bytes: Uint8Array, schema: RegisteredSchema, codec: SchemaCodec): Decoded => {
    const title = titleOf(schema, subject);
    try {
      const { value, from } = codec.read(bytes, PREFIX_BYTES, true);
      return { format: codec.format, value, from, schema: title };
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      return otherwise(bytes, `This is not what the schema ${title} says: ${error.message}.`);
    }
  };

  return {
    decode(bytes) {
      if (bytes === null) return { format: 'null', value: null };
      if (bytes.length === 0) return { format: 'empty', value: '' };
      const id = schemaId(bytes);
      if (id === undefined) {
        return otherwise(
          bytes,
          sure
            ? 'No serializer of a schema registry wrote this: it does not begin with the number of a schema.'
            : null,
        );
      }
      try {
        const schema = client.schema(id, !sure);
        const codec =
          schema instanceof Promise ? schema.then(registeredCodec) : registeredCodec(schema);
        if (!(codec instanceof Promise) && !(schema instanceof Promise)) {
          return read(bytes, schema, codec);
        }
        return Promise.all([schema, codec]).then(
          ([known, made]) => read(bytes, known, made),
          (error: unknown) => failed(bytes, error),
        );
      } catch (error) {
        return failed(bytes, error);
      }
    },
  };
}

/** `orders-value, version 3 (id 17)` */
export function titleOf({ id, subjects }: RegisteredSchema, expected: string): string {
  const named = subjects.find((each) => each.subject === expected) ?? subjects[0];
  return named === undefined ? `id ${id}` : `${named.subject}, version ${named.version} (id ${id})`;
}
