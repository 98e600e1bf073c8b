import type { SparkContext } from '../context/spark-context.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { DStream } from '../dstream/dstream.ts';
import { require } from '../errors.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { receiverStream } from '../receivers/receiver-stream.ts';
import { clientOf, located } from './clients.ts';
import {
  type ConsumerRecord,
  consumerRecords,
  pairs,
  type RecordReader,
  recordReader,
} from './consumer-record.ts';
import {
  assigned,
  type ConsumerStrategy,
  type KeyOf,
  subscribed,
  type ValueOf,
} from './consumer-strategies.ts';
import type { DeserializerOption } from './deserializers.ts';
import { DirectKafkaStream } from './direct-stream.ts';
import type { PartitionOffset, TopicPartition } from './kafka-client.ts';
import { KafkaRDD } from './kafka-rdd.ts';
import { KafkaReceiver } from './kafka-receiver.ts';
import { isLocationStrategy, type LocationStrategy } from './location-strategies.ts';
import type { OffsetRange, StartingOffsets } from './offset-range.ts';
import type { PartitionRates } from './rate-limits.ts';
import { shareOf } from './receiver-share.ts';
import {
  type ReadParameters,
  readStreamParameters,
  type StreamParameters,
} from './stream-parameters.ts';
import type { ByTopic, TopicName } from './topic-values.ts';

/** How the elements of a stream of pairs come about; PySpark's keyword arguments. */
export interface PairOptions<K, V> {
  /** What keys are read as; text unless told. */
  readonly keyDecoder?: DeserializerOption<K>;
  readonly valueDecoder?: DeserializerOption<V>;
}

/** The same, with a function that makes each element. */
export interface MessageOptions<K, V, T> extends PairOptions<K, V> {
  readonly messageHandler: (message: ConsumerRecord<K, V>) => T;
}

type Offsets = Exclude<StartingOffsets, { readonly timestamp: unknown }>;

/**
 * A stream of [key, value], text both unless told, of topics (PySpark's, for Kafka 0.8): from the end of each partition
 * on, unless `auto.offset.reset` is smallest or `fromOffsets` say where.
 */
export function createDirectStream<
  const P extends StreamParameters,
  const Topic extends TopicName = TopicName,
>(
  ssc: StreamingContext,
  topics: Iterable<Topic>,
  kafkaParams: P,
  fromOffsets?: Offsets,
): DirectKafkaStream<readonly [KeyOf<P>, ValueOf<P, Topic>]>;
/** The same, with keys and values read as the options say. */
export function createDirectStream<K = string | null, V = string>(
  ssc: StreamingContext,
  topics: Iterable<TopicName>,
  kafkaParams: StreamParameters,
  fromOffsets?: Offsets,
  options?: PairOptions<K, V>,
): DirectKafkaStream<readonly [K, V]>;
/** The same of what `messageHandler` makes of the records. */
export function createDirectStream<T, K = string | null, V = string>(
  ssc: StreamingContext,
  topics: Iterable<TopicName>,
  kafkaParams: StreamParameters,
  fromOffsets: Offsets | undefined,
  options: MessageOptions<K, V, T>,
): DirectKafkaStream<T>;
/**
 * A stream of records (Spark's for Kafka 0.10 and later): from where the group has committed or else where
 * `auto.offset.reset` says, unless the strategy says where.
 * @param perPartitionConfig rates in records a second, instead of `spark.streaming.kafka.maxRatePerPartition`.
 */
export function createDirectStream<K, V>(
  ssc: StreamingContext,
  locationStrategy: LocationStrategy,
  consumerStrategy: ConsumerStrategy<K, V>,
  perPartitionConfig?: PartitionRates,
): DirectKafkaStream<ConsumerRecord<K, V>>;
export function createDirectStream(
  ssc: StreamingContext,
  ...rest: [unknown, unknown, unknown?, unknown?]
): DirectKafkaStream<unknown> {
  if (isLocationStrategy(rest[0])) {
    const [, strategy, rates] = rest as [
      unknown,
      ConsumerStrategy<unknown, unknown>,
      PartitionRates?,
    ];
    const { source, offsets } = strategy;
    const parameters = readLocated(ssc.sparkContext, strategy.parameters);
    const read = consumerRecords(parameters.key, parameters.value);
    return new DirectKafkaStream(ssc, {
      ...{ source, parameters, offsets, usesGroup: true, read, rates },
    });
  }
  const [topics, kafkaParams, offsets, options] = rest as [
    Iterable<string>,
    StreamParameters,
    Offsets?,
    PairOptions<unknown, unknown>?,
  ];
  const parameters = readLocated(ssc.sparkContext, kafkaParams);
  const read = elementsOf(parameters, options);
  // Partitions without an offset are not read, as in Spark.
  const source = offsets === undefined ? subscribed(topics) : assigned(partitionsOf(offsets));
  return new DirectKafkaStream(ssc, { source, parameters, offsets, usesGroup: false, read });
}

