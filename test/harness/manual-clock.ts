import { TestClock } from '../../server/streaming/testing/test-clock.ts';

/**
 * A Clock that stands still until it is told to move, so that a test of timeouts takes no time and always goes
 * the same way. Wall-clock and monotonic time move together, from `start` and from 0.
 */
export class ManualClock extends TestClock {
  constructor(start = Date.UTC(2024, 0, 1)) {
    super(start);
  }

  /** Moves time on by `ms`, running what falls due on the way, at its time, and what follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.now() + ms;
    await settled();
    while (this.runNext(end)) await settled();
    this.moveTo(end);
  }

  /** Jumps ahead by `ms` as a machine does that slept: what fell due meanwhile runs late. */
  async sleep(ms: number): Promise<void> {
    this.moveTo(this.now() + ms);
    await this.advance(0);
  }
}

/** Resolves when everything has happened that waits for promises alone, not for time or input. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
