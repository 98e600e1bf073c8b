import { SparkContext } from '../context/spark-context.ts';
import { StreamingContext } from '../context/streaming-context.ts';
import type { DStream } from '../dstream/dstream.ts';
import { milliseconds } from '../dstream/time.ts';
import type { Environment } from '../environment.ts';
import { Feed } from './feed.ts';
import { TestClock } from './test-clock.ts';
import { type TestEnvironment, testEnvironment } from './test-environment.ts';
import type { TestFiles } from './test-files.ts';
import { TestInput } from './test-input.ts';
import { TestKafka } from './test-kafka.ts';
import { TestOutput } from './test-output.ts';

export interface StreamTestOptions {
  /** Seconds; 1 if absent. */
  readonly batchDuration?: number;
  /** When the test begins, in milliseconds since the epoch; the beginning of 2024 if absent. */
  readonly start?: number;
  /** The number of partitions and of tasks under way, as in Spark: `local[2]` if absent. */
  readonly master?: string;
  /** The folder for checkpoints, in the test's own memory; `false` for none, so that a program that needs one is refused. */
  readonly checkpoint?: string | false;
  /** A cluster with what is in it before the test begins; an empty one if absent. */
  readonly kafka?: TestKafka;
  /** Parts of the world to use instead of the test's own, such as `files` or `openStore`. */
  readonly environment?: Partial<Omit<Environment, 'clock' | 'print' | 'logger'>>;
}

/** An output operation that failed, or a batch for which no jobs could be made. */
export interface TestFailure {
  /** Milliseconds since the epoch. */
  readonly batchTime: number;
  readonly error: Error;
}

/** How often promises get their turn while nothing moves before time goes on: jobs may wait for it. */
const PATIENCE = 10_000;

/**
 * Runs a streaming program batch by batch, in a time that only the test moves, within any test framework:
 *
 *     const test = new StreamTest({ batchDuration: 1 });
 *     const lines = test.input<string>();
 *     const counts = test.output(wordCounts(lines));   // the function under test
 *     lines.push(['to be or', 'not to be'], [], ['to do']);
 *     await test.advance(3);
 *     expect(counts.sorted).toEqual([[['be', 2], ['not', 1], ['or', 1], ['to', 2]], [], [['do', 1], ['to', 1]]]);
 *     await test.stop();
 *
 * It has a world of its own, so several can run at a time, also beside a context that is active.
 */
export class StreamTest {
  readonly environment: TestEnvironment;
  /** The cluster that the program connects to, unless it was given another. */
  readonly kafka: TestKafka;
  readonly #clock: TestClock;
  readonly #master: string;
  readonly #batchDuration: number;
  /** The same in milliseconds. */
  readonly #period: number;
  readonly #checkpoint: string | false;
  readonly #feeds: Feed<unknown>[] = [];
  readonly #failures: TestFailure[] = [];
  /** Inputs of the program that runs: each takes up the feed of the same place in the one before. */
  #inputs = 0;
  #ssc: StreamingContext;
  #isStarted = false;

