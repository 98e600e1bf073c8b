// The formats that need no schema.

import type { Decoded } from './decoded.ts';
import { firstWrongByte, utf8Text } from './utf8.ts';

/** Shown as text where the bytes are UTF-8, as bytes otherwise, with the reason. */
export function unreadable(bytes: Uint8Array, problem: string): Decoded {
  return { format: 'bytes', value: bytes, problem };
}

export function decodeString(bytes: Uint8Array): Decoded {
  const text = utf8Text(bytes);
  if (text !== null) return { format: 'string', value: text };
  return unreadable(bytes, `Not UTF-8: byte ${firstWrongByte(bytes)} is wrong.`);
}
