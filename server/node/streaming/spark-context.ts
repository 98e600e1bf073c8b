import type { SparkConf } from '../../streaming/context/spark-conf.ts';
import { SparkContext as EngineContext } from '../../streaming/context/spark-context.ts';
import { type NodeEnvironmentOptions, nodeEnvironment } from './environment.ts';

/** What RDDs are made in and computed by, on this machine (Spark's SparkContext). */
export class SparkContext extends EngineContext {
  static #latest: SparkContext | undefined;

  /**
   * @param master `local`, `local[N]` or `local[*]`, which is as many tasks at a time as there are processor cores; or a
   * configuration, which has master and name.
   * @param options parts of the world to use instead of Node's.
   */
  constructor(
    master: string | SparkConf = 'local[*]',
    appName?: string,
    options?: NodeEnvironmentOptions,
  ) {
    super(nodeEnvironment(options), master, appName);
    SparkContext.#latest = this;
  }

  /** The context that was made last, unless it is stopped, or else a new one. */
  static getOrCreate(conf?: SparkConf): SparkContext {
    const latest = SparkContext.#latest;
    return latest === undefined || latest.isStopped ? new SparkContext(conf) : latest;
  }
}
