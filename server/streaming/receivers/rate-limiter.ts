import type { Clock } from '../../ports/clock.ts';

/** For how many milliseconds of not being used a limiter makes up. */
const LONGEST_BURST_MS = 1000;

/**
 * So and so many a second (Guava's RateLimiter, which Spark's receivers have): what was not used in the last second
 * may be used at once.
 */
export class RateLimiter {
  readonly #clock: Clock;
  #rate: number;
  #permits = 1;
  #updated: number;

  /** @param rate how many a second; infinite for no limit. */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock;
    this.#rate = rate;
    this.#updated = clock.monotonic();
  }

  get rate(): number {
    return this.#rate;
  }

  /** Permits that there are by now stay. */
  set rate(rate: number) {
    this.#refill();
    this.#rate = rate;
  }

  get isUnlimited(): boolean {
    return this.#rate === Number.POSITIVE_INFINITY;
  }

  /** Takes up to `wanted` permits. @returns how many. */
  take(wanted: number): number {
    if (this.isUnlimited) return wanted;
    this.#refill();
    const taken = Math.max(0, Math.min(wanted, Math.floor(this.#permits)));
    this.#permits -= taken;
    return taken;
  }

  /** Takes so many permits, even if there are not as many. @returns how many milliseconds to wait first. */
  reserve(count: number): number {
    if (this.isUnlimited) return 0;
    this.#refill();
    const wait = this.untilNext;
    this.#permits -= count;
    return wait;
  }

  /** Milliseconds until there is a permit. */
  get untilNext(): number {
    if (this.isUnlimited) return 0;
    this.#refill();
    return Math.max(0, ((1 - this.#permits) / this.#rate) * 1000);
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    const more = ((now - this.#updated) * this.#rate) / 1000;
    this.#updated = now;
    if (this.isUnlimited) return;
    const most = Math.max(1, (this.#rate * LONGEST_BURST_MS) / 1000);
    this.#permits = Math.max(this.#permits, Math.min(most, this.#permits + more));
  }
}
