import type { Serializer } from '../../ports/serializer.ts';
import { keyText } from '../shuffle/key-structure.ts';
import { isPlainObject } from '../value-kinds.ts';
import { StateReader } from './state-reader.ts';
import { ValueTag } from './value-tag.ts';

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
      this.#tagged(ValueTag.array, value.length);
      for (const element of value) this.#primitive(element);
      return;
    }
    if (isFlatObject(value)) {
      const names = Object.keys(value);
      this.#tagged(ValueTag.object, names.length);
      for (const name of names) {
        this.#string(name);
        this.#primitive(value[name]);
      }
      return;
    }
    const bytes = this.#serializer.serialize(value);
    this.#tagged(ValueTag.serialized, bytes.length);
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
        this.byte(value ? ValueTag.true : ValueTag.false);
        return true;
      case 'undefined':
        this.byte(ValueTag.undefined);
        return true;
      case 'bigint':
        this.byte(ValueTag.bigint);
        this.#string(String(value));
        return true;
      case 'object':
        if (value !== null) return false;
        this.byte(ValueTag.null);
        return true;
      default:
        return false;
    }
  }

  #number(value: number): void {
    if ((value | 0) === value && !Object.is(value, -0)) {
      // Zigzag, so that small negative numbers are short too.
      this.#tagged(ValueTag.int, ((value << 1) ^ (value >> 31)) >>> 0);
    } else {
      this.byte(ValueTag.double);
      this.double(value);
    }
  }

  #string(value: string): void {
    const { length } = value;
    const from = this.#length;
    this.#tagged(ValueTag.ascii, length);
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
    this.#tagged(ValueTag.utf16, length);
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

/** Whether an array has nothing but primitives, no holes among them. */
function isFlat(array: readonly unknown[]): boolean {
  // An instance of a class that extends Array is one level further from plain.
  if (!isPlainObject(Object.getPrototypeOf(array))) return false;
  for (let i = 0; i < array.length; i++) {
    if (!isPrimitive(array[i]) || (array[i] === undefined && !(i in array))) return false;
  }
  return Object.keys(array).length === array.length;
}

function isFlatObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  if (!isPlainObject(value)) return false;
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
