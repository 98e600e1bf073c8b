import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Logs } from '../storage/logs.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import { logConfigOf } from './config/log-config.ts';
import { TopicConfig } from './config/topic-config.ts';
import type { TopicImage } from './metadata/cluster-image.ts';
import { Partition } from './partition.ts';

/** The partitions that this broker holds, by topic and number (kafka.server.ReplicaManager). */
export class Partitions {
  readonly #logs: Logs;
  readonly #config: BrokerConfig;
  readonly #topics = new Map<string, Partition[]>();

  constructor(logs: Logs, config: BrokerConfig) {
    this.#logs = logs;
    this.#config = config;
  }

  /** The partition, or undefined when this broker does not have it. */
  get(topic: string, partition: number): Partition | undefined {
    return this.#topics.get(topic)?.[partition];
  }

  /** @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION */
  leader(topic: string, partition: number): Partition {
    const found = this.get(topic, partition);
    if (found === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return found;
  }

  ofTopic(topic: string): readonly Partition[] {
    return this.#topics.get(topic) ?? [];
  }

  *all(): IterableIterator<Partition> {
    for (const partitions of this.#topics.values()) yield* partitions;
  }

  /** Takes on the topics' partitions, or their changed states and configurations, with one write for all. */
  async apply(topics: readonly TopicImage[]): Promise<void> {
    const missing = [];
    const configs = topics.map((topic) => new TopicConfig(topic.config, this.#config));
    for (const [i, topic] of topics.entries()) {
      const config = logConfigOf(configs[i]!);
      for (let partition = 0; partition < topic.partitions.length; partition++) {
        const log = this.#logs.get(topic.name, partition);
        if (log?.topicId === topic.id) continue;
        // The log of an earlier topic of this name, which was deleted while this broker was away.
        if (log !== undefined) await this.#logs.delete(topic.name, partition);
        missing.push({ topic: topic.name, partition, topicId: topic.id, config });
      }
    }
    if (missing.length > 0) await this.#logs.createAll(missing);
    for (const [i, topic] of topics.entries()) this.#take(topic, configs[i]!);
  }

  #take(topic: TopicImage, config: TopicConfig): void {
    const logConfig = logConfigOf(config);
    const before = this.#topics.get(topic.name) ?? [];
    const now = topic.partitions.map((state, number) => {
      const log = this.#logs.get(topic.name, number);
      if (log === undefined) throw new Error(`no log of ${topic.name}-${number}`);
      log.config = logConfig;
      const known = before[number];
      if (known === undefined || known.log !== log) {
        known?.release();
        return new Partition(log, state, config);
      }
      known.update(state, config);
      return known;
    });
    this.#topics.set(topic.name, now);
  }

  /** Drops the topic's partitions at once; their space is reclaimed in the background. */
  async delete(topic: string): Promise<void> {
    const partitions = this.ofTopic(topic);
    this.#topics.delete(topic);
    for (const partition of partitions) partition.release();
    const logs = this.#logs.ofTopic(topic);
    await Promise.all(logs.map(({ partition }) => this.#logs.delete(topic, partition)));
  }
}
