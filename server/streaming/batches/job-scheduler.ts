import { JobFailed } from './batch-errors.ts';
import type { Job, JobSet } from './job-set.ts';
import type { TellStreamingListeners } from './streaming-listener.ts';

/**
 * Runs the jobs of batches in the order in which they were submitted, `concurrentJobs` at a time (Spark's JobScheduler).
 * A job that fails holds up no other.
 */
export class JobScheduler {
  readonly #concurrentJobs: number;
  readonly #now: () => number;
  readonly #tell: TellStreamingListeners;
  readonly #completed: (set: JobSet) => void;
  readonly #failed: (error: Error) => void;
  /** Without a job for a batch that has none: its turn comes all the same. */
  readonly #waiting: { job: Job | undefined; set: JobSet }[] = [];
  readonly #sets = new Set<JobSet>();
  #running = 0;
  #isStopped = false;
  #idle: (() => void)[] = [];

  /**
   * @param now milliseconds since the epoch, never going back.
   * @param completed is called between the last job of a batch and the next one's first.
   * @param failed is told of each job that failed, but for those that a stop has cancelled.
   */
  constructor(
    concurrentJobs: number,
    now: () => number,
    tell: TellStreamingListeners,
    completed: (set: JobSet) => void,
    failed: (error: Error) => void,
  ) {
    this.#concurrentJobs = concurrentJobs;
    this.#now = now;
    this.#tell = tell;
    this.#completed = completed;
    this.#failed = failed;
  }

  /** Batches that are not done. */
  get pending(): number {
    return this.#sets.size;
  }

  /** @param due when it should have come: what it comes later is delay, too. Now if absent. */
  submit(set: JobSet, due = this.#now()): void {
    if (this.#isStopped) return;
    set.submissionTime = Math.min(due, this.#now());
    this.#sets.add(set);
    if (set.jobs.length === 0) this.#waiting.push({ job: undefined, set });
    else this.#tell('onBatchSubmitted', set.info);
    for (const job of set.jobs) this.#waiting.push({ job, set });
    this.#start();
  }

  /** Resolves when every submitted batch is done, or will not be. */
  whenIdle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Starts no job any more; resolves when those that run have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const dropped = new Set(this.#waiting.splice(0).map(({ set }) => set));
    for (const set of dropped) if (!set.hasStarted) this.#sets.delete(set);
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  get #isIdle(): boolean {
    return this.#running === 0 && (this.#isStopped || this.#sets.size === 0);
  }

  #start(): void {
    while (this.#running < this.#concurrentJobs && this.#waiting.length > 0) {
      const { job, set } = this.#waiting.shift()!;
      if (job === undefined) {
        this.#complete(set);
        continue;
      }
      this.#running++;
      void this.#run(job, set);
    }
    if (this.#isIdle) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #run(job: Job, set: JobSet): Promise<void> {
    const isFirst = !set.hasStarted;
    job.startTime = this.#now();
    if (isFirst) this.#tell('onBatchStarted', set.info);
    this.#tell('onOutputOperationStarted', job.info);
    try {
      await job.run();
    } catch (error) {
      job.error = error instanceof Error ? error : new Error(String(error));
    }
    job.endTime = this.#now();
    this.#tell('onOutputOperationCompleted', job.info);
    if (job.error !== undefined && !this.#isStopped)
      this.#failed(new JobFailed(job.batchTime, job.id, job.name, job.error));
    if (set.hasCompleted) {
      this.#complete(set);
      this.#tell('onBatchCompleted', set.info);
    }
    this.#running--;
    this.#start();
  }

  #complete(set: JobSet): void {
    this.#sets.delete(set);
    try {
      this.#completed(set);
    } catch (error) {
      this.#failed(error as Error);
    }
  }
}
