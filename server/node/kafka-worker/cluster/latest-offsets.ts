import type { Cluster } from '../../kafka/cluster.ts';
import { KafkaError } from '../../kafka/kafka-error.ts';
import { type OffsetQuery, offsetsFromLeader, SpecialTime } from '../../kafka/list-offsets.ts';
import { partitionKey, type TopicPartition } from '../../kafka/topic-partition.ts';
import type { Reading } from './partition-sample.ts';

const READ_UNCOMMITTED = 0;

export interface LedPartition extends TopicPartition {
  readonly leader: number;
}

/** The latest offsets by `partitionKey`, from all leaders at once; those of leaders that do not answer are missing. */
export async function readLatestOffsets(
  cluster: Cluster,
  partitions: readonly LedPartition[],
  now: () => number,
): Promise<ReadonlyMap<string, Reading>> {
  const byLeader = new Map<number, OffsetQuery[]>();
  for (const { topic, partition, leader } of partitions) {
    if (leader < 0) continue;
    const queries = byLeader.get(leader) ?? [];
    byLeader.set(leader, queries);
    queries.push({ topic, partition, timestamp: SpecialTime.latest });
  }
  const readings = new Map<string, Reading>();
  await Promise.allSettled(
    [...byLeader].map(async ([leader, queries]) => {
      const found = await offsetsFromLeader(cluster, leader, queries, READ_UNCOMMITTED);
      const at = now();
      for (const query of queries) {
        const key = partitionKey(query);
        const answer = found.get(key);
        if (answer === undefined || answer instanceof KafkaError) continue;
        readings.set(key, { value: answer.offset, at });
      }
    }),
  );
  return readings;
}
