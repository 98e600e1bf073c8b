// Bytes and contexts that the tests of formats are about.

import { readFile } from 'node:fs/promises';
import type { Decoding, Encoding } from '../../../../server/contract/messages/decoding.ts';
import {
  type Decoded,
  type FormatContext,
  makeDecoder,
  makeEncoder,
  whole,
} from '../../../../server/messages/formats/formats.ts';

export const context: FormatContext = {
  topic: 'orders',
  part: 'value',
  readFile: (path) => readFile(path, 'utf8'),
};

/** Files by their paths, in place of a disk. */
export function files(contents: Readonly<Record<string, string>>): FormatContext {
  return {
    ...context,
    readFile: async (path) => {
      const text = contents[path.replaceAll('\\', '/')];
      if (text === undefined) throw new Error(`There is no file ${path}.`);
      return text;
    },
  };
}

export async function decode(
  decoding: Decoding,
  bytes: Uint8Array | null,
  within: FormatContext = context,
): Promise<Decoded> {
  const decoder = await makeDecoder(decoding, within);
  return decoder.decode(bytes);
}

export async function encode(
  encoding: Encoding,
  text: string,
  within: FormatContext = context,
): Promise<Uint8Array> {
  const encoder = await makeEncoder(encoding, within);
  return encoder.encode(text);
}

/** What is shown of bytes, encoded again. */
export async function shownAndBack(
  encoding: Encoding,
  bytes: Uint8Array,
  within: FormatContext = context,
): Promise<Uint8Array> {
  const decoded = await decode(encoding, bytes, within);
  return encode(encoding, whole(decoded, bytes).text, within);
}

export function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}
