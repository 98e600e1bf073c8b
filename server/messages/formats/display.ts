// Decoded bytes as text: on one line for a row, laid out for the detail, and for searching.

import type { DecodedWhole } from '../../contract/messages/reading.ts';
import type { Decoded } from './decoded.ts';
import { compactJson, prettyJson } from './json-layout.ts';
import { printableByte, visible } from './printable.ts';
import { viewOf } from './utf8.ts';
import { jsonText } from './value-text.ts';

/** How many bytes `whole` has in hexadecimal at most, and shows of bytes that are nothing else. */
const HEX_BYTES = 65_536;

/** Bytes in a line of a dump. */
const DUMP_WIDTH = 16;

/**
 * The beginning on one line, control characters made visible. The empty string for null and empty, which `format` tells.
 * @param bytes what was decoded
 * @param limit code points at most
 */
export function preview(
  decoded: Decoded,
  bytes: Uint8Array | null,
  limit: number,
): { text: string; shortened: boolean } {
  if (bytes === null || decoded.format === 'bytes') return bytesPreview(bytes, limit);
  // Four bytes make a code point at most; of JSON there may be more, since its space is left out.
  for (let look = 4 * limit + 16; look < bytes.length && isText(decoded); look *= 16) {
    const beginning = oneLine(decoded, bytes.subarray(0, look), true);
    const end = endOfPoints(beginning, limit);
    if (end < beginning.length) return { text: beginning.slice(0, end), shortened: true };
  }
  const line = oneLine(decoded, bytes, false);
  const end = endOfPoints(line, limit);
  return { text: line.slice(0, end), shortened: end < line.length };
}

/** All of it on one line, as `preview` has the beginning of: what a search for text looks through. */
export function searchText(decoded: Decoded, bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  return decoded.format === 'bytes' ? hexAndText(bytes) : oneLine(decoded, bytes, false);
}

/** All of it, laid out over lines. Bytes that are nothing else are a dump of the first 64 KB. */
export function whole(decoded: Decoded, bytes: Uint8Array | null): DecodedWhole {
  return {
    format: decoded.format,
    text: bytes === null ? '' : wholeText(decoded, bytes),
    size: bytes?.length ?? -1,
    hex: bytes === null ? '' : viewOf(bytes.subarray(0, HEX_BYTES)).toString('hex'),
    ...(decoded.problem !== undefined && { problem: decoded.problem }),
    ...(decoded.schema !== undefined && { schema: decoded.schema }),
  };
}

function wholeText(decoded: Decoded, bytes: Uint8Array): string {
  if (decoded.format === 'bytes') return dump(bytes.subarray(0, HEX_BYTES));
  const source = sourceText(decoded, bytes, false);
  return isJsonText(decoded) ? prettyJson(source) : source;
}

function oneLine(decoded: Decoded, bytes: Uint8Array, cutOff: boolean): string {
  const source = sourceText(decoded, bytes, cutOff);
  return visible(decoded.format === 'json' ? compactJson(source) : source);
}

/** What decoded bytes are as text, before any layout. @param cutOff whether `bytes` are a beginning only */
function sourceText(decoded: Decoded, bytes: Uint8Array, cutOff: boolean): string {
  const { format, value, from = 0 } = decoded;
  if (isText(decoded)) {
    const text = viewOf(bytes).toString('utf8', from);
    // A character that the beginning ends within is none.
    return cutOff ? text.replace(/\ufffd+$/, '') : text;
  }
  if (format === 'float' || format === 'double') return Object.is(value, -0) ? '-0' : `${value}`;
  return isJsonText(decoded)
    ? jsonText(value, format === 'avro' ? 'latin1' : 'base64')
    : `${value ?? ''}`;
}

/** Whether the bytes themselves are the text. */
function isText({ format }: Decoded): boolean {
  return format === 'string' || format === 'json';
}

function isJsonText({ format }: Decoded): boolean {
  return (
    format === 'json' || format === 'avro' || format === 'protobuf' || format === 'messagepack'
  );
}

/** Where so many code points end: a position of UTF-16 units, never within a pair of them. */
function endOfPoints(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  let end = 0;
  for (let points = 0; points < limit && end < text.length; points++) {
    end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  }
  return end;
}

function bytesPreview(
  bytes: Uint8Array | null,
  limit: number,
): { text: string; shortened: boolean } {
  if (bytes === null) return { text: '', shortened: false };
  // A byte takes three characters and, behind another space, one more.
  const shown = Math.max(1, Math.floor((limit - 1) / 4));
  return { text: hexAndText(bytes.subarray(0, shown)), shortened: shown < bytes.length };
}

/** `68 69 00  hi·` */
function hexAndText(bytes: Uint8Array): string {
  return `${spacedHex(bytes)}  ${Array.from(bytes, printableByte).join('')}`;
}

function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += DUMP_WIDTH) {
    const row = bytes.subarray(at, at + DUMP_WIDTH);
    const hex = spacedHex(row).padEnd(3 * DUMP_WIDTH - 1);
    lines.push(
      `${at.toString(16).padStart(6, '0')}  ${hex}  ${Array.from(row, printableByte).join('')}`,
    );
  }
  return lines.join('\n');
}

function spacedHex(bytes: Uint8Array): string {
  return viewOf(bytes)
    .toString('hex')
    .replace(/..(?!$)/g, '$& ');
}
