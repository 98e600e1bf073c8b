import type { Environment } from '../environment.ts';
import * as sources from '../files/file-sources.ts';
import type { Computation } from '../rdd/computation.ts';
import type { Lineage } from '../rdd/lineage.ts';
import { RDD } from '../rdd/rdd.ts';
import { CancellationSource } from '../scheduler/cancellation.ts';
import { DAGScheduler } from '../scheduler/dag-scheduler.ts';
import type { SparkListener } from '../scheduler/spark-listener.ts';
import { parseMaster } from './master.ts';

/** What RDDs are made in and computed by (Spark's SparkContext). */
export class SparkContext {
  readonly environment: Environment;
  readonly master: string;
  readonly appName: string;
  /** How many partitions there are where nothing says otherwise: what `local[N]` in the master says. */
  readonly defaultParallelism: number;
  readonly #scheduler: DAGScheduler;
  readonly #listeners = new Set<SparkListener>();
  readonly #jobs = new Set<CancellationSource>();
  #nextRdd = 0;
  #isStopped = false;

  /**
   * @param master `local`, `local[N]` or `local[*]`; anything else is taken for `local`, with a warning, since
   * programs name the cluster that they are written for.
   */
  constructor(environment: Environment, master = 'local', appName = 'millrace') {
    this.environment = environment;
    this.master = master;
    this.appName = appName;
    this.defaultParallelism = parseMaster(master, environment);
    this.#scheduler = new DAGScheduler(
      environment.clock,
      () => this.defaultParallelism,
      (event, what) => {
        for (const listener of this.#listeners) listener[event]?.(what as never);
      },
    );
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

  /**
   * Applies `f` to the values of partitions, of all where `partitions` does not say which, in order.
   * @throws SparkException when a function of the user's throws; JobCancelled.
   */
  async runJob<T, U>(
    rdd: Lineage<T>,
    f: (values: readonly T[], partition: number) => U | Promise<U>,
    { description = 'runJob', partitions = allOf(rdd) }: RunJobOptions = {},
  ): Promise<U[]> {
    this.#assertNotStopped();
    const signal = new CancellationSource();
    this.#jobs.add(signal);
    try {
      return await this.#scheduler.runJob(rdd, partitions, f, { description, signal });
    } finally {
      this.#jobs.delete(signal);
    }
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
  }

  #assertNotStopped(): void {
    if (this.#isStopped) throw new Error('Cannot call methods on a stopped SparkContext.');
  }
}

export interface RunJobOptions {
  readonly description?: string;
  readonly partitions?: readonly number[];
}

function allOf(rdd: Lineage<unknown>): number[] {
  return Array.from({ length: rdd.getNumPartitions() }, (_, partition) => partition);
}
