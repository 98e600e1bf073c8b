// Avro's binary encoding as values. Nothing is made that there are no bytes for, and integers are exact; a library that does
// both without making code of schemas there is none.
// Source: the Avro specification 1.12, “Binary Encoding”.

import { ByteReader } from '../byte-reader.ts';
import { shortestFloat } from '../float32.ts';
import { checkDepth, MalformedError, setMember, ValueBudget } from '../limits.ts';
import { exact } from '../plain.ts';
import { utf8Text, viewOf } from '../utf8.ts';
import { readBytes, readNumber } from './logical.ts';
import { type AvroType, branchName, type UnionType } from './schema.ts';

/**
 * The value of bytes, all of them.
 * @param from where it begins
 * @throws MalformedError
 */
export function readAvro(type: AvroType, bytes: Uint8Array, from = 0): unknown {
  const reader = new AvroReader(bytes, from);
  const value = reader.value(type, 0);
  const rest = bytes.length - reader.position;
  if (rest > 0) throw new MalformedError(`the value ends ${rest} bytes before the end`);
  return value;
}

class AvroReader extends ByteReader<Buffer> {
  readonly #budget: ValueBudget;

  constructor(bytes: Uint8Array, from: number) {
    super(viewOf(bytes), from);
    this.#budget = new ValueBudget(bytes.length);
  }

  value(type: AvroType, depth: number): unknown {
    this.#budget.spend(1);
    switch (type.kind) {
      case 'null':
        return null;
      case 'boolean':
        return this.#boolean();
      case 'int':
      case 'long': {
        const value = type.kind === 'int' ? this.#int() : this.#long();
        return type.logical === undefined ? value : readNumber(type.logical, value);
      }
      case 'float':
        return shortestFloat(this.bytes.readFloatLE(this.skip(4)));
      case 'double':
        return this.bytes.readDoubleLE(this.skip(8));
      case 'string':
        return this.#string();
      case 'bytes':
      case 'fixed': {
        const bytes = this.take(type.kind === 'fixed' ? type.size : this.#length());
        return type.logical === undefined
          ? new Uint8Array(bytes)
          : this.#meaning(readBytes(type.logical, bytes));
      }
      case 'enum':
        return this.#symbol(type.symbols);
      case 'array':
        return this.#array(type.items, depth);
      case 'map':
        return this.#map(type.values, depth);
      case 'union':
        return this.#union(type, depth);
      case 'record': {
        checkDepth(depth + 1);
        const record: Record<string, unknown> = {};
        for (const field of type.fields) {
          setMember(record, field.name, this.value(field.type, depth + 1));
        }
        return record;
      }
    }
  }

  /** No value shares memory with the bytes. */
  #meaning(value: unknown): unknown {
    return value instanceof Uint8Array ? new Uint8Array(value) : value;
  }

  #boolean(): boolean {
    const byte = this.bytes[this.skip(1)]!;
    if (byte > 1) throw new MalformedError(`byte ${this.position - 1} is no boolean`);
    return byte === 1;
  }

  #string(): string {
    const text = utf8Text(this.take(this.#length()));
    if (text !== null) return text;
    throw new MalformedError(`the string before byte ${this.position} is not UTF-8`);
  }

  #symbol(symbols: readonly string[]): string {
    const index = this.#int();
    const symbol = symbols[index];
    if (symbol === undefined) throw new MalformedError(`there is no symbol ${index}`);
    return symbol;
  }

  #array(items: AvroType, depth: number): unknown[] {
    checkDepth(depth + 1);
    const array: unknown[] = [];
    for (let count = this.#block(); count > 0; count = this.#block()) {
      for (let i = 0; i < count; i++) array.push(this.value(items, depth + 1));
    }
    return array;
  }

  #map(values: AvroType, depth: number): Record<string, unknown> {
    checkDepth(depth + 1);
    const map: Record<string, unknown> = {};
    for (let count = this.#block(); count > 0; count = this.#block()) {
      for (let i = 0; i < count; i++) {
        setMember(map, this.#string(), this.value(values, depth + 1));
      }
    }
    return map;
  }

  #union({ branches, bare }: UnionType, depth: number): unknown {
    const index = this.#int();
    const branch = branches[index];
    if (branch === undefined) throw new MalformedError(`there is no type ${index} in the union`);
    checkDepth(depth + 1);
    const value = this.value(branch, depth + 1);
    return bare || branch.kind === 'null' ? value : { [branchName(branch)]: value };
  }

  /** How many elements follow, 0 at the end. Below 0 it is that many, and how many bytes they take comes before them. */
  #block(): number {
    const count = Number(this.#long());
    if (count < 0) this.#length();
    return Math.abs(count);
  }

  #length(): number {
    const length = Number(this.#long());
    if (length < 0)
      throw new MalformedError(`a length of ${length} is before byte ${this.position}`);
    return length;
  }

  #int(): number {
    const value = Number(this.#long());
    if (value === (value | 0)) return value;
    throw new MalformedError(`the int before byte ${this.position} has more than 32 bits`);
  }

  /** Of variable length, zigzag. */
  #long(): number | bigint {
    let value = 0;
    let factor = 1;
    // Seven bytes have 49 bits, which a number holds.
    for (let i = 0; i < 7; i++) {
      const byte = this.bytes[this.skip(1)]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      factor *= 128;
    }
    let large = BigInt(value);
    for (let i = 7n; i < 10n; i++) {
      const byte = this.bytes[this.skip(1)]!;
      large += BigInt(byte & 0x7f) << (7n * i);
      if (byte < 0x80) {
        const zigzag = BigInt.asUintN(64, large);
        return exact((zigzag >> 1n) ^ -(zigzag & 1n));
      }
    }
    throw new MalformedError(`the number before byte ${this.position} has more than 64 bits`);
  }
}
