import { JobGenerator } from '../batches/job-generator.ts';
import { JobScheduler } from '../batches/job-scheduler.ts';
import type { JobSet } from '../batches/job-set.ts';
import { RecurringTimer } from '../batches/recurring-timer.ts';
import { StreamGraph } from '../batches/stream-graph.ts';
import type { StreamingListener, TellStreamingListeners } from '../batches/streaming-listener.ts';
import type { Checkpointer } from '../checkpoint/checkpointer.ts';
import { DStream } from '../dstream/dstream.ts';
import type { StreamComputation } from '../dstream/stream-computation.ts';
import { milliseconds } from '../dstream/time.ts';
import type { SparkContext } from './spark-context.ts';
import { Termination } from './termination.ts';

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
    for (const listener of this.#listeners) listener[event]?.(what as never);
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
    const started = this.#start();
    // Who waits for the end hears of it, whether or not anybody waits for the start.
    started.catch((error: unknown) => this.#termination.fail(error as Error));
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
   * Stops the streams. Gracefully: takes nothing more in, and waits until all that was taken in has been processed.
   * Does nothing the second time.
   */
  async stop(stopSparkContext = true, stopGracefully = false): Promise<void> {
    if (this.#state === 'active') await this.#stop(stopGracefully);
    this.#state = 'stopped';
    if (StreamingContext.#active === this) StreamingContext.#active = undefined;
    this.#termination.end();
    if (stopSparkContext) this.sparkContext.stop();
  }

  /** @throws Error where the context has been started. For streams. */
  assertInitialized(_what: string): void {
    if (this.#state === 'initialized') return;
    throw new Error(
      `Adding new inputs, transformations, and output operations after ${this.#state === 'active' ? 'starting' : 'stopping'} a context is not supported`,
    );
  }

  async #start(): Promise<void> {
    this.#scheduler = new JobScheduler(
      1,
      () => this.#timer.now(),
      this.tell,
      (set) => this.#completed(set),
      (error) => this.#termination.fail(error),
    );
    this.#generator = new JobGenerator(
      ...([this.graph, this.#scheduler, this.#timer, this.tell, this.#checkpointer] as const),
    );
    for (const { input } of this.graph.inputs) await input.start();
    const first = this.#timer.nextTime;
    this.graph.start(first - this.graph.batchDuration);
    this.tell('onStreamingStarted', { time: this.#timer.now() });
    this.#generator.start(first);
  }

  async #stop(isGraceful: boolean): Promise<void> {
    const inputs = this.graph.inputs.map(({ input }) => input);
    if (isGraceful) for (const input of inputs) await input.stop(true);
    await this.#generator?.stop(isGraceful);
    if (isGraceful) await this.#scheduler?.whenIdle();
    else this.sparkContext.cancelAllJobs('the StreamingContext was stopped');
    await this.#scheduler?.stop();
    for (const input of inputs) await input.stop(false);
    await this.#checkpointer?.close();
  }

  #completed(set: JobSet): void {
    for (const { computation } of this.graph.streams) set.stateSize += computation.state?.size ?? 0;
    this.#checkpointer?.completed(set.time, set.hasFailed);
    this.graph.forget(set.time);
  }
}
