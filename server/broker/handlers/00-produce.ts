/**
 * Produce, versions 0–12. Appends each partition's batch and answers when as many replicas as `acks`
 * asks for have it; with acks=0 there is no answer, and an error closes the connection instead, as in
 * Kafka. Who asks a follower is told who leads (KIP-951). Batches of versions 0–2 are converted to the current format. Transactional batches are refused:
 * transactions are not served yet.
 */
import {
  type ProduceRequest,
  produceRequest,
  produceResponse,
} from '../../protocol/api/00-produce.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { isTransactional } from '../../protocol/records/batch-header.ts';
import { RecordsError } from '../../protocol/records/records-error.ts';
import type { InferInput } from '../../protocol/schema.ts';
import type { Broker } from '../broker.ts';
import { currentLeader, endpointsOf, isAboutLeader } from '../current-leader.ts';
import { handler, type RequestContext } from '../handler.ts';
import { isInternalTopic } from '../metadata/cluster-image.ts';
import { prepareBatches } from '../produce/prepare-batches.ts';
import { UnservableRequest } from '../unservable-request.ts';

type TopicResponse = InferInput<typeof produceResponse>['responses'][number];
type PartitionResponse = TopicResponse['partitionResponses'][number];

const FIRST_WITH_LEADERS = 10;

export const produceHandler = handler(
  produceRequest,
  produceResponse,
  { versions: [0, 12], overlaps: true },
  async (request, context) => {
    const acksKnown = request.acks === 0 || request.acks === 1 || request.acks === -1;
    const append = (topic: string, index: number, records: Uint8Array | null) =>
      acksKnown
        ? appendTo(context, topic, index, records, request)
        : refused(index, new KafkaError(ErrorCode.INVALID_REQUIRED_ACKS), context.broker, topic);
    const responses = await Promise.all(
      request.topicData.map(async ({ name, partitionData }) => ({
        name,
        partitionResponses: await Promise.all(
          partitionData.map(({ index, records }) => append(name, index, records)),
        ),
      })),
    );
    if (request.acks !== 0) return { responses, nodeEndpoints: leadersIn(responses, context) };
    const failed = responses.flatMap(({ partitionResponses }) => partitionResponses).find(hasError);
    if (failed !== undefined) {
      throw new UnservableRequest(`a Produce with acks=0 failed: ${failed.errorMessage}`);
    }
    return undefined;
  },
);

/** Runs without a pause up to the append, which is what keeps pipelined requests in order. */
async function appendTo(
  context: RequestContext,
  topic: string,
  index: number,
  records: Uint8Array | null,
  request: ProduceRequest,
): Promise<PartitionResponse> {
  const { broker, version } = context;
  try {
    if (request.transactionalId !== null) throw noTransactions();
    if (isInternalTopic(topic)) throw new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION);
    const partition = broker.partitions.leader(topic, index);
    const batches = prepareBatches(records, partition.config, {
      version,
      now: broker.clock.now(),
      compression: broker.compression,
    });
    if (isTransactional(batches)) throw noTransactions();
    const appended = await partition.append(batches, request.acks, request.timeoutMs);
    return {
      index,
      errorCode: ErrorCode.NONE,
      baseOffset: appended.baseOffset,
      logAppendTimeMs: appended.logAppendTime,
      logStartOffset: partition.log.logStartOffset,
    };
  } catch (error) {
    return refused(index, error, broker, topic);
  }
}

function refused(index: number, error: unknown, broker: Broker, topic: string): PartitionResponse {
  const base = { index, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 };
  if (error instanceof RecordsError) {
    const { code, message, recordErrors } = error;
    return { ...base, errorCode: code, recordErrors, errorMessage: message };
  }
  const { code, message } = broker.failures.toKafkaError(error, `writing to ${topic}-${index}`);
  const refusal = { ...base, errorCode: code, errorMessage: message };
  return isAboutLeader(code)
    ? { ...refusal, currentLeader: currentLeader(broker, topic, index) }
    : refusal;
}

/** Where the leaders are found whom the answer names. */
function leadersIn(responses: readonly TopicResponse[], { broker, version }: RequestContext) {
  if (version < FIRST_WITH_LEADERS) return undefined;
  const leaders = responses.flatMap(({ partitionResponses }) =>
    partitionResponses.flatMap(({ currentLeader }) => currentLeader?.leaderId ?? []),
  );
  return endpointsOf(broker, leaders);
}

function hasError(response: PartitionResponse): boolean {
  return response.errorCode !== ErrorCode.NONE;
}

function noTransactions(): KafkaError {
  return new KafkaError(ErrorCode.UNSUPPORTED_VERSION, 'transactions are not served yet');
}
