// JSON as bytes. Integers beyond 2⁵³ keep their digits, as values; as text everything stays as it was sent.

import { UserError } from '../../node/user-error.ts';
import type { Decoded } from './decoded.ts';
import { unreadable } from './plain.ts';
import { utf8Text } from './utf8.ts';

/** A byte order mark at the beginning of UTF-8: not of the JSON, but often before it. */
const MARK_BYTES = 3;

export function decodeJson(bytes: Uint8Array): Decoded {
  const text = utf8Text(bytes);
  if (text === null) return unreadable(bytes, 'This is not JSON, since it is not UTF-8.');
  try {
    return jsonOf(text);
  } catch (error) {
    return unreadable(bytes, `This is not JSON: ${reason(error as Error)}`);
  }
}

/** What a text is as JSON. @throws SyntaxError */
export function jsonOf(text: string): Decoded {
  return text.startsWith('\ufeff')
    ? { format: 'json', value: parseJson(text.slice(1)), from: MARK_BYTES }
    : { format: 'json', value: parseJson(text) };
}

/** The bytes of what is typed, as it is typed. @throws UserError for what is not JSON */
export function encodeJson(text: string): Uint8Array {
  parseTyped(text);
  return Buffer.from(text, 'utf8');
}

/** The value of JSON that someone typed. @throws UserError for what is not JSON */
export function parseTyped(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new UserError(`This is not JSON: ${reason(error as Error)}`);
  }
}

/** Why, without the text itself, which is shown anyway. */
function reason({ message }: Error): string {
  return `${message.replace(/,? (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, '')}.`;
}

/**
 * JSON.parse, but integers that a number cannot hold are bigints. Of a key that stands twice the last counts.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!hasLongDigits(text)) return JSON.parse(text);
  try {
    return (JSON.parse as ParseWithSource)(text, (_key, value, context) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(context.source)
        ? BigInt(context.source)
        : value,
    );
  } catch (error) {
    // The function is called recursively, and nested too deeply for it is not yet too deep for JSON.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/** In V8 since 2023; TypeScript does not know of it yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source: string }) => unknown,
) => unknown;

/** Those with more digits are measurements gone wrong, and take time that grows with their square. */
const INTEGER = /^-?\d{1,1000}$/;

/** What is beyond 2⁵³ has at least 16 digits. */
const DIGITS = 16;

/** Whether so many digits follow one another: looks at every sixteenth character, and around it if that is one. */
function hasLongDigits(text: string): boolean {
  for (let i = DIGITS - 1; i < text.length; i += DIGITS) {
    if (!isDigit(text.charCodeAt(i))) continue;
    let from = i;
    while (from > i - DIGITS + 1 && isDigit(text.charCodeAt(from - 1))) from--;
    let to = i + 1;
    while (to - from < DIGITS && isDigit(text.charCodeAt(to))) to++;
    if (to - from === DIGITS) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
