import { produceRequest, produceResponse } from '../../protocol/api/00-produce.ts';
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../protocol/api/22-init-producer-id.ts';
import {
  addPartitionsToTxnRequest,
  addPartitionsToTxnResponse,
} from '../../protocol/api/24-add-partitions-to-txn.ts';
import {
  addOffsetsToTxnRequest,
  addOffsetsToTxnResponse,
} from '../../protocol/api/25-add-offsets-to-txn.ts';
import { endTxnRequest, endTxnResponse } from '../../protocol/api/26-end-txn.ts';
import {
  txnOffsetCommitRequest,
  txnOffsetCommitResponse,
} from '../../protocol/api/28-txn-offset-commit.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { encodeBatch, type NewRecord } from '../../protocol/records/record-batch.ts';
import type { OutgoingRecord, SendOptions } from '../../streaming/kafka/kafka-client.ts';
import { compression } from '../compression.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { findGroupCoordinator, findTransactionCoordinator } from '../kafka/coordinator.ts';
import { KafkaError, throwIfError } from '../kafka/kafka-error.ts';
import { partitionForKey } from '../kafka/producer/partitioner.ts';
import { byTopic, partitionKey, type TopicPartition } from '../kafka/topic-partition.ts';
import type { Leaders } from './kafka-leaders.ts';
import type { Patience } from './kafka-patience.ts';

/** The newest version of Produce whose partitions are added to the transaction before. */
const WITH_ADDED_PARTITIONS = 11;
/** How large batches become, in bytes of keys and values: brokers take 1 MB unless told otherwise. */
const BATCH_SIZE = 524_288;
const TIMEOUT_MS = 60_000;

interface TransactionParts {
  readonly cluster: Cluster;
  readonly leaders: Leaders;
  readonly patience: Patience;
}

type TransactionOptions = SendOptions & { readonly transactionalId: string };