  constructor(options: StreamTestOptions = {}) {
    this.#batchDuration = options.batchDuration ?? 1;
    this.#period = milliseconds(this.#batchDuration, 'The batch duration');
    this.#master = options.master ?? 'local[2]';
    this.#checkpoint = options.checkpoint ?? '/checkpoint';
    this.#clock = new TestClock(options.start ?? Date.UTC(2024, 0, 1));
    this.kafka = options.kafka ?? new TestKafka();
    this.kafka.now = () => this.#clock.now();
    this.environment = testEnvironment(this.#clock, this.kafka, options.environment);
    this.#ssc = this.#newContext();
  }

  /** For what is not pushed: files, sockets, Kafka, `ssc.transform`. Another one after a restart. */
  get ssc(): StreamingContext {
    return this.#ssc;
  }

  /** A stream of what the test pushes. @param partitions how many its RDDs have; as many as the master says if absent. */
  input<T>(partitions = this.#ssc.sparkContext.defaultParallelism): TestInput<T> {
    const place = this.#inputs++;
    const feed = this.#feeds[place] ?? new Feed<unknown>(`test input ${place + 1}`);
    this.#feeds[place] = feed;
    return new TestInput<T>(this.#ssc, feed as Feed<T>, partitions);
  }

  /** Collects what a stream gives, batch by batch. */
  output<T>(stream: DStream<T>): TestOutput<T> {
    const output = new TestOutput<T>();
    stream.foreachRDD(async (rdd, time) => output.add(time.milliseconds, await rdd.collect()));
    return output;
  }

  /** Starts the program; `advance` does it too. @throws Error for a program that cannot run. */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    await this.#ssc.start();
  }

  /**
   * Lets the time of so many batches pass, and waits until all their jobs are done: should they wait for time, then up to
   * the next batch.
   * @throws Error the first that made a batch fail; the others still run, and all are in `failures`.
   */
  async advance(batches = 1): Promise<void> {
    const failures = this.#failures.length;
    await this.start();
    await this.#passTo((Math.floor(this.time / this.#period) + batches) * this.#period);
    const failure = this.#failures[failures];
    if (failure !== undefined) throw failure.error;
  }

  /** Lets so many seconds pass, for what goes by time and not by batches, such as a receiver that tries again. */
  async sleep(seconds: number): Promise<void> {
    await this.start();
    await this.#passTo(this.time + seconds * 1000);
  }

  /**
   * Ends the program as a crash would, when the jobs of `advance` are done, and lets it go on from its checkpoint.
   *
   *     const program = (test: StreamTest) => {
   *       const clicks = test.input<string>();
   *       const totals = test.output(runningTotals(clicks));   // has state
   *       return { clicks, totals };
   *     };
   *     const first = program(test);
   *     …
   *     const second = await test.restart(program);
   *
   * @param program defines streams anew: its inputs take up what was pushed into those before, in the same order, and its
   * outputs begin with nothing. @param downtime seconds between the two, whose batches are made up for.
   * @returns what `program` returns. @throws Error where it cannot go on from the checkpoint.
   */
  async restart<P>(program: (test: StreamTest) => P, downtime = 0): Promise<Awaited<P>> {
    if (this.#checkpoint === false)
      throw new Error('Nothing can be restarted without a checkpoint: leave `checkpoint` away.');
    await this.stop();
    this.#clock.moveTo(this.time + downtime * 1000);
    this.#ssc = this.#newContext();
    this.#isStarted = false;
    this.#inputs = 0;
    let defined: { readonly program: Awaited<P> } | undefined;
    await StreamingContext.getOrCreate(this.#checkpoint, async () => {
      defined = { program: await program(this) };
      return this.#ssc;
    });
    await this.start();
    await this.#passTo(this.time);
    return defined!.program;
  }

  /** What time it is, in milliseconds since the epoch. */
  get time(): number {
    return this.#clock.now();
  }

  /** What went wrong so far. */
  get failures(): readonly TestFailure[] {
    return this.#failures;
  }

  /** What `pprint` and the like have printed. */
  get printed(): readonly string[] {
    return this.environment.printed;
  }

  /** What was logged, each line after its level: `warn …`. */
  get logged(): readonly string[] {
    return this.environment.logged;
  }

  /** The files that the program sees, unless it was given others. */
  get files(): TestFiles {
    return this.environment.files;
  }

  /** Stops the program as it stands. Does nothing the second time. */
  async stop(): Promise<void> {
    const stopped = this.#ssc.stop();
    // A job that waits for time to pass gets to its end.
    while (!(await this.#hasEnded(stopped)) && this.#clock.runNext(Number.POSITIVE_INFINITY));
    await stopped;
  }

  async #passTo(end: number): Promise<void> {
    do await this.#isIdle();
    while (this.#clock.runNext(end));
    this.#clock.moveTo(end);
    const nextBatch = (Math.floor(end / this.#period) + 1) * this.#period;
    while (!(await this.#isIdle()) && this.#clock.runNext(nextBatch - 1));
    await this.#ssc.whenIdle();
  }

  /** Waits for jobs. @returns false where they do not come to an end: they may wait for time to pass. */
  #isIdle(): Promise<boolean> {
    return this.#hasEnded(this.#ssc.whenIdle());
  }

  async #hasEnded(work: Promise<void>): Promise<boolean> {
    let hasEnded = false;
    const end = () => {
      hasEnded = true;
    };
    work.then(end, end);
    for (let turn = 0; !hasEnded && turn < PATIENCE; turn++) await undefined;
    return hasEnded;
  }

  #newContext(): StreamingContext {
    const sc = new SparkContext(this.environment, this.#master, 'StreamTest');
    const ssc = new StreamingContext(sc, this.#batchDuration, false);
    if (this.#checkpoint !== false) ssc.checkpoint(this.#checkpoint);
    ssc.addStreamingListener({
      onOutputOperationCompleted: ({ batchTime, error }) => {
        if (error !== undefined) this.#failures.push({ batchTime, error });
      },
      onGenerationFailed: (failure) => {
        this.#failures.push(failure);
      },
    });
    return ssc;
  }
}
