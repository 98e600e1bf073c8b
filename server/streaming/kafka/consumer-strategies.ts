import { require } from '../errors.ts';
import type { Deserialized, Deserializer } from './deserializers.ts';
import type { KafkaClient, TopicPartition } from './kafka-client.ts';
import { keyOf, type StartingOffsets } from './offset-range.ts';
import type { StreamParameters } from './stream-parameters.ts';
import type { JsonOf, TextOf, TopicName } from './topic-values.ts';

/** Which partitions a stream reads. */
export interface PartitionSource {
  /** `orders, returns`, as a dashboard shows it. */
  readonly description: string;
  /** The topics that it names, which may not be there yet; none for a pattern. */
  readonly topics: readonly string[];
  /** Those that there are now. */
  find(client: KafkaClient): Promise<readonly TopicPartition[]>;
}

/** What a stream reads, how, and from where on (Spark's ConsumerStrategy). Made by `ConsumerStrategies`. */
export interface ConsumerStrategy<K, V> {
  readonly source: PartitionSource;
  readonly parameters: StreamParameters;
  readonly offsets: StartingOffsets | undefined;
  /** For the compiler alone: what keys and values are read as. */
  readonly types?: readonly [K, V];
}

/** What keys are read as. A key may be missing, which is null. */
export type KeyOf<P> = P extends { readonly 'key.deserializer': infer D }
  ? D extends Deserializer<infer T>
    ? T
    : Deserialized<D> | null
  : string | null;

/** What values of topics `T` are read as. A tombstone's is null all the same. */
export type ValueOf<P, T = TopicName> = P extends { readonly 'value.deserializer': infer D }
  ? D extends 'json' | `${string}KafkaJsonDeserializer`
    ? JsonOf<T>
    : D extends 'string' | `${string}StringDeserializer`
      ? TextOf<T>
      : Deserialized<D>
  : TextOf<T>;

/** All partitions of some topics, those included that are added later. */
export function Subscribe<const P extends StreamParameters, const T extends TopicName>(
  topics: Iterable<T>,
  kafkaParams: P,
  offsets?: StartingOffsets,
): ConsumerStrategy<KeyOf<P>, ValueOf<P, T>> {
  return { source: subscribed(topics), parameters: kafkaParams, offsets };
}

/** All partitions of the topics whose whole names match, those included that are made later. */
export function SubscribePattern<const P extends StreamParameters>(
  pattern: RegExp | string,
  kafkaParams: P,
  offsets?: StartingOffsets,
): ConsumerStrategy<KeyOf<P>, ValueOf<P>> {
  const { source, flags } = typeof pattern === 'string' ? new RegExp(pattern, 'u') : pattern;
  const whole = new RegExp(`^(?:${source})$`, flags.replace(/[gy]/g, ''));
  return { source: matching(whole, source), parameters: kafkaParams, offsets };
}

/** These partitions, and no others. */
export function Assign<const P extends StreamParameters>(
  topicPartitions: Iterable<TopicPartition>,
  kafkaParams: P,
  offsets?: StartingOffsets,
): ConsumerStrategy<KeyOf<P>, ValueOf<P>> {
  return { source: assigned(topicPartitions), parameters: kafkaParams, offsets };
}

/** Partitions of topics by name. */
export function subscribed(names: Iterable<string>): PartitionSource {
  require(typeof names !== 'string', 'topics should be an array, such as ["orders"]');
  const topics = [...new Set(names)].sort();
  require(topics.length > 0, 'No topics to read were given');
  return {
    ...{ topics, description: topics.join(', ') },
    find: (client) => client.partitionsOf(topics),
  };
}

/** Partitions that are given. */
export function assigned(partitions: Iterable<TopicPartition>): PartitionSource {
  const all = Array.from(partitions, ({ topic, partition }) => ({ topic, partition }));
  require(all.length > 0, 'No partitions to read were given');
  const topics = [...new Set(all.map(({ topic }) => topic))].sort();
  const wanted = new Set(all.map(keyOf));
  return {
    ...{ topics, description: all.map(keyOf).join(', ') },
    find: async (client) =>
      (await client.partitionsOf(topics)).filter((partition) => wanted.has(keyOf(partition))),
  };
}

function matching(pattern: RegExp, description: string): PartitionSource {
  return {
    ...{ topics: [], description },
    find: async (client) => {
      const topics = (await client.topics()).filter((topic) => pattern.test(topic));
      return topics.length === 0 ? [] : await client.partitionsOf(topics);
    },
  };
}

/** By their names in Spark. */
export const ConsumerStrategies = { Subscribe, SubscribePattern, Assign } as const;
