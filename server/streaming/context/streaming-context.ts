import { GenerationFailed, JobFailed } from '../batches/batch-errors.ts';
import { isWithin, stopGracefully } from '../batches/graceful-stop.ts';
import { JobGenerator } from '../batches/job-generator.ts';
import { JobScheduler } from '../batches/job-scheduler.ts';
import type { JobSet } from '../batches/job-set.ts';
import { RecurringTimer } from '../batches/recurring-timer.ts';
import { StreamGraph } from '../batches/stream-graph.ts';
import type { StreamingListener, TellStreamingListeners } from '../batches/streaming-listener.ts';
import type { Checkpointer, Recovered } from '../checkpoint/checkpointer.ts';
import { ContextCheckpoint } from '../checkpoint/context-checkpoint.ts';
import type { MatchOptions } from '../checkpoint/program.ts';
import { DStream } from '../dstream/dstream.ts';
import type { StreamComputation } from '../dstream/stream-computation.ts';
import { milliseconds } from '../dstream/time.ts';
import { require, UnsupportedOperationException } from '../errors.ts';
import { localPath } from '../files/paths.ts';
import { booleanSetting, durationSetting, numberSetting } from './settings.ts';
import type { SparkContext } from './spark-context.ts';
import { StreamSources } from './stream-sources.ts';
import { Termination } from './termination.ts';

/** How long jobs that are cancelled may take to end, in milliseconds: as long as in Spark. */
const LONGEST_CANCELLED_JOB_MS = 2000;

type State = 'initialized' | 'active' | 'stopped';

/** What streams are told by their methods, before the start. */
const SETTLED = { persist: 'storage level', checkpoint: 'checkpoint interval' } as const;

/** What DStreams are made in and run by (Spark's StreamingContext). Where they come from is in `stream-sources.ts`. */
export class StreamingContext extends StreamSources {
  static #active: StreamingContext | undefined;

