/**
 * ElectLeaders, versions 0–2: at the controller, has preferred replicas lead, or any that live (KIP-460).
 * Answers when the new leaders are known here, or the time is up.
 */
import {
  type ElectLeadersRequest,
  electLeadersRequest,
  electLeadersResponse,
} from '../../protocol/api/43-elect-leaders.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import type { ElectionType } from '../controller/leader-elections.ts';
import { handler } from '../handler.ts';
import { byTopic } from '../metadata/by-topic.ts';
import type { TopicPartition } from '../metadata/znodes.ts';

const electionTypes: readonly ElectionType[] = ['preferred', 'unclean'];

interface Result extends TopicPartition {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export const electLeadersHandler = handler(
  electLeadersRequest,
  electLeadersResponse,
  { versions: [0, 2] },
  async (request, { broker }) => {
    try {
      const results = await elect(broker, request);
      return { errorCode: ErrorCode.NONE, replicaElectionResults: grouped(results) };
    } catch (error) {
      const { code } = broker.failures.toKafkaError(error, 'electing leaders');
      return { errorCode: code, replicaElectionResults: [] };
    }
  },
);

async function elect(
  broker: Broker,
  { electionType, topicPartitions, timeoutMs }: ElectLeadersRequest,
): Promise<Result[]> {
  const type = electionTypes[electionType];
  if (type === undefined) throw new KafkaError(ErrorCode.INVALID_REQUEST);
  const asked = topicPartitions?.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition })),
  );
  const outcomes = await broker.controller.electLeaders(asked ?? null, type);
  const leads = (topic: string, partition: number) =>
    broker.image.topic(topic)?.partitions[partition]?.leader;
  const isKnown = ({ topic, partition, result }: (typeof outcomes)[number]) =>
    result instanceof KafkaError || leads(topic, partition) === result.leader;
  await broker.image.until(broker.clock, timeoutMs, () => outcomes.every(isKnown));
  return outcomes.map((outcome) => {
    const { topic, partition, result } = outcome;
    if (result instanceof KafkaError) {
      return { topic, partition, errorCode: result.code, errorMessage: result.message };
    }
    const errorCode = isKnown(outcome) ? ErrorCode.NONE : ErrorCode.REQUEST_TIMED_OUT;
    return { topic, partition, errorCode, errorMessage: null };
  });
}

function grouped(results: readonly Result[]) {
  return Array.from(byTopic(results), ([topic, some]) => ({
    topic,
    partitionResult: some.map(({ partition, errorCode, errorMessage }) => ({
      partitionId: partition,
      errorCode,
      errorMessage,
    })),
  }));
}
