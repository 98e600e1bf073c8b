import type { Clock, Timer } from '../ports/clock.ts';

/** Calls at once when it is told of a change, and then no more often than once in so many milliseconds: the last change is never lost. */
export class AtMost {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #call: () => void;
  #calledAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(clock: Clock, periodMs: number, call: () => void) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#call = call;
  }

  changed(): void {
    if (this.#timer !== undefined) return;
    const due = this.#calledAt + this.#periodMs - this.#clock.monotonic();
    if (due <= 0) this.now();
    else this.#timer = this.#clock.after(due, () => this.now());
  }

  /** Calls without waiting any more. */
  now(): void {
    this.cancel();
    this.#calledAt = this.#clock.monotonic();
    this.#call();
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** Between events of a kind, in milliseconds. */
export const EVENT_MS = 100;
