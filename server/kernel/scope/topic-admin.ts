import type { TopicName } from '../../streaming/kafka/topic-values.ts';

/** Topics of the selected cluster. */
export interface TopicAdmin {
  /** Creates a topic; one that exists already stays as it is. @returns whether it was created. */
  createTopic(name: string, options?: NewTopicOptions): Promise<boolean>;
  /** Deletes topics with all their records. @throws Error for one that does not exist. */
  deleteTopics(...names: TopicName[]): Promise<void>;
  /** The names of all topics but Kafka's own. */
  topics(): Promise<string[]>;
}

export interface NewTopicOptions {
  /** 1 without it. */
  readonly partitions?: number;
  /** 1 without it. */
  readonly replicationFactor?: number;
  /** By Kafka's keys, such as `retention.ms`. */
  readonly configs?: Readonly<Record<string, string>>;
}
