import { MalformedError } from './limits.ts';

/** Bytes that are read from one end to the other; what would go beyond the end is refused. */
export class ByteReader<B extends Uint8Array> {
  /** Of the next byte. */
  position: number;
  protected readonly bytes: B;

  constructor(bytes: B, from = 0) {
    this.bytes = bytes;
    this.position = from;
  }

  /** The next bytes, as a view. @throws MalformedError if there are not so many. */
  protected take(length: number): B {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length) as B;
  }

  /** Moves on, and says from where. @throws MalformedError if there are not so many bytes. */
  protected skip(length: number): number {
    const at = this.position;
    if (at + length > this.bytes.length) {
      throw new MalformedError(
        `it ends at byte ${this.bytes.length}, where ${at + length - this.bytes.length} more should follow`,
      );
    }
    this.position = at + length;
    return at;
  }
}
