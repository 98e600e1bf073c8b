import { REJECT } from './reject.ts';

/** Kafka limits strings to what a 16-bit length can say, in compact form too. */
export const MAX_STRING_BYTES = 0x7fff;

/** Where the last read by one of the functions below ended. */
export const cursor = { at: 0 };

// Invalid UTF-8 becomes U+FFFD, as in Java; a leading byte order mark is text like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Up to here, building a string by hand is faster than calling TextDecoder. */
const SHORT = 16;

/** Decodes the UTF-8 bytes from `from` to `to`, which must lie within `bytes`. */
export function readText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > SHORT) return decoder.decode(bytes.subarray(from, to));
  const char = String.fromCharCode;
  let text = '';
  let at = from;
  for (; to - at >= 4; at += 4) {
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    if ((a | b | c | d) > 0x7f) return decoder.decode(bytes.subarray(from, to));
    text += char(a, b, c, d);
  }
  for (; at < to; at++) {
    const a = bytes[at]!;
    if (a > 0x7f) return decoder.decode(bytes.subarray(from, to));
    text += char(a);
  }
  return text;
}

/**
 * Reads an unsigned varint of up to 32 bits, seven to a byte, the lowest first; it ends at
 * `cursor.at`. Throws `REJECT` where the bytes end early or more than 32 bits are said.
 */
export function readUvarint(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[from + i];
    if (byte === undefined || (i === 4 && byte > 0x0f)) throw REJECT;
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      cursor.at = from + i + 1;
      return value >>> 0;
    }
  }
  throw REJECT;
}
