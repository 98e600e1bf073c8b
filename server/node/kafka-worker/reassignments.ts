import { alterPartitionReassignmentsV0, listPartitionReassignmentsV0 } from '@platformatic/kafka';
import type { Failure } from '../../contract/kafka-client/methods.ts';
import type {
  Assignment,
  PartitionReplicas,
  Reassignment,
} from '../../contract/kafka-client/model.ts';
import type { Connections } from './connections.ts';
import { CHANGE_TIMEOUT, onController } from './controller.ts';
import { sentenceForCode, tolerant } from './errors.ts';
import { partitionsOf, readMetadata } from './metadata.ts';

/** The reassignments that are under way (KIP-455); none where brokers do not tell. */
export async function readReassignments(connections: Connections): Promise<Reassignment[]> {
  const api = await connections.findVersion(listPartitionReassignmentsV0.api);
  if (api === undefined) return [];
  const { topics } = await onController(connections, async (controller) => {
    const connection = await connections.to(controller);
    const answer = await tolerant(api.async(connection, CHANGE_TIMEOUT, null));
    return { answer, codes: [answer.errorCode] };
  });
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition: partitionIndex,
      adding: addingReplicas,
      removing: removingReplicas,
    })),
  );
}

/**
 * Begins to move each partition to the brokers given, the preferred leader first, or takes a move back
 * where there are none; the result says of those that failed why.
 * @throws Error with the broker's reason if it refuses all of it.
 */
export async function alterReassignments(
  connections: Connections,
  wanted: readonly Assignment[],
): Promise<Failure[]> {
  const api = await connections.version(alterPartitionReassignmentsV0.api);
  const topics = [...new Set(wanted.map(({ topic }) => topic))].map((name) => ({
    name,
    partitions: wanted
      .filter(({ topic }) => topic === name)
      .map(({ partition, replicas }) => ({
        partitionIndex: partition,
        replicas: replicas && [...replicas],
      })),
  }));
  const answer = await onController(connections, async (controller) => {
    const connection = await connections.to(controller);
    // What version 1 may forbid, that the number of replicas changes, version 0 always allows.
    const answer = await tolerant(api.async(connection, CHANGE_TIMEOUT, true, topics));
    return { answer, codes: [answer.errorCode] };
  });
  if (answer.errorCode !== 0) {
    throw new Error(sentenceForCode(answer.errorCode, answer.errorMessage));
  }
  return answer.responses.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ errorCode }) => errorCode !== 0)
      .map(({ partitionIndex, errorCode, errorMessage }) => ({
        what: `${name}-${partitionIndex}`,
        message: sentenceForCode(errorCode, errorMessage),
      })),
  );
}

/** All partitions of these topics, or of all topics for null, with their replicas. */
export async function readReplicas(
  connections: Connections,
  topics: readonly string[] | null,
): Promise<PartitionReplicas[]> {
  const metadata = await readMetadata(connections, topics && [...topics]);
  return metadata.topics
    .filter(({ errorCode }) => errorCode === 0)
    .flatMap((topic) =>
      partitionsOf(topic).map(({ index, leader, replicas, isr }) => ({
        topic: topic.name ?? '',
        partition: index,
        leader,
        replicas,
        isr,
      })),
    );
}
