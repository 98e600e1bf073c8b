import { ErrorCode } from '../../protocol/errors.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { KafkaError } from '../kafka/kafka-error.ts';
import { type Leader, TopicLeaders } from '../kafka/topic-leaders.ts';
import { partitionKey, type TopicPartition } from '../kafka/topic-partition.ts';

/** Who leads the partitions that are read: asked once, and again when somebody found out that it is not so any more. */
export class Leaders {
  readonly #leaders: TopicLeaders;
  readonly #topics = new Set<string>();
  #looking: Promise<void> | undefined;

  constructor(cluster: Cluster) {
    this.#leaders = new TopicLeaders(cluster, { createTopics: false });
  }

  /**
   * The partitions by the brokers that lead them.
   * @throws UserError when no broker answers, KafkaError for a partition that has no leader or is not there
   */
  async byLeader<P extends TopicPartition>(partitions: readonly P[]): Promise<Map<number, P[]>> {
    const found = new Map<number, P[]>();
    for (const partition of partitions) {
      const { id } = await this.leader(partition);
      const list = found.get(id);
      if (list === undefined) found.set(id, [partition]);
      else list.push(partition);
    }
    return found;
  }

  /** @throws as `byLeader` */
  async leader(of: TopicPartition): Promise<Leader> {
    const known = this.#leaders.leader(of.topic, of.partition);
    if (known !== undefined) return known;
    await this.#look(of.topic);
    const found = this.#leaders.leader(of.topic, of.partition);
    if (found !== undefined) return found;
    const count = this.#leaders.partitionCount(of.topic);
    if (count !== undefined && of.partition < count) {
      const message = `partition ${partitionKey(of)} has no leader at the moment: the brokers that hold it are away.`;
      throw new KafkaError(ErrorCode.LEADER_NOT_AVAILABLE, message);
    }
    this.#topics.delete(of.topic);
    const message = `there is no partition ${partitionKey(of)}. Has its topic been deleted?`;
    throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message);
  }

  /** How many partitions a topic has. @throws as `byLeader` */
  async partitionCount(topic: string): Promise<number> {
    await this.leader({ topic, partition: 0 });
    return this.#leaders.partitionCount(topic)!;
  }

  /** Looks again, as what is known is out of date. Never throws: whoever asks next is told. */
  async refresh(): Promise<void> {
    await this.#look().catch(() => {});
  }

  /** Asks about a topic and about those that were asked for before. */
  async #look(topic?: string): Promise<void> {
    if (topic !== undefined && !this.#topics.has(topic)) {
      this.#topics.add(topic);
      // What is under way does not ask for it.
      await this.#looking?.catch(() => {});
      this.#looking = undefined;
    }
    this.#looking ??= this.#leaders.refresh([...this.#topics]).finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }
}
