// Text as bytes, strictly: what is not UTF-8 is not text.

import { isUtf8 } from 'node:buffer';

/** The bytes' text, or null if they are not UTF-8. A byte order mark stays. */
export function utf8Text(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? viewOf(bytes).toString('utf8') : null;
}

/**
 * The position of the first byte that cannot follow those before it; where all can, but the last character lacks bytes, that
 * is the number of bytes. @param bytes that are not UTF-8
 */
export function firstWrongByte(bytes: Uint8Array): number {
  let good = 0;
  let wrong = bytes.length + 1;
  // A beginning may also end within a character; up to three bytes of one are no fault yet.
  while (good + 1 < wrong) {
    const middle = (good + wrong) >>> 1;
    if (isBeginning(bytes.subarray(0, middle))) good = middle;
    else wrong = middle;
  }
  return good;
}

function isBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The same bytes as Node's Buffer, without copying them. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
