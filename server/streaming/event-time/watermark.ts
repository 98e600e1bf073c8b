/** What a watermark is told of an input. Durations are milliseconds. */
export interface WatermarkInput {
  /** By how much events may be late. */
  readonly delay: number;
  /** How long it may have no event before the others do not wait for it any more; undefined for ever. */
  readonly idleAfter: number | undefined;
}

/** How far event time has come with a batch: plain data. */
export interface WatermarkState {
  /** -Infinity before there is one. */
  readonly watermark: number;
  /** The latest event of each input; -Infinity before the first. */
  readonly latest: readonly number[];
  /** The batch of the last event of each input. */
  readonly active: readonly number[];
}

const NOTHING: WatermarkState = { watermark: Number.NEGATIVE_INFINITY, latest: [], active: [] };

/**
 * How far event time has come: for each input the latest event that there was, less what events may be late by, and of
 * those that are not idle the least. It never goes back. Times are milliseconds since the epoch.
 */
export class Watermark {
  readonly #inputs: readonly WatermarkInput[];
  readonly #slide: number;
  /** -Infinity before the start. */
  #since = Number.NEGATIVE_INFINITY;
  /** After the batch at `#since`. */
  #state: WatermarkState;
  /** The latest events of the batches after that. */
  readonly #batches = new Map<number, number[]>();

  /** @param slide every how many milliseconds there is a batch. */
  constructor(inputs: readonly WatermarkInput[], slide: number) {
    this.#inputs = inputs;
    this.#slide = slide;
    this.#state = this.#stateOf(NOTHING);
  }

  /** Begins after `batch`. @param state what `stateAfter` gave; inputs that the program has in addition begin there. */
  start(batch: number, state: WatermarkState = NOTHING): void {
    this.#since = batch;
    this.#state = this.#stateOf(state);
  }

  /** A part of a batch had an event as late as that. It may be told again. */
  observe(batch: number, input: number, latest: number): void {
    let maxima = this.#batches.get(batch);
    if (maxima === undefined) {
      maxima = this.#inputs.map(() => Number.NEGATIVE_INFINITY);
      this.#batches.set(batch, maxima);
    }
    maxima[input] = Math.max(maxima[input]!, latest);
  }

  /** The watermark after a batch, all parts of which have been told; -Infinity where there is none. */
  after(batch: number): number {
    return this.stateAfter(batch).watermark;
  }

  stateAfter(batch: number): WatermarkState {
    let state = this.#state;
    if (!Number.isFinite(this.#since)) return state;
    for (let time = this.#since + this.#slide; time <= batch; time += this.#slide)
      state = this.#next(state, time);
    return state;
  }

  /** Batches up to `batch` are not asked about one by one any more. */
  forget(batch: number): void {
    if (batch <= this.#since) return;
    this.#state = this.stateAfter(batch);
    this.#since = batch;
    for (const at of this.#batches.keys()) if (at <= batch) this.#batches.delete(at);
  }

  #next(before: WatermarkState, batch: number): WatermarkState {
    const maxima = this.#batches.get(batch);
    const latest = [...before.latest];
    const active = [...before.active];
    let least = Number.POSITIVE_INFINITY;
    for (const [i, { delay, idleAfter }] of this.#inputs.entries()) {
      const time = maxima?.[i] ?? Number.NEGATIVE_INFINITY;
      if (Number.isFinite(time)) active[i] = batch;
      latest[i] = Math.max(latest[i]!, time);
      const isIdle = idleAfter !== undefined && batch - active[i]! >= idleAfter;
      if (!isIdle) least = Math.min(least, latest[i]! - delay);
    }
    const isAnyActive = least < Number.POSITIVE_INFINITY;
    const watermark = isAnyActive ? Math.max(before.watermark, least) : before.watermark;
    return { watermark, latest, active };
  }

  #stateOf({ watermark, latest, active }: WatermarkState): WatermarkState {
    return {
      watermark,
      latest: this.#inputs.map((_, i) => latest[i] ?? Number.NEGATIVE_INFINITY),
      active: this.#inputs.map((_, i) => active[i] ?? this.#since),
    };
  }
}
