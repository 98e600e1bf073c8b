// Decoded bytes as text: on one line for a row, laid out for the detail, and for searching.

import type { DecodedWhole } from '../../contract/messages/reading.ts';
import type { Decoded } from './decoded.ts';
import { viewOf } from './utf8.ts';

/** How many bytes `whole` has in hexadecimal at most. */
const HEX_BYTES = 65_536;

/**
 * The beginning on one line, control characters made visible.
 * @param bytes what was decoded
 * @param limit code points at most
 */
export function preview(
  decoded: Decoded,
  bytes: Uint8Array | null,
  limit: number,
): { text: string; shortened: boolean } {
  const text = searchText(decoded, bytes);
  const points = Array.from(text.slice(0, 2 * limit)).slice(0, limit);
  const beginning = points.join('');
  return { text: beginning, shortened: beginning.length < text.length };
}

/** All of it on one line, as `preview` has the beginning of: what a search for text looks through. */
export function searchText(decoded: Decoded, bytes: Uint8Array | null): string {
  if (bytes === null || typeof decoded.value === 'string') return String(decoded.value ?? '');
  return viewOf(bytes).toString('hex');
}

/** All of it, laid out over lines. */
export function whole(decoded: Decoded, bytes: Uint8Array | null): DecodedWhole {
  return {
    format: decoded.format,
    text: searchText(decoded, bytes),
    size: bytes?.length ?? -1,
    hex: bytes === null ? '' : viewOf(bytes.subarray(0, HEX_BYTES)).toString('hex'),
    ...(decoded.problem !== undefined && { problem: decoded.problem }),
    ...(decoded.schema !== undefined && { schema: decoded.schema }),
  };
}
