import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import {
  type BatchHeader,
  eachBatch,
  readBatchHeader,
  setBaseOffset,
  setPartitionLeaderEpoch,
  sizeOfBatchAt,
} from '../protocol/records/batch-header.ts';
import type { StoredBatch } from './batches.ts';
import { putCheckpoint, putProducers, putSegment } from './checkpoint.ts';
import { Kind, keyOf } from './keys.ts';
import type { LogConfig } from './log-config.ts';
import { type LogState, rolled, withBatch } from './log-state.ts';
import {
  checkProducer,
  findDuplicate,
  noProducers,
  type Producers,
  producerAfter,
} from './producer-state.ts';
import { shouldRoll } from './segment.ts';
import type { StoreOperation } from './store.ts';
import { isDue, timeEntry } from './time-index.ts';

export interface AppendOptions {
  /** The leader's epoch, which batches from clients are marked with. */
  readonly leaderEpoch: number;
  /** Batches from clients are given their offsets; replicated ones have those of the leader. */
  readonly origin: 'client' | 'replication';
}

export interface Appended {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Milliseconds since 1970 if the log sets its records' timestamps; −1 otherwise. */
  readonly logAppendTime: number;
  /** Whether it was in the log already, and the offsets are those of the first time. */
  readonly duplicate: boolean;
}

/** The log as it is before the append. */
export interface AppendTarget {
  readonly id: number;
  readonly state: LogState;
  readonly producers: Producers;
  readonly config: LogConfig;
  /** Whether a checkpoint is to come before the first batch. */
  readonly checkpointDue: boolean;
}

/** What an append does. */
export interface AppendPlan {
  readonly appended: Appended;
  readonly state: LogState;
  /** The producers' entries that change. */
  readonly producers: Producers;
  readonly batches: readonly StoredBatch[];
  /** In an order of which every beginning is consistent: a checkpoint comes before what follows it. */
  readonly operations: readonly StoreOperation[];
}

/**
 * Works out an append, and changes nothing but the batches of a client, which get their offsets and
 * the leader's epoch. A batch that repeats one of its producer's last becomes no part of the plan:
 * it is answered with the offsets of the first time, without operations.
 * @throws KafkaError OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH; OFFSET_OUT_OF_RANGE for
 * replicated batches below the log's end. RecordsError CORRUPT_MESSAGE.
 */
export function planAppend(
  target: AppendTarget,
  bytes: Uint8Array,
  options: AppendOptions,
  now: number,
): AppendPlan {
  const { id, config } = target;
  const isFromClient = options.origin === 'client';
  const headers = isFromClient
    ? assignOffsets(bytes, target.state.endOffset, options.leaderEpoch)
    : Array.from(eachBatch(bytes), ({ header }) => header);
  const duplicate = isFromClient ? duplicateOf(target, headers) : undefined;
  if (duplicate !== undefined) return { ...nothing(target), appended: duplicate };

  let { state, checkpointDue } = target;
  let producers = noProducers;
  const batches: StoredBatch[] = [];
  const operations: StoreOperation[] = [];
  let at = 0;
  for (const header of headers) {
    const { baseOffset, sizeInBytes } = header;
    if (baseOffset < state.endOffset) throw notAtEnd(header, state.endOffset);
    const producer = producers.get(header.producerId) ?? target.producers.get(header.producerId);
    if (isFromClient) checkProducer(producer, header);

    if (shouldRoll(state.active, header, config, now)) {
      operations.push(putSegment(id, state.active));
      state = rolled(state);
      operations.push(putProducers(id, state.endOffset, merged(target.producers, producers)));
      checkpointDue = true;
    }
    if (checkpointDue) {
      const all = merged(target.producers, producers);
      operations.push(putCheckpoint(id, { clean: false, state, producers: all }));
      checkpointDue = false;
    }
    if (isDue(state.active)) {
      operations.push(timeEntry(id, baseOffset, state.active));
      state = { ...state, active: { ...state.active, indexedBytes: state.active.sizeInBytes } };
    }
    const batch = bytes.subarray(at, at + sizeInBytes);
    operations.push({ type: 'put', key: keyOf(Kind.batch, id, baseOffset), value: batch });
    batches.push({ baseOffset, bytes: batch });
    state = withBatch(state, header, now);
    const after = producerAfter(producer, header);
    if (after !== undefined) producers = merged(producers, new Map([[after.producerId, after]]));
    at += sizeInBytes;
  }
  const appended = {
    baseOffset: headers[0]?.baseOffset ?? state.endOffset,
    lastOffset: state.endOffset - 1,
    logAppendTime: appendTimeOf(headers[0]),
    duplicate: false,
  };
  return { appended, state, producers, batches, operations };
}

/** The answer to a batch of a client that is in the log already. */
function duplicateOf(
  { producers }: AppendTarget,
  [header]: readonly BatchHeader[],
): Appended | undefined {
  const known = header && findDuplicate(producers.get(header.producerId), header);
  return (
    known && {
      baseOffset: known.lastOffset - known.offsetDelta,
      lastOffset: known.lastOffset,
      logAppendTime: known.appendTime,
      duplicate: true,
    }
  );
}

/** Gives the batches their offsets and epoch, in place, and returns their headers with them. */
function assignOffsets(bytes: Uint8Array, offset: number, leaderEpoch: number): BatchHeader[] {
  const headers: BatchHeader[] = [];
  let next = offset;
  for (let at = 0; at < bytes.length; ) {
    // Throws for one that is cut off, before anything is written into it.
    sizeOfBatchAt(bytes, at);
    setBaseOffset(bytes, at, next);
    setPartitionLeaderEpoch(bytes, at, leaderEpoch);
    const header = readBatchHeader(bytes, at);
    headers.push(header);
    next = header.lastOffset + 1;
    at += header.sizeInBytes;
  }
  return headers;
}

function appendTimeOf(header: BatchHeader | undefined): number {
  return header?.timestampType === 'append' ? header.maxTimestamp : -1;
}

function nothing({ state }: AppendTarget): Omit<AppendPlan, 'appended'> {
  return { state, producers: noProducers, batches: [], operations: [] };
}

function merged(producers: Producers, changed: Producers): Producers {
  if (producers.size === 0) return changed;
  return changed.size === 0 ? producers : new Map([...producers, ...changed]);
}

function notAtEnd(header: BatchHeader, endOffset: number): KafkaError {
  return new KafkaError(
    ErrorCode.OFFSET_OUT_OF_RANGE,
    `A replicated batch begins with offset ${header.baseOffset}, and the log ends at ${endOffset}`,
  );
}
