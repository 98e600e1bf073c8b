import { askController } from '../../node/kafka/ask-controller.ts';
import type { Cluster } from '../../node/kafka/cluster.ts';
import { KafkaError, throwIfError } from '../../node/kafka/kafka-error.ts';
import {
  byTopic,
  comparePartitions,
  partitionKey,
  type TopicPartition,
} from '../../node/kafka/topic-partition.ts';
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from '../../protocol/api/45-alter-partition-reassignments.ts';
import { ErrorCode } from '../../protocol/errors.ts';

/** Where a partition is to go; null to let it stay. */
export interface Change extends TopicPartition {
  readonly replicas: readonly number[] | null;
}

/**
 * Begins to move partitions, or no longer moves them.
 * @returns a line for each that was refused
 * @throws KafkaError
 */
export async function alterReassignments(
  cluster: Cluster,
  changes: readonly Change[],
): Promise<string[]> {
  const { errorCode, errorMessage, responses } = await askController(
    cluster,
    alterPartitionReassignmentsRequest,
    alterPartitionReassignmentsResponse,
    {
      topics: byTopic(changes).map(([name, list]) => ({
        name,
        partitions: list.map(({ partition, replicas }) => ({
          partitionIndex: partition,
          replicas: replicas === null ? null : [...replicas],
        })),
      })),
    },
    (answer) => [
      answer.errorCode,
      ...answer.responses.flatMap(({ partitions }) => partitions.map((each) => each.errorCode)),
    ],
  );
  throwIfError(errorCode, errorMessage);
  return responses
    .flatMap(({ name, partitions }) =>
      partitions.map((each) => ({ ...each, topic: name, partition: each.partitionIndex })),
    )
    .filter((each) => each.errorCode !== ErrorCode.NONE)
    .sort(comparePartitions)
    .map(
      (each) =>
        `${partitionKey(each)}: ${new KafkaError(each.errorCode, each.errorMessage).message}`,
    );
}
