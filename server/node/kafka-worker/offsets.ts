import {
  type Connection,
  listOffsetsV6,
  listOffsetsV7,
  listOffsetsV8,
  listOffsetsV9,
} from '@platformatic/kafka';
import type { Partition } from '../../contract/kafka-client/model.ts';
import type { Connections } from './connections.ts';
import { tolerant } from './errors.ts';

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly Partition[];
}

/** Offsets by topic and partition; those whose leader does not answer are missing. */
export type Offsets = ReadonlyMap<string, ReadonlyMap<number, number>>;

export const EARLIEST = -2n;
export const LATEST = -1n;

const CONSUMER = -1;
const READ_UNCOMMITTED = 0;

/** The earliest or latest offset of each partition, from its leader. */
export async function readOffsets(
  connections: Connections,
  wanted: readonly TopicPartitions[],
  timestamp: bigint,
): Promise<Offsets> {
  const api = await connections.version(
    listOffsetsV9.api,
    listOffsetsV8.api,
    listOffsetsV7.api,
    listOffsetsV6.api,
  );
  const answers = await askLeaders(connections, wanted, async (connection, topics) => {
    const request = topics.map(({ topic, partitions }) => ({
      name: topic,
      partitions: partitions.map(({ index, leaderEpoch }) => ({
        partitionIndex: index,
        currentLeaderEpoch: leaderEpoch,
        timestamp,
      })),
    }));
    return tolerant(api.async(connection, CONSUMER, READ_UNCOMMITTED, request));
  });
  const offsets = new Map<string, Map<number, number>>();
  for (const { name, partitions } of answers.flatMap((answer) => answer.topics)) {
    const ofTopic = offsets.get(name) ?? new Map<number, number>();
    offsets.set(name, ofTopic);
    for (const { errorCode, partitionIndex, offset } of partitions) {
      if (errorCode === 0) ofTopic.set(partitionIndex, Number(offset));
    }
  }
  return offsets;
}

/**
 * Asks each leader about its own partitions of `wanted`, all leaders at once. The answers of leaders
 * that failed, or do not exist, are missing.
 */
export async function askLeaders<T>(
  connections: Connections,
  wanted: readonly TopicPartitions[],
  ask: (connection: Connection, topics: TopicPartitions[]) => Promise<T>,
): Promise<T[]> {
  const byLeader = new Map<number, TopicPartitions[]>();
  for (const { topic, partitions } of wanted) {
    for (const leader of new Set(partitions.map((partition) => partition.leader))) {
      if (leader < 0) continue;
      const own = partitions.filter((partition) => partition.leader === leader);
      const topics = byLeader.get(leader) ?? [];
      byLeader.set(leader, topics);
      topics.push({ topic, partitions: own });
    }
  }
  const outcomes = await Promise.allSettled(
    [...byLeader].map(async ([leader, topics]) => ask(await connections.to(leader), topics)),
  );
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
