import { type FetchResponse, fetchRequest, fetchResponse } from '../../protocol/api/01-fetch.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import {
  type KafkaRecord,
  OffsetOutOfRange,
  type TopicPartition,
} from '../../streaming/kafka/kafka-client.ts';
import { compression } from '../compression.ts';
import type { Cluster } from '../kafka/cluster.ts';
import type { ConsumerConfig } from '../kafka/consumer-config.ts';
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

/** The newest version of Fetch that names topics: their ids would have to be watched, for no gain here. */
const NEWEST_WITH_NAMES = 12;
/** How many fetches of a partition may lie ready, and how many may be kept. */
const FETCHES_AHEAD = 4;

type PartitionAnswer = FetchResponse['responses'][number]['partitions'][number];

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
    const { maxBytes, maxPartitionBytes } = this.#sizes;
    const { topic, partition } = of;
    const leader = await this.#leaders.leader(of);
    const response = await this.#cluster.request(
      leader.id,
      fetchRequest,
      fetchResponse,
      {
        maxWaitMs,
        minBytes: maxWaitMs === 0 ? 0 : 1,
        maxBytes,
        isolationLevel: this.#config.readCommitted ? 1 : 0,
        topics: [
          {
            topic,
            partitions: [
              {
                partition,
                currentLeaderEpoch: leader.epoch,
                fetchOffset: from,
                partitionMaxBytes: maxPartitionBytes,
              },
            ],
          },
        ],
      },
      NEWEST_WITH_NAMES,
    );
    if (response.errorCode !== ErrorCode.NONE) throw new KafkaError(response.errorCode);
    const answer = response.responses[0]?.partitions[0];
    if (answer === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return this.#fetched(of, from, answer);
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

  get #sizes(): { readonly maxBytes: number; readonly maxPartitionBytes: number } {
    const { fetchMaxBytes, maxPartitionFetchBytes } = this.#config;
    return { maxBytes: fetchMaxBytes, maxPartitionBytes: maxPartitionFetchBytes };
  }
}
