// The schemas of a registry as codecs, made when a record first needs them.

import { decodeJson, encodeJson } from '../json.ts';
import { MalformedError } from '../limits.ts';
import type { SchemaCodec } from '../schema-codec.ts';
import { jsonText } from '../value-text.ts';
import type { RegisteredSchema } from './client.ts';
import { RegistryFailure } from './connection.ts';

/** Until it is made a promise, which is rejected with a RegistryFailure; so each schema is parsed once. */
type Made = SchemaCodec | RegistryFailure | Promise<SchemaCodec>;

const made = new WeakMap<RegisteredSchema, Made>();

/**
 * @returns a promise only while it is being made, which is rejected with a RegistryFailure
 * @throws RegistryFailure where the schema cannot be used
 */
export function registeredCodec(schema: RegisteredSchema): SchemaCodec | Promise<SchemaCodec> {
  const known = made.get(schema);
  if (known instanceof RegistryFailure) throw known;
  if (known !== undefined) return known;
  const making = makeCodec(schema).then(
    (codec) => {
      made.set(schema, codec);
      return codec;
    },
    (error: Error) => {
      const failure = new RegistryFailure('other', error.message);
      made.set(schema, failure);
      throw failure;
    },
  );
  made.set(schema, making);
  return making;
}

/** @param message which of Protobuf's is written; the first if absent @throws UserError for a schema that cannot be used */
export async function makeCodec(
  { type, text, references }: RegisteredSchema,
  message?: string,
): Promise<SchemaCodec> {
  switch (type) {
    case 'AVRO': {
      const { avroCodec } = await import('../avro/codec.ts');
      return avroCodec([...references.map((each) => each.text), text]);
    }
    case 'PROTOBUF': {
      const { protobufCodec } = await import('../protobuf/codec.ts');
      const files = new Map(references.map((each) => [each.name, each.text]));
      return protobufCodec(text, async (name) => files.get(name) ?? null, message);
    }
    case 'JSON':
      return jsonCodec;
  }
}

/** JSON with a schema is JSON; the schema only says what is allowed. */
const jsonCodec: SchemaCodec = {
  format: 'json',
  read(bytes, from) {
    const decoded = decodeJson(bytes.subarray(from));
    if (decoded.format !== 'json') throw new MalformedError('it is not JSON');
    return { value: decoded.value, from: from + (decoded.from ?? 0) };
  },
  write: (value) => encodeJson(jsonText(value, 'base64')),
};
