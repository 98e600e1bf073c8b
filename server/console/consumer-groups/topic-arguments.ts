import type { TopicPartition } from '../../node/kafka/topic-partition.ts';
import { UsageError } from '../command.ts';

/** What `--topic` names: whole topics, and partitions of topics. */
export interface TopicArguments {
  readonly topics: readonly string[];
  readonly partitions: readonly TopicPartition[];
}

/** Reads `topic` and `topic:0,1,2`. @throws UsageError in Kafka's words */
export function parseTopicArguments(texts: readonly string[]): TopicArguments {
  const topics = texts.filter((text) => !text.includes(':'));
  const partitions = texts.filter((text) => text.includes(':')).flatMap(parsePartitions);
  return { topics, partitions };
}

function parsePartitions(text: string): TopicPartition[] {
  const [topic = '', numbers = '', ...more] = text.split(':');
  if (topic === '' || numbers === '' || more.length > 0) {
    throw new UsageError(`Invalid topic arg '${text}', expected topic name and partitions`);
  }
  return numbers.split(',').map((number) => {
    if (/^\d+$/.test(number)) return { topic, partition: Number(number) };
    throw new UsageError(`Invalid partition '${number}' specified in topic arg '${text}''`);
  });
}
