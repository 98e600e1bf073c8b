/** CreatePartitions, versions 0–3: raises the number of partitions, with chosen replicas or without. */
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
    results: await Promise.all(
      request.topics.map((topic) => add(broker, topic, request.validateOnly)),
    ),
  }),
);

async function add(broker: Broker, { name, count, assignments }: Asked, validateOnly: boolean) {
  try {
    const replicas = assignments?.map(({ brokerIds }) => brokerIds) ?? null;
    await broker.topics.addPartitions(name, count, replicas, validateOnly);
    return { name, errorCode: ErrorCode.NONE };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { name, errorCode: error.code, errorMessage: error.message };
  }
}
