// Schemas of files, with what they import beside them.

import { basename, dirname, join } from 'node:path';
import type { Encoding } from '../../contract/messages/decoding.ts';
import type { Decoded, Decoder, Encoder, FormatContext } from './decoded.ts';
import { parseTyped } from './json.ts';
import { MalformedError } from './limits.ts';
import { unreadable } from './plain.ts';
import { PREFIX_BYTES, schemaId } from './registry/registry-decoder.ts';
import type { SchemaCodec } from './schema-codec.ts';

type ReadFile = FormatContext['readFile'];
type SchemaEncoding = Extract<Encoding, { readonly format: 'avro' | 'protobuf' }>;

/** How far up from a file the folder may be that its imports begin in. */
const MAX_FOLDERS = 10;
/** How many files the types of one schema may be in. */
const MAX_SCHEMAS = 100;

/** @throws UserError for a file that cannot be read or used */
export async function fileCodec(
  encoding: SchemaEncoding,
  path: string,
  readFile: ReadFile,
): Promise<SchemaCodec> {
  const text = await readFile(path);
  if (encoding.format === 'avro') {
    return avroFileCodec(text, dirname(path), readFile);
  }
  const { protobufCodec } = await import('./protobuf/codec.ts');
  return protobufCodec(text, (name) => importedFile(path, name, readFile), encoding.message);
}

/** Types that a schema uses and does not define are in files beside it that have their names. */
async function avroFileCodec(
  text: string,
  folder: string,
  readFile: ReadFile,
): Promise<SchemaCodec> {
  const { avroCodec, UndefinedTypeError } = await import('./avro/codec.ts');
  const schemas = [text];
  for (;;) {
    try {
      return avroCodec(schemas);
    } catch (error) {
      if (!(error instanceof UndefinedTypeError) || schemas.length > MAX_SCHEMAS) throw error;
      const { typeName } = error;
      const files = [typeName, typeName.slice(typeName.lastIndexOf('.') + 1)];
      const found = await firstOf(
        files.map((name) => join(folder, `${name}.avsc`)),
        readFile,
      );
      if (found === null || schemas.includes(found)) throw error;
      schemas.unshift(found);
    }
  }
}

/** Imports name files from a folder that the compiler is told: the file's own here, or else one of those that it is in. */
async function importedFile(
  path: string,
  name: string,
  readFile: ReadFile,
): Promise<string | null> {
  const folders = [dirname(path)];
  while (folders.length < MAX_FOLDERS) folders.push(dirname(folders.at(-1)!));
  return firstOf(
    folders.map((folder) => join(folder, name)),
    readFile,
  );
}

/** The text of the first of these files that is there. */
async function firstOf(paths: readonly string[], readFile: ReadFile): Promise<string | null> {
  for (const path of new Set(paths)) {
    const text = await readFile(path).catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/**
 * Reads values as they are, and also behind the number of a registry's schema or the mark of Avro's single objects: the file
 * says enough to do without either.
 */
export function fileDecoder(codec: SchemaCodec, path: string): Decoder {
  const schema = basename(path);
  return {
    decode(bytes) {
      if (bytes === null) return { format: 'null', value: null };
      const decoded = decode(codec, bytes, schema);
      // No bytes are a message without fields, and nothing in most Avro schemas.
      return bytes.length === 0 && decoded.problem !== undefined
        ? { format: 'empty', value: '' }
        : decoded;
    },
  };
}

function decode(codec: SchemaCodec, bytes: Uint8Array, schema: string): Decoded {
  let problem = '';
  for (const [from, registered] of beginnings(codec, bytes)) {
    try {
      const read = codec.read(bytes, from, registered);
      return { format: codec.format, value: read.value, from: read.from, schema };
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      problem ||= error.message;
    }
  }
  return unreadable(bytes, `This is not what ${schema} says: ${problem}.`);
}

/** What Avro's single objects begin with: two bytes, and eight of the schema's fingerprint. */
const SINGLE_OBJECT = [0xc3, 0x01] as const;
const SINGLE_OBJECT_BYTES = 10;

function beginnings(
  { format }: SchemaCodec,
  bytes: Uint8Array,
): [from: number, registered: boolean][] {
  const from: [number, boolean][] = [[0, false]];
  if (schemaId(bytes) !== undefined) from.push([PREFIX_BYTES, true]);
  const single = SINGLE_OBJECT.every((byte, i) => bytes[i] === byte);
  if (format === 'avro' && single && bytes.length >= SINGLE_OBJECT_BYTES) {
    from.push([SINGLE_OBJECT_BYTES, false]);
  }
  return from;
}

export function fileEncoder(codec: SchemaCodec): Encoder {
  return { encode: (text) => codec.write(parseTyped(text), false) };
}
