/**
 * CreatePartitions, versions 0–3, at the controller: raises the number of partitions, with chosen replicas or
 * without. Answers when the leaders are known here, or the time is up.
 */
import {
  type CreatePartitionsRequest,
  createPartitionsRequest,
  createPartitionsResponse,
} from '../../protocol/api/37-create-partitions.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import { handler } from '../handler.ts';

type Asked = CreatePartitionsRequest['topics'][number];

export const createPartitionsHandler = handler(
  createPartitionsRequest,
  createPartitionsResponse,
  { versions: [0, 3] },
  async (request, { broker }) => ({
    results: await Promise.all(request.topics.map((topic) => add(broker, topic, request))),
  }),
);

async function add(
  broker: Broker,
  { name, count, assignments }: Asked,
  { validateOnly, timeoutMs }: CreatePartitionsRequest,
) {
  try {
    if (!broker.controller.isActive) throw new KafkaError(ErrorCode.NOT_CONTROLLER);
    const replicas = assignments?.map(({ brokerIds }) => brokerIds) ?? null;
    await broker.topics.addPartitions(name, count, replicas, validateOnly);
    if (!validateOnly) await broker.topics.created(name, count, timeoutMs);
    return { name, errorCode: ErrorCode.NONE };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { name, errorCode: error.code, errorMessage: error.message };
  }
}
