import type { Clock } from '../../ports/clock.ts';

/** Over how long a rate is taken, in milliseconds, and in how many steps. */
const SPAN_MS = 2_000;
const STEPS = 20;
const STEP_MS = SPAN_MS / STEPS;

/** How many things happened lately, a second. */
export class Rate {
  readonly #clock: Clock;
  readonly #counts = new Array<number>(STEPS).fill(0);
  readonly #began: number;
  #step: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.monotonic();
    this.#step = Math.floor(this.#began / STEP_MS);
  }

  add(count: number): void {
    this.#advance();
    this.#counts[this.#step % STEPS]! += count;
  }

  get perSecond(): number {
    this.#advance();
    const span = Math.min(SPAN_MS, Math.max(STEP_MS, this.#clock.monotonic() - this.#began));
    const count = this.#counts.reduce((sum, each) => sum + each, 0);
    return Math.round((count * 1_000) / span);
  }

  #advance(): void {
    const now = Math.floor(this.#clock.monotonic() / STEP_MS);
    for (let passed = Math.min(STEPS, now - this.#step); passed > 0; passed--)
      this.#counts[(now - passed + 1) % STEPS] = 0;
    this.#step = now;
  }
}
