import { askController } from '../../node/kafka/ask-controller.ts';
import type { Cluster } from '../../node/kafka/cluster.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import { deleteTopicsRequest, deleteTopicsResponse } from '../../protocol/api/20-delete-topics.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import { existingTopics } from './matching.ts';
import type { Given } from './options.ts';

/** `--delete` */
export async function deleteTopics(cluster: Cluster, given: Given): Promise<void> {
  const names = (await existingTopics(cluster, given)).map(({ name }) => name!);
  if (names.length === 0) return;
  const { responses } = await askController(
    cluster,
    deleteTopicsRequest,
    deleteTopicsResponse,
    {
      topics: names.map((name) => ({ name, topicId: ZERO_UUID })),
      topicNames: names,
      timeoutMs: 60_000,
    },
    (answer) => answer.responses.map(({ errorCode }) => errorCode),
  );
  for (const { errorCode, errorMessage } of responses) throwIfError(errorCode, errorMessage);
}
