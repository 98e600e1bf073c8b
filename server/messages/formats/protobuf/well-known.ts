// Messages that JSON has another form for than their fields: points in time, wrapped scalars, JSON itself.
// Source: “ProtoJSON Format” of the Protocol Buffers documentation.

import type { Type } from 'protobufjs';
import { UserError } from '../../../node/user-error.ts';
import { setMember } from '../limits.ts';
import { fractionDigits, nanosecondTime, parseTime } from '../times.ts';
import { isObject } from '../typed-value.ts';

type Message = Readonly<Record<string, unknown>>;

const PREFIX = '.google.protobuf.';

const NAMES: ReadonlySet<string> = new Set(
  'Any Timestamp Duration FieldMask Struct Value ListValue DoubleValue FloatValue Int64Value UInt64Value Int32Value UInt32Value BoolValue StringValue BytesValue'
    .split(' ')
    .map((name) => PREFIX + name),
);

export function isWellKnown(type: Type): boolean {
  return NAMES.has(type.fullName);
}

/**
 * What such a message's fields, defaults included, mean.
 * @param readInner reads what an Any contains
 */
export function readWellKnown(
  type: Type,
  message: Message,
  readInner: (type: Type, bytes: Uint8Array) => unknown,
): unknown {
  switch (type.name) {
    case 'Timestamp':
      return timeOf(message) ?? message;
    case 'Duration':
      return durationText(BigInt(message.seconds as number | bigint), message.nanos as number);
    case 'FieldMask':
      return (message.paths as string[]).join(',');
    case 'Struct':
      return message.fields;
    case 'ListValue':
      return message.values;
    case 'Value':
      return jsonOf(message);
    case 'Any':
      return anyOf(type, message, readInner);
    default:
      return message.value;
  }
}

/** Of a Value one field is there, or none, which should not be and is null. */
function jsonOf(message: Message): unknown {
  const [kind, value] = Object.entries(message)[0] ?? ['null_value', null];
  return kind === 'null_value' ? null : value;
}

function anyOf(
  type: Type,
  { type_url, value }: Message,
  readInner: (type: Type, bytes: Uint8Array) => unknown,
): unknown {
  const contained = anyType(type, type_url as string);
  if (contained === null) return { '@type': type_url, value };
  const inner = readInner(contained, value as Uint8Array);
  const isMessage = typeof inner === 'object' && inner !== null && !isWellKnown(contained);
  return isMessage ? { '@type': type_url, ...inner } : { '@type': type_url, value: inner };
}

/** The message of `type.googleapis.com/shop.Order`, if it is in the schema. */
export function anyType(any: Type, url: string): Type | null {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const found = name === '' ? null : any.root.lookup(`.${name}`);
  return found !== null && 'fieldsById' in found ? (found as Type) : null;
}

/** Null for what is no time that a calendar has. */
function timeOf({ seconds, nanos }: Message): string | null {
  if ((nanos as number) < 0) return null;
  return nanosecondTime(BigInt(seconds as number | bigint), nanos as number);
}

function durationText(seconds: bigint, nanoseconds: number): string {
  const sign = seconds < 0n || nanoseconds < 0 ? '-' : '';
  const whole = seconds < 0n ? -seconds : seconds;
  return `${sign}${whole}${fractionDigits(Math.abs(nanoseconds))}s`;
}

const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/**
 * The fields of what JSON has such a message as; but for Any, whose contents are for the writer.
 * @throws UserError
 */
export function writeWellKnown(type: Type, value: unknown): Message {
  switch (type.name) {
    case 'Timestamp': {
      if (isObject(value)) return value;
      const at = typeof value === 'string' ? parseTime(value) : null;
      if (at === null) throw notA('time', value, '2026-01-31T12:30:00Z');
      const nanoseconds = ((at % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
      return { seconds: (at - nanoseconds) / 1_000_000_000n, nanos: Number(nanoseconds) };
    }
    case 'Duration': {
      const parts = DURATION.exec(String(value));
      if (parts === null) throw notA('duration', value, '1.5s');
      const sign = parts[1] === '-' ? -1 : 1;
      return {
        seconds: BigInt(sign) * BigInt(parts[2]!),
        nanos: sign * Number((parts[3] ?? '').padEnd(9, '0')),
      };
    }
    case 'FieldMask':
      if (typeof value !== 'string') throw notA('field mask', value, 'name,address.city');
      return { paths: value === '' ? [] : value.split(',') };
    case 'Struct':
      return { fields: value };
    case 'ListValue':
      return { values: value };
    case 'Value':
      return jsonValue(value);
    default:
      return { value };
  }
}

function jsonValue(value: unknown): Message {
  const message: Record<string, unknown> = {};
  setMember(message, valueField(value), value === null ? 'NULL_VALUE' : value);
  return message;
}

function valueField(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string_value';
    case 'boolean':
      return 'bool_value';
    case 'number':
    case 'bigint':
      return 'number_value';
    default:
      if (value === null) return 'null_value';
      return Array.isArray(value) ? 'list_value' : 'struct_value';
  }
}

function notA(kind: string, value: unknown, example: string): UserError {
  return new UserError(`${JSON.stringify(value)} is not a ${kind}; write it as "${example}".`);
}
