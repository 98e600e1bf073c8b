import { offsetCommitRequest, offsetCommitResponse } from '../../protocol/api/08-offset-commit.ts';
import { offsetFetchRequest, offsetFetchResponse } from '../../protocol/api/09-offset-fetch.ts';
import type { Cluster } from './cluster.ts';
import { findGroupCoordinator } from './coordinator.ts';
import { throwIfError } from './kafka-error.ts';
import { byTopic, partitionKey, type TopicPartition } from './topic-partition.ts';

export type OffsetOf = TopicPartition & { readonly offset: number };

export interface CommittedOffset extends TopicPartition {
  readonly offset: number;
  /** -1 for none. */
  readonly leaderEpoch: number;
}

/** Every offset that a group has committed. @throws UserError, KafkaError COORDINATOR_NOT_AVAILABLE and others */
export async function committedOffsets(
  cluster: Cluster,
  groupId: string,
): Promise<CommittedOffset[]> {
  const { nodeId } = await findGroupCoordinator(cluster, groupId);
  const body = { groupId, topics: null, groups: [{ groupId, topics: null }] };
  const answer = await cluster.request(nodeId, offsetFetchRequest, offsetFetchResponse, body);
  const found = answer.groups[0] ?? answer;
  throwIfError(found.errorCode);
  return found.topics.flatMap(({ name: topic, partitions }) =>
    partitions
      .filter(({ committedOffset, errorCode }) => committedOffset >= 0 && errorCode === 0)
      .map(({ partitionIndex: partition, committedOffset: offset, committedLeaderEpoch }) => ({
        ...{ topic, partition, offset, leaderEpoch: committedLeaderEpoch },
      })),
  );
}

/** Sets offsets of a group without members. @throws UserError, KafkaError UNKNOWN_MEMBER_ID where it has some */
export async function commitOffsets(
  cluster: Cluster,
  groupId: string,
  offsets: readonly OffsetOf[],
): Promise<void> {
  for (const code of (await commitEachOffset(cluster, groupId, offsets)).values()) {
    throwIfError(code);
  }
}

/** The same; returns each partition's error code by `partitionKey`. @throws UserError, KafkaError without a coordinator */
export async function commitEachOffset(
  cluster: Cluster,
  groupId: string,
  offsets: readonly OffsetOf[],
): Promise<Map<string, number>> {
  if (offsets.length === 0) return new Map();
  const { nodeId } = await findGroupCoordinator(cluster, groupId);
  const answer = await cluster.request(nodeId, offsetCommitRequest, offsetCommitResponse, {
    groupId,
    memberId: '',
    topics: byTopic(offsets).map(([name, each]) => ({
      name,
      partitions: each.map(({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedMetadata: '',
      })),
    })),
  });
  return new Map(
    answer.topics.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, errorCode }) => [
        partitionKey({ topic, partition }),
        errorCode,
      ]),
    ),
  );
}
