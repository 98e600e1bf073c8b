import { MAX_STRING_BYTES } from './reading.ts';
import { REJECT } from './reject.ts';

const INITIAL_BYTES = 16 * 1024;
/** Larger results are handed over with their buffer; smaller ones are copied out of it. */
const HAND_OVER_BYTES = 32 * 1024;
/** From this size on, handing a chunk over by itself is cheaper than copying it. */
const APART_BYTES = 4 * 1024;

const encoder = new TextEncoder();

/**
 * The growing buffer that encoders write to. Fixed-size fields are set through `view` at a place
 * got from `reserve`; `bytes` and `view` change whenever the buffer grows.
 */
export class Writer {
  bytes = new Uint8Array(INITIAL_BYTES);
  view = new DataView(this.bytes.buffer);
  at = 0;
  /** Chunks that stand before the byte `at` of the buffer without being in it. */
  #apart: { readonly at: number; readonly chunk: Uint8Array }[] = [];
  /** What they come to, in bytes; `at` does not count them. */
  apartBytes = 0;
  #keepsApart = false;
  /** Tagged fields that are open: their lengths are counted in the buffer alone. */
  #open = 0;

  /**
   * Begins anew.
   * @param keepApart whether large byte arrays are left where they are, to be given by `takeParts`
   */
  reset(keepApart = false): void {
    this.at = 0;
    this.#apart = [];
    this.apartBytes = 0;
    this.#keepsApart = keepApart;
    this.#open = 0;
  }

  /** Makes room for `size` bytes and returns where they begin. */
  reserve(size: number): number {
    const start = this.at;
    const end = start + size;
    if (end > this.bytes.length) this.#grow(end);
    this.at = end;
    return start;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes);
    this.#use(grown);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }

  /** What was written since the start; the writer is then empty again. */
  take(): Uint8Array {
    const { bytes, at } = this;
    this.at = 0;
    if (at <= HAND_OVER_BYTES) return bytes.slice(0, at);
    this.#use(new Uint8Array(INITIAL_BYTES));
    return bytes.subarray(0, at);
  }

  /** As `take`, but in parts, of which the large byte arrays are those that were written. */
  takeParts(): Uint8Array[] {
    const apart = this.#apart;
    this.#apart = [];
    const buffer = this.take();
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { at, chunk } of apart) {
      if (at > from) parts.push(buffer.subarray(from, at));
      parts.push(chunk);
      from = at;
    }
    if (from < buffer.length) parts.push(buffer.subarray(from));
    return parts;
  }

  uvarint(value: number): void {
    let at = this.reserve(5);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.bytes[at++] = (rest & 0x7f) | 0x80;
    this.bytes[at++] = rest;
    this.at = at;
  }

  /** A string behind its 16-bit length. */
  string(text: string): void {
    const start = this.reserve(2);
    const length = this.#text(text);
    if (length > MAX_STRING_BYTES) throw REJECT;
    this.view.setInt16(start, length);
  }

  /** A string behind a varint of its length plus one. */
  compactString(text: string): void {
    const start = this.reserve(1);
    const length = this.#text(text);
    if (length > MAX_STRING_BYTES) throw REJECT;
    this.#lengthBefore(start, length, length + 1);
  }

  /** Bytes behind their 32-bit length. */
  sizedBytes(value: Uint8Array | readonly Uint8Array[]): void {
    const start = this.reserve(4);
    // The view is another one when the buffer has grown.
    const length = this.#chunks(value);
    this.view.setInt32(start, length);
  }

  /** Bytes behind a varint of their length plus one. */
  compactBytes(value: Uint8Array | readonly Uint8Array[]): void {
    this.uvarint(sizeOf(value) + 1);
    this.#chunks(value);
  }

  /** Begins a tagged field's value; pass what it returns to `close`. */
  open(): number {
    this.#open++;
    return this.reserve(1);
  }

  /** Ends a tagged field's value and writes its length before it. */
  close(start: number): void {
    this.#open--;
    const length = this.at - start - 1;
    this.#lengthBefore(start, length, length);
  }

  /** Writes a varint before the `length` bytes just written, for which one byte was left. */
  #lengthBefore(start: number, length: number, value: number): void {
    if (value > 0x7f) {
      const extra = value < 0x4000 ? 1 : value < 0x200000 ? 2 : value < 0x10000000 ? 3 : 4;
      this.reserve(extra);
      this.bytes.copyWithin(start + 1 + extra, start + 1, start + 1 + length);
    }
    const end = this.at;
    this.at = start;
    this.uvarint(value);
    this.at = end;
  }

  /** Writes UTF-8 and returns its length. */
  #text(text: string): number {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const start = this.reserve(text.length * 3);
    const { bytes } = this;
    const { length } = text;
    let i = 0;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) break;
      bytes[start + i] = code;
    }
    if (i < length) i += encoder.encodeInto(text.slice(i), bytes.subarray(start + i)).written;
    this.at = start + i;
    return i;
  }

  #chunks(value: Uint8Array | readonly Uint8Array[]): number {
    if (value instanceof Uint8Array) return this.#chunk(value);
    let length = 0;
    for (const chunk of value) length += this.#chunk(chunk);
    return length;
  }

  #chunk(chunk: Uint8Array): number {
    const { length } = chunk;
    if (this.#keepsApart && length >= APART_BYTES && this.#open === 0) {
      this.#apart.push({ at: this.at, chunk });
      this.apartBytes += length;
    } else {
      const at = this.reserve(length);
      this.bytes.set(chunk, at);
    }
    return length;
  }
}

function sizeOf(value: Uint8Array | readonly Uint8Array[]): number {
  if (value instanceof Uint8Array) return value.length;
  return value.reduce((size, chunk) => size + chunk.length, 0);
}
