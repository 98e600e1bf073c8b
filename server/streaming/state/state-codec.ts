import type { Serializer } from '../../ports/serializer.ts';
import { keyText } from '../shuffle/key-structure.ts';

const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  int: 4,
  double: 5,
  /** Of characters below 128 only. */
  ascii: 6,
  utf16: 7,
  bigint: 8,
  /** Of primitives only. */
  array: 9,
  /** Plain, of primitives only. */
  object: 10,
  serialized: 11,
} as const;

const FIRST_CAPACITY = 1024;

/**
 * Writes keys and values one after the other: primitives, and arrays and plain objects of them, without the serializer,
 * which takes several times as long for what is so small.
 */
export class StateWriter {
  readonly #serializer: Serializer;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(serializer: Serializer) {
    this.#serializer = serializer;
  }

  get length(): number {
    return this.#length;
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  byte(value: number): void {
    this.#ensure(1);
    this.#bytes[this.#length++] = value;
  }

  double(value: number): void {
    this.#ensure(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /**
   * A key, such that the same key is found again under what is read back.
   * @throws Error for one that would come back as another, such as an instance of a class.
   */
  key(key: unknown): void {
    const from = this.#length;
    this.value(key);
    if (typeof key !== 'object' || key === null) return;
    const back = new StateReader(this.#bytes.subarray(from, this.#length), this.#serializer);
    if (keyText(back.value()) !== keyText(key)) {
      throw new TypeError(
        'It would come back as another key. Use strings, numbers, arrays or plain objects.',
      );
    }
  }

  /** @throws Error for what has no serialized form. */
  value(value: unknown): void {
    if (this.#primitive(value)) return;
    if (Array.isArray(value) && isFlat(value)) {
      this.#tagged(Tag.array, value.length);
      for (const element of value) this.#primitive(element);
      return;
    }
    if (isFlatObject(value)) {
      const names = Object.keys(value);
      this.#tagged(Tag.object, names.length);
      for (const name of names) {
        this.#string(name);
        this.#primitive(value[name]);
      }
      return;
    }
    const bytes = this.#serializer.serialize(value);
    this.#tagged(Tag.serialized, bytes.length);
    this.#ensure(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #primitive(value: unknown): boolean {
    switch (typeof value) {
      case 'number':
        this.#number(value);
        return true;
      case 'string':
        this.#string(value);
        return true;
      case 'boolean':
        this.byte(value ? Tag.true : Tag.false);
        return true;
      case 'undefined':
        this.byte(Tag.undefined);
        return true;
      case 'bigint':
        this.byte(Tag.bigint);
        this.#string(String(value));
        return true;
      case 'object':
        if (value !== null) return false;
        this.byte(Tag.null);
        return true;
      default:
        return false;
    }
  }

  #number(value: number): void {
    if ((value | 0) === value && !Object.is(value, -0)) {
      // Zigzag, so that small negative numbers are short too.
      this.#tagged(Tag.int, ((value << 1) ^ (value >> 31)) >>> 0);
    } else {
      this.byte(Tag.double);
      this.double(value);
    }
  }

  #string(value: string): void {
    const { length } = value;
    const from = this.#length;
    this.#tagged(Tag.ascii, length);
    this.#ensure(length);
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 128) {
        this.#length = from;
        this.#utf16(value);
        return;
      }
      this.#bytes[this.#length + i] = code;
    }
    this.#length += length;
  }

  /** UTF-8 would make halves of surrogate pairs, which are different keys, the same. */
  #utf16(value: string): void {
    const { length } = value;
    this.#tagged(Tag.utf16, length);
    this.#ensure(length * 2);
    for (let i = 0; i < length; i++) {
      this.#view.setUint16(this.#length, value.charCodeAt(i));
      this.#length += 2;
    }
  }

  /** A tag and a whole number below 2³². */
  #tagged(tag: number, count: number): void {
    this.#ensure(6);
    this.#bytes[this.#length++] = tag;
    let rest = count;
    for (; rest >= 128; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #ensure(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Reads what a StateWriter wrote, in the same order. */
export class StateReader {
  readonly #serializer: Serializer;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array, serializer: Serializer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#serializer = serializer;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  byte(): number {
    this.#need(1);
    return this.#bytes[this.#at++]!;
  }

  double(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }

  /** @throws Error for bytes that no StateWriter wrote. */
  value(): unknown {
    const tag = this.byte();
    switch (tag) {
      case Tag.undefined:
        return undefined;
      case Tag.null:
        return null;
      case Tag.false:
        return false;
      case Tag.true:
        return true;
      case Tag.int: {
        const zigzag = this.#count();
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case Tag.double:
        return this.double();
      case Tag.ascii:
        return this.#string(1);
      case Tag.utf16:
        return this.#string(2);
      case Tag.bigint:
        return BigInt(this.value() as string);
      case Tag.array: {
        const values: unknown[] = [];
        for (let left = this.#count(); left > 0; left--) values.push(this.value());
        return values;
      }
      case Tag.object: {
        const object: Record<string, unknown> = {};
        for (let left = this.#count(); left > 0; left--) {
          const name = this.value() as string;
          object[name] = this.value();
        }
        return object;
      }
      case Tag.serialized:
        return this.#serializer.deserialize(this.#take(this.#count()));
      default:
        throw new Error(`The checkpoint is damaged: there is no form of values ${tag}.`);
    }
  }

  #string(width: 1 | 2): string {
    const length = this.#count();
    this.#need(length * width);
    let text = '';
    for (let i = 0; i < length; i++, this.#at += width) {
      const code = width === 1 ? this.#bytes[this.#at]! : this.#view.getUint16(this.#at);
      text += String.fromCharCode(code);
    }
    return text;
  }

  #count(): number {
    let count = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      count |= (byte & 127) << shift;
      if (byte < 128) return count >>> 0;
    }
    throw new Error('The checkpoint is damaged: a number in it has no end.');
  }

  #take(length: number): Uint8Array {
    this.#need(length);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  #need(length: number): void {
    if (this.#at + length > this.#bytes.length)
      throw new Error('The checkpoint is damaged: a part of it ends too early.');
  }
}

/** Whether an array has nothing but primitives, no holes among them. */
function isFlat(array: readonly unknown[]): boolean {
  if (Object.getPrototypeOf(array) !== Array.prototype) return false;
  for (let i = 0; i < array.length; i++) {
    if (!isPrimitive(array[i]) || (array[i] === undefined && !(i in array))) return false;
  }
  return Object.keys(array).length === array.length;
}

function isFlatObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const name in value) {
    if (name === '__proto__' || !isPrimitive((value as Record<string, unknown>)[name]))
      return false;
  }
  return true;
}

function isPrimitive(value: unknown): boolean {
  const type = typeof value;
  return type === 'object' ? value === null : type !== 'function' && type !== 'symbol';
}
