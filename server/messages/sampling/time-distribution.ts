import type { TimeDistribution } from '../../contract/messages/sampling.ts';

/** Bars at most. */
const MOST = 120;

/** Counts timestamps in bars that become wider, two into one, as the range does: nothing has to be known of it before. */
export class Times {
  /** Milliseconds of a bar, a power of two. */
  #step = 1;
  /** By `floor(timestamp / step)`. */
  #bars = new Map<number, number>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #late = 0;

  /** @param isLate whether one before it in its partition is younger */
  add(timestamp: number, isLate: boolean): void {
    if (isLate) this.#late++;
    // Records without a time have -1.
    if (timestamp < 0) return;
    this.#from = Math.min(this.#from, timestamp);
    this.#to = Math.max(this.#to, timestamp);
    while (this.#barOf(this.#to) - this.#barOf(this.#from) >= MOST) this.#widen();
    const bar = this.#barOf(timestamp);
    this.#bars.set(bar, (this.#bars.get(bar) ?? 0) + 1);
  }

  distribution(): TimeDistribution {
    const late = this.#late;
    if (this.#from > this.#to) return { step: this.#step, start: 0, bars: [], late };
    const first = this.#barOf(this.#from);
    const count = this.#barOf(this.#to) - first + 1;
    return {
      range: { from: this.#from, to: this.#to },
      step: this.#step,
      start: first * this.#step,
      bars: Array.from({ length: count }, (_, i) => this.#bars.get(first + i) ?? 0),
      late,
    };
  }

  #barOf(timestamp: number): number {
    return Math.floor(timestamp / this.#step);
  }

  #widen(): void {
    this.#step *= 2;
    const bars = new Map<number, number>();
    for (const [bar, count] of this.#bars) {
      const wider = Math.floor(bar / 2);
      bars.set(wider, (bars.get(wider) ?? 0) + count);
    }
    this.#bars = bars;
  }
}
