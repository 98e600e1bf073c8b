import type { Cluster } from '../../node/kafka/cluster.ts';
import { exists } from '../../node/kafka/cluster.ts';
import { partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { ToolError } from '../command.ts';
import type { Assignment } from './reassignment-file.ts';

/** Where the partitions of topics are. Topics that do not exist are left out. */
export async function currentAssignments(
  cluster: Cluster,
  topics: readonly string[],
): Promise<Assignment[]> {
  const metadata = await cluster.metadata([...new Set(topics)]);
  return metadata.topics.filter(exists).flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, replicaNodes }) => ({
      topic: name!,
      partition: partitionIndex,
      replicas: replicaNodes,
    })),
  );
}

/** Where these partitions are. @throws ToolError if one does not exist */
export async function assignmentsOf(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): Promise<Assignment[]> {
  const all = await currentAssignments(
    cluster,
    partitions.map(({ topic }) => topic),
  );
  const lost = partitions.find(({ topic }) => !all.some((each) => each.topic === topic));
  if (lost !== undefined) throw new ToolError(`Topic ${lost.topic} not found.`);
  const byKey = new Map(all.map((each) => [partitionKey(each), each]));
  const missing = partitions.map(partitionKey).filter((key) => !byKey.has(key));
  if (missing.length > 0) {
    throw new ToolError(`Unable to find partition: ${missing.join(', ')}`);
  }
  return partitions.map((partition) => byKey.get(partitionKey(partition))!);
}
