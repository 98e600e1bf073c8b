/**
 * How far event time has come: for each input the latest event that there was, less what events may be late by, and of
 * that the least. Times are milliseconds since the epoch; before every input has had an event, there is no watermark,
 * which is -Infinity here.
 */
export class Watermark {
  readonly #delays: readonly number[];
  /** The latest event of each input by the batch `#since`. */
  #latest: readonly number[];
  #since = Number.NEGATIVE_INFINITY;
  /** The latest events of the batches after that. */
  readonly #batches = new Map<number, number[]>();

  /** @param delays for each input by how many milliseconds events may be late. */
  constructor(delays: readonly number[]) {
    this.#delays = delays;
    this.#latest = delays.map(() => Number.NEGATIVE_INFINITY);
  }

  /** A part of a batch had an event as late as that. It may be told again. */
  observe(batch: number, input: number, latest: number): void {
    let maxima = this.#batches.get(batch);
    if (maxima === undefined) {
      maxima = this.#delays.map(() => Number.NEGATIVE_INFINITY);
      this.#batches.set(batch, maxima);
    }
    maxima[input] = Math.max(maxima[input]!, latest);
  }

  /** The watermark after a batch, all parts of which have been told. */
  after(batch: number): number {
    const latest = this.latestAfter(batch);
    return Math.min(...latest.map((time, input) => time - this.#delays[input]!));
  }

  /** The latest event of each input up to a batch. */
  latestAfter(batch: number): readonly number[] {
    const latest = [...this.#latest];
    for (const [at, maxima] of this.#batches) {
      if (at > batch) continue;
      for (let i = 0; i < latest.length; i++) latest[i] = Math.max(latest[i]!, maxima[i]!);
    }
    return latest;
  }

  /** Batches up to `batch` are not asked about one by one any more. */
  forget(batch: number): void {
    if (batch <= this.#since) return;
    this.#latest = this.latestAfter(batch);
    this.#since = batch;
    for (const at of this.#batches.keys()) if (at <= batch) this.#batches.delete(at);
  }

  /** Goes on after `batch`. @param latest what `latestAfter` gave; inputs that the program has in addition start anew. */
  restore(batch: number, latest: readonly number[]): void {
    this.#since = batch;
    this.#latest = this.#delays.map((_, input) => latest[input] ?? Number.NEGATIVE_INFINITY);
  }
}
