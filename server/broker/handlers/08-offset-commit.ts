/**
 * OffsetCommit, versions 0–9. Version 0 keeps offsets in ZooKeeper, later ones in `__consumer_offsets`.
 * Partitions that do not exist are answered with UNKNOWN_TOPIC_OR_PARTITION, the others are committed.
 * Versions 2–4 may say how long to keep the offsets; version 1, when they were committed.
 */
import {
  type OffsetCommitRequest,
  offsetCommitRequest,
  offsetCommitResponse,
} from '../../protocol/api/08-offset-commit.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import type { OffsetToCommit } from '../groups/commit-offsets.ts';
import { handler } from '../handler.ts';

type Asked = OffsetCommitRequest['topics'][number]['partitions'][number];

export const offsetCommitHandler = handler(
  offsetCommitRequest,
  offsetCommitResponse,
  { versions: [0, 9] },
  async (request, { broker, version }) => {
    const now = broker.clock.now();
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => ({
        partitionIndex: asked.partitionIndex,
        offset: offsetToCommit(broker, name, asked, request.retentionTimeMs, now),
      })),
    }));
    const offsets = topics
      .flatMap(({ partitions }) => partitions.map(({ offset }) => offset))
      .filter((offset) => offset !== undefined);
    const errorCodes =
      version === 0
        ? await commitToZookeeper(broker, request.groupId, offsets)
        : await broker.groups.commitOffsets({
            groupId: request.groupId,
            memberId: request.memberId,
            groupInstanceId: request.groupInstanceId,
            generationId: request.generationIdOrMemberEpoch,
            offsets,
          });
    const outcomes = new Map(offsets.map((offset, at) => [offset, errorCodes[at]!]));
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, offset }) => ({
          partitionIndex,
          errorCode:
            offset === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : outcomes.get(offset)!,
        })),
      })),
    };
  },
);

/** Undefined for a partition that does not exist. */
function offsetToCommit(
  broker: Broker,
  topic: string,
  asked: Asked,
  retentionTimeMs: number,
  now: number,
): OffsetToCommit | undefined {
  const partition = asked.partitionIndex;
  if (broker.image.topic(topic)?.partitions[partition] === undefined) return undefined;
  return {
    of: { topic, partition },
    committed: {
      offset: asked.committedOffset,
      leaderEpoch: asked.committedLeaderEpoch,
      metadata: asked.committedMetadata ?? '',
      commitTimestamp: asked.commitTimestamp === -1 ? now : asked.commitTimestamp,
      expireTimestamp: retentionTimeMs === -1 ? undefined : now + retentionTimeMs,
    },
  };
}

function commitToZookeeper(
  broker: Broker,
  groupId: string,
  offsets: readonly OffsetToCommit[],
): Promise<number[]> {
  const longest = broker.config.get('offset.metadata.max.bytes');
  return Promise.all(
    offsets.map(async ({ of, committed }) => {
      if (committed.metadata.length > longest) return ErrorCode.OFFSET_METADATA_TOO_LARGE;
      try {
        await broker.zookeeperOffsets.set(groupId, of, committed.offset);
        return ErrorCode.NONE;
      } catch (error) {
        return failure(broker, groupId, error);
      }
    }),
  );
}

function failure(broker: Broker, groupId: string, error: unknown): number {
  if (error instanceof KafkaError) return error.code;
  const reason = error instanceof Error ? error.message : String(error);
  broker.logger.warn(`group ${groupId}: offsets could not be kept in ZooKeeper: ${reason}`);
  return ErrorCode.UNKNOWN_SERVER_ERROR;
}
