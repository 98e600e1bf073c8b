import { RecordsError } from '../protocol/records/records-error.ts';

/** What is decompressed so far: grows as needed, and never beyond its limit. */
export class Output {
  bytes: Uint8Array;
  length = 0;
  readonly #maxBytes: number;

  constructor(capacity: number, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.bytes = new Uint8Array(Math.min(capacity, maxBytes));
  }

  /**
   * Makes room for `count` bytes more, and counts them as written.
   * @returns where they start
   * @throws RecordsError MESSAGE_TOO_LARGE beyond the limit.
   */
  reserve(count: number): number {
    const start = this.length;
    const end = start + count;
    if (end > this.bytes.length) {
      if (end > this.#maxBytes) throw tooLarge(this.#maxBytes);
      const capacity = Math.min(Math.max(end, this.bytes.length * 2), this.#maxBytes);
      const larger = new Uint8Array(capacity);
      larger.set(this.written());
      this.bytes = larger;
    }
    this.length = end;
    return start;
  }

  /** What has been written, as a view. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** Records decompress to more than `maxBytes`. */
export function tooLarge(maxBytes: number): RecordsError {
  return new RecordsError(
    'MESSAGE_TOO_LARGE',
    `Compressed records of more than ${maxBytes} bytes uncompressed`,
  );
}
