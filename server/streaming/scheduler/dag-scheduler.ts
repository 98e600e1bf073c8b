import type { Clock } from '../../ports/clock.ts';
import { sleep } from '../../ports/clock.ts';
import type { Cancellation } from '../rdd/computation.ts';
import type { Lineage } from '../rdd/lineage.ts';
import type { Shuffle } from '../shuffle/shuffle.ts';
import { JobCancelled } from './cancellation.ts';
import { RunningTask } from './running-task.ts';
import type { TellListeners } from './spark-listener.ts';
import { SparkException } from './stage-failure.ts';

/** How long stages may keep the thread to themselves, in milliseconds: sockets and timers wait meanwhile. */
const LONGEST_TURN_MS = 8;

export interface JobOptions {
  /** What the job is for, as listeners see it. */
  readonly description: string;
  readonly signal: Cancellation;
}

interface Job extends JobOptions {
  readonly id: number;
  readonly batchTime: number | undefined;
}

/**
 * Runs jobs: the stages whose shuffles a job's RDD needs, each after those that it needs itself, and then the job's own
 * (Spark's DAGScheduler). The tasks of a stage run in the order of their partitions; as many as the context has
 * cores may wait for something at the same time, such as a file or another thread.
 */
export class DAGScheduler {
  readonly #clock: Clock;
  readonly #parallelism: () => number;
  readonly #tell: TellListeners;
  #running = 0;
  #nextJob = 0;
  #nextStage = 0;
  #turnBegan: number;

  /** @param parallelism how many tasks may be under way. @param tell takes listeners' events. */
  constructor(clock: Clock, parallelism: () => number, tell: TellListeners) {
    this.#clock = clock;
    this.#parallelism = parallelism;
    this.#tell = tell;
    this.#turnBegan = clock.monotonic();
  }

  /**
   * Applies `f` to the values of some partitions.
   * @returns the results in the order of `partitions`.
   * @throws SparkException when a function of the user's throws; JobCancelled.
   */
  async runJob<T, U>(
    rdd: Lineage<T>,
    partitions: readonly number[],
    f: (values: readonly T[], partition: number) => U | Promise<U>,
    options: JobOptions,
  ): Promise<U[]> {
    const job: Job = { ...options, id: this.#nextJob++, batchTime: rdd.batchTime };
    const { batchTime, description } = job;
    this.#tell('onJobStart', { jobId: job.id, time: this.#clock.now(), batchTime, description });
    let error: Error | undefined;
    if (this.#running++ === 0) this.#turnBegan = this.#clock.monotonic();
    try {
      await this.#prepare(rdd, job, new Set());
      return await this.#runStage(job, rdd, partitions, f);
    } catch (thrown) {
      error = thrown as Error;
      throw error;
    } finally {
      this.#running--;
      this.#tell('onJobEnd', { jobId: job.id, time: this.#clock.now(), error });
    }
  }

  /** Has done what an RDD's stage rests on. */
  async #prepare(rdd: Lineage<unknown>, job: Job, seen: Set<Lineage<unknown>>): Promise<void> {
    if (seen.has(rdd) || rdd.isCached) return;
    seen.add(rdd);
    const { parents, shuffles = [], prepare } = rdd.computation;
    for (const parent of parents) await this.#prepare(parent, job, seen);
    for (const shuffle of shuffles) {
      if (shuffle.isDone) continue;
      shuffle.running ??= this.#runShuffle(job, shuffle).finally(() => {
        shuffle.running = undefined;
      });
      await shuffle.running;
    }
    if (prepare !== undefined) await rdd.computation.prepare!();
  }

  async #runShuffle(job: Job, shuffle: Shuffle): Promise<void> {
    const { parent, partitioner } = shuffle;
    await this.#prepare(parent, job, new Set());
    await partitioner.prepare?.();
    const all = Array.from({ length: parent.getNumPartitions() }, (_, partition) => partition);
    shuffle.finish(
      await this.#runStage(job, parent, all, (values, partition) =>
        shuffle.write(values, partition),
      ),
    );
  }

  async #runStage<T, U>(
    job: Job,
    rdd: Lineage<T>,
    partitions: readonly number[],
    f: (values: readonly T[], partition: number) => U | Promise<U>,
  ): Promise<U[]> {
    const stage = {
      ...{ jobId: job.id, stageId: this.#nextStage++, batchTime: job.batchTime },
      ...{ name: rdd.name ?? rdd.computation.kind, numTasks: partitions.length },
      submissionTime: this.#clock.now(),
    };
    const began = this.#clock.monotonic();
    this.#tell('onStageSubmitted', stage);
    const results = new Array<U>(partitions.length);
    let failure: { error: Error } | undefined;
    let next = 0;
    const work = async () => {
      while (next < partitions.length && failure === undefined) {
        const i = next++;
        try {
          results[i] = await this.#runTask(job, stage.stageId, rdd, partitions[i]!, f);
        } catch (error) {
          failure ??= { error: error as Error };
        }
      }
    };
    const workers = Math.max(1, Math.min(this.#parallelism(), partitions.length));
    await Promise.all(Array.from({ length: workers }, work));
    const duration = this.#clock.monotonic() - began;
    this.#tell('onStageCompleted', { ...stage, duration, error: failure?.error });
    if (failure !== undefined) throw failure.error;
    return results;
  }

  async #runTask<T, U>(
    { signal }: Job,
    stageId: number,
    rdd: Lineage<T>,
    partition: number,
    f: (values: readonly T[], partition: number) => U | Promise<U>,
  ): Promise<U> {
    await this.#giveWay();
    signal.throwIfCancelled();
    const began = this.#clock.monotonic();
    const end = (error: Error | undefined) => {
      const duration = this.#clock.monotonic() - began;
      this.#tell('onTaskEnd', { stageId, partition, duration, error });
    };
    try {
      const task = new RunningTask(partition, signal);
      const result = await f(await task.values(rdd, partition), partition);
      end(undefined);
      return result;
    } catch (error) {
      end(error as Error);
      if (error instanceof SparkException || error instanceof JobCancelled) throw error;
      throw SparkException.ofTask(partition, stageId, error);
    }
  }

  /** Lets timers and sockets have the thread if stages have had it for long. */
  async #giveWay(): Promise<void> {
    if (this.#clock.monotonic() - this.#turnBegan < LONGEST_TURN_MS) return;
    await sleep(this.#clock, 0);
    this.#turnBegan = this.#clock.monotonic();
  }
}
