/**
 * DeleteRecords, versions 0–2: moves the log start offset; −1 is the high watermark (KIP-107). Answers when all
 * in-sync replicas have done so.
 */
import {
  type DeleteRecordsRequest,
  deleteRecordsRequest,
  deleteRecordsResponse,
} from '../../protocol/api/21-delete-records.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import { handler } from '../handler.ts';
import { isInternalTopic } from '../metadata/cluster-image.ts';

type Asked = DeleteRecordsRequest['topics'][number]['partitions'][number];

export const deleteRecordsHandler = handler(
  deleteRecordsRequest,
  deleteRecordsResponse,
  { versions: [0, 2] },
  async (request, { broker }) => ({
    topics: await Promise.all(
      request.topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(
          partitions.map((each) => remove(broker, name, each, request.timeoutMs)),
        ),
      })),
    ),
  }),
);

async function remove(broker: Broker, topic: string, asked: Asked, timeoutMs: number) {
  const { partitionIndex, offset } = asked;
  try {
    if (isInternalTopic(topic)) throw new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION);
    const partition = broker.partitions.leader(topic, partitionIndex);
    if (!partition.config.get('cleanup.policy').includes('delete')) {
      throw new KafkaError(ErrorCode.POLICY_VIOLATION);
    }
    const before = offset === -1 ? partition.highWatermark : offset;
    const lowWatermark = await partition.deleteRecords(before, timeoutMs);
    return { partitionIndex, lowWatermark, errorCode: ErrorCode.NONE };
  } catch (error) {
    const doing = `deleting records of ${topic}-${partitionIndex}`;
    const { code: errorCode } = broker.failures.toKafkaError(error, doing);
    return { partitionIndex, lowWatermark: -1, errorCode };
  }
}
