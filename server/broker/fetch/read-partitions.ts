import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import type { Broker } from '../broker.ts';
import type { Partition } from '../partition.ts';
import type { FetchPartition, FetchSession, SessionPartition } from './fetch-session.ts';

/** What reading one partition gave. */
export interface PartitionRead {
  readonly of: SessionPartition;
  readonly request: FetchPartition;
  readonly errorCode: number;
  /** Absent when there is an error. */
  readonly partition: Partition | undefined;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly records: readonly Uint8Array[];
  readonly bytes: number;
  /** Whether there is something from the asked offset on, though perhaps no room for it. */
  readonly hasMore: boolean;
  /** Where the client's log and the leader's part, if they do before the asked offset (KIP-595). */
  readonly diverging: { readonly epoch: number; readonly endOffset: number } | undefined;
}

/** Who reads. */
export interface Reader {
  /** The follower's id; −1 for a consumer. */
  readonly replicaId: number;
  readonly readCommitted: boolean;
  /** Of all partitions together. */
  readonly maxBytes: number;
}

const noRecords: readonly Uint8Array[] = [];

/**
 * Reads the session's pending partitions in their order until `maxBytes` are gathered. The first batch found
 * is returned whole even if it is larger, so that a consumer always gets on (KIP-74).
 *
 * @param takesNote whether followers are where they read; not so when the same request is served again
 */
export async function readPartitions(
  broker: Broker,
  session: FetchSession,
  reader: Reader,
  takesNote = true,
): Promise<PartitionRead[]> {
  const reads: PartitionRead[] = [];
  let left = reader.maxBytes;
  let found = false;
  for (const of of session.pending()) {
    const limits = { maxBytes: Math.min(left, of.request.maxBytes), minOneBatch: !found };
    const read = await readPartition(broker, session, of, reader, limits, takesNote);
    reads.push(read);
    left = Math.max(0, left - read.bytes);
    if (read.bytes > 0) found = true;
  }
  return reads;
}

/**
 * The partition that a request means, which this broker leads.
 * @throws KafkaError UNKNOWN_TOPIC_ID, INCONSISTENT_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION,
 * NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH
 */
function resolvePartition(broker: Broker, request: FetchPartition): Partition {
  const { partitions } = broker;
  const { topic, topicId, partition, currentLeaderEpoch } = request;
  if (topicId === ZERO_UUID) return partitions.leader(topic, partition, currentLeaderEpoch);
  const name = nameOfTopic(broker, topicId);
  if (name === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_ID);
  const found = partitions.leader(name, partition, currentLeaderEpoch);
  if (found.log.topicId !== topicId) throw new KafkaError(ErrorCode.INCONSISTENT_TOPIC_ID);
  return found;
}

/** Also of a topic that this broker has only heard of by having a replica of it, as may be when followers ask. */
export function nameOfTopic({ image, partitions }: Broker, topicId: string): string | undefined {
  return image.topicById(topicId)?.name ?? partitions.topicWithId(topicId);
}

async function readPartition(
  broker: Broker,
  session: FetchSession,
  of: SessionPartition,
  reader: Reader,
  limits: { readonly maxBytes: number; readonly minOneBatch: boolean },
  takesNote: boolean,
): Promise<PartitionRead> {
  const { request } = of;
  try {
    const partition = resolvePartition(broker, request);
    const isFollower = reader.replicaId >= 0;
    session.watch(of, partition, isFollower);
    const { log } = partition;
    if (isFollower) partition.leader.follower(reader.replicaId);
    const diverging = divergence(partition, request);
    const end = log.writtenEndOffset;
    const upTo = isFollower
      ? end
      : reader.readCommitted
        ? partition.lastStableOffset
        : partition.highWatermark;
    const { fetchOffset } = request;
    // A consumer may be ahead of the high watermark when another broker has just become leader.
    if (fetchOffset < log.logStartOffset || fetchOffset > end) {
      throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE);
    }
    const hasMore = diverging === undefined && fetchOffset < upTo;
    const records =
      hasMore && (limits.maxBytes > 0 || limits.minOneBatch)
        ? await log.read(fetchOffset, { ...limits, upTo })
        : noRecords;
    if (isFollower && diverging === undefined && takesNote) {
      // It may have become another epoch's leader while it was reading.
      partition.checkLeaderEpoch(request.currentLeaderEpoch);
      const { logStartOffset } = request;
      const fetch = { fetchOffset, logStartOffset, leaderEndOffset: end };
      partition.leader.fetched(reader.replicaId, fetch);
    }
    let bytes = 0;
    for (const { length } of records) bytes += length;
    return {
      of,
      request,
      errorCode: ErrorCode.NONE,
      partition,
      highWatermark: partition.highWatermark,
      lastStableOffset: partition.lastStableOffset,
      logStartOffset: log.logStartOffset,
      records,
      bytes,
      hasMore,
      diverging,
    };
  } catch (error) {
    return {
      of,
      request,
      errorCode: broker.failures.toKafkaError(error, `reading ${nameOf(request)}`).code,
      partition: undefined,
      highWatermark: -1,
      lastStableOffset: -1,
      logStartOffset: -1,
      records: noRecords,
      bytes: 0,
      hasMore: false,
      diverging: undefined,
    };
  }
}

/**
 * Where the log of who asks parts from the leader's, by the epoch of its last record (Partition.readRecords).
 * @throws KafkaError OFFSET_OUT_OF_RANGE when the leader knows nothing of that epoch or those before
 */
function divergence(
  { log }: Partition,
  { fetchOffset, lastFetchedEpoch }: FetchPartition,
): PartitionRead['diverging'] {
  if (lastFetchedEpoch < 0) return undefined;
  const { epoch, endOffset } = log.epochEndOffset(lastFetchedEpoch);
  if (epoch < 0 || endOffset < 0) throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE);
  return epoch < lastFetchedEpoch || endOffset < fetchOffset ? { epoch, endOffset } : undefined;
}

function nameOf({ topic, topicId, partition }: FetchPartition): string {
  return `${topic || topicId}-${partition}`;
}
