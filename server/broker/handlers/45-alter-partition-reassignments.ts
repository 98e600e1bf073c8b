/**
 * AlterPartitionReassignments, version 0: at the controller, begins to move partitions to other brokers, or
 * has them go back (KIP-455). The answer says that moving has begun, not that it has ended.
 */
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from '../../protocol/api/45-alter-partition-reassignments.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

export const alterPartitionReassignmentsHandler = handler(
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
  { versions: [0, 0] },
  async ({ topics }, { broker }) => {
    const asked = topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, replicas }) => ({
        topic: name,
        partition: partitionIndex,
        replicas,
      })),
    );
    try {
      const outcomes = (await broker.controller.alterReassignments(asked)).values();
      return {
        errorCode: ErrorCode.NONE,
        errorMessage: null,
        responses: topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partitionIndex }) => {
            const error = outcomes.next().value;
            const errorCode = error?.code ?? ErrorCode.NONE;
            return { partitionIndex, errorCode, errorMessage: error?.message ?? null };
          }),
        })),
      };
    } catch (error) {
      const { code, message } = broker.failures.toKafkaError(error, 'moving partitions');
      return { errorCode: code, errorMessage: message, responses: [] };
    }
  },
);
