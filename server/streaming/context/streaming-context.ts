import { isWithin, stopGracefully } from '../batches/graceful-stop.ts';
import { JobGenerator } from '../batches/job-generator.ts';
import { JobScheduler } from '../batches/job-scheduler.ts';
import type { JobSet } from '../batches/job-set.ts';
import { RecurringTimer } from '../batches/recurring-timer.ts';
import { StreamGraph } from '../batches/stream-graph.ts';
import type { StreamingListener, TellStreamingListeners } from '../batches/streaming-listener.ts';
import type { Checkpointer } from '../checkpoint/checkpointer.ts';
import { transformOf, unionOf } from '../dstream/combined-streams.ts';
import { DStream } from '../dstream/dstream.ts';
import { type Queued, queueStream } from '../dstream/queue-stream.ts';
import type { StreamComputation } from '../dstream/stream-computation.ts';
import { milliseconds, type Time } from '../dstream/time.ts';
import { require } from '../errors.ts';
import * as fileStreams from '../files/file-streams.ts';
import type { Element } from '../rdd/element.ts';
import type { RDD } from '../rdd/rdd.ts';
import { durationSetting, numberSetting } from './settings.ts';
import type { SparkContext } from './spark-context.ts';
import { Termination } from './termination.ts';

/** How long jobs that are cancelled may take to end, in milliseconds: as long as in Spark. */
const LONGEST_CANCELLED_JOB_MS = 2000;

type State = 'initialized' | 'active' | 'stopped';

/** What DStreams are made in and run by (Spark's StreamingContext). */
export class StreamingContext {
  static #active: StreamingContext | undefined;

  readonly sparkContext: SparkContext;
  readonly graph: StreamGraph;
  readonly #listeners = new Set<StreamingListener>();
  readonly #timer: RecurringTimer;
  readonly #termination = new Termination();
  #state: State = 'initialized';
  #stopping: Promise<void> | undefined;
  #scheduler: JobScheduler | undefined;
  #generator: JobGenerator | undefined;
  #checkpointer: Checkpointer | undefined;

