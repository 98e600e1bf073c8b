import type { Environment } from '../environment.ts';
import { IllegalArgumentException, require } from '../errors.ts';
import * as sources from '../files/file-sources.ts';
import type { Checkpoints } from '../rdd/checkpoints.ts';
import type { Computation } from '../rdd/computation.ts';
import { numberRange, parallelCollection } from '../rdd/computations/parallel-collection.ts';
import { union } from '../rdd/computations/union.ts';
import type { Element } from '../rdd/element.ts';
import type { Lineage } from '../rdd/lineage.ts';
import { RDD } from '../rdd/rdd.ts';
import { CancellationSource } from '../scheduler/cancellation.ts';
import { DAGScheduler } from '../scheduler/dag-scheduler.ts';
import type { SparkListener, TellListeners } from '../scheduler/spark-listener.ts';
import {
  Accumulator,
  type AccumulatorParam,
  CollectionAccumulator,
  NumericAccumulator,
  numericAccumulatorParam,
} from './accumulator.ts';
import { Broadcast } from './broadcast.ts';
import { CheckpointDirectory } from './checkpoint-directory.ts';
import { LeveledLogger } from './leveled-logger.ts';
import { parseMaster } from './master.ts';
import { numberSetting } from './settings.ts';
import { SparkConf } from './spark-conf.ts';

/** What RDDs are made in and computed by (Spark's SparkContext). */
export class SparkContext {
  /** The version of Spark whose operations and words these are. */
  readonly version = '3.4.0';
  readonly environment: Environment;
  readonly master: string;
  readonly appName: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly startTime: number;
  /** Partitions where nothing says otherwise: `spark.default.parallelism`, or what `local[N]` in the master says. */
  readonly defaultParallelism: number;
  readonly #conf: SparkConf;
  readonly #scheduler: DAGScheduler;
  readonly #listeners = new Set<SparkListener>();
  readonly #jobs = new Set<CancellationSource>();
  readonly #closers = new Set<() => void>();
  readonly #checkpoints: CheckpointDirectory;
  readonly #logger: LeveledLogger;
  #jobDescription: string | undefined;
  #nextRdd = 0;
  #nextBroadcast = 0;
  #nextAccumulator = 0;
  #isStopped = false;

