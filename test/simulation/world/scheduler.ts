import type { Timer } from '../../../server/ports/clock.ts';
import type { Trace } from './trace.ts';

interface Event {
  readonly due: number;
  /** Events of one time happen in the order in which they were asked for. */
  readonly number: number;
  run: (() => void) | undefined;
}

/**
 * Simulated time. It stands still while promises settle, and then moves on to the next event. Within one
 * step everything runs that waits for promises alone, so nothing depends on the machine's own time.
 */
export class Scheduler {
  /** A binary heap by time, then number. */
  readonly #events: Event[] = [];
  #now = 0;
  #scheduled = 0;
  #steps = 0;
  #trace: Trace | undefined;

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** How many events have happened. */
  get steps(): number {
    return this.#steps;
  }

  /** Has the trace count the steps, so that two runs that differ in nothing else differ in it. */
  set trace(trace: Trace) {
    this.#trace = trace;
  }

  /** Calls `run` once in `delayMs` milliseconds, unless cancelled first. */
  after(delayMs: number, run: () => void): Timer {
    return this.at(this.#now + Math.max(0, delayMs), run);
  }

  /** Calls `run` once at the time `due`, unless cancelled first. Calls for one time come in the order of asking. */
  at(due: number, run: () => void): Timer {
    const event: Event = { due, number: this.#scheduled++, run };
    this.#push(event);
    return {
      cancel: () => {
        event.run = undefined;
      },
    };
  }

  /** Resolves after `delayMs` milliseconds. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /**
   * Lets time go on until `until` tells to stop, asked between events.
   * @throws Error when nothing is left that could happen.
   */
  async run(until: () => boolean): Promise<void> {
    await settled();
    while (!until()) {
      const event = this.#pop();
      if (event === undefined) throw new Error('nothing is left that could happen');
      const { run } = event;
      if (run === undefined) continue;
      this.#now = event.due;
      this.#steps++;
      this.#trace?.count(event.number);
      run();
      await settled();
    }
  }

  #push(event: Event): void {
    const heap = this.#events;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#events;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.due < b.due || (a.due === b.due && a.number < b.number);
}

/** Resolves when everything has happened that waits for promises alone. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
