import { describeLogDirsV2, describeLogDirsV3, describeLogDirsV4 } from '@platformatic/kafka';
import type { Connections } from './connections.ts';
import { tolerant } from './errors.ts';
import { askLeaders, type TopicPartitions } from './offsets.ts';

/** Bytes of each leader's log by topic and partition; empty where brokers do not tell. */
export async function readSizes(
  connections: Connections,
  wanted: readonly TopicPartitions[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const sizes = new Map<string, Map<number, number>>();
  const api = await connections.findVersion(
    describeLogDirsV4.api,
    describeLogDirsV3.api,
    describeLogDirsV2.api,
  );
  if (api === undefined) return sizes;
  const answers = await askLeaders(connections, wanted, (connection, topics) =>
    tolerant(
      api.async(
        connection,
        topics.map(({ topic, partitions }) => ({
          name: topic,
          partitions: partitions.map(({ index }) => index),
        })),
      ),
    ),
  );
  for (const { results } of answers) {
    for (const { name, partitions } of results.flatMap(({ topics }) => topics)) {
      const ofTopic = sizes.get(name) ?? new Map<number, number>();
      sizes.set(name, ofTopic);
      for (const { partitionIndex, partitionSize, isFutureKey } of partitions) {
        if (!isFutureKey) ofTopic.set(partitionIndex, Number(partitionSize));
      }
    }
  }
  return sizes;
}
