/**
 * OffsetForLeaderEpoch, versions 0–4: where the records of a leader epoch end, by which consumers and
 * followers notice that a log was truncated (KIP-101, KIP-320).
 */
import {
  type OffsetForLeaderEpochRequest,
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
} from '../../protocol/api/23-offset-for-leader-epoch.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import { handler } from '../handler.ts';

type Asked = OffsetForLeaderEpochRequest['topics'][number]['partitions'][number];

export const offsetForLeaderEpochHandler = handler(
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
  { versions: [0, 4] },
  (request, { broker }) => ({
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((asked) => answer(broker, topic, asked)),
    })),
  }),
);

function answer(broker: Broker, topic: string, asked: Asked) {
  const { partition: number, currentLeaderEpoch } = asked;
  try {
    const partition = broker.partitions.leader(topic, number, currentLeaderEpoch);
    const { epoch, endOffset } = partition.log.epochEndOffset(asked.leaderEpoch);
    return { partition: number, errorCode: ErrorCode.NONE, leaderEpoch: epoch, endOffset };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { partition: number, errorCode: error.code };
  }
}
