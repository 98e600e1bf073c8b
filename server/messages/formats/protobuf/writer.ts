// JSON as Protobuf's wire format: what the reader shows, and ProtoJSON with its names in camel case and integers in quotes.
// Source: “Encoding” and “ProtoJSON Format” of the Protocol Buffers documentation.

import { Enum, type Field, MapField, Type } from 'protobufjs';
import { UserError } from '../../../node/user-error.ts';
import { MAX_DEPTH } from '../limits.ts';
import { encodeBase64 } from '../plain.ts';
import { at, isObject, wrongValue } from '../typed-value.ts';
import { scalarWire } from './reader.ts';
import { fullName } from './schema.ts';
import { anyType, isWellKnown, writeWellKnown } from './well-known.ts';

const SIZED = 2;
const GROUP = 3;
const END_GROUP = 4;

/** @param value of `parseTyped` @throws UserError that says where in the value it is wrong */
export function writeProtobuf(type: Type, value: unknown): Buffer {
  return message(type, value, '', 0);
}

function message(type: Type, value: unknown, path: string, depth: number): Buffer {
  if (depth > MAX_DEPTH) throw new UserError(`This is nested more than ${MAX_DEPTH} deep.`);
  if (isWellKnown(type)) {
    if (type.name === 'Any') return anyMessage(type, value, path, depth);
    return fields(
      type,
      at(path, () => writeWellKnown(type, value)),
      path,
      depth,
    );
  }
  if (!isObject(value)) throw wrongValue(value, `an object, for ${fullName(type)}`, path);
  return fields(type, value, path, depth);
}

function fields(
  type: Type,
  members: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
): Buffer {
  const parts: Uint8Array[] = [];
  for (const [name, member] of Object.entries(members)) {
    const field = fieldNamed(type, name);
    const where = path === '' || isWellKnown(type) ? path || name : `${path}.${name}`;
    // Null is as if it were not there, but where it is a value.
    if (member === null && field.resolvedType?.fullName !== '.google.protobuf.Value') continue;
    writeField(field, member, where, depth, parts);
  }
  for (const field of type.fieldsArray) {
    if (field.required && !Object.keys(members).some((name) => fieldNamed(type, name) === field)) {
      throw new UserError(`${field.name} is missing, which ${fullName(type)} requires.`);
    }
  }
  return Buffer.concat(parts);
}

function fieldNamed(type: Type, name: string): Field {
  const found = type.fieldsArray.find(
    (field) => field.name === name || camelCase(field.name) === name,
  );
  if (found !== undefined) return found;
  const known = type.fieldsArray.map((field) => field.name).join(', ') || 'none at all';
  throw new UserError(`${fullName(type)} has no field “${name}”, only ${known}.`);
}

/** As ProtoJSON: what follows an underscore is a capital. */
function camelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

function writeField(
  field: Field,
  value: unknown,
  path: string,
  depth: number,
  parts: Uint8Array[],
): void {
  if (field instanceof MapField) {
    if (!isObject(value)) throw wrongValue(value, 'an object', path);
    for (const [key, each] of Object.entries(value)) {
      const entry: Uint8Array[] = [tag(1, scalarWire(field.keyType))];
      entry.push(scalar(field.keyType, null, mapKey(field.keyType, key), path));
      single(field, 2, each, `${path}.${key}`, depth, entry);
      parts.push(tag(field.id, SIZED), ...sized(Buffer.concat(entry)));
    }
  } else if (!field.repeated) {
    single(field, field.id, value, path, depth, parts);
  } else {
    if (!Array.isArray(value)) throw wrongValue(value, 'an array', path);
    const isPackable = !(field.resolvedType instanceof Type) && wireOf(field) !== SIZED;
    if (field.packed && isPackable) {
      if (value.length === 0) return;
      const items = value.map((each, i) =>
        scalar(field.type, field.resolvedType, each, `${path}[${i}]`),
      );
      parts.push(tag(field.id, SIZED), ...sized(Buffer.concat(items)));
    } else {
      for (const [i, each] of value.entries()) {
        single(field, field.id, each, `${path}[${i}]`, depth, parts);
      }
    }
  }
}