/** The records of ranges, with a partition for each range (Spark's for Kafka 0.10 and later). */
export function createRDD<const P extends StreamParameters>(
  sc: SparkContext,
  kafkaParams: P,
  offsetRanges: readonly OffsetRange[],
  locationStrategy: LocationStrategy,
): KafkaRDD<ConsumerRecord<KeyOf<P>, ValueOf<P>>>;
/**
 * The same as [key, value], text both unless told (PySpark's, for Kafka 0.8).
 * @param _leaders brokers that lead the partitions: they are found without.
 */
export function createRDD<K = string | null, V = string>(
  sc: SparkContext,
  kafkaParams: StreamParameters,
  offsetRanges: readonly OffsetRange[],
  _leaders?: unknown,
  options?: PairOptions<K, V>,
): KafkaRDD<readonly [K, V]>;
export function createRDD(
  sc: SparkContext,
  kafkaParams: StreamParameters,
  offsetRanges: readonly OffsetRange[],
  location?: unknown,
  options?: PairOptions<unknown, unknown>,
): KafkaRDD<unknown> {
  const parameters = readLocated(sc, kafkaParams);
  const read: RecordReader<unknown> = isLocationStrategy(location)
    ? consumerRecords(parameters.key, parameters.value)
    : elementsOf(parameters, options);
  for (const { topic, partition, fromOffset, untilOffset } of offsetRanges) {
    const where = `for topic ${topic} partition ${partition}`;
    require(fromOffset >= 0, `Beginning offset ${fromOffset} ${where} is not an offset.`);
    const isInOrder = fromOffset <= untilOffset;
    require(isInOrder, `Beginning offset ${fromOffset} is after the ending offset ${untilOffset} ${where}.`);
  }
  return new KafkaRDD(sc, clientOf(sc, parameters.client), [...offsetRanges], read);
}

/**
 * A stream of [key, value], text both unless told, by a receiver whose offsets are in ZooKeeper (Spark's for Kafka 0.8).
 * Streams of the same group share the partitions of their topics.
 * @param zkQuorum `host:port[,host:port…][/chroot]`
 * @param topics how many threads would read each: here all partitions of a stream are read together.
 * @param kafkaParams may name `bootstrap.servers`; otherwise ZooKeeper knows the brokers.
 */
export function createStream<K = string | null, V = string>(
  ssc: StreamingContext,
  zkQuorum: string,
  groupId: string,
  topics: ByTopic<number>,
  kafkaParams: StreamParameters = {},
  options: PairOptions<K, V> & { readonly storageLevel?: StorageLevel } = {},
): DStream<readonly [K, V]> {
  const given = { 'zookeeper.connect': zkQuorum, 'group.id': groupId, ...kafkaParams };
  const parameters = readLocated(ssc.sparkContext, given);
  const { environment } = ssc.sparkContext;
  const client = clientOf(ssc.sparkContext, parameters.client);
  const receiver = new KafkaReceiver(
    {
      ...{ client, clock: environment.clock, logger: environment.logger },
      offsets: () => client.offsetsInZooKeeper(zkQuorum, groupId),
      source: subscribed(Object.keys(topics)),
      share: shareOf(ssc, `${zkQuorum} ${groupId}`, Object.keys(topics)),
      read: elementsOf(parameters, options) as RecordReader<readonly [K, V]>,
      parameters,
    },
    options.storageLevel,
  );
  return receiverStream(ssc, receiver, 'KafkaInputDStream');
}

function readLocated(context: SparkContext, given: StreamParameters): ReadParameters {
  const read = readStreamParameters(given);
  return { ...read, client: located(context, read.client) };
}

/** Pairs, or what a program's handler makes of messages. */
function elementsOf(
  { key, value }: ReadParameters,
  options: PairOptions<unknown, unknown> & {
    messageHandler?: (message: ConsumerRecord<unknown, unknown>) => unknown;
  } = {},
): RecordReader<unknown> {
  const { keyDecoder = key, valueDecoder = value, messageHandler: handle } = options;
  if (handle === undefined) return pairs(keyDecoder, valueDecoder);
  return recordReader(keyDecoder, valueDecoder, (itsKey, itsValue, record) =>
    handle({ ...record, key: itsKey, value: itsValue }),
  );
}

function partitionsOf(offsets: Offsets): readonly TopicPartition[] {
  return offsets instanceof Map ? [...offsets.keys()] : (offsets as readonly PartitionOffset[]);
}

/** By their names in Spark. */
export const KafkaUtils = { createDirectStream, createRDD, createStream } as const;
