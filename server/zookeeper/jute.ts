/**
 * Jute, ZooKeeper's serialization (Apache ZooKeeper `BinaryInputArchive`, `BinaryOutputArchive`): big-endian
 * numbers; strings, buffers and vectors behind an int32 length, of which −1 means null.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const TWO_TO_32 = 0x1_0000_0000;

/** Bytes that are not what was declared: too short, or with a length that cannot be. */
export class JuteError extends Error {
  override readonly name = 'JuteError';
}

/** Writes one record after another into a buffer that grows. */
export class JuteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(sizeHint = 128) {
    this.#bytes = new Uint8Array(sizeHint);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written, not copied: write no more afterwards. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** What was written behind an int32 that says how long it is, given that the writer began with `int(0)`. */
  finishFrame(): Uint8Array {
    this.#view.setInt32(0, this.#at - 4);
    return this.finish();
  }

  bool(value: boolean): this {
    this.#need(1);
    this.#bytes[this.#at++] = value ? 1 : 0;
    return this;
  }

  int(value: number): this {
    this.#need(4);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
    return this;
  }

  /** A whole number as int64; exact up to 2^53. */
  long(value: number): this {
    this.#need(8);
    this.#view.setInt32(this.#at, Math.floor(value / TWO_TO_32));
    this.#view.setInt32(this.#at + 4, value >>> 0);
    this.#at += 8;
    return this;
  }

  /** An int64 of which every bit counts. */
  id(value: bigint): this {
    this.#need(8);
    this.#view.setBigInt64(this.#at, value);
    this.#at += 8;
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.int(-1);
    // No UTF-16 unit takes more than three bytes of UTF-8.
    this.#need(4 + value.length * 3);
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(this.#at + 4));
    this.#view.setInt32(this.#at, written);
    this.#at += 4 + written;
    return this;
  }

  buffer(value: Uint8Array | null): this {
    if (value === null) return this.int(-1);
    this.int(value.length);
    this.#need(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  vector<T>(items: readonly T[], write: (item: T, to: this) => void): this {
    this.int(items.length);
    for (const item of items) write(item, this);
    return this;
  }

  #need(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Reads one record after another. Every method throws a JuteError where the bytes do not hold what it reads. */
export class JuteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  bool(): boolean {
    return this.#bytes[this.#take(1)] !== 0;
  }

  int(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** An int64 as a number: exact up to 2^53, beyond that the nearest double. */
  long(): number {
    const at = this.#take(8);
    return this.#view.getInt32(at) * TWO_TO_32 + this.#view.getUint32(at + 4);
  }

  /** An int64 of which every bit counts. */
  id(): bigint {
    return this.#view.getBigInt64(this.#take(8));
  }

  /** A string; null reads as empty. */
  text(): string {
    const length = this.#length('string');
    if (length <= 0) return '';
    const at = this.#take(length);
    return decoder.decode(this.#bytes.subarray(at, at + length));
  }

  /** A view on the bytes read from, not a copy. */
  buffer(): Uint8Array | null {
    const length = this.#length('buffer');
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Items that `read` takes from this reader; null reads as none. */
  vector<T>(read: (from: this) => T): T[] {
    // No item is shorter than four bytes, so a count that lies cannot make us allocate.
    const count = this.#length('vector', 4);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read(this));
    return items;
  }

  #length(what: string, bytesEach = 1): number {
    const length = this.int();
    if (length < -1 || length * bytesEach > this.remaining) {
      throw new JuteError(`A ${what} of length ${length}, but ${this.remaining} bytes remain.`);
    }
    return length;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.remaining) {
      throw new JuteError(`${count} bytes wanted at ${at}, but ${this.remaining} remain.`);
    }
    this.#at = at + count;
    return at;
  }
}
