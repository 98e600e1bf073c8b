import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Input } from '../dstream/input.ts';
import type { JobGenerator } from './job-generator.ts';
import type { JobScheduler } from './job-scheduler.ts';

/** How long the last jobs may take where nothing says otherwise, in milliseconds: as in Spark, hardly a limit. */
const LONGEST_JOBS_MS = 3_600_000;

export interface GracefulStop {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly inputs: readonly Input[];
  readonly generator: JobGenerator;
  readonly scheduler: JobScheduler;
  /** Milliseconds. */
  readonly batchDuration: number;
  /** `spark.streaming.gracefulStopTimeout` in milliseconds, if it is set. */
  readonly timeout: number | undefined;
}

/**
 * Takes nothing more in, and waits until all that was taken in has been processed: stops the inputs, has at least one
 * more batch generated, and as many as it takes until the inputs hold nothing, and waits for the last one's jobs.
 * Logs a warning where that takes too long, and leaves the rest.
 */
export async function stopGracefully(stop: GracefulStop): Promise<void> {
  const { clock, logger, inputs, generator, scheduler, timeout } = stop;
  const forBatches = timeout ?? 10 * stop.batchDuration;
  const timedOut = (what: string, ms: number) =>
    logger.warn(`Timed out while stopping the ${what} (timeout = ${ms} ms)`);
  const generated = Promise.all(inputs.map((input) => input.stop(true))).then(() =>
    generator.drain(),
  );
  if (!(await isWithin(clock, forBatches, generated))) timedOut('job generator', forBatches);
  // Either way from here on no batch is made any more that jobs could wait for.
  generator.halt();
  const forJobs = timeout ?? LONGEST_JOBS_MS;
  if (!(await isWithin(clock, forJobs, scheduler.whenIdle()))) timedOut('job scheduler', forJobs);
}

/** Whether it resolves in time. @throws what it rejects with, while it is waited for. */
export function isWithin(clock: Clock, ms: number, done: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => resolve(false));
    done.then(
      () => {
        timer.cancel();
        resolve(true);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error as Error);
      },
    );
  });
}
