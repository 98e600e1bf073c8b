import type { JobStatus } from '../../contract/kernel.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { StreamingContext } from '../../streaming/context/streaming-context.ts';
import type { StreamingProgress } from '../../streaming/listeners/streaming-progress.ts';
import type { CellSources } from '../errors/cell-sources.ts';
import type { Execution } from '../execution.ts';
import { Job } from './job.ts';

/** How many jobs that have ended are told of. */
const MOST_ENDED = 20;
/** Statuses are told at most this often, in milliseconds. */
const STATUS_PERIOD_MS = 250;

export interface JobsOptions {
  /** The engine's classes, as cells have them. */
  readonly engine: {
    readonly StreamingContext: typeof StreamingContext;
    readonly StreamingProgress: typeof StreamingProgress;
  };
  readonly clock: Clock;
  readonly sources: CellSources;
  /** On whose behalf code runs. */
  readonly running: () => Execution | undefined;
  readonly tell: (jobs: readonly JobStatus[]) => void;
}

/**
 * The notebook's streaming jobs: each StreamingContext that code of a cell starts. As in Spark only one can be active at a
 * time; a second one is told which cell has the first.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #jobs = new Map<StreamingContext, Job>();
  #lastId = 0;
  #timer: Timer | undefined;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Follows all contexts from now on. */
  follow(): void {
    const jobs = this;
    const { engine, running } = this.#options;
    const prototype = engine.StreamingContext.prototype;
    const { start, stop, awaitTermination } = prototype;
    prototype.start = function (this: StreamingContext) {
      const execution = running();
      const job = execution && !jobs.#jobs.has(this) ? jobs.#add(this, execution) : undefined;
      let started: Promise<void>;
      try {
        started = start.call(this);
      } catch (error) {
        if (job !== undefined) jobs.#forget(job);
        throw jobs.#explained(error);
      }
      if (job === undefined) return started;
      execution!.attach(job);
      started.then(
        () => job.started(),
        (error: unknown) => job.stopped(error),
      );
      return started;
    };
    prototype.stop = async function (this: StreamingContext, ...how) {
      try {
        await stop.apply(this, how);
      } finally {
        jobs.#jobs.get(this)?.stopped();
      }
    };
    prototype.awaitTermination = function (this: StreamingContext, timeout?: number) {
      // A cell that does nothing but wait for the end is no reason for others to wait.
      if (timeout === undefined) running()?.letOthersRun();
      return awaitTermination.call(this, timeout);
    };
  }

  /** Spark's own words say that another one runs: here is which, and what to do. */
  #explained(error: unknown): unknown {
    const active = this.#options.engine.StreamingContext.getActive();
    const job = active === undefined ? undefined : this.#jobs.get(active);
    if (job === undefined || !(error instanceof Error) || !/^Only one /.test(error.message)) {
      return error;
    }
    error.message += ` Cell ${job.execution.position} has one that still runs: stop that cell, or call stop() on its context, and run this one again. Several streams may be in one context, and two contexts in two notebooks.`;
    return error;
  }

  #add(context: StreamingContext, execution: Execution): Job {
    const { engine, clock, sources } = this.#options;
    const job = new Job({
      ...{ id: `job-${++this.#lastId}`, execution, context, clock, sources },
      progress: engine.StreamingProgress.of(context, sources.mapStack),
      onStatus: () => this.#changed(),
    });
    this.#jobs.set(context, job);
    const ended = [...this.#jobs.values()].filter(({ hasEnded }) => hasEnded);
    for (const old of ended.slice(0, -MOST_ENDED)) this.#jobs.delete(old.context);
    return job;
  }

  /** One that could not even begin. */
  #forget(job: Job): void {
    this.#jobs.delete(job.context);
    job.stopped();
  }

  #changed(): void {
    this.#timer ??= this.#options.clock.after(STATUS_PERIOD_MS, () => {
      this.#timer = undefined;
      this.flush();
    });
  }

  /** Tells what there is to tell. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#jobs.size > 0) {
      this.#options.tell([...this.#jobs.values()].map(({ status }) => status));
    }
  }
}
