// What bytes are when nobody says.
//
//   text   UTF-8 without control characters; JSON where it is an object or an array. A number or a word is text, whatever
//          JSON would make of it: nobody can tell the difference, and text is what was sent.
//   int64  8 bytes and int32 4 bytes that no text is, where the number is small for its size, as keys and counts are that
//          Kafka's serializers wrote: below 2⁴⁷ (milliseconds until the year 6429 are) and 2²⁴. Larger
//          ones are as likely hashes, floating point or something else.
//   bytes  all else. UUIDs of 16 bytes look like any other 16 bytes: they have to be asked for.
//
// Before all that, where a registry is configured, come bytes that name one of its schemas: `registry/registry-decoder.ts`.

import type { Decoded } from './decoded.ts';
import { jsonOf } from './json.ts';
import { decodeNumber } from './plain.ts';
import { isPrintable } from './printable.ts';
import { utf8Text } from './utf8.ts';

export function decodeAuto(bytes: Uint8Array): Decoded {
  const text = utf8Text(bytes);
  if (text !== null && isPrintable(text)) return textOrJson(text);
  if (bytes.length === 8 && isExtension(bytes, 2)) return decodeNumber('int64', bytes);
  if (bytes.length === 4 && isExtension(bytes, 1)) return decodeNumber('int32', bytes);
  return { format: 'bytes', value: bytes };
}

const STRUCTURE = /^\ufeff?[\t\n\r ]*[[{]/;

function textOrJson(text: string): Decoded {
  if (STRUCTURE.test(text)) {
    try {
      return jsonOf(text);
    } catch {
      // Text that begins with a bracket.
    }
  }
  return { format: 'string', value: text };
}

/** Whether the first bytes only repeat the sign of what follows them. */
function isExtension(bytes: Uint8Array, count: number): boolean {
  const sign = bytes[count]! < 0x80 ? 0x00 : 0xff;
  return bytes.subarray(0, count).every((byte) => byte === sign);
}
