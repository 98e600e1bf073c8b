/**
 * OffsetFetch, versions 0–9: of one group, or from version 8 on of several (KIP-709). Topics null, from
 * version 2 on, means all that the group has offsets for. Version 0 reads what consumers keep in ZooKeeper;
 * versions 0 and 1 have no error for the group, so that each partition carries it. The member of version 9
 * belongs to the consumer protocol of KIP-848, which is not served, and counts for nothing.
 */
import {
  type OffsetFetchRequest,
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../protocol/api/09-offset-fetch.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import type { TopicPartition } from '../groups/committed-offsets.ts';
import type { FetchedOffset } from '../groups/group-coordinator.ts';
import { handler } from '../handler.ts';

type Topics = OffsetFetchRequest['topics'];

/** What stands for a partition without an offset. */
const NOTHING = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' };

export const offsetFetchHandler = handler(
  offsetFetchRequest,
  offsetFetchResponse,
  { versions: [0, 9] },
  async (request, { broker, version }) => {
    if (version === 0) return fetchFromZookeeper(broker, request.groupId, request.topics);
    const { requireStable } = request;
    if (version >= 8) {
      return {
        groups: request.groups.map(({ groupId, topics }) => ({
          groupId,
          ...fetchFromCoordinator(broker, groupId, topics, requireStable),
        })),
      };
    }
    const group = fetchFromCoordinator(broker, request.groupId, request.topics, requireStable);
    return version === 1 && group.errorCode !== ErrorCode.NONE
      ? { topics: withError(request.topics, group.errorCode) }
      : group;
  },
);

function fetchFromCoordinator(
  broker: Broker,
  groupId: string,
  topics: Topics,
  requireStable: boolean,
) {
  const { errorCode, offsets } = broker.groups.fetchOffsets(
    groupId,
    topics === null ? undefined : partitionsOf(topics),
    requireStable,
  );
  return { errorCode, topics: byTopic(offsets) };
}

async function fetchFromZookeeper(broker: Broker, groupId: string, topics: Topics) {
  const offsets = partitionsOf(topics ?? []).map(async ({ topic, partition }) => {
    try {
      const known = broker.image.topic(topic)?.partitions[partition] !== undefined;
      if (!known) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      const offset = await broker.zookeeperOffsets.get(groupId, { topic, partition });
      return answer(topic, partition, ErrorCode.NONE, {
        ...NOTHING,
        committedOffset: offset ?? NOTHING.committedOffset,
      });
    } catch (error) {
      if (error instanceof KafkaError) return answer(topic, partition, error.code, NOTHING);
      const reason = error instanceof Error ? error.message : String(error);
      broker.logger.warn(`group ${groupId}: offsets in ZooKeeper could not be read: ${reason}`);
      return answer(topic, partition, ErrorCode.UNKNOWN_SERVER_ERROR, NOTHING);
    }
  });
  return { topics: grouped(await Promise.all(offsets)) };
}

function byTopic(offsets: readonly FetchedOffset[]) {
  return grouped(
    offsets.map(({ topic, partition, errorCode, committed }) =>
      answer(
        topic,
        partition,
        errorCode,
        committed === undefined
          ? NOTHING
          : {
              committedOffset: committed.offset,
              committedLeaderEpoch: committed.leaderEpoch,
              metadata: committed.metadata,
            },
      ),
    ),
  );
}

function withError(topics: Topics, errorCode: number) {
  return grouped(
    partitionsOf(topics ?? []).map(({ topic, partition }) =>
      answer(topic, partition, errorCode, NOTHING),
    ),
  );
}

function answer(topic: string, partitionIndex: number, errorCode: number, offset: typeof NOTHING) {
  return { topic, partition: { partitionIndex, errorCode, ...offset } };
}

function grouped<P>(answers: readonly { readonly topic: string; readonly partition: P }[]) {
  const topics = new Map<string, P[]>();
  for (const { topic, partition } of answers) {
    const partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, [partition]);
    else partitions.push(partition);
  }
  return Array.from(topics, ([name, partitions]) => ({ name, partitions }));
}

function partitionsOf(topics: NonNullable<Topics>): TopicPartition[] {
  return topics.flatMap(({ name, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic: name, partition })),
  );
}
