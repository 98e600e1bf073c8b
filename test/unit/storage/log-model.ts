import { batch } from './test-logs.ts';

export interface ReadAsked {
  readonly maxBytes: number;
  readonly upTo: number;
  readonly minOneBatch: boolean;
}

/** What a log is to its users: batches, and where it starts and ends. */
export class LogModel {
  #batches: { base: number; last: number; text: string; size: number }[] = [];
  start = 0;
  end = 0;

  append(count: number, text: string): void {
    const size = batch(count, { text }).length;
    this.#batches.push({ base: this.end, last: this.end + count - 1, text, size });
    this.end += count;
  }

  truncate(offset: number): void {
    if (offset >= this.end) return;
    const around = this.#batches.find(({ base, last }) => base < offset && offset <= last);
    this.end = around?.base ?? offset;
    this.#batches = this.#batches.filter(({ base }) => base < this.end);
    this.start = Math.min(this.start, this.end);
  }

  /** Batches below `offset`, which is at or below the start, are gone for good. */
  reclaim(offset: number): void {
    this.#batches = this.#batches.filter(({ base }) => base >= offset);
  }

  /** The texts of the batches that a read gives, or `out of range`. */
  read(from: number, { maxBytes, upTo, minOneBatch }: ReadAsked): string[] | string {
    if (from < this.start || from > this.end) return 'out of range';
    if (from >= upTo) return [];
    const texts: string[] = [];
    let bytes = 0;
    for (const { last, text, size } of this.#batches) {
      if (last < from) continue;
      bytes += size;
      if (last >= upTo || (bytes > maxBytes && !(minOneBatch && texts.length === 0))) break;
      texts.push(text);
    }
    return texts;
  }
}
