import { naturalOrder } from '../shuffle/ordering.ts';

/** What a stream has given in a test, batch by batch. */
export class TestOutput<T> {
  readonly #batches: T[][] = [];
  readonly #times: number[] = [];

  /** The elements of each batch, in the order of the partitions. A stream that slides has fewer batches than its input. */
  get batches(): readonly T[][] {
    return this.#batches;
  }

  /** The elements of each batch in their natural order, for where it does not matter which partition they are in. */
  get sorted(): readonly T[][] {
    return this.#batches.map((batch) => [...batch].sort(naturalOrder));
  }

  /** The elements of all batches. */
  get all(): readonly T[] {
    return this.#batches.flat();
  }

  /** Those of the last batch; undefined before the first. */
  get last(): readonly T[] | undefined {
    return this.#batches.at(-1);
  }

  /** When the batches were, in milliseconds since the epoch. */
  get times(): readonly number[] {
    return this.#times;
  }

  /** Forgets what there was so far. */
  clear(): void {
    this.#batches.length = 0;
    this.#times.length = 0;
  }

  /** For the test that it belongs to. */
  add(time: number, values: T[]): void {
    this.#times.push(time);
    this.#batches.push(values);
  }
}
