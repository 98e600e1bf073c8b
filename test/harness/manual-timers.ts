import type { Timers } from '../../extension/timers.ts';

/** Time that passes when a test says so, in milliseconds. */
export class ManualTimers implements Timers {
  time = 0;
  #waiting: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(delay: number, run: () => void): () => void {
    const entry = { at: this.time + delay, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
    };
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Until the next thing happens; undefined if nothing waits. */
  get next(): number | undefined {
    const [first] = this.#waiting.map(({ at }) => at).sort((a, b) => a - b);
    return first === undefined ? undefined : first - this.time;
  }

  /** Lets time pass, and what is due then come to its end. */
  async pass(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    const due = this.#waiting.filter(({ at }) => at <= this.time);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
    await settled();
  }
}

/** Resolves when promises that wait for nothing else have settled. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
