/**
 * The streaming engine as a library for Node, without VS Code: `import { SparkContext, StreamingContext } from
 * 'millrace/streaming'`. Names and semantics are Spark's; durations are in seconds as PySpark's are.
 */

export type { StreamingListener } from '../../streaming/batches/streaming-listener.ts';
export { SparkConf } from '../../streaming/context/spark-conf.ts';
export { StreamingContext } from '../../streaming/context/streaming-context.ts';
export { DStream } from '../../streaming/dstream/dstream.ts';
export { Time } from '../../streaming/dstream/time.ts';
export type { Environment } from '../../streaming/environment.ts';
export { RDD } from '../../streaming/rdd/rdd.ts';
export { StorageLevel } from '../../streaming/rdd/storage-level.ts';
export type { SparkListener } from '../../streaming/scheduler/spark-listener.ts';
export { SparkException } from '../../streaming/scheduler/stage-failure.ts';
export { type NodeEnvironmentOptions, nodeEnvironment } from './environment.ts';
export { SparkContext } from './spark-context.ts';
