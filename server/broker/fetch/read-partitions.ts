import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import type { Broker } from '../broker.ts';
import type { Partition } from '../partition.ts';
import type { FetchPartition } from './fetch-session.ts';

/** What reading one partition gave. */
export interface PartitionRead {
  readonly request: FetchPartition;
  readonly errorCode: number;
  /** Absent when there is an error. */
  readonly partition: Partition | undefined;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly records: readonly Uint8Array[];
  readonly bytes: number;
}

export interface ReadLimits {
  readonly maxBytes: number;
  readonly readCommitted: boolean;
}

/**
 * Reads the partitions in their order until `maxBytes` are gathered. The first batch found is returned
 * whole even if it is larger, so that a consumer always gets on (KIP-74).
 */
export async function readPartitions(
  broker: Broker,
  requests: readonly FetchPartition[],
  limits: ReadLimits,
): Promise<PartitionRead[]> {
  const reads: PartitionRead[] = [];
  let left = limits.maxBytes;
  let found = false;
  for (const request of requests) {
    const read = await readPartition(broker, request, limits.readCommitted, left, !found);
    reads.push(read);
    left = Math.max(0, left - read.bytes);
    if (read.bytes > 0) found = true;
  }
  return reads;
}

/** The partition that a request means. @throws KafkaError UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION */
export function resolvePartition(broker: Broker, request: FetchPartition): Partition {
  if (request.topicId === ZERO_UUID) {
    return broker.partitions.leader(request.topic, request.partition);
  }
  const topic = broker.image.topicById(request.topicId);
  if (topic === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_ID);
  return broker.partitions.leader(topic.name, request.partition);
}

async function readPartition(
  broker: Broker,
  request: FetchPartition,
  readCommitted: boolean,
  bytesLeft: number,
  minOneBatch: boolean,
): Promise<PartitionRead> {
  try {
    const partition = resolvePartition(broker, request);
    partition.checkLeaderEpoch(request.currentLeaderEpoch);
    const { highWatermark, lastStableOffset, log } = partition;
    const upTo = readCommitted ? lastStableOffset : highWatermark;
    if (request.fetchOffset < log.logStartOffset || request.fetchOffset > highWatermark) {
      throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE);
    }
    const maxBytes = Math.min(bytesLeft, request.maxBytes);
    const records =
      request.fetchOffset >= upTo || (maxBytes <= 0 && !minOneBatch)
        ? []
        : await log.read(request.fetchOffset, { maxBytes, upTo, minOneBatch });
    const bytes = records.reduce((sum, { length }) => sum + length, 0);
    const logStartOffset = log.logStartOffset;
    return {
      request,
      errorCode: ErrorCode.NONE,
      partition,
      highWatermark,
      lastStableOffset,
      logStartOffset,
      records,
      bytes,
    };
  } catch (error) {
    return {
      request,
      errorCode: broker.failures.toKafkaError(error, `reading ${nameOf(request)}`).code,
      partition: undefined,
      highWatermark: -1,
      lastStableOffset: -1,
      logStartOffset: -1,
      records: [],
      bytes: 0,
    };
  }
}

function nameOf({ topic, topicId, partition }: FetchPartition): string {
  return `${topic || topicId}-${partition}`;
}
