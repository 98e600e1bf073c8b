import type { Serializer } from '../../ports/serializer.ts';
import { ValueTag } from './value-tag.ts';

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
      case ValueTag.undefined:
        return undefined;
      case ValueTag.null:
        return null;
      case ValueTag.false:
        return false;
      case ValueTag.true:
        return true;
      case ValueTag.int: {
        const zigzag = this.#count();
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case ValueTag.double:
        return this.double();
      case ValueTag.ascii:
        return this.#string(1);
      case ValueTag.utf16:
        return this.#string(2);
      case ValueTag.bigint:
        return BigInt(this.value() as string);
      case ValueTag.array: {
        const values: unknown[] = [];
        for (let left = this.#count(); left > 0; left--) values.push(this.value());
        return values;
      }
      case ValueTag.object: {
        const object: Record<string, unknown> = {};
        for (let left = this.#count(); left > 0; left--) {
          const name = this.value() as string;
          object[name] = this.value();
        }
        return object;
      }
      case ValueTag.serialized:
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
