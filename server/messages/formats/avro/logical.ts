// Avro's logical types: what numbers and bytes stand for, as text that people read, and back. A type that is not declared as
// the specification has it is what it is without, as the specification says.

import { UserError } from '../../../node/user-error.ts';
import { type PerSecond, parseTime, unitTime } from '../times.ts';
import type { AvroType } from './schema.ts';

export type Logical =
  | { readonly name: 'decimal'; readonly scale: number }
  | { readonly name: 'uuid' | 'date' | 'duration' }
  | { readonly name: 'time'; readonly perSecond: PerSecond }
  | { readonly name: 'timestamp'; readonly perSecond: PerSecond; readonly zone: 'Z' | '' };

const UNITS: Readonly<Record<string, PerSecond>> = {
  millis: 1_000,
  micros: 1_000_000,
  nanos: 1_000_000_000,
};

/** The logical type of a declaration, if it has one that is known and fits. */
export function logicalOf(
  declared: Readonly<Record<string, unknown>>,
  type: AvroType,
): Logical | undefined {
  const { logicalType, scale = 0 } = declared;
  const { kind } = type;
  const size = type.kind === 'fixed' ? type.size : -1;
  switch (logicalType) {
    case 'decimal':
      return (kind === 'bytes' || kind === 'fixed') &&
        Number.isSafeInteger(scale) &&
        (scale as number) >= 0 &&
        (scale as number) <= MAX_SCALE
        ? { name: 'decimal', scale: scale as number }
        : undefined;
    case 'uuid':
      return size === 16 ? { name: 'uuid' } : undefined;
    case 'duration':
      return size === 12 ? { name: 'duration' } : undefined;
    case 'date':
      return kind === 'int' ? { name: 'date' } : undefined;
  }
  const parts = /^(time|timestamp|local-timestamp)-(\w+)$/.exec(String(logicalType));
  const perSecond = UNITS[parts?.[2] ?? ''];
  if (parts === null || perSecond === undefined) return undefined;
  if (parts[1] === 'time') {
    const wanted = perSecond === 1_000 ? 'int' : 'long';
    return kind === wanted && perSecond <= 1_000_000 ? { name: 'time', perSecond } : undefined;
  }
  if (kind !== 'long') return undefined;
  return { name: 'timestamp', perSecond, zone: parts[1] === 'timestamp' ? 'Z' : '' };
}

const MAX_SCALE = 1_000;
/** Decimals with more bytes stay bytes: their digits take time that grows with the square. */
const MAX_DECIMAL_BYTES = 500;

const MILLISECONDS_OF_DAY = 86_400_000n;

/** What a number stands for; itself where no calendar or clock has it. */
export function readNumber(logical: Logical, value: number | bigint): unknown {
  switch (logical.name) {
    case 'date': {
      const midnight = unitTime(BigInt(value) * MILLISECONDS_OF_DAY, 1_000);
      return midnight?.replace('T00:00:00Z', '') ?? value;
    }
    case 'time': {
      const clock = unitTime(BigInt(value), logical.perSecond, '');
      return clock?.startsWith('1970-01-01T') ? clock.slice('1970-01-01T'.length) : value;
    }
    case 'timestamp':
      return unitTime(BigInt(value), logical.perSecond, logical.zone) ?? value;
    default:
      return value;
  }
}

/** The number of what was typed: as `readNumber` shows it, or the number itself. @throws UserError */
export function writeNumber(logical: Logical, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (logical.name === 'time') {
    const at = parseTime(`1970-01-01T${value}`);
    if (at !== null) return at / BigInt(1_000_000_000 / logical.perSecond);
    throw new UserError(`“${value}” is not a time of day; write it as 12:30:00.`);
  }
  const at = parseTime(value);
  if (at === null) {
    const example = logical.name === 'date' ? '2026-01-31' : '2026-01-31T12:30:00Z';
    throw new UserError(`“${value}” is not a ${logical.name}; write it as ${example}.`);
  }
  const unit =
    logical.name === 'timestamp'
      ? BigInt(1_000_000_000 / logical.perSecond)
      : MILLISECONDS_OF_DAY * 1_000_000n;
  return (at - (((at % unit) + unit) % unit)) / unit;
}

/** What bytes stand for. */
export function readBytes(logical: Logical, bytes: Buffer): unknown {
  switch (logical.name) {
    case 'decimal':
      return bytes.length > MAX_DECIMAL_BYTES ? bytes : decimalText(bytes, logical.scale);
    case 'uuid':
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    case 'duration':
      return {
        months: bytes.readUInt32LE(0),
        days: bytes.readUInt32LE(4),
        milliseconds: bytes.readUInt32LE(8),
      };
    default:
      return bytes;
  }
}

/**
 * The bytes of what was typed, as `readBytes` shows it.
 * @param size how many there have to be; any number if absent
 * @throws UserError
 */
export function writeBytes(logical: Logical, value: unknown, size?: number): Buffer {
  switch (logical.name) {
    case 'decimal':
      return decimalBytes(String(value), logical.scale, size);
    case 'uuid': {
      const hex = String(value).replaceAll('-', '');
      if (/^[0-9a-f]{32}$/i.test(hex)) return Buffer.from(hex, 'hex');
      throw new UserError(`${JSON.stringify(value)} is not a UUID.`);
    }
    default:
      return durationBytes(value);
  }
}

function durationBytes(value: unknown): Buffer {
  const parts = value as Readonly<Record<string, unknown>> | null;
  const bytes = Buffer.alloc(12);
  for (const [i, name] of ['months', 'days', 'milliseconds'].entries()) {
    const part = parts?.[name];
    if (!Number.isInteger(part) || (part as number) < 0 || (part as number) > 0xffff_ffff) {
      throw new UserError(
        'A duration is written as {"months": 1, "days": 2, "milliseconds": 3}, none of them below 0.',
      );
    }
    bytes.writeUInt32LE(part as number, 4 * i);
  }
  return bytes;
}

function decimalText(bytes: Buffer, scale: number): string {
  const unsigned = BigInt(`0x0${bytes.toString('hex')}`);
  const value = BigInt.asIntN(8 * bytes.length, unsigned);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${value < 0n ? '-' : ''}${whole}${fraction}`;
}

/** As Java's BigInteger.toByteArray: the fewest bytes that have room for the sign. */
function decimalBytes(text: string, scale: number, size?: number): Buffer {
  const parts = /^([+-]?)(\d{1,1000})(?:\.(\d{0,1000}))?$/.exec(text.trim());
  const fraction = parts?.[3]?.replace(/0+$/, '') ?? '';
  if (parts === null) throw new UserError(`“${text}” is not a decimal; write it as 12.34.`);
  if (fraction.length > scale) {
    throw new UserError(`“${text}” has more digits behind the point than ${scale}.`);
  }
  const amount = BigInt(parts[2] + fraction.padEnd(scale, '0'));
  const value = parts[1] === '-' ? -amount : amount;
  const needed = Math.floor((value < 0n ? -value - 1n : value).toString(16).length / 2) + 1;
  const length = size ?? needed;
  if (BigInt.asIntN(8 * length, value) !== value) {
    throw new UserError(`“${text}” does not go into ${length} bytes.`);
  }
  const hex = BigInt.asUintN(8 * length, value)
    .toString(16)
    .padStart(2 * length, '0');
  return Buffer.from(hex, 'hex');
}
