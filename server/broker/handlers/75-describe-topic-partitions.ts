/** DescribeTopicPartitions, version 0: topics by name, a page of partitions at a time (KIP-966). */
import {
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
} from '../../protocol/api/75-describe-topic-partitions.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import { TOPIC_OPERATIONS } from '../authorized-operations.ts';
import { handler } from '../handler.ts';
import { type ClusterImage, isInternalTopic, type TopicImage } from '../metadata/cluster-image.ts';
import { describePartition } from '../metadata/describe-partition.ts';
import { topicNameComplaint } from '../metadata/topic-name.ts';

type Response = InferInput<typeof describeTopicPartitionsResponse>;
type TopicResponse = Response['topics'][number];

/** The most partitions of one page (max.request.partition.size.limit). */
const LARGEST_PAGE = 2000;

export const describeTopicPartitionsHandler = handler(
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
  { versions: [0, 0] },
  (request, { broker }): Response => {
    const { cursor } = request;
    const asked = request.topics.map(({ name }) => name);
    const all = asked.length > 0 ? asked : Array.from(broker.image.topics(), ({ name }) => name);
    const from = cursor?.topicName ?? '';
    const names = [...new Set(all)].filter((name) => name >= from).sort();
    let room = Math.max(1, Math.min(request.responsePartitionLimit, LARGEST_PAGE));
    const topics: TopicResponse[] = [];
    for (const topicName of names) {
      if (room === 0) return { topics, nextCursor: { topicName, partitionIndex: 0 } };
      const topic = broker.image.topic(topicName);
      const first = topicName === cursor?.topicName ? Math.max(0, cursor.partitionIndex) : 0;
      const partitions = topic?.partitions.length ?? 0;
      const end = Math.min(partitions, first + room);
      topics.push(
        topic === undefined ? missing(topicName) : describe(broker.image, topic, first, end),
      );
      room -= Math.max(0, end - first);
      if (end < partitions) return { topics, nextCursor: { topicName, partitionIndex: end } };
    }
    return { topics, nextCursor: null };
  },
);

function describe(
  image: ClusterImage,
  topic: TopicImage,
  first: number,
  end: number,
): TopicResponse {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.partitions.slice(first, end).map((partition, i) => ({
      ...describePartition(image, partition, first + i),
      // None, since only KRaft knows them; Java's AdminClient fails on null, nullable as they are.
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
    })),
    topicAuthorizedOperations: TOPIC_OPERATIONS,
  };
}

function missing(name: string): TopicResponse {
  const errorCode = topicNameComplaint(name)
    ? ErrorCode.INVALID_TOPIC_EXCEPTION
    : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return { errorCode, name, topicId: ZERO_UUID, isInternal: false, partitions: [] };
}
