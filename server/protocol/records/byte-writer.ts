import { writeInt16, writeInt32, writeInt64 } from './big-endian.ts';

/** Writes into a buffer that grows. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(Math.max(capacity, 64));
  }

  /** What has been written, as a view. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Makes room for `count` bytes (in `bytes`, which may be replaced), and returns where they start. */
  reserve(count: number): number {
    const start = this.length;
    const end = start + count;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.bytes.length * 2));
      larger.set(this.written());
      this.bytes = larger;
    }
    this.length = end;
    return start;
  }

  int8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  int16(value: number): void {
    const at = this.reserve(2);
    writeInt16(this.bytes, at, value);
  }

  int32(value: number): void {
    const at = this.reserve(4);
    writeInt32(this.bytes, at, value);
  }

  int64(value: number): void {
    const at = this.reserve(8);
    writeInt64(this.bytes, at, value);
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** An int32, zigzag. */
  varint(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.int8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.int8(rest);
  }

  /** An integer of up to 64 bits, zigzag. */
  varlong(value: number): void {
    // Zigzag without doubling, which would leave the exact integers above 2^52.
    const sign = value < 0 ? 1 : 0;
    const magnitude = sign ? -value - 1 : value;
    let group = (magnitude % 64) * 2 + sign;
    let rest = Math.floor(magnitude / 64);
    while (rest > 0) {
      this.int8(group | 0x80);
      group = rest % 128;
      rest = Math.floor(rest / 128);
    }
    this.int8(group);
  }

  /** A varint length and the bytes; −1 for null. */
  nullableBytes(bytes: Uint8Array | null): void {
    if (bytes === null) {
      this.varint(-1);
      return;
    }
    this.varint(bytes.length);
    this.raw(bytes);
  }
}