/** A value with its tag. */
function single(
  field: Field,
  number: number,
  value: unknown,
  path: string,
  depth: number,
  parts: Uint8Array[],
): void {
  const { resolvedType } = field;
  if (!(resolvedType instanceof Type)) {
    parts.push(tag(number, wireOf(field)), scalar(field.type, resolvedType, value, path));
    return;
  }
  const bytes = message(resolvedType, value, path, depth + 1);
  if (field.delimited) parts.push(tag(number, GROUP), bytes, tag(number, END_GROUP));
  else parts.push(tag(number, SIZED), ...sized(bytes));
}

/** `{"@type": "type.googleapis.com/shop.Order", …}` */
function anyMessage(any: Type, value: unknown, path: string, depth: number): Buffer {
  const url = isObject(value) ? value['@type'] : undefined;
  if (!isObject(value) || typeof url !== 'string') {
    throw new UserError(`${path || 'The value'} has no member "@type", which says what it is.`);
  }
  const { '@type': _, ...members } = value;
  const type = anyType(any, url);
  if (type === null) throw new UserError(`The schema has no message ${url}, as “@type” says.`);
  const inner = message(type, isWellKnown(type) ? members.value : members, path, depth + 1);
  return Buffer.concat([
    tag(1, SIZED),
    ...sized(Buffer.from(url, 'utf8')),
    tag(2, SIZED),
    ...sized(inner),
  ]);
}

function wireOf({ resolvedType, type }: Field): number {
  return resolvedType instanceof Enum ? 0 : scalarWire(type);
}

function scalar(type: string, resolved: Type | Enum | null, value: unknown, path: string): Buffer {
  if (resolved instanceof Enum) return enumValue(resolved, value, path);
  switch (type) {
    case 'string':
      if (typeof value !== 'string') throw wrongValue(value, 'a string', path);
      return Buffer.concat(sized(Buffer.from(value, 'utf8')));
    case 'bytes':
      if (typeof value !== 'string') throw wrongValue(value, 'bytes as base64', path);
      return Buffer.concat(sized(at(path, () => encodeBase64(value))));
    case 'bool':
      if (typeof value !== 'boolean') throw wrongValue(value, 'true or false', path);
      return varint(value ? 1n : 0n);
    case 'float':
    case 'double': {
      const number = realNumber(value, path);
      const bytes = Buffer.alloc(type === 'float' ? 4 : 8);
      if (type === 'float') bytes.writeFloatLE(number);
      else bytes.writeDoubleLE(number);
      return bytes;
    }
  }
  const bits = type.endsWith('32') ? 32 : 64;
  const signed = !type.startsWith('u') && !type.startsWith('fixed');
  const whole = wholeNumber(value, bits, signed, path);
  if (type.includes('fixed')) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(bits, whole));
    return bytes.subarray(0, bits / 8);
  }
  return varint(type.startsWith('s') ? (whole << 1n) ^ (whole >> 63n) : whole);
}

function enumValue({ values }: Enum, value: unknown, path: string): Buffer {
  const number =
    typeof value === 'number'
      ? value
      : Object.hasOwn(values, `${value}`)
        ? values[`${value}`]
        : undefined;
  if (number === undefined || number !== (number | 0)) {
    throw wrongValue(value, `one of ${Object.keys(values).join(', ')}`, path);
  }
  return varint(BigInt(number));
}

function wholeNumber(value: unknown, bits: number, signed: boolean, path: string): bigint {
  const written = typeof value === 'string' && /^-?\d{1,20}$/.test(value);
  if (!written && typeof value !== 'bigint' && !Number.isInteger(value)) {
    throw wrongValue(value, 'a whole number', path);
  }
  const whole = BigInt(value as string | bigint | number);
  const kept = signed ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole);
  if (kept === whole) return whole;
  throw wrongValue(value, `a number of ${bits} bits${signed ? '' : ', none below 0'}`, path);
}

function realNumber(value: unknown, path: string): number {
  const names = ['NaN', 'Infinity', '-Infinity'];
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (!isNumber && !names.includes(value as string)) throw wrongValue(value, 'a number', path);
  return Number(value);
}

/** Keys of JSON are text; those of maps need not be. */
function mapKey(type: string, key: string): unknown {
  return type === 'bool' && (key === 'true' || key === 'false') ? key === 'true' : key;
}

function tag(number: number, wire: number): Buffer {
  return varint((BigInt(number) << 3n) | BigInt(wire));
}

function sized(bytes: Uint8Array): [Buffer, Uint8Array] {
  return [varint(BigInt(bytes.length)), bytes];
}

/** Negative numbers as 64 bits, as they are in a field of 32. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
