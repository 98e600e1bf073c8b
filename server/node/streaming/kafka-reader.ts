import { ErrorCode } from '../../protocol/errors.ts';
import {
  type KafkaRecord,
  OffsetOutOfRange,
  type TopicPartition,
} from '../../streaming/kafka/kafka-client.ts';
import { compression } from '../compression.ts';
import type { Cluster } from '../kafka/cluster.ts';
import type { ConsumerConfig } from '../kafka/consumer-config.ts';
import { fetchRecords, type PartitionAnswer } from '../kafka/fetch-records.ts';
import { KafkaError } from '../kafka/kafka-error.ts';
import { partitionKey } from '../kafka/topic-partition.ts';
import { batchesOf } from './kafka-batch.ts';
import type { Leaders } from './kafka-leaders.ts';
import {
  ByteBudget,
  type Fetched,
  type FetchOptions,
  PartitionReader,
  type ReadingLimits,
} from './kafka-partition-reader.ts';
import type { Patience } from './kafka-patience.ts';

/** How many fetches of a partition may lie ready, and how many may be kept. */
const FETCHES_AHEAD = 4;

/** Reads ranges of partitions from whoever leads them. */
export class Reader {
  readonly #cluster: Cluster;
  readonly #leaders: Leaders;
  readonly #patience: Patience;
  readonly #config: ConsumerConfig;
  readonly #limits: ReadingLimits;
  readonly #partitions = new Map<string, PartitionReader>();

  /** @param patienceMs how long to wait for records that should be there */
  constructor(
    cluster: Cluster,
    leaders: Leaders,
    patience: Patience,
    config: ConsumerConfig,
    patienceMs: number,
  ) {
    this.#cluster = cluster;
    this.#leaders = leaders;
    this.#patience = patience;
    this.#config = config;
    const { fetchMaxBytes, maxPartitionFetchBytes, fetchMaxWaitMs: maxWaitMs } = config;
    const budget = () => new ByteBudget(fetchMaxBytes, FETCHES_AHEAD * maxPartitionFetchBytes);
    this.#limits = { ahead: budget(), kept: budget(), maxWaitMs, patienceMs };
  }

  /** @throws as `KafkaClient.read` */
  read(of: TopicPartition, from: number, until: number): Promise<KafkaRecord[]> {
    const key = partitionKey(of);
    let reader = this.#partitions.get(key);
    if (reader === undefined) {
      const { topic, partition } = of;
      reader = new PartitionReader(
        { topic, partition },
        (offset, options) => this.#fetchPatiently({ topic, partition }, offset, options),
        this.#limits,
      );
      this.#partitions.set(key, reader);
    }
    return reader.read(from, until);
  }

  close(): void {
    for (const reader of this.#partitions.values()) reader.close();
    this.#partitions.clear();
  }

  #fetchPatiently(of: TopicPartition, from: number, options: FetchOptions): Promise<Fetched> {
    return this.#patience.until(
      () => this.#fetch(of, from, options),
      () => this.#leaders.refresh(),
    );
  }

  async #fetch(of: TopicPartition, from: number, { maxWaitMs }: FetchOptions): Promise<Fetched> {
    const { fetchMaxBytes, maxPartitionFetchBytes, readCommitted } = this.#config;
    const leader = await this.#leaders.leader(of);
    const [fetched] = await fetchRecords(this.#cluster, leader.id, [{ ...of, leader, from }], {
      maxWaitMs,
      minBytes: maxWaitMs === 0 ? 0 : 1,
      maxBytes: fetchMaxBytes,
      maxPartitionBytes: maxPartitionFetchBytes,
      readCommitted,
    });
    if (fetched === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return this.#fetched(of, from, fetched.answer);
  }

  #fetched(of: TopicPartition, from: number, answer: PartitionAnswer): Fetched {
    const { errorCode, records, abortedTransactions, highWatermark, lastStableOffset } = answer;
    const where = partitionKey(of);
    if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
      const message = `Fetch position ${from} is out of range for partition ${where}: its records have been deleted, by retention or with the topic. Begin at another offset, or keep records longer (retention.ms, retention.bytes).`;
      throw new OffsetOutOfRange(of, from, message);
    }
    if (errorCode !== ErrorCode.NONE) {
      throw new KafkaError(errorCode, `${where}: ${new KafkaError(errorCode).message}`);
    }
    const { readCommitted, checkCrcs } = this.#config;
    const end = readCommitted && lastStableOffset >= 0 ? lastStableOffset : highWatermark;
    if (records === null || records.length === 0) return { batches: [], next: from, end };
    const aborted = readCommitted ? abortedTransactions : null;
    return { ...batchesOf(of, records, from, aborted, { compression, checkCrcs }), end };
  }
}
