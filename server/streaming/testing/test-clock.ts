import type { Clock, Timer } from '../../ports/clock.ts';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until it is told to go on. Wall-clock and monotonic time go together, from `start` and from
 * 0 milliseconds.
 */
export class TestClock implements Clock {
  readonly #start: number;
  /** In the order in which they were asked for. */
  readonly #timers = new Set<Due>();
  #elapsed = 0;

  /** @param start milliseconds since the epoch. */
  constructor(start: number) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = { at: this.#elapsed + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Goes on to the next timer that is due at `until` (milliseconds since the epoch) or before, and runs it.
   * @returns whether there was one; otherwise time stands where it stood.
   */
  runNext(until: number): boolean {
    const end = until - this.#start;
    let next: Due | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    }
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#elapsed = Math.max(this.#elapsed, next.at);
    next.run();
    return true;
  }

  /** Goes on to `time`, milliseconds since the epoch; never back. What falls due on the way is for `runNext`, before. */
  moveTo(time: number): void {
    this.#elapsed = Math.max(this.#elapsed, time - this.#start);
  }
}
