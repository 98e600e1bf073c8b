// JSON as Avro's binary encoding. What is taken: what the reader shows, Avro's own JSON encoding with its `{"string": "…"}`
// for unions, and shorter: a field may be missing that has a default or may be null.
// Source: the Avro specification 1.12, “Binary Encoding” and “JSON Encoding”.

import { UserError } from '../../../node/user-error.ts';
import { at, isObject, wrongValue } from '../typed-value.ts';
import { writeBytes, writeNumber } from './logical.ts';
import {
  type AvroType,
  branchName,
  type RecordField,
  type RecordType,
  shapeOf,
  type UnionType,
} from './schema.ts';

/** @param value of `parseTyped` @throws UserError that says where in the value it is wrong */
export function writeAvro(type: AvroType, value: unknown): Buffer {
  const writer = new AvroWriter();
  writer.value(type, value, '');
  return writer.bytes();
}

class AvroWriter {
  readonly #parts: Uint8Array[] = [];

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** @param path where the value is: `items[0].price`, empty for all of it */
  value(type: AvroType, value: unknown, path: string): void {
    switch (type.kind) {
      case 'null':
        this.#check(value === null, value, 'null', path);
        break;
      case 'boolean':
        this.#check(typeof value === 'boolean', value, 'true or false', path);
        this.#byte(value ? 1 : 0);
        break;
      case 'int':
      case 'long': {
        const bits = type.kind === 'int' ? 32 : 64;
        const { logical } = type;
        this.#integer(
          logical === undefined ? value : at(path, () => writeNumber(logical, value)),
          bits,
          path,
        );
        break;
      }
      case 'float': {
        const bytes = Buffer.alloc(4);
        bytes.writeFloatLE(this.#real(value, path));
        this.#append(bytes);
        break;
      }
      case 'double': {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(this.#real(value, path));
        this.#append(bytes);
        break;
      }
      case 'string': {
        this.#check(typeof value === 'string', value, 'a string', path);
        this.#sized(Buffer.from(value as string, 'utf8'));
        break;
      }
      case 'bytes': {
        const { logical } = type;
        const bytes =
          logical === undefined
            ? this.#latin1(value, path)
            : at(path, () => writeBytes(logical, value));
        this.#sized(bytes);
        break;
      }
      case 'fixed': {
        const { logical, size } = type;
        const bytes =
          logical === undefined
            ? this.#latin1(value, path)
            : at(path, () => writeBytes(logical, value, size));
        this.#check(bytes.length === size, value, `${type.name} of ${size} bytes`, path);
        this.#append(bytes);
        break;
      }
      case 'enum': {
        const index = type.symbols.indexOf(value as string);
        this.#check(index >= 0, value, `one of ${type.symbols.join(', ')}`, path);
        this.#integer(index, 32, path);
        break;
      }
      case 'array': {
        this.#check(Array.isArray(value), value, 'an array', path);
        const items = value as unknown[];
        if (items.length > 0) this.#integer(items.length, 64, path);
        for (const [i, item] of items.entries()) this.value(type.items, item, `${path}[${i}]`);
        this.#byte(0);
        break;
      }
      case 'map': {
        this.#check(isObject(value), value, 'an object', path);
        const members = Object.entries(value as object);
        if (members.length > 0) this.#integer(members.length, 64, path);
        for (const [name, member] of members) {
          this.#sized(Buffer.from(name, 'utf8'));
          this.value(type.values, member, within(path, name));
        }
        this.#byte(0);
        break;
      }
      case 'union':
        this.#union(type, value, path);
        break;
      case 'record':
        this.#record(type, value, path);
        break;
    }
  }

  #union(union: UnionType, value: unknown, path: string): void {
    const { branches } = union;
    const named = namedBranch(union, value);
    const bare = branches.findIndex((branch) => fits(branch, value));
    // Where values need the names of their branches, a name goes before whatever else it could be.
    const byName = named >= 0 && (!union.bare || bare < 0);
    const index = byName ? named : bare;
    this.#check(index >= 0, value, `one of ${branches.map(branchName).join(', ')}`, path);
    this.#integer(index, 32, path);
    this.value(branches[index]!, byName ? Object.values(value as object)[0] : value, path);
  }

