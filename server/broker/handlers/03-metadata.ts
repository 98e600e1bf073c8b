/**
 * Metadata, versions 0–12. Topics that do not exist are created first where the client and
 * auto.create.topics.enable allow it; unlike in Kafka the answer then already describes them, unless their
 * leaders take long to be elected (LEADER_NOT_AVAILABLE).
 */
import {
  type MetadataRequest,
  metadataRequest,
  metadataResponse,
} from '../../protocol/api/03-metadata.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import { CLUSTER_OPERATIONS, NOT_ASKED, TOPIC_OPERATIONS } from '../authorized-operations.ts';
import type { Broker } from '../broker.ts';
import { handler } from '../handler.ts';
import { isInternalTopic, type TopicImage } from '../metadata/cluster-image.ts';
import { describePartition } from '../metadata/describe-partition.ts';
import { topicNameComplaint } from '../metadata/topic-name.ts';

type TopicResponse = InferInput<typeof metadataResponse>['topics'][number];

export const metadataHandler = handler(
  metadataRequest,
  metadataResponse,
  { versions: [0, 12] },
  async (request, { broker, version }) => {
    const all = request.topics === null || (version === 0 && request.topics.length === 0);
    const topics = all
      ? Array.from(broker.image.topics(), (topic) => describeTopic(broker, topic))
      : await Promise.all(
          (request.topics ?? []).map((asked) => answer(broker, version, asked, request)),
        );
    const allowed = request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : NOT_ASKED;
    return {
      brokers: Array.from(broker.image.brokers, ([nodeId, node]) => ({ nodeId, ...node })),
      clusterId: broker.image.clusterId,
      controllerId: broker.image.controllerId,
      topics: topics.map((topic) => ({ ...topic, topicAuthorizedOperations: allowed })),
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
        ? CLUSTER_OPERATIONS
        : NOT_ASKED,
    };
  },
);

async function answer(
  broker: Broker,
  version: number,
  asked: NonNullable<MetadataRequest['topics']>[number],
  request: MetadataRequest,
): Promise<TopicResponse> {
  if (asked.topicId !== ZERO_UUID) {
    const topic = broker.image.topicById(asked.topicId);
    if (topic) return describeTopic(broker, topic);
    // Versions 10 and 11 can ask by id, but have no null for the name that nobody knows.
    return missing(version < 12 ? '' : null, asked.topicId, ErrorCode.UNKNOWN_TOPIC_ID);
  }
  const name = asked.name ?? '';
  const known = broker.image.topic(name);
  if (known) return describeTopic(broker, known);
  if (topicNameComplaint(name)) {
    return missing(name, ZERO_UUID, ErrorCode.INVALID_TOPIC_EXCEPTION);
  }
  if (!request.allowAutoTopicCreation || !broker.config.get('auto.create.topics.enable')) {
    return missing(name, ZERO_UUID, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }
  try {
    return describeTopic(broker, await broker.autoTopics.ensure(name));
  } catch (error) {
    if (error instanceof KafkaError) return missing(name, ZERO_UUID, error.code);
    throw error;
  }
}

function describeTopic({ image }: Broker, topic: TopicImage): TopicResponse {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.partitions.map((each, number) => describePartition(image, each, number)),
  };
}

function missing(name: string | null, topicId: string, errorCode: number): TopicResponse {
  return { errorCode, name, topicId, isInternal: false, partitions: [] };
}