  /**
   * @param master `local`, `local[N]` or `local[*]`; anything else is taken for `local[*]`, with a warning, since
   * programs name the cluster that they are written for. Or a configuration, which has master and name.
   */
  constructor(environment: Environment, master: string | SparkConf = 'local', appName?: string) {
    this.#logger = new LeveledLogger(environment.logger);
    this.environment = { ...environment, logger: this.#logger };
    this.#conf = typeof master === 'string' ? new SparkConf().setMaster(master) : master.clone();
    if (appName !== undefined) this.#conf.setAppName(appName);
    this.master = this.#conf.setIfMissing('spark.master', 'local').get('spark.master', '');
    this.appName = this.#conf.setIfMissing('spark.app.name', 'millrace').get('spark.app.name', '');
    this.startTime = environment.clock.now();
    const tasks = parseMaster(this.master, environment);
    this.defaultParallelism = numberSetting(this.#conf, 'spark.default.parallelism', tasks);
    this.#checkpoints = new CheckpointDirectory(environment);
    this.#scheduler = new DAGScheduler(environment.clock, () => tasks, this.#tell);
  }

  /** For looking only. */
  get conf(): SparkConf {
    return this.#conf;
  }

  /** A copy of the configuration. */
  getConf(): SparkConf {
    return this.#conf.clone();
  }

  /** For RDDs alone. */
  nextRddId(): number {
    return this.#nextRdd++;
  }

  /** The RDD of a computation. */
  rdd<T>(computation: Computation<T>): RDD<T> {
    this.#assertNotStopped();
    return new RDD<T>(this, computation);
  }

  /**
   * An RDD of values of the program's. They are copied: what is changed afterwards makes no difference.
   * @throws IllegalArgumentException
   */
  parallelize<T extends Element>(values: Iterable<T>, numSlices = this.defaultParallelism): RDD<T> {
    assertSlices(numSlices);
    return this.rdd(parallelCollection(Array.from(values), numSlices));
  }

  /**
   * The numbers from `start` to `end`, which is not among them, by `step`; with one argument from 0 to that.
   * @throws IllegalArgumentException
   */
  range(
    start: number,
    end?: number,
    step = 1,
    numSlices: number = this.defaultParallelism,
  ): RDD<number> {
    assertSlices(numSlices);
    require(step !== 0, 'step cannot be 0');
    const [from, to] = end === undefined ? [0, start] : [start, end];
    const count = Math.max(0, Math.ceil((to - from) / step));
    return this.rdd(numberRange(from, step, count, numSlices));
  }

  /** Without elements and without partitions. */
  emptyRDD<T>(): RDD<T> {
    return this.rdd({ kind: 'EmptyRDD', parents: [], partitions: 0, compute: () => [] });
  }

  /** The elements of several RDDs, one RDD after the other. */
  union<T>(rdds: readonly RDD<T>[]): RDD<T>;
  union<T>(...rdds: RDD<T>[]): RDD<T>;
  union<T>(...rdds: RDD<T>[] | [readonly RDD<T>[]]): RDD<T> {
    return this.rdd(union(rdds.flat(1) as RDD<T>[]));
  }

  /**
   * The lines of text files, in UTF-8; a `.gz` is decompressed.
   * @param path a file, a folder, a glob, or several with commas between them; also `file:` URIs.
   * @param minPartitions large files are cut so that there are about that many partitions, or more.
   */
  textFile(path: string, minPartitions?: number): RDD<string> {
    return sources.textFile(this, path, minPartitions);
  }

  /** [URI, text] of each file. */
  wholeTextFiles(path: string, minPartitions?: number): RDD<readonly [string, string]> {
    return sources.wholeTextFiles(this, path, minPartitions);
  }

  /** [URI, bytes] of each file. */
  binaryFiles(path: string, minPartitions?: number): RDD<readonly [string, Uint8Array]> {
    return sources.binaryFiles(this, path, minPartitions);
  }

  /** Records of `recordLength` bytes each, without anything between them. */
  binaryRecords(path: string, recordLength: number): RDD<Uint8Array> {
    return sources.binaryRecords(this, path, recordLength);
  }

  /** What `saveAsObjectFile` wrote. */
  objectFile<T>(path: string, minPartitions?: number): RDD<T> {
    return sources.objectFile(this, path, minPartitions);
  }

  /** PySpark's name for `objectFile`. */
  pickleFile<T>(path: string, minPartitions?: number): RDD<T> {
    return sources.objectFile(this, path, minPartitions);
  }

  /** A value for all tasks. */
  broadcast<T>(value: T): Broadcast<T> {
    return new Broadcast(this.#nextBroadcast++, value);
  }

  /** A value that tasks add to: a number, or whatever `param` can add. */
  accumulator(value: number): Accumulator<number>;
  accumulator<T>(value: T, param: AccumulatorParam<T>): Accumulator<T>;
  accumulator<T>(value: T, param?: AccumulatorParam<T>): Accumulator<T> {
    const adding = param ?? (numericAccumulatorParam as AccumulatorParam<unknown>);
    return new Accumulator(this.#nextAccumulator++, value, adding as AccumulatorParam<T>);
  }

  longAccumulator(name?: string): NumericAccumulator {
    return new NumericAccumulator(this.#nextAccumulator++, name);
  }

  doubleAccumulator(name?: string): NumericAccumulator {
    return new NumericAccumulator(this.#nextAccumulator++, name);
  }

  collectionAccumulator<T>(name?: string): CollectionAccumulator<T> {
    return new CollectionAccumulator(this.#nextAccumulator++, name);
  }

  /** Where RDDs are checkpointed: in a new folder within this one. */
  setCheckpointDir(directory: string): void {
    this.#checkpoints.set(directory);
  }

  /** The folder that `setCheckpointDir` has made up, if it was called. */
  getCheckpointDir(): string | undefined {
    return this.#checkpoints.path;
  }

  /** For RDDs alone: this one is to be saved after the next job that uses it. */
  markForCheckpoint(rdd: Checkpoints<unknown>): void {
    this.#checkpoints.mark(rdd);
  }

  /** What jobs are for from here on, as listeners see it; without it the name of the action. */
  setJobDescription(description: string | undefined): void {
    this.#jobDescription = description;
  }

  /**
   * Applies `f` to the values of partitions, of all where `partitions` does not say which, in order.
   * @throws SparkException when a function of the user's throws; JobCancelled.
   */
  async runJob<T, U>(
    rdd: Lineage<T>,
    f: (values: readonly T[], partition: number) => U | Promise<U>,
    options: RunJobOptions = {},
  ): Promise<U[]> {
    this.#assertNotStopped();
    const { partitions = allOf(rdd) } = options;
    const description = this.#jobDescription ?? options.description ?? 'runJob';
    const signal = new CancellationSource();
    this.#jobs.add(signal);
    try {
      const results = await this.#scheduler.runJob(rdd, partitions, f, { description, signal });
      await this.#checkpoints.saveMarked(rdd);
      return results;
    } finally {
      this.#jobs.delete(signal);
    }
  }

  /**
   * Which lines are logged from here on, of those that the environment logs at all.
   * @param level ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF. @throws IllegalArgumentException
   */
  setLogLevel(level: string): void {
    this.#logger.setLevel(level);
  }

  addSparkListener(listener: SparkListener): void {
    this.#listeners.add(listener);
  }

  removeSparkListener(listener: SparkListener): void {
    this.#listeners.delete(listener);
  }

  /** Cancels the jobs that run: they reject with JobCancelled. */
  cancelAllJobs(reason = 'it was cancelled'): void {
    for (const job of this.#jobs) job.cancel(reason);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Cancels what runs; nothing can be made in it afterwards. Does nothing the second time. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.cancelAllJobs('the SparkContext was shut down');
    for (const close of this.#closers) close();
    this.#closers.clear();
  }

  /** Calls `close` when the context is stopped, for what lives as long as it does; returns what takes that back. */
  onStop(close: () => void): () => void {
    this.#assertNotStopped();
    this.#closers.add(close);
    return () => this.#closers.delete(close);
  }

  readonly #tell: TellListeners = (event, what) => {
    for (const listener of this.#listeners) {
      try {
        listener[event]?.(what as never);
      } catch (error) {
        this.environment.logger.error(`A listener threw at ${event}: ${error}`);
      }
    }
  };

  #assertNotStopped(): void {
    if (this.#isStopped) throw new Error('Cannot call methods on a stopped SparkContext.');
  }
}

export interface RunJobOptions {
  readonly description?: string;
  readonly partitions?: readonly number[];
}

function assertSlices(numSlices: number): void {
  if (Number.isInteger(numSlices) && numSlices >= 1) return;
  throw new IllegalArgumentException('Positive number of partitions required');
}

function allOf(rdd: Lineage<unknown>): number[] {
  return Array.from({ length: rdd.getNumPartitions() }, (_, partition) => partition);
}