  /** @param batchDuration seconds; a fraction becomes whole milliseconds. */
  constructor(sparkContext: SparkContext, batchDuration: number) {
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

  /** The DStream of a computation. */
  stream<T>(computation: StreamComputation<T>): DStream<T> {
    return new DStream<T>(this, computation);
  }

  /**
   * The lines of files that come into a folder, or into all folders that a glob matches. Each is taken once, so it has to
   * be complete when it appears: write it elsewhere on the same disk and move it there.
   */
  textFileStream(directory: string): DStream<string> {
    return fileStreams.fileStream(this, directory, {});
  }

  /** What `parse` makes of files that come into a folder, or else their lines. */
  fileStream<T>(
    directory: string,
    options: fileStreams.FileStreamOptions<T> & { parse: unknown },
  ): DStream<T>;
  fileStream(
    directory: string,
    options?: Omit<fileStreams.FileStreamOptions<never>, 'parse'>,
  ): DStream<string>;
  fileStream<T>(directory: string, options: fileStreams.FileStreamOptions<T> = {}): DStream<T> {
    return fileStreams.fileStream(this, directory, options);
  }

  /** Records of `recordLength` bytes each of files that come into a folder. */
  binaryRecordsStream(directory: string, recordLength: number): DStream<Uint8Array> {
    return fileStreams.binaryRecordsStream(this, directory, recordLength);
  }

  /**
   * A stream of RDDs, or of arrays to make RDDs of, from a queue: one for each batch, or all that there are. What is put
   * into the queue later counts as well. It cannot be recovered from a checkpoint.
   * @param otherwise for batches when the queue is empty.
   */
  queueStream<T extends Element>(
    queue: Queued<T>[],
    oneAtATime = true,
    otherwise?: Queued<T>,
  ): DStream<T> {
    return this.stream(queueStream(this, queue, oneAtATime, otherwise));
  }

  /** What `f` makes of each batch of several streams. It runs when the batch's jobs are made. @throws IllegalArgumentException */
  transform<T, U>(
    dstreams: readonly DStream<T>[],
    f: (rdds: RDD<T>[], time: Time) => RDD<U> | Promise<RDD<U>>,
  ): DStream<U> {
    return this.stream(transformOf(dstreams, f));
  }

  /** The elements of several streams. @throws IllegalArgumentException unless they have the same slide duration. */
  union<T>(...dstreams: readonly DStream<T>[]): DStream<T> {
    return this.stream(unionOf(dstreams));
  }

  /** Keeps the RDDs of each stream for at least that many seconds. */
  remember(duration: number): void {
    this.graph.remember(milliseconds(duration, 'The remember duration'));
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
    const { logger } = this.sparkContext.environment;
    if (this.#state === 'active') {
      logger.warn('StreamingContext has already been started');
      return Promise.resolve();
    }
    if (this.#state === 'stopped') throw new Error('StreamingContext has already been stopped');
    if (StreamingContext.#active !== undefined)
      throw new Error('Only one StreamingContext may be started in this process.');
    this.graph.validate(this.#checkpointer !== undefined);
    this.#state = 'active';
    StreamingContext.#active = this;
    const started = this.#start().catch(async (error: unknown) => {
      this.#termination.fail(error as Error);
      logger.error('Error starting the context, marking it as stopped');
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
   * for as long as `spark.streaming.gracefulStopTimeout` says. Does nothing the second time.
   */
  async stop(stopSparkContext = true, stopGracefully = false): Promise<void> {
    const { logger } = this.sparkContext.environment;
    if (this.#state === 'initialized') logger.warn('StreamingContext has not been started yet');
    if (this.#state === 'stopped') logger.warn('StreamingContext has already been stopped');
    if (this.#state === 'active') {
      this.#stopping ??= this.#stop(stopGracefully);
      await this.#stopping;
    }
    this.#end();
    if (stopSparkContext) this.sparkContext.stop();
  }

  /** Resolves when no batch whose time has come is left to do. */
  async whenIdle(): Promise<void> {
    await this.#generator?.whenIdle();
    await this.#scheduler?.whenIdle();
  }

  /** @throws Error where the context has been started. For streams. */
  assertInitialized(_what: string): void {
    if (this.#state === 'initialized') return;
    throw new Error(
      `Adding new inputs, transformations, and output operations after ${this.#state === 'active' ? 'starting' : 'stopping'} a context is not supported`,
    );
  }

  async #start(): Promise<void> {
    const failed = (error: Error) => this.#termination.fail(error);
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
    for (const { input } of this.graph.inputs) await input.start();
    if (this.#stopping !== undefined) return;
    const first = this.#timer.nextTime;
    this.graph.start(first - this.graph.batchDuration);
    this.tell('onStreamingStarted', { time: this.#timer.now() });
    this.#generator.start(first);
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
    const [generator, scheduler] = [this.#generator!, this.#scheduler!];
    const inputs = this.graph.inputs.map(({ input }) => input);
    if (isGraceful && this.graph.isStarted) {
      const { conf, environment } = this.sparkContext;
      const timeout = durationSetting(conf, 'spark.streaming.gracefulStopTimeout', 0);
      await stopGracefully({
        ...{ inputs, generator, scheduler, timeout: timeout > 0 ? timeout : undefined },
        ...{ clock: environment.clock, logger: environment.logger },
        batchDuration: this.graph.batchDuration,
      });
    }
    generator.halt();
    const { clock } = this.sparkContext.environment;
    const stopped = scheduler.stop();
    if (scheduler.pending > 0) this.sparkContext.cancelAllJobs('the StreamingContext was stopped');
    // A job that waits for something that never comes is left behind.
    await isWithin(clock, LONGEST_CANCELLED_JOB_MS, stopped);
    await generator.stop();
    for (const input of inputs) await input.stop(false);
    await this.#checkpointer?.close();
  }

  #end(): void {
    this.#state = 'stopped';
    if (StreamingContext.#active === this) StreamingContext.#active = undefined;
    this.#termination.end();
  }

  #completed(set: JobSet): void {
    for (const { computation } of this.graph.streams) set.stateSize += computation.state?.size ?? 0;
    this.#checkpointer?.completed(set.time, set.failed);
    this.graph.forget(set.time);
  }
}
