import { type FetchResponse, fetchRequest, fetchResponse } from '../../protocol/api/01-fetch.ts';
import type { Cluster } from './cluster.ts';
import { throwIfError } from './kafka-error.ts';
import type { Leader } from './topic-leaders.ts';
import { byTopic, type TopicPartition } from './topic-partition.ts';

/** The newest version of Fetch that names topics: their ids would have to be watched, for no gain here. */
const NEWEST_WITH_NAMES = 12;

/** A partition that is asked for, from an offset on. */
export interface FetchFrom extends TopicPartition {
  /** Since which epoch the broker that is asked leads it. */
  readonly leader: Leader;
  readonly from: number;
}

export interface FetchOptions {
  /** How long to wait for `minBytes`, in milliseconds. */
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly readCommitted: boolean;
}

export type PartitionAnswer = FetchResponse['responses'][number]['partitions'][number];

/** What came of one partition; its error code is the caller's to look at. */
export interface FetchedPartition extends TopicPartition {
  readonly answer: PartitionAnswer;
}

/**
 * Asks one broker for records of partitions that it leads.
 * @throws UserError when it does not answer, KafkaError when it refuses the request
 */
export async function fetchRecords(
  cluster: Cluster,
  broker: number,
  partitions: readonly FetchFrom[],
  options: FetchOptions,
): Promise<FetchedPartition[]> {
  const response = await cluster.request(
    broker,
    fetchRequest,
    fetchResponse,
    {
      maxWaitMs: options.maxWaitMs,
      minBytes: options.minBytes,
      maxBytes: options.maxBytes,
      isolationLevel: options.readCommitted ? 1 : 0,
      topics: byTopic(partitions).map(([topic, each]) => ({
        topic,
        partitions: each.map(({ partition, leader, from }) => ({
          partition,
          currentLeaderEpoch: leader.epoch,
          fetchOffset: from,
          partitionMaxBytes: options.maxPartitionBytes,
        })),
      })),
    },
    NEWEST_WITH_NAMES,
  );
  throwIfError(response.errorCode);
  return response.responses.flatMap(({ topic, partitions: answers }) =>
    answers.map((answer) => ({ topic, partition: answer.partitionIndex, answer })),
  );
}
