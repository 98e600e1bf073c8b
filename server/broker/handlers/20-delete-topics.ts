/**
 * DeleteTopics, versions 0–6, at the controller: by name, or from version 6 on by one of name and id
 * (KIP-516). Answers when the topics are gone for clients, or the time is up.
 */
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
    return {
      responses: await Promise.all(
        asked.map((topic) => remove(broker, version, topic, request.timeoutMs)),
      ),
    };
  },
);

interface Asked {
  readonly name: string | null;
  readonly topicId: string;
}

async function remove(broker: Broker, version: number, asked: Asked, timeoutMs: number) {
  const found =
    asked.name === null ? broker.image.topicById(asked.topicId) : broker.image.topic(asked.name);
  const name = asked.name ?? found?.name ?? null;
  const topicId = found?.id ?? asked.topicId;
  try {
    if (!broker.controller.isActive) throw new KafkaError(ErrorCode.NOT_CONTROLLER);
    refuseUnlessOne(asked);
    if (found === undefined) throw unknown(asked.name);
    await broker.topics.delete(found, timeoutMs);
    return { name, topicId, errorCode: ErrorCode.NONE };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    // Clients of versions before 3 do not know the code (KIP-322).
    const disabled = error.code === ErrorCode.TOPIC_DELETION_DISABLED && version < 3;
    const errorCode = disabled ? ErrorCode.INVALID_REQUEST : error.code;
    return { name, topicId, errorCode, errorMessage: error.message };
  }
}

/** @throws KafkaError INVALID_REQUEST */
function refuseUnlessOne({ name, topicId }: Asked): void {
  const byId = topicId !== ZERO_UUID;
  if ((name !== null) !== byId) return;
  throw new KafkaError(
    ErrorCode.INVALID_REQUEST,
    byId
      ? 'You may not specify both topic name and topic id.'
      : 'Neither topic name nor id were specified.',
  );
}

function unknown(name: string | null): KafkaError {
  return new KafkaError(
    name === null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  );
}