/** Who writes in a transaction. */
interface Writer {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Records of one partition, with the position of the first among all that the transaction writes there. */
interface Batch extends TopicPartition {
  readonly sequence: number;
  readonly records: readonly NewRecord[];
}

/**
 * Writes all the records, and with them a group's offsets, or none (KIP-98). Whoever had the id before is fenced, and
 * what it left unfinished aborted.
 * @throws UserError, at once where the cluster has no transactions.
 */
export async function sendInTransaction(
  { cluster, leaders, patience }: TransactionParts,
  records: readonly OutgoingRecord[],
  options: TransactionOptions,
): Promise<void> {
  const writer = await patience.until(
    () => write(cluster, leaders, records, options),
    () => leaders.refresh(),
  );
  // It may have been done although the answer was lost: doing it again changes nothing, writing again would.
  await patience.until(() => end(cluster, writer, true));
}

/** Everything but the end. @throws KafkaError, after which it may be done again */
async function write(
  cluster: Cluster,
  leaders: Leaders,
  records: readonly OutgoingRecord[],
  { transactionalId, offsets }: TransactionOptions,
): Promise<Writer> {
  const any = await cluster.connection('any');
  if (any.version(endTxnRequest) === undefined) {
    throw new KafkaError(
      ErrorCode.UNSUPPORTED_VERSION,
      'the cluster has no transactions. Leave transactional.id out: what is sent is written once all the same, as long as the program runs.',
    );
  }
  const { nodeId } = await findTransactionCoordinator(cluster, transactionalId);
  const writer = await begin(cluster, nodeId, transactionalId);
  try {
    const batches = await batchesOf(leaders, records);
    if (batches.length > 0) await addPartitions(cluster, nodeId, writer, batches);
    await produce(cluster, leaders, writer, batches);
    if (offsets !== undefined) await addOffsets(cluster, nodeId, writer, offsets);
    return writer;
  } catch (error) {
    await end(cluster, writer, false).catch(() => {});
    throw error;
  }
}

async function begin(
  cluster: Cluster,
  coordinator: number,
  transactionalId: string,
): Promise<Writer> {
  const body = { transactionalId, transactionTimeoutMs: TIMEOUT_MS };
  const answer = await cluster.request(
    coordinator,
    initProducerIdRequest,
    initProducerIdResponse,
    body,
  );
  throwIfError(answer.errorCode);
  const { producerId, producerEpoch } = answer;
  return { transactionalId, producerId, producerEpoch };
}

async function batchesOf(leaders: Leaders, records: readonly OutgoingRecord[]): Promise<Batch[]> {
  const now = Date.now();
  const batches: Batch[] = [];
  const last = new Map<
    string,
    { readonly batch: Batch & { records: NewRecord[] }; size: number }
  >();
  let turn = 0;
  for (const { topic, partition, key = null, value, timestamp = now, headers = [] } of records) {
    const count = partition === undefined ? await leaders.partitionCount(topic) : 1;
    const chosen = partition ?? (key === null ? turn++ % count : partitionForKey(key, count));
    const of = { topic, partition: chosen };
    const size = 16 + (key?.length ?? 0) + (value?.length ?? 0);
    let open = last.get(partitionKey(of));
    if (open === undefined || open.size + size > BATCH_SIZE) {
      const sequence = open === undefined ? 0 : open.batch.sequence + open.batch.records.length;
      open = { batch: { ...of, sequence, records: [] }, size: 0 };
      last.set(partitionKey(of), open);
      batches.push(open.batch);
    }
    open.batch.records.push({ key, value, timestamp, headers });
    open.size += size;
  }
  return batches;
}

async function addPartitions(
  cluster: Cluster,
  coordinator: number,
  { transactionalId, producerId, producerEpoch }: Writer,
  batches: readonly Batch[],
): Promise<void> {
  const firsts = batches.filter(({ sequence }) => sequence === 0);
  const answer = await cluster.request(
    coordinator,
    addPartitionsToTxnRequest,
    addPartitionsToTxnResponse,
    {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: byTopic(firsts).map(([name, each]) => ({
        name,
        partitions: each.map(({ partition }) => partition),
      })),
    },
  );
  for (const { resultsByPartition } of answer.resultsByTopicV3AndBelow)
    for (const { partitionErrorCode } of resultsByPartition) throwIfError(partitionErrorCode);
}

/** One batch after the other, so that none can overtake another of its partition. */
async function produce(
  cluster: Cluster,
  leaders: Leaders,
  { transactionalId, producerId, producerEpoch }: Writer,
  batches: readonly Batch[],
): Promise<void> {
  for (const { topic, partition, sequence, records } of batches) {
    const { id } = await leaders.leader({ topic, partition });
    const bytes = encodeBatch(
      { records, isTransactional: true, producerId, producerEpoch, baseSequence: sequence },
      compression,
    );
    const { responses } = await cluster.request(
      id,
      produceRequest,
      produceResponse,
      {
        ...{ transactionalId, acks: -1, timeoutMs: TIMEOUT_MS },
        topicData: [{ name: topic, partitionData: [{ index: partition, records: bytes }] }],
      },
      WITH_ADDED_PARTITIONS,
    );
    const answer = responses[0]?.partitionResponses[0];
    throwIfError(answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR, answer?.errorMessage);
  }
}

async function addOffsets(
  cluster: Cluster,
  coordinator: number,
  writer: Writer,
  { group: groupId, offsets }: NonNullable<SendOptions['offsets']>,
): Promise<void> {
  const added = await cluster.request(
    coordinator,
    addOffsetsToTxnRequest,
    addOffsetsToTxnResponse,
    { ...writer, groupId },
  );
  throwIfError(added.errorCode);
  const { nodeId } = await findGroupCoordinator(cluster, groupId);
  const answer = await cluster.request(nodeId, txnOffsetCommitRequest, txnOffsetCommitResponse, {
    ...writer,
    groupId,
    topics: byTopic(offsets).map(([name, each]) => ({
      name,
      partitions: each.map(({ partition, offset }) => ({
        ...{ partitionIndex: partition, committedOffset: offset, committedMetadata: '' },
      })),
    })),
  });
  for (const { partitions } of answer.topics)
    for (const { errorCode } of partitions) throwIfError(errorCode);
}

async function end(cluster: Cluster, writer: Writer, committed: boolean): Promise<void> {
  const { nodeId } = await findTransactionCoordinator(cluster, writer.transactionalId);
  const body = { ...writer, committed };
  const { errorCode } = await cluster.request(nodeId, endTxnRequest, endTxnResponse, body);
  throwIfError(errorCode);
}
