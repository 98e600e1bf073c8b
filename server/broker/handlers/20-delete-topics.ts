/** DeleteTopics, versions 0–6: by name, or by id from version 6 on (KIP-516). */
import { deleteTopicsRequest, deleteTopicsResponse } from '../../protocol/api/20-delete-topics.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import type { Broker } from '../broker.ts';
import { handler } from '../handler.ts';

export const deleteTopicsHandler = handler(
  deleteTopicsRequest,
  deleteTopicsResponse,
  { versions: [0, 6] },
  async (request, { broker, version }) => {
    const asked =
      version >= 6
        ? request.topics
        : request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }));
    return { responses: await Promise.all(asked.map((topic) => remove(broker, topic))) };
  },
);

async function remove(broker: Broker, asked: { name: string | null; topicId: string }) {
  const found =
    asked.name === null ? broker.image.topicById(asked.topicId) : broker.image.topic(asked.name);
  const name = asked.name ?? found?.name ?? null;
  const topicId = found?.id ?? asked.topicId;
  try {
    if (found === undefined) throw unknown(asked.name);
    await broker.topics.delete(found.name);
    return { name, topicId, errorCode: ErrorCode.NONE };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { name, topicId, errorCode: error.code, errorMessage: error.message };
  }
}

function unknown(name: string | null): KafkaError {
  return new KafkaError(
    name === null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  );
}
