import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How often a thread looks whether it is idle. */
const LOOK_MS = 5_000;
/** Shares of its time in which a thread did something: those of one that is busy and of one that is idle. */
const BUSY = 0.05;
const IDLE = 0.01;

/**
 * Has this thread give back memory whenever it becomes idle, once after its start and once each time that it
 * was busy. V8 keeps what a heap has grown to, since it may be needed again; here it mostly is not for hours.
 */
export function collectWhenIdle(): void {
  let collect: (() => void) | undefined;
  const idleness = new Idleness();
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (!idleness.begins(utilization)) return;
    collect ??= collector();
    collect();
  }, LOOK_MS).unref();
}

/** Tells when a thread that did something becomes idle. */
export class Idleness {
  /** What loading the code took is something. */
  #hasWorked = true;

  /** @param utilization the share of the time since the last call in which the thread did something, 0 to 1 */
  begins(utilization: number): boolean {
    if (utilization > BUSY) this.#hasWorked = true;
    if (!this.#hasWorked || utilization >= IDLE) return false;
    this.#hasWorked = false;
    return true;
  }
}

/** V8's own way to collect all garbage and to keep no more memory than what is left needs. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: (options: object) => void = runInNewContext('gc');
  return () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
