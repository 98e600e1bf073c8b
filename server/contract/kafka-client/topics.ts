import type { NewTopic } from './methods.ts';
import type { Partition } from './model.ts';

/** What the worker does for the view of a topic, and for copies of it. */
export interface TopicMethods {
  /** One topic as it is now. */
  topic: { argument: string; result: TopicSnapshot };
  /** The groups that read a topic, by name: those with offsets of it, and those with members that it is assigned to. */
  topicReaders: { argument: string; result: TopicReaders };
  /** What it takes to create the topic again. */
  topicDefinition: { argument: string; result: TopicDefinition };
  /** Why brokers would not create such a topic, whatever else there is of that name; null if they would. */
  whyNotCreate: { argument: NewTopic; result: string | null };
}

export interface TopicSnapshot {
  /** Another topic of the same name has another; '' where brokers are too old to tell. */
  readonly id: string;
  readonly internal: boolean;
  /** In order, with offsets and sizes as far as leaders tell. */
  readonly partitions: readonly Partition[];
  /** When the latest offsets came: milliseconds of a clock that only goes forward, to measure rates by. */
  readonly at: number;
}

export interface TopicReaders {
  readonly groups: readonly TopicReader[];
  /** As in `TopicSnapshot`. */
  readonly at: number;
  /** Brokers that did not answer: groups that they coordinate are missing. */
  readonly silent: readonly number[];
}

export interface TopicReader {
  readonly group: string;
  /** As Kafka names it: `Stable`, `Empty`, `PreparingRebalance` … */
  readonly state: string;
  /** How many members have partitions of the topic. */
  readonly members: number;
  /** By partition, in order. */
  readonly offsets: readonly ReaderOffset[];
}

export interface ReaderOffset {
  readonly partition: number;
  /** Absent if the group has committed none. */
  readonly committed?: number;
}

/** A topic as it is created. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  /** The most that any of its partitions has. */
  readonly replicationFactor: number;
  /** What is set on the topic itself. */
  readonly configs: Readonly<Record<string, string>>;
}
