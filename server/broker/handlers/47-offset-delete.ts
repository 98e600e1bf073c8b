/**
 * OffsetDelete, version 0 (KIP-496): a group's offsets in topics that none of its members subscribes to.
 * An error of the group as a whole comes without partitions.
 */
import { offsetDeleteRequest, offsetDeleteResponse } from '../../protocol/api/47-offset-delete.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { TopicPartition } from '../groups/committed-offsets.ts';
import { handler } from '../handler.ts';

export const offsetDeleteHandler = handler(
  offsetDeleteRequest,
  offsetDeleteResponse,
  { versions: [0, 0] },
  async (request, { broker }) => {
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex: partition }) => ({
        of: { topic: name, partition },
        exists: broker.image.topic(name)?.partitions[partition] !== undefined,
      })),
    }));
    const known: TopicPartition[] = topics
      .flatMap(({ partitions }) => partitions)
      .filter(({ exists }) => exists)
      .map(({ of }) => of);
    const { errorCode, partitions: errorCodes } = await broker.groups.deleteOffsets(
      request.groupId,
      known,
    );
    if (errorCode !== ErrorCode.NONE) return { errorCode, topics: [] };
    const outcomes = new Map(known.map((of, at) => [of, errorCodes[at]!]));
    return {
      errorCode,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ of }) => ({
          partitionIndex: of.partition,
          errorCode: outcomes.get(of) ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        })),
      })),
    };
  },
);
