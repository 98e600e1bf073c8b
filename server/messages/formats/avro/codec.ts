import type { SchemaCodec } from '../schema-codec.ts';
import { readAvro } from './reader.ts';
import { parseAvroSchema } from './schema.ts';
import { writeAvro } from './writer.ts';

export { UndefinedTypeError } from './schema.ts';

/** @param schemas those that the last one uses come before it @throws UserError for what is no schema */
export function avroCodec(schemas: readonly string[]): SchemaCodec {
  const type = parseAvroSchema(schemas);
  return {
    format: 'avro',
    read: (bytes, from) => ({ value: readAvro(type, bytes, from), from }),
    write: (value) => writeAvro(type, value),
  };
}
