import type { Input, InputInfo } from '../dstream/input.ts';

/** Where records of a feed went: into one batch, from the first up to but without the second. */
type Range = readonly [from: number, until: number];

/**
 * What a test pushes, batch by batch. It behaves as a topic does: it knows its records by their places, goes back to what
 * a checkpoint has of it, and gives a restarted program the records again that no batch is known to have got.
 */
export class Feed<T> implements Input {
  readonly description: string;
  /** All that batches have taken, in order. */
  readonly #taken: T[] = [];
  readonly #ranges = new Map<number, Range>();
  /** What the next batches take: the next one first. */
  #coming: T[][] = [];

  constructor(description: string) {
    this.description = description;
  }

  /** Adds to the next batch, and to those after it. */
  push(...batches: readonly (readonly T[])[]): void {
    for (const [i, values] of batches.entries()) {
      const batch = this.#coming[i];
      if (batch === undefined) this.#coming[i] = [...values];
      else for (const value of values) batch.push(value);
    }
  }

  /** The values of the batch at `time`. */
  at(time: number): T[] {
    const [from, until] = this.#ranges.get(time) ?? [0, 0];
    return this.#taken.slice(from, until);
  }

  start(): void {}

  stop(): void {}

  get hasPending(): boolean {
    return this.#coming.length > 0;
  }

  allocate(time: number): void {
    if (this.#ranges.has(time)) return;
    const from = this.#taken.length;
    for (const value of this.#coming.shift() ?? []) this.#taken.push(value);
    this.#ranges.set(time, [from, this.#taken.length]);
  }

  info(time: number): InputInfo {
    const [from, until] = this.#ranges.get(time) ?? [0, 0];
    const lag = this.#coming.reduce((sum, { length }) => sum + length, 0);
    return { numRecords: until - from, description: `records ${from} to ${until}`, lag };
  }

  saved(time: number): Range | undefined {
    return this.#ranges.get(time);
  }

  restore(batches: ReadonlyMap<number, unknown>): void {
    this.#ranges.clear();
    for (const [time, range] of batches) {
      if (range !== undefined) this.#ranges.set(time, range as Range);
    }
    const position = Math.max(0, ...Array.from(this.#ranges.values(), ([, until]) => until));
    const again = this.#taken.splice(position);
    if (again.length > 0) this.#coming[0] = [...again, ...(this.#coming[0] ?? [])];
  }

  forget(time: number): void {
    for (const known of this.#ranges.keys()) if (known <= time) this.#ranges.delete(known);
  }
}
