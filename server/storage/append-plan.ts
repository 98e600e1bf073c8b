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
  type ProducerEntry,
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
  if (options.origin === 'client') {
    const duplicate = duplicateOf(target, readBatchHeader(bytes));
    if (duplicate !== undefined) return { ...nothing(target), appended: duplicate };
    assignOffsets(bytes, target.state.endOffset, options.leaderEpoch);
  }

  let { state, checkpointDue } = target;
  const producers = new Map<number, ProducerEntry>();
  const batches: StoredBatch[] = [];
  const operations: StoreOperation[] = [];
  for (const { at, header } of eachBatch(bytes)) {
    if (header.baseOffset < state.endOffset) throw notAtEnd(header, state.endOffset);
    const producer = producers.get(header.producerId) ?? target.producers.get(header.producerId);
    if (options.origin === 'client') checkProducer(producer, header);

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
      operations.push(timeEntry(id, header.baseOffset, state.active));
      state = { ...state, active: { ...state.active, indexedBytes: state.active.sizeInBytes } };
    }
    const batch = bytes.subarray(at, at + header.sizeInBytes);
    operations.push({ type: 'put', key: keyOf(Kind.batch, id, header.baseOffset), value: batch });
    batches.push({ baseOffset: header.baseOffset, bytes: batch });
    state = withBatch(state, header, now);
    const after = producerAfter(producer, header);
    if (after !== undefined) producers.set(after.producerId, after);
  }
  const appended = appendedBatches(batches, target.state.endOffset, state.endOffset);
  return { appended, state, producers, batches, operations };
}

/** The answer to a batch of a client that is in the log already. */
function duplicateOf({ producers }: AppendTarget, header: BatchHeader): Appended | undefined {
  const known = findDuplicate(producers.get(header.producerId), header);
  return (
    known && {
      baseOffset: known.lastOffset - known.offsetDelta,
      lastOffset: known.lastOffset,
      logAppendTime: known.appendTime,
      duplicate: true,
    }
  );
}

function assignOffsets(bytes: Uint8Array, offset: number, leaderEpoch: number): void {
  let next = offset;
  for (let at = 0; at < bytes.length; at += sizeOfBatchAt(bytes, at)) {
    setBaseOffset(bytes, at, next);
    setPartitionLeaderEpoch(bytes, at, leaderEpoch);
    next = readBatchHeader(bytes, at).lastOffset + 1;
  }
}

function appendedBatches(batches: readonly StoredBatch[], from: number, end: number): Appended {
  const [first] = batches;
  const header = first && readBatchHeader(first.bytes);
  return {
    baseOffset: first?.baseOffset ?? from,
    lastOffset: end - 1,
    logAppendTime: header?.timestampType === 'append' ? header.maxTimestamp : -1,
    duplicate: false,
  };
}

function nothing({ state }: AppendTarget): Omit<AppendPlan, 'appended'> {
  return { state, producers: new Map(), batches: [], operations: [] };
}

function merged(producers: Producers, changed: Producers): Producers {
  return changed.size === 0 ? producers : new Map([...producers, ...changed]);
}

function notAtEnd(header: BatchHeader, endOffset: number): KafkaError {
  return new KafkaError(
    ErrorCode.OFFSET_OUT_OF_RANGE,
    `A replicated batch begins with offset ${header.baseOffset}, and the log ends at ${endOffset}`,
  );
}
