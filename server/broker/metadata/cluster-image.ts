import type { BrokerRegistration, PartitionState } from './znodes.ts';

/** What is known of one topic. */
export interface TopicImage {
  readonly name: string;
  /** Kafka's base64 form of the topic's UUID. */
  readonly id: string;
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionImage[];
  /** The topic's own configuration; what it does not say, the broker's says. */
  readonly config: Readonly<Record<string, string>>;
}

export interface PartitionImage extends PartitionState {
  readonly replicas: readonly number[];
}

/**
 * What this broker knows of the cluster, for answering clients (Kafka's MetadataCache). Only the
 * coordination service is the truth; the image follows it.
 */
export class ClusterImage {
  clusterId = '';
  controllerId = -1;
  readonly brokers = new Map<number, BrokerRegistration>();
  readonly #topics = new Map<string, TopicImage>();
  readonly #names = new Map<string, string>();

  topic(name: string): TopicImage | undefined {
    return this.#topics.get(name);
  }

  topicById(id: string): TopicImage | undefined {
    const name = this.#names.get(id);
    return name === undefined ? undefined : this.#topics.get(name);
  }

  topics(): IterableIterator<TopicImage> {
    return this.#topics.values();
  }

  get topicCount(): number {
    return this.#topics.size;
  }

  setTopic(topic: TopicImage): void {
    this.deleteTopic(topic.name);
    this.#topics.set(topic.name, topic);
    this.#names.set(topic.id, topic.name);
  }

  deleteTopic(name: string): void {
    const topic = this.#topics.get(name);
    if (topic === undefined) return;
    this.#topics.delete(name);
    this.#names.delete(topic.id);
  }
}

/** Topics that hold Kafka's own records; clients are told so, and tools hide them. */
export function isInternalTopic(name: string): boolean {
  return name === '__consumer_offsets' || name === '__transaction_state';
}
