import type { Clock } from '../ports/clock.ts';

/** Work goes on for so long at a time, in milliseconds. */
const SLICE_MS = 8;

/** Has long work of one thread make way for requests now and then. */
export class Slices {
  readonly #clock: Clock;
  #began: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.monotonic();
  }

  /** Whether it is time to let others have their turn: `next` does. */
  get isOver(): boolean {
    return this.#clock.monotonic() - this.#began >= SLICE_MS;
  }

  /** Others have just had their turn. */
  begin(): void {
    this.#began = this.#clock.monotonic();
  }

  /** Resolves when everything that waited has had its turn. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.begin();
  }
}