  readonly sparkContext: SparkContext;
  readonly graph: StreamGraph;
  readonly #listeners = new Set<StreamingListener>();
  readonly #timer: RecurringTimer;
  readonly #termination = new Termination();
  /** Whether it is among those of which one at a time may be active in the process. */
  readonly #isExclusive: boolean;
  #state: State = 'initialized';
  #stopping: Promise<void> | undefined;
  /** Ends waiting for what is in work. */
  #stopAtOnce: () => void = () => undefined;
  readonly #atOnce = new Promise<void>((resolve) => {
    this.#stopAtOnce = resolve;
  });
  #scheduler: JobScheduler | undefined;
  #generator: JobGenerator | undefined;
  #checkpoint: ContextCheckpoint | undefined;
  #opening: Promise<Recovered | undefined> | undefined;
  #checkpointer: Checkpointer | undefined;
  /** Has the process end as it would without this context. */
  #forgetShutdown: () => void = () => undefined;

  /**
   * @param batchDuration seconds; a fraction becomes whole milliseconds.
   * @param isExclusive false for one that may be active beside others, such as a test's.
   */
  constructor(sparkContext: SparkContext, batchDuration: number, isExclusive = true) {
    super();
    this.#isExclusive = isExclusive;
    this.sparkContext = sparkContext;
    const period = milliseconds(batchDuration, 'The batch duration');
    this.graph = new StreamGraph(period, () => this.assertInitialized('add'));
    this.#timer = new RecurringTimer(sparkContext.environment.clock, period, (time) => {
      void this.#generator?.generate(time);
    });
  }

  /** The context that is started and not stopped, if there is one. */
  static getActive(): StreamingContext | undefined {
    return StreamingContext.#active;
  }

  /**
   * What `setup` makes, which goes on from the checkpoint in the directory `path` when it is started, if there is one there.
   * Unlike Spark's, `setup` is called in either case: what streams have in the checkpoint finds them by their names, or
   * by their kinds and their order, so a program can change meanwhile. Without a call of `checkpoint` in it, its
   * checkpoints go to `path`.
   * @throws Error where the program cannot go on from the checkpoint, saying why and what to do.
   */
  static async getOrCreate(
    path: string,
    setup: () => StreamingContext | Promise<StreamingContext>,
    options: MatchOptions = {},
  ): Promise<StreamingContext> {
    const context = await setup();
    await context.#goOnFrom(path, options);
    return context;
  }

  /** The context that is active, or one from `getOrCreate`; without a `path` simply what `setup` makes. */
  static async getActiveOrCreate(
    path: string | null | undefined,
    setup: () => StreamingContext | Promise<StreamingContext>,
    options: MatchOptions = {},
  ): Promise<StreamingContext> {
    if (StreamingContext.#active !== undefined) return StreamingContext.#active;
    return path ? StreamingContext.getOrCreate(path, setup, options) : await setup();
  }

  /** The DStream of a computation. */
  stream<T>(computation: StreamComputation<T>): DStream<T> {
    return new DStream<T>(this, computation);
  }

  /** Keeps the RDDs of each stream for at least that many seconds. */
  remember(duration: number): void {
    this.graph.remember(milliseconds(duration, 'The remember duration'));
  }

  /**
   * Has what a restart needs kept in a directory: what each batch consists of, and the state of streams.
   * `getOrCreate` goes on from there.
   * @throws Error for the URI of another machine's file system.
   */
  checkpoint(directory: string): void {
    this.assertInitialized('add');
    const checkpoint = new ContextCheckpoint(this, directory);
    // `getOrCreate` may have opened it already.
    if (this.#checkpoint?.directory === checkpoint.directory) return;
    this.#checkpoint = checkpoint;
    this.sparkContext.setCheckpointDir(checkpoint.directory);
  }

  /** Where checkpoints go, if they are taken. */
  get checkpointDirectory(): string | undefined {
    return this.#checkpoint?.directory;
  }

  addStreamingListener(listener: StreamingListener): void {
    this.#listeners.add(listener);
  }

  removeStreamingListener(listener: StreamingListener): void {
    this.#listeners.delete(listener);
  }

  /** For streams and receivers. */
  readonly tell: TellStreamingListeners = (event, what) => {
    for (const listener of this.#listeners) {
      try {
        listener[event]?.(what as never);
      } catch (error) {
        this.sparkContext.environment.logger.error(`A listener threw at ${event}: ${error}`);
      }
    }
  };

  /**
   * Starts the streams; resolves when their inputs have been started. The first batch is at the next multiple of the
   * batch duration.
   * @throws Error at once for a program that cannot run.
   */
  start(): Promise<void> {
    const { conf, environment } = this.sparkContext;
    const { logger, onShutdown } = environment;
    if (this.#state === 'active') {
      logger.warn('StreamingContext has already been started');
      return Promise.resolve();
    }
    if (this.#state === 'stopped') throw new Error('StreamingContext has already been stopped');
    if (this.#isExclusive && StreamingContext.#active !== undefined)
      throw new Error('Only one StreamingContext may be started in this process.');
    this.graph.validate(this.#checkpoint !== undefined);
    if (booleanSetting(conf, 'spark.streaming.stopGracefullyOnShutdown', false))
      this.#forgetShutdown = onShutdown?.(() => this.stop(true, true)) ?? this.#forgetShutdown;
    this.#state = 'active';
    if (this.#isExclusive) StreamingContext.#active = this;
    const started = this.#start().catch(async (error: unknown) => {
      this.#termination.fail(error as Error);
      logger.error(`Error starting the context, marking it as stopped: ${error}`);
      await this.stop(false);
      throw error;
    });
    // Who waits for the end hears of it, whether or not anybody waits for the start.
    started.catch(() => undefined);
    return started;
  }

  /** Resolves when the context has stopped. @throws what a job threw. @param timeout seconds; without it there is none. */
  async awaitTermination(timeout?: number): Promise<void> {
    await this.#termination.wait(this.sparkContext.environment.clock, timeout);
  }

  /** Whether it has stopped within `timeout` seconds. @throws what a job threw. */
  awaitTerminationOrTimeout(timeout: number): Promise<boolean> {
    return this.#termination.wait(this.sparkContext.environment.clock, timeout);
  }

  /**
   * Stops the streams. Gracefully: takes nothing more in, and waits until all that was taken in has been processed,
   * for as long as `spark.streaming.gracefulStopTimeout` says. While it does, another call that is not graceful has it end
   * at once. Otherwise the second call does nothing.
   */
  async stop(stopSparkContext = true, stopGracefully = false): Promise<void> {
    const { logger } = this.sparkContext.environment;
    try {
      if (this.#state === 'initialized') {
        logger.warn('StreamingContext has not been started yet');
        await this.#checkpoint?.close();
      }
      if (this.#state === 'stopped') logger.warn('StreamingContext has already been stopped');
      if (this.#state === 'active') {
        this.#stopping ??= this.#stop(stopGracefully);
        if (!stopGracefully) this.#stopAtOnce();
        await this.#stopping;
      }
    } finally {
      this.#end();
      if (stopSparkContext) this.sparkContext.stop();
    }
  }

  /** Resolves when no batch whose time has come is left to do. */
  async whenIdle(): Promise<void> {
    await this.#generator?.whenIdle();
    await this.#scheduler?.whenIdle();
  }

  /** @throws Error where the context has been started, saying what cannot be done any more. For streams. */
  assertInitialized(change: 'add' | keyof typeof SETTLED): void {
    if (this.#state === 'initialized') return;
    if (change !== 'add') {
      throw new UnsupportedOperationException(
        `Cannot change ${SETTLED[change]} of a DStream after streaming context has started`,
      );
    }
    throw new Error(
      `Adding new inputs, transformations, and output operations after ${this.#state === 'active' ? 'starting' : 'stopping'} a context is not supported`,
    );
  }

  async #goOnFrom(path: string, options: MatchOptions): Promise<void> {
    this.assertInitialized('add');
    const { files, logger } = this.sparkContext.environment;
    if (this.#checkpoint === undefined) this.checkpoint(path);
    const { directory } = this.#checkpoint!;
    if (directory !== localPath(files, path)) {
      logger.warn(
        `The program's checkpoints go to ${directory}, so there is never one to go on from in ${path}: give getOrCreate and checkpoint() the same directory.`,
      );
      return;
    }
    await this.#checkpoint!.prepare(options);
  }

  /** Opens the checkpoint, if there is to be one. */
  async #open(failed: (error: Error) => void): Promise<Recovered | undefined> {
    const begun = await this.#checkpoint?.begin(failed);
    this.#checkpointer = begun?.checkpointer;
    return begun?.recovered;
  }

  async #start(): Promise<void> {
    const { logger, showsFailures = false } = this.sparkContext.environment;
    const failed = (error: Error) => {
      // Nobody may be waiting for the end.
      const isOfBatch = error instanceof JobFailed || error instanceof GenerationFailed;
      if (!showsFailures || !isOfBatch) logger.error(error.message);
      this.#termination.fail(error);
    };
    this.#opening = this.#open(failed);
    const recovered = await this.#opening;
    this.#scheduler = new JobScheduler(
      this.#concurrentJobs(),
      () => this.#timer.now(),
      this.tell,
      (set) => this.#completed(set),
      failed,
    );
    this.#generator = new JobGenerator(
      ...([this.graph, this.#scheduler, this.#timer] as const),
      ...([this.tell, this.#checkpointer, failed] as const),
    );
    for (const { input } of this.graph.inputs) {
      await input.start();
      // It was stopped before it was there.
      if (this.#stopping !== undefined) return await input.stop(false);
    }
    const first = this.#timer.nextTime;
    if (recovered === undefined) this.graph.start(first - this.graph.batchDuration);
    this.tell('onStreamingStarted', { time: this.#timer.now() });
    if (recovered === undefined) this.#generator.start(first);
    else await this.#generator.resume(recovered);
  }

  #concurrentJobs(): number {
    const { conf, environment } = this.sparkContext;
    const jobs = numberSetting(conf, 'spark.streaming.concurrentJobs', 1);
    require(Number.isInteger(jobs) && jobs > 0, `spark.streaming.concurrentJobs is ${jobs}`);
    if (jobs === 1 || this.#checkpointer === undefined) return jobs;
    environment.logger.warn(
      'spark.streaming.concurrentJobs is 1: with a checkpoint directory, batches are done one after the other.',
    );
    return 1;
  }

  async #stop(isGraceful: boolean): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const [generator, scheduler] = [this.#generator, this.#scheduler];
    if (generator === undefined || scheduler === undefined) return await this.#checkpoint?.close();
    try {
      if (isGraceful && this.graph.isStarted)
        await Promise.race([this.#stopGracefully(generator, scheduler), this.#atOnce]);
    } finally {
      await this.#stopNow(generator, scheduler);
    }
  }

  #stopGracefully(generator: JobGenerator, scheduler: JobScheduler): Promise<void> {
    const { conf, environment } = this.sparkContext;
    const timeout = durationSetting(conf, 'spark.streaming.gracefulStopTimeout', 0);
    return stopGracefully({
      ...{ generator, scheduler, timeout: timeout > 0 ? timeout : undefined },
      ...{ clock: environment.clock, logger: environment.logger },
      inputs: this.graph.inputs.map(({ input }) => input),
      batchDuration: this.graph.batchDuration,
    });
  }

  async #stopNow(generator: JobGenerator, scheduler: JobScheduler): Promise<void> {
    generator.halt();
    const { clock } = this.sparkContext.environment;
    const stopped = scheduler.stop();
    if (scheduler.pending > 0) this.sparkContext.cancelAllJobs('the StreamingContext was stopped');
    // A job that waits for something that never comes is left behind.
    await isWithin(clock, LONGEST_CANCELLED_JOB_MS, stopped);
    await generator.stop();
    try {
      for (const { input } of this.graph.inputs) await input.stop(false);
    } finally {
      await this.#checkpointer?.close();
    }
  }

  #end(): void {
    this.#state = 'stopped';
    this.#forgetShutdown();
    if (StreamingContext.#active === this) StreamingContext.#active = undefined;
    this.#termination.end();
  }

  #completed(set: JobSet): void {
    for (const { computation } of this.graph.streams) set.stateSize += computation.state?.size ?? 0;
    this.#checkpointer?.completed(set.time, set.failed);
    this.graph.forget(set.time);
  }
}
