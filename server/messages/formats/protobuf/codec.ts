import { MalformedError } from '../limits.ts';
import type { SchemaCodec } from '../schema-codec.ts';
import { readMessageIndexes, writeMessageIndexes } from './message-indexes.ts';
import { readProtobuf } from './reader.ts';
import { type ImportedProto, parseProto } from './schema.ts';
import { writeProtobuf } from './writer.ts';

/**
 * @param message which one is read and written where the bytes do not say; the file's first if absent
 * @throws UserError for a schema that cannot be used
 */
export async function protobufCodec(
  schema: string,
  imported: ImportedProto,
  message?: string,
): Promise<SchemaCodec> {
  const messages = await parseProto(schema, imported);
  const usual = messages.message(message);
  return {
    format: 'protobuf',
    read(bytes, from, registered) {
      if (!registered) return { value: readProtobuf(usual, bytes, from), from };
      const { indexes, end } = readMessageIndexes(bytes, from);
      const type = messages.messageAt(indexes);
      if (type === undefined) {
        throw new MalformedError(`the schema has no message at ${indexes.join('.')}`);
      }
      return { value: readProtobuf(type, bytes, end), from: end };
    },
    write(value, registered) {
      const bytes = writeProtobuf(usual, value);
      if (!registered) return bytes;
      return Buffer.concat([writeMessageIndexes(messages.indexesOf(usual)), bytes]);
    },
  };
}
