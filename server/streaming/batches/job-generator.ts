import type { Checkpointer, Recovered } from '../checkpoint/checkpointer.ts';
import { JobCancelled } from '../scheduler/cancellation.ts';
import { completeStates, hasStates } from '../state/complete-states.ts';
import { GenerationFailed } from './batch-errors.ts';
import type { JobScheduler } from './job-scheduler.ts';
import { Job, JobSet } from './job-set.ts';
import type { RecurringTimer } from './recurring-timer.ts';
import type { OutputOperation, StreamGraph } from './stream-graph.ts';
import type { StreamInputInfo, TellStreamingListeners } from './streaming-listener.ts';

/** How many missed batches may wait for their jobs: after a long time there may be millions. */
const MOST_AHEAD = 100;

/**
 * Makes each batch's jobs when its time has come, one batch after the other (Spark's JobGenerator). What a batch consists
 * of is settled, and kept in the checkpoint, before its first job starts.
 */
export class JobGenerator {
  readonly #graph: StreamGraph;
  readonly #scheduler: JobScheduler;
  readonly #timer: RecurringTimer;
  readonly #tell: TellStreamingListeners;
  readonly #checkpointer: Checkpointer | undefined;
  readonly #failed: (error: Error) => void;
  /** What has been asked for, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  /** Batches before it are made up for: they are not late. */
  #firstTick = Number.POSITIVE_INFINITY;
  #isHalted = false;
  /** Waits for a batch that has yet to be asked for. */
  readonly #draining: (() => void)[] = [];

  /** @param failed is told why a batch could not be made. */
  constructor(
    graph: StreamGraph,
    scheduler: JobScheduler,
    timer: RecurringTimer,
    tell: TellStreamingListeners,
    checkpointer: Checkpointer | undefined,
    failed: (error: Error) => void,
  ) {
    this.#graph = graph;
    this.#scheduler = scheduler;
    this.#timer = timer;
    this.#tell = tell;
    this.#checkpointer = checkpointer;
    this.#failed = failed;
  }

  /** The first batch is at the next multiple of the batch duration. */
  start(first: number): void {
    this.#firstTick = first;
    this.#timer.start(first);
  }

  /**
   * Runs the batches again that were pending, while state is brought up through those that were done, then those whose
   * time passed meanwhile, and goes on in time.
   */
  async resume({ pending, first, last, bringUp }: Recovered): Promise<void> {
    const { batchDuration } = this.#graph;
    const next = Math.max(this.#timer.nextTime, last + batchDuration);
    const again = new Set(pending);
    for (let time = first; time <= last && !this.#isHalted; time += batchDuration) {
      if (again.has(time)) {
        await this.generate(time, true);
      } else {
        await this.#scheduler.whenIdle();
        if (!this.#isHalted) await bringUp(time);
      }
    }
    for (let time = last + batchDuration; time < next && !this.#isHalted; time += batchDuration) {
      if (this.#scheduler.pending >= MOST_AHEAD) await this.#scheduler.whenIdle();
      if (!this.#isHalted) await this.generate(time);
    }
    if (!this.#isHalted) this.start(next);
  }

  /**
   * Generates the batch at `time` after those that were asked for before.
   * @param isAgain whether inputs know already what it consists of.
   */
  generate(time: number, isAgain = false): Promise<void> {
    const draining = this.#draining.splice(0);
    this.#turn = this.#turn.then(async () => {
      await this.#generate(time, isAgain);
      for (const resolve of draining) resolve();
    });
    return this.#turn;
  }

  /**
   * Resolves when at least one batch has been generated that was not asked for before, and the inputs hold nothing that
   * no batch has got. For a graceful stop, when the inputs have been stopped.
   */
  async drain(): Promise<void> {
    do {
      if (this.#isHalted) return;
      await new Promise<void>((resolve) => this.#draining.push(resolve));
    } while (this.#graph.inputs.some(({ input }) => input.hasPending));
  }

  /** Makes no batches any more. */
  halt(): void {
    this.#isHalted = true;
    this.#timer.stop();
    for (const resolve of this.#draining.splice(0)) resolve();
  }

  /** Makes no batches any more; resolves when those are generated that were asked for. */
  async stop(): Promise<void> {
    this.halt();
    await this.#turn;
  }

  /** Resolves when what was asked for is generated. */
  whenIdle(): Promise<void> {
    return this.#turn;
  }

  async #generate(time: number, isAgain: boolean): Promise<void> {
    try {
      const jobs = await this.#jobsAt(time, isAgain);
      await this.#checkpointer?.generated(time);
      const set = new JobSet(time, jobs, this.#inputsAt(time));
      this.#scheduler.submit(set, time >= this.#firstTick ? time : undefined);
    } catch (error) {
      this.#tell('onGenerationFailed', { batchTime: time, error: error as Error });
      this.#failed(new GenerationFailed(time, error));
    }
  }

  async #jobsAt(time: number, isAgain: boolean): Promise<Job[]> {
    try {
      if (!isAgain) for (const { input } of this.#graph.inputs) await input.allocate?.(time);
      const jobs: Job[] = [];
      for (const [id, operation] of this.#graph.outputs.entries()) {
        const job = await jobOf(operation, id, time);
        if (job !== undefined) jobs.push(job);
      }
      const last = hasStates(this.#graph, time) ? jobs.pop() : undefined;
      if (last !== undefined) jobs.push(this.#completing(last));
      return jobs;
    } catch (error) {
      // A restart runs it again, with what its inputs have been given.
      await this.#checkpointer?.generated(time);
      this.#checkpointer?.completed(time, ['the making of its jobs']);
      throw error;
    }
  }

  /** The last job of a batch, with what completes the state that the batch has, whether or not it needs that. */
  #completing({ batchTime, id, name, run }: Job): Job {
    return new Job(batchTime, id, name, async () => {
      const [outcome] = await Promise.allSettled([run()]);
      const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
      if (!(error instanceof JobCancelled)) {
        await completeStates(this.#graph, batchTime).catch((failure: unknown) => {
          // What the job has thrown comes first.
          if (outcome.status === 'fulfilled') throw failure;
        });
      }
      if (outcome.status === 'rejected') throw error;
    });
  }

  #inputsAt(time: number): StreamInputInfo[] {
    return this.#graph.inputs.flatMap(({ id, input }) => {
      const info = input.info(time);
      return info === undefined ? [] : [{ streamId: id, name: input.description, ...info }];
    });
  }
}

async function jobOf(
  { name, stream, run }: OutputOperation,
  id: number,
  time: number,
): Promise<Job | undefined> {
  const rdd = await stream.rddAt(time);
  if (rdd === undefined) return undefined;
  return new Job(time, id, name, async () => {
    await run(rdd as never, time);
  });
}
