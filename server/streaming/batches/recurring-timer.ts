import type { Clock, Timer } from '../../ports/clock.ts';

/**
 * Ticks at each multiple of a period since the epoch, and never leaves one out: late ones come one after the other.
 * It looks at the wall clock once and goes on by the monotonic one, so that a clock that is set changes nothing.
 */
export class RecurringTimer {
  readonly #clock: Clock;
  readonly #period: number;
  readonly #tick: (time: number) => void;
  readonly #offset: number;
  #next = 0;
  #timer: Timer | undefined;

  /** @param period milliseconds. @param tick is called with the multiple, not with when that really was. */
  constructor(clock: Clock, period: number, tick: (time: number) => void) {
    this.#clock = clock;
    this.#period = period;
    this.#tick = tick;
    this.#offset = clock.now() - clock.monotonic();
  }

  /** Milliseconds since the epoch, as the timer counts them. */
  now(): number {
    return this.#offset + this.#clock.monotonic();
  }

  /** The next tick after now. */
  get nextTime(): number {
    return (Math.floor(this.now() / this.#period) + 1) * this.#period;
  }

  /** @param first the first tick's time. */
  start(first = this.nextTime): void {
    this.#next = first;
    this.#schedule();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = this.#clock.after(Math.max(0, this.#next - this.now()), () => {
      const time = this.#next;
      this.#next += this.#period;
      this.#schedule();
      this.#tick(time);
    });
  }
}
