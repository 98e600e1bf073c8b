/** ListPartitionReassignments, version 0: at the controller, the partitions that are being moved (KIP-455). */
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from '../../protocol/api/46-list-partition-reassignments.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';
import { byTopic } from '../metadata/by-topic.ts';

export const listPartitionReassignmentsHandler = handler(
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
  { versions: [0, 0] },
  async ({ topics }, { broker }) => {
    const asked = topics?.flatMap(({ name, partitionIndexes }) =>
      partitionIndexes.map((partition) => ({ topic: name, partition })),
    );
    try {
      const found = await broker.controller.listReassignments(asked ?? null);
      return {
        errorCode: ErrorCode.NONE,
        errorMessage: null,
        topics: Array.from(byTopic(found), ([name, some]) => ({
          name,
          partitions: some.map(({ partition, replicas, adding, removing }) => ({
            partitionIndex: partition,
            replicas,
            addingReplicas: adding,
            removingReplicas: removing,
          })),
        })),
      };
    } catch (error) {
      const { code, message } = broker.failures.toKafkaError(error, 'listing reassignments');
      return { errorCode: code, errorMessage: message, topics: [] };
    }
  },
);
