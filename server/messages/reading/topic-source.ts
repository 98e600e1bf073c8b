// A topic as a reading sees it: who leads its partitions, where they begin and end, and what is in them.

import type { Cluster } from '../../node/kafka/cluster.ts';
import {
  type FetchFrom,
  type FetchOptions,
  fetchRecords,
  type PartitionAnswer,
} from '../../node/kafka/fetch-records.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { type FoundOffset, offsetsFromLeader } from '../../node/kafka/list-offsets.ts';
import type { Leader } from '../../node/kafka/topic-leaders.ts';
import { partitionKey } from '../../node/kafka/topic-partition.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';

export type { PartitionAnswer } from '../../node/kafka/fetch-records.ts';
export type { FoundOffset } from '../../node/kafka/list-offsets.ts';
export type { Leader } from '../../node/kafka/topic-leaders.ts';

export interface TopicView {
  /** Another topic of the same name has another. Undefined where brokers are too old to tell. */
  readonly id: string | undefined;
  /** By partition; undefined where nobody leads. */
  readonly leaders: readonly (Leader | undefined)[];
}

export interface OffsetAt {
  readonly partition: number;
  /** Milliseconds since the epoch, or one of `SpecialTime`. */
  readonly timestamp: number;
}

export type WantedRecords = Omit<FetchFrom, 'topic'>;

export interface CameRecords {
  readonly partition: number;
  readonly answer: PartitionAnswer;
}

export interface TopicSource {
  /** Asks anew. @throws KafkaError for a topic that is not there or not allowed, UserError when no broker answers */
  look(): Promise<TopicView>;
  /** What the broker, which leads these partitions, says of each. @throws UserError when it does not answer */
  offsets(
    broker: number,
    queries: readonly OffsetAt[],
  ): Promise<Map<number, FoundOffset | KafkaError>>;
  /** @throws as `offsets` */
  fetch(
    broker: number,
    wanted: readonly WantedRecords[],
    options: FetchOptions,
  ): Promise<readonly CameRecords[]>;
  /** What is under way fails. */
  close(): Promise<void>;
}

/** A topic of a real cluster. */
export class KafkaTopic implements TopicSource {
  readonly #cluster: Cluster;
  readonly #topic: string;
  readonly #isolationLevel: number;

  /** @param cluster is closed with it */
  constructor(cluster: Cluster, topic: string, readCommitted: boolean) {
    this.#cluster = cluster;
    this.#topic = topic;
    this.#isolationLevel = readCommitted ? 1 : 0;
  }

  async look(): Promise<TopicView> {
    const { topics } = await this.#cluster.metadata([this.#topic]);
    const topic = topics[0];
    if (topic === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    if (topic.errorCode !== ErrorCode.NONE) throw new KafkaError(topic.errorCode);
    const leaders: (Leader | undefined)[] = new Array(topic.partitions.length).fill(undefined);
    for (const { partitionIndex, leaderId, leaderEpoch } of topic.partitions) {
      if (leaderId >= 0) leaders[partitionIndex] = { id: leaderId, epoch: leaderEpoch };
    }
    return { id: topic.topicId === ZERO_UUID ? undefined : topic.topicId, leaders };
  }

  async offsets(
    broker: number,
    queries: readonly OffsetAt[],
  ): Promise<Map<number, FoundOffset | KafkaError>> {
    const topic = this.#topic;
    const named = queries.map((query) => ({ topic, ...query }));
    const found = await offsetsFromLeader(this.#cluster, broker, named, this.#isolationLevel);
    const unknown = new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return new Map(
      named.map((query) => [query.partition, found.get(partitionKey(query)) ?? unknown]),
    );
  }

  fetch(
    broker: number,
    wanted: readonly WantedRecords[],
    options: FetchOptions,
  ): Promise<readonly CameRecords[]> {
    const named = wanted.map((each) => ({ topic: this.#topic, ...each }));
    return fetchRecords(this.#cluster, broker, named, options);
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }
}
