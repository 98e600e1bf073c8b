// Bytes of keys, values and headers as what they mean, and back.

import type { Decoding, Encoding } from '../../contract/messages/decoding.ts';
import { UserError } from '../../node/user-error.ts';
import type { Decoded, Decoder, Encoder, FormatContext } from './decoded.ts';
import { decodeString } from './plain.ts';

export type { Decoded, Decoder, Encoder, FormatContext } from './decoded.ts';
export { preview, searchText, whole } from './display.ts';

/**
 * What reads the bytes of a reading's keys or values.
 * @throws UserError for a schema file that cannot be used
 */
export async function makeDecoder(decoding: Decoding, _context: FormatContext): Promise<Decoder> {
  if (decoding.format !== 'string') throw new UserError(`${decoding.format} is not read yet.`);
  return { decode: (bytes) => withoutContents(bytes) ?? decodeString(bytes!) };
}

/**
 * What writes what is typed.
 * @throws UserError for a schema file that cannot be used
 */
export async function makeEncoder(encoding: Encoding, _context: FormatContext): Promise<Encoder> {
  if (encoding.format !== 'string') throw new UserError(`${encoding.format} is not written yet.`);
  const encoder = new TextEncoder();
  return { encode: (text) => encoder.encode(text) };
}

function withoutContents(bytes: Uint8Array | null): Decoded | undefined {
  if (bytes === null) return { format: 'null', value: null };
  return bytes.length === 0 ? { format: 'empty', value: '' } : undefined;
}
