import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedJob } from './seed-worker.ts';
import type { Outcome } from './simulation.ts';

export interface SeedsOptions {
  /** Which seeds, in the order in which they are begun. */
  readonly seeds: Iterable<number>;
  /** Whether disks are full again and again in all of them. */
  readonly fullDisks?: boolean;
  /** Threads to run them on; as many as the machine runs at once unless told. */
  readonly jobs?: number;
  /** Called with each outcome, in no order. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Whether to begin no more. */
  readonly isEnough?: () => boolean;
}

/** A simulation that takes longer hangs: it waits for something outside of its world, or loops without end. */
const HANGS_AFTER_MS = 120_000;

/**
 * Runs the simulations of many seeds, several at a time; each is as it would be alone.
 * @throws Error naming the seed that hangs, or whose thread has died.
 */
export async function runSeeds(options: SeedsOptions): Promise<void> {
  const { seeds, fullDisks = false, jobs, onOutcome, isEnough } = options;
  const waiting = seeds[Symbol.iterator]();
  const next = () => {
    const { value, done } = isEnough?.() ? { value: undefined, done: true } : waiting.next();
    return done ? undefined : { seed: value as number, fullDisks };
  };
  const threads = Array.from({ length: jobs ?? availableParallelism() }, () =>
    runThread(next, onOutcome),
  );
  await Promise.all(threads);
}

async function runThread(
  next: () => SeedJob | undefined,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url));
  try {
    for (let job = next(); job !== undefined; job = next()) {
      onOutcome(await outcomeOf(job, worker));
    }
  } finally {
    await worker.terminate();
  }
}

function outcomeOf(job: SeedJob, worker: Worker): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`seed ${job.seed}: ${why}`));
    const onError = (error: Error) => fail(error.stack ?? error.message);
    const timer = setTimeout(() => fail('it hangs'), HANGS_AFTER_MS);
    worker.once('error', onError);
    worker.once('message', (outcome: Outcome) => {
      clearTimeout(timer);
      worker.off('error', onError);
      resolve(outcome);
    });
    worker.postMessage(job);
  });
}
