import type { Clock, Timer } from '../../ports/clock.ts';
import { RecurringTimer } from '../batches/recurring-timer.ts';
import type { RateLimiter } from './rate-limiter.ts';

/**
 * Gathers single items into blocks, one at each block interval in which anything came (Spark's BlockGenerator).
 * Items that come too fast wait until the limiter lets them in.
 */
export class BlockGenerator<T> {
  readonly #clock: Clock;
  readonly #timer: RecurringTimer;
  readonly #limiter: RateLimiter;
  readonly #push: (block: readonly T[]) => void;
  #block: T[] = [];
  /** Items that came too early, from `#firstHeld` on. */
  #held: T[] = [];
  #firstHeld = 0;
  /** Resolves when none waits any more; undefined while none does. */
  #released: Promise<void> | undefined;
  #resolveReleased: () => void = () => undefined;
  #release: Timer | undefined;

  /** @param blockInterval milliseconds. @param push takes each block; it has at least one item. */
  constructor(
    clock: Clock,
    blockInterval: number,
    limiter: RateLimiter,
    push: (block: readonly T[]) => void,
  ) {
    this.#clock = clock;
    this.#timer = new RecurringTimer(clock, blockInterval, () => this.cut());
    this.#limiter = limiter;
    this.#push = push;
  }

  start(): void {
    this.#timer.start();
  }

  /** @returns nothing, or, when items come too fast, a promise that resolves when all that came have been let in. */
  add(item: T): Promise<void> | undefined {
    if (this.#released === undefined && this.#limiter.take(1) === 1) {
      this.#block.push(item);
      return undefined;
    }
    this.#held.push(item);
    if (this.#released === undefined) {
      this.#released = new Promise((resolve) => {
        this.#resolveReleased = resolve;
      });
      this.#waitForPermit();
    }
    return this.#released;
  }

  /** Whether there are items that no block has. */
  get hasPending(): boolean {
    return this.#block.length > 0 || this.#held.length > 0;
  }

  /** Makes a block of what came since the last. */
  cut(): void {
    if (this.#block.length === 0) return;
    const block = this.#block;
    this.#block = [];
    this.#push(block);
  }

  /** Makes blocks no more; what is left becomes the last, whatever the limiter says. */
  stop(): void {
    this.#timer.stop();
    this.#letIn(this.#held.length - this.#firstHeld);
    this.cut();
  }

  #waitForPermit(): void {
    this.#release = this.#clock.after(Math.ceil(this.#limiter.untilNext), () => {
      this.#letIn(this.#limiter.take(this.#held.length - this.#firstHeld));
      if (this.#released !== undefined) this.#waitForPermit();
    });
  }

  #letIn(count: number): void {
    const end = this.#firstHeld + count;
    for (let i = this.#firstHeld; i < end; i++) this.#block.push(this.#held[i]!);
    this.#firstHeld = end;
    // Taking each away from the front would move all others each time.
    if (end * 2 >= this.#held.length) this.#firstHeld = this.#held.splice(0, end).length - end;
    if (this.#held.length > 0) return;
    this.#release?.cancel();
    this.#resolveReleased();
    this.#released = undefined;
  }
}
