import { askController } from '../../node/kafka/ask-controller.ts';
import type { Cluster } from '../../node/kafka/cluster.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import { byTopic, partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from '../../protocol/api/46-list-partition-reassignments.ts';

/** A partition on its way to other brokers. */
export interface Reassignment extends TopicPartition {
  /** All replicas, those on their way in and out included. */
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/**
 * The partitions that are being moved, by `partitionKey`; of those given, or of all.
 * @throws KafkaError
 */
export async function listReassignments(
  cluster: Cluster,
  partitions?: readonly TopicPartition[],
): Promise<Map<string, Reassignment>> {
  const { errorCode, errorMessage, topics } = await askController(
    cluster,
    listPartitionReassignmentsRequest,
    listPartitionReassignmentsResponse,
    {
      topics: partitions
        ? byTopic(partitions).map(([name, list]) => ({
            name,
            partitionIndexes: list.map(({ partition }) => partition),
          }))
        : null,
    },
    (answer) => [answer.errorCode],
  );
  throwIfError(errorCode, errorMessage);
  const reassignments = topics.flatMap(({ name, partitions: moving }) =>
    moving.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition: partitionIndex,
      replicas,
      adding: addingReplicas,
      removing: removingReplicas,
    })),
  );
  return new Map(reassignments.map((each) => [partitionKey(each), each]));
}
