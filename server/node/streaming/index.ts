/**
 * The streaming engine as a library for Node, without VS Code: `import { SparkContext, StreamingContext } from
 * 'millrace/streaming'`. Names and semantics are Spark's; durations are in seconds as PySpark's are.
 */

export type { DisplayEvent } from '../../contract/display.ts';
export type {
  BatchProgress,
  Distribution,
  Failure,
  StreamingProgressSnapshot,
} from '../../contract/streaming-progress.ts';
export {
  GenerationFailed,
  JobFailed,
  StreamFailed,
} from '../../streaming/batches/batch-errors.ts';
export type {
  BatchInfo,
  OutputOperationInfo,
  ReceiverInfo,
  StreamInputInfo,
  StreamingListener,
} from '../../streaming/batches/streaming-listener.ts';
export type { MatchOptions } from '../../streaming/checkpoint/program.ts';
export {
  Accumulator,
  type AccumulatorParam,
  CollectionAccumulator,
  NumericAccumulator,
} from '../../streaming/context/accumulator.ts';
export { Broadcast } from '../../streaming/context/broadcast.ts';
export { SparkConf } from '../../streaming/context/spark-conf.ts';
export { StreamingContext } from '../../streaming/context/streaming-context.ts';
export { DStream } from '../../streaming/dstream/dstream.ts';
export type { Queued } from '../../streaming/dstream/queue-stream.ts';
export { Time } from '../../streaming/dstream/time.ts';
export type { BatchFunction } from '../../streaming/dstream/transformations.ts';
export type { Moment } from '../../streaming/dstream/windows.ts';
export type { Environment } from '../../streaming/environment.ts';
export {
  IllegalArgumentException,
  UnsupportedOperationException,
} from '../../streaming/errors.ts';
export type {
  EventTimeStream,
  TimestampFunction,
  WatermarkOptions,
} from '../../streaming/event-time/event-time-stream.ts';
export type { EventWindows } from '../../streaming/event-time/event-windows.ts';
export type {
  EventTimeProgress,
  EventWindowsDStream,
} from '../../streaming/event-time/windowed-event-stream.ts';
export type { OutputMode, WindowValue } from '../../streaming/event-time/windowed-partition.ts';
export type { FileStreamOptions } from '../../streaming/files/file-streams.ts';
export { Edge, type EdgeTriplet, type VertexId } from '../../streaming/graph/edge.ts';
export { Graph } from '../../streaming/graph/graph.ts';
export { GraphLoader } from '../../streaming/graph/graph-loader.ts';
export type { ConsumerRecord } from '../../streaming/kafka/consumer-record.ts';
export { ConsumerStrategies } from '../../streaming/kafka/consumer-strategies.ts';
export type { Deserializer } from '../../streaming/kafka/deserializers.ts';
export { DirectKafkaStream } from '../../streaming/kafka/direct-stream.ts';
export {
  type HasOffsetRanges,
  hasOffsetRanges,
  KafkaRDD,
} from '../../streaming/kafka/kafka-rdd.ts';
export type { SinkOptions } from '../../streaming/kafka/kafka-sink.ts';
export { KafkaUtils } from '../../streaming/kafka/kafka-utils.ts';
export { LocationStrategies } from '../../streaming/kafka/location-strategies.ts';
export { OffsetRange, TopicPartition } from '../../streaming/kafka/offset-range.ts';
export type { SinkRecord } from '../../streaming/kafka/sink-record.ts';
export type {
  ByTopic,
  JsonText,
  TopicName,
  TopicValues,
} from '../../streaming/kafka/topic-values.ts';
export type { MappedStack, MapStack } from '../../streaming/listeners/failures.ts';
export {
  type SnapshotOptions,
  StreamingProgress,
  type StreamingProgressOptions,
} from '../../streaming/listeners/streaming-progress.ts';
export { StreamingKMeansModel } from '../../streaming/ml/k-means-model.ts';
export { LabeledPoint } from '../../streaming/ml/labeled-point.ts';
export {
  LinearRegressionModel,
  LogisticRegressionModel,
} from '../../streaming/ml/linear-models.ts';
export { StreamingKMeans } from '../../streaming/ml/streaming-k-means.ts';
export { StreamingLinearRegressionWithSGD } from '../../streaming/ml/streaming-linear-regression.ts';
export { StreamingLogisticRegressionWithSGD } from '../../streaming/ml/streaming-logistic-regression.ts';
export {
  type DenseVector,
  type SparseVector,
  type Vector,
  Vectors,
} from '../../streaming/ml/vectors.ts';
export { RDD } from '../../streaming/rdd/rdd.ts';
export { StatCounter } from '../../streaming/rdd/stat-counter.ts';
export { StorageLevel } from '../../streaming/rdd/storage-level.ts';
export { Receiver } from '../../streaming/receivers/receiver.ts';
export type { Converter } from '../../streaming/receivers/socket-receivers.ts';
export type { SparkListener } from '../../streaming/scheduler/spark-listener.ts';
export { SparkException } from '../../streaming/scheduler/stage-failure.ts';
export { HashPartitioner } from '../../streaming/shuffle/hash-partitioner.ts';
export type { Partitioner } from '../../streaming/shuffle/partitioner.ts';
export { AppendedFile, type AppendOptions } from '../../streaming/sinks/appended-file.ts';
export type { ChartOptions, TableOptions } from '../../streaming/sinks/display.ts';
export { type Row, type SqliteOptions, SqliteTable } from '../../streaming/sinks/sqlite-table.ts';
export { type MergeOptions, type SaveOptions, Table } from '../../streaming/sinks/table.ts';
export type { MapWithStateDStream } from '../../streaming/state/map-with-state.ts';
export { State } from '../../streaming/state/state.ts';
export { StateSpec } from '../../streaming/state/state-spec.ts';
export type { UpdateFunction } from '../../streaming/state/update-state-by-key.ts';
export {
  StreamTest,
  type StreamTestOptions,
  type TestFailure,
} from '../../streaming/testing/stream-test.ts';
export type { TestInput } from '../../streaming/testing/test-input.ts';
export { TestKafka } from '../../streaming/testing/test-kafka.ts';
export type { TestOutput } from '../../streaming/testing/test-output.ts';
export { hostPrograms, type NodeEnvironmentOptions, nodeEnvironment } from './environment.ts';
export { type Shipped, shipped } from './shipped-function.ts';
export { SparkContext } from './spark-context.ts';
export { WorkerFunctions } from './worker-functions.ts';
