import type { Clock, Timer } from '../../server/ports/clock.ts';

interface Scheduled {
  readonly due: number;
  readonly run: () => void;
}

/**
 * A Clock that stands still until it is told to move, so that a test of timeouts takes no time and always goes
 * the same way. Wall-clock and monotonic time move together, from `start` and from 0.
 */
export class ManualClock implements Clock {
  readonly #start: number;
  #elapsed = 0;
  /** In the order in which they were asked for. */
  readonly #timers = new Set<Scheduled>();

  constructor(start = Date.UTC(2024, 0, 1)) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = { due: this.#elapsed + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on by `ms`, running what falls due on the way, at its time, and what follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settled();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#elapsed = Math.max(this.#elapsed, timer.due);
      timer.run();
      await settled();
    }
    this.#elapsed = end;
  }

  /** Jumps ahead by `ms` as a machine does that slept: what fell due meanwhile runs late. */
  async sleep(ms: number): Promise<void> {
    this.#elapsed += ms;
    await this.advance(0);
  }

  #next(end: number): Scheduled | undefined {
    let next: Scheduled | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }
}

/** Resolves when everything has happened that waits for promises alone, not for time or input. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
