// The formats that need no schema, but for JSON and MessagePack.

import type { NumberFormat } from '../../contract/messages/decoding.ts';
import { UserError } from '../../node/user-error.ts';
import type { Decoded } from './decoded.ts';
import { shortestFloat } from './float32.ts';
import { isPrintable } from './printable.ts';
import { firstWrongByte, utf8Text, viewOf } from './utf8.ts';

/** Bytes that are not what they were said to be: as text where they are some, and never as nothing. */
export function unreadable(bytes: Uint8Array, problem: string): Decoded {
  const text = utf8Text(bytes);
  return text !== null && isPrintable(text)
    ? { format: 'string', value: text, problem }
    : { format: 'bytes', value: bytes, problem };
}

export function decodeString(bytes: Uint8Array): Decoded {
  const text = utf8Text(bytes);
  if (text !== null) return { format: 'string', value: text };
  const at = firstWrongByte(bytes);
  if (at === bytes.length) {
    return unreadable(bytes, 'This is not UTF-8: it ends in the middle of a character.');
  }
  const byte = bytes[at]!.toString(16).padStart(2, '0');
  return unreadable(bytes, `This is not UTF-8: byte 0x${byte} at ${at} cannot stand there.`);
}

interface NumberLayout {
  readonly size: number;
  read(bytes: Buffer): number | bigint;
  /** @throws UserError */
  write(text: string, into: Buffer): void;
}

/** Numbers as Kafka's serializers write them. */
const numbers: Readonly<Record<NumberFormat, NumberLayout>> = {
  int8: integer(1, (bytes) => bytes.readInt8()),
  int16: integer(2, (bytes) => bytes.readInt16BE()),
  int32: integer(4, (bytes) => bytes.readInt32BE()),
  int64: integer(8, (bytes) => exact(bytes.readBigInt64BE())),
  float: {
    size: 4,
    read: (bytes) => shortestFloat(bytes.readFloatBE()),
    write: (text, into) => void into.writeFloatBE(realNumber(text)),
  },
  double: {
    size: 8,
    read: (bytes) => bytes.readDoubleBE(),
    write: (text, into) => void into.writeDoubleBE(realNumber(text)),
  },
};

export function decodeNumber(format: NumberFormat, bytes: Uint8Array): Decoded {
  const { size, read } = numbers[format];
  if (bytes.length === size) return { format, value: read(viewOf(bytes)) };
  return unreadable(
    bytes,
    `${withArticle(format)} has ${plural(size, 'byte')}, but there ${bytes.length === 1 ? 'is' : 'are'} ${bytes.length}.`,
  );
}

/** @throws UserError for what is no such number */
export function encodeNumber(format: NumberFormat, text: string): Uint8Array {
  const { size, write } = numbers[format];
  const bytes = Buffer.alloc(size);
  write(text.trim(), bytes);
  return bytes;
}

/** An integer as a number where that is exact, as a bigint otherwise. */
export function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function integer(size: number, read: (bytes: Buffer) => number | bigint): NumberLayout {
  const bits = BigInt(size * 8);
  const highest = (1n << (bits - 1n)) - 1n;
  return {
    size,
    read,
    write(text, into) {
      const value = wholeNumber(text);
      if (value > highest || value < -highest - 1n) {
        throw new UserError(
          `${shortened(text)} is not within ${-highest - 1n} and ${highest}, as an int${bits} has to be.`,
        );
      }
      for (let i = 0, rest = BigInt.asUintN(size * 8, value); i < size; i++, rest >>= 8n) {
        into[size - 1 - i] = Number(rest & 0xffn);
      }
    },
  };
}

function wholeNumber(text: string): bigint {
  if (!/^[+-]?\d{1,40}$/.test(text)) {
    throw new UserError(`${shortened(text)} is not a whole number; write it in digits, as 42.`);
  }
  return BigInt(text.replace('+', ''));
}

function realNumber(text: string): number {
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) {
    throw new UserError(`${shortened(text)} is not a number; write it as 3.14, 1e9 or NaN.`);
  }
  return value;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** 16 bytes, or the text that Kafka's UUIDSerializer writes. */
export function decodeUuid(bytes: Uint8Array): Decoded {
  if (bytes.length === 16) {
    const hex = viewOf(bytes).toString('hex');
    const value = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { format: 'uuid', value };
  }
  const text = bytes.length === 36 ? viewOf(bytes).toString('latin1') : '';
  if (UUID.test(text)) return { format: 'uuid', value: text };
  return unreadable(bytes, 'A UUID has 16 bytes, or 36 characters as text; these are neither.');
}

/** As Kafka's UUIDSerializer: as text. @throws UserError */
export function encodeUuid(text: string): Uint8Array {
  const uuid = text.trim();
  if (UUID.test(uuid)) return Buffer.from(uuid, 'latin1');
  throw new UserError(
    `${shortened(uuid)} is not a UUID; write it as 123e4567-e89b-12d3-a456-426614174000.`,
  );
}

/** @throws UserError */
export function encodeHex(text: string): Uint8Array {
  const digits = text.replace(/^\s*0x/i, '').replace(/[\s:]/g, '');
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong !== null) throw new UserError(`“${wrong[0]}” is not a hexadecimal digit.`);
  if (digits.length % 2 === 1) {
    throw new UserError('A byte has two hexadecimal digits: there is one too many or too few.');
  }
  return Buffer.from(digits, 'hex');
}

/** Of the usual alphabet or that for addresses, padded or not. @throws UserError */
export function encodeBase64(text: string): Uint8Array {
  const letters = text.replace(/\s/g, '').replace(/={1,2}$/, '');
  const wrong = /[^A-Za-z0-9+/_-]/.exec(letters);
  if (wrong !== null) throw new UserError(`“${wrong[0]}” is not a character of base64.`);
  if (letters.length % 4 === 1) throw new UserError('This base64 is cut off in the middle.');
  return Buffer.from(letters, 'base64');
}

/** What was typed, for an error. */
function shortened(text: string): string {
  return text.length <= 40 ? `“${text}”` : `“${text.slice(0, 40)}…”`;
}

function withArticle(format: NumberFormat): string {
  return `${format.startsWith('int') ? 'An' : 'A'} ${format}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
