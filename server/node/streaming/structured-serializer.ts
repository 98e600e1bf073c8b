import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import type { Serializer } from '../../ports/serializer.ts';

/** The first byte of what is serialized: how the rest is to be read. */
const VERSION = 1;

/** The Serializer port by V8's own form of the structured clone algorithm, behind a byte for its version. */
export function structuredSerializer(): Serializer {
  return { serialize, deserialize };
}

function serialize(value: unknown): Uint8Array {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(Uint8Array.of(VERSION));
  serializer.writeHeader();
  try {
    serializer.writeValue(value);
  } catch (error) {
    throw new TypeError(
      `A value cannot be stored: ${(error as Error).message} Keep data only: no functions, promises or symbols.`,
      { cause: error },
    );
  }
  return serializer.releaseBuffer();
}

function deserialize(bytes: Uint8Array): unknown {
  if (bytes[0] !== VERSION) {
    throw new Error(
      bytes.length === 0
        ? 'What was stored is empty.'
        : `What was stored has version ${bytes[0]}, and this one reads ${VERSION}: another version of Millrace wrote it.`,
    );
  }
  try {
    const deserializer = new DefaultDeserializer(bytes.subarray(1));
    deserializer.readHeader();
    return deserializer.readValue();
  } catch (error) {
    throw new Error(
      `What was stored cannot be read: ${(error as Error).message} It is damaged, or a newer Node wrote it.`,
      { cause: error },
    );
  }
}