  #record({ name, fields }: RecordType, value: unknown, path: string): void {
    this.#check(isObject(value), value, `an object, for ${name}`, path);
    const members = value as Readonly<Record<string, unknown>>;
    const known = new Set(fields.map((field) => field.name));
    const unknown = Object.keys(members).find((each) => !known.has(each));
    if (unknown !== undefined) {
      throw new UserError(
        `${name} has no field “${unknown}”, only ${[...known].join(', ') || 'none at all'}.`,
      );
    }
    for (const field of fields) {
      if (Object.hasOwn(members, field.name)) {
        this.value(field.type, members[field.name], within(path, field.name));
      } else {
        this.#absent(field, name, path);
      }
    }
  }

  #absent({ name, type, default: otherwise }: RecordField, record: string, path: string): void {
    if (otherwise !== undefined) {
      this.value(type, otherwise.value, within(path, name));
      return;
    }
    const index = type.kind === 'union' ? type.branches.findIndex((b) => b.kind === 'null') : -1;
    if (index < 0) throw new UserError(`${within(path, name)} is missing, a field of ${record}.`);
    this.#integer(index, 32, path);
  }

  #integer(value: unknown, bits: 32 | 64, path: string): void {
    const whole =
      typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    this.#check(whole, value, 'a whole number', path);
    const exact = BigInt(value as number | bigint);
    this.#check(BigInt.asIntN(bits, exact) === exact, value, `a number of ${bits} bits`, path);
    let zigzag = BigInt.asUintN(64, (exact << 1n) ^ (exact >> 63n));
    for (; zigzag >= 0x80n; zigzag >>= 7n) this.#byte(Number(zigzag & 0x7fn) | 0x80);
    this.#byte(Number(zigzag));
  }

  #real(value: unknown, path: string): number {
    const isName = value === 'NaN' || value === 'Infinity' || value === '-Infinity';
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    this.#check(isNumber || isName, value, 'a number', path);
    return Number(value);
  }

  /** Bytes as Avro's JSON has them: a character for each. */
  #latin1(value: unknown, path: string): Buffer {
    const fitting = typeof value === 'string' && !/[^\0-\xff]/.test(value);
    this.#check(fitting, value, 'bytes as characters from \\u0000 to \\u00ff', path);
    return Buffer.from(value as string, 'latin1');
  }

  #sized(bytes: Buffer): void {
    this.#integer(bytes.length, 64, '');
    this.#append(bytes);
  }

  #byte(byte: number): void {
    this.#parts.push(Uint8Array.of(byte));
  }

  #append(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }

  #check(right: boolean, value: unknown, wanted: string, path: string): void {
    if (!right) throw wrongValue(value, wanted, path);
  }
}

/** The branch that a value of one member is named for: `{"string": "…"}`; -1 where there is none. */
function namedBranch({ branches }: UnionType, value: unknown): number {
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length === 1 ? branches.findIndex((each) => branchName(each) === names[0]) : -1;
}

/** Whether a value can be of a type, as far as can be seen without looking into it. */
function fits(type: AvroType, value: unknown): boolean {
  switch (type.kind) {
    case 'null':
      return value === null;
    case 'int':
      if ('logical' in type && typeof value === 'string') return true;
      return typeof value === 'number' && value === (value | 0);
    case 'long':
      if ('logical' in type && typeof value === 'string') return true;
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'float':
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'enum':
      return type.symbols.includes(value as string);
    case 'array':
      return Array.isArray(value);
    case 'record':
      return (
        isObject(value) &&
        Object.keys(value).every((name) => type.fields.some((field) => field.name === name))
      );
    case 'union':
      return false;
    default:
      return shapeOf(type) === (isObject(value) ? 'object' : typeof value);
  }
}

function within(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
