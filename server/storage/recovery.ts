import { isIntact, readBatchHeader } from '../protocol/records/batch-header.ts';
import { RecordsError } from '../protocol/records/records-error.ts';
import { eachStoredBatch, type StoredBatch } from './batches.ts';
import { type Checkpoint, readProducers } from './checkpoint.ts';
import { END_OF_LOG, Kind, keyOf, offsetsOf } from './keys.ts';
import { asSegmentBegan, type LogState, withBatch } from './log-state.ts';
import {
  noProducers,
  type ProducerEntry,
  type Producers,
  producerAfter,
} from './producer-state.ts';
import type { Store } from './store.ts';
import { isDue } from './time-index.ts';

/** A state and the producers that go with it. */
export interface Contents {
  readonly state: LogState;
  readonly producers: Map<number, ProducerEntry>;
}

/** What recovery had to cut off: the batch at `offset` and all after it. */
export interface Cut {
  readonly offset: number;
  readonly reason: string;
}

/**
 * The contents of log `id` after a crash: those of its last checkpoint and the batches after it, up
 * to the first one that is torn or damaged. That one and all after it are deleted.
 */
export async function recover(
  store: Store,
  id: number,
  checkpoint: Checkpoint,
  now: number,
): Promise<Contents & { cut: Cut | undefined }> {
  const contents = await replay(store, id, checkpoint, END_OF_LOG, now);
  if (contents.cut === undefined) return contents;
  for (const kind of [Kind.batch, Kind.time]) {
    const { gte, lt } = offsetsOf(kind, id, contents.cut.offset, END_OF_LOG);
    await store.clear(gte, lt);
  }
  return contents;
}

export interface RebuildOptions {
  /** Where a batch ends, and the log is to end. */
  readonly endOffset: number;
  /** The store's, if it has one. */
  readonly checkpoint: Checkpoint | undefined;
  readonly now: number;
}

/**
 * The contents of log `id` up to an offset, built up from its last checkpoint before that or from
 * the beginning of the segment.
 */
export async function rebuild(
  store: Store,
  id: number,
  state: LogState,
  { endOffset, checkpoint, now }: RebuildOptions,
): Promise<Contents> {
  const start = asSegmentBegan(state, endOffset);
  const last = checkpoint?.state;
  if (last?.active.baseOffset === start.active.baseOffset && last.endOffset <= endOffset) {
    const state = { ...start, active: last.active, endOffset: last.endOffset };
    const from = { state, producers: checkpoint?.producers ?? noProducers };
    return await replay(store, id, from, endOffset, now);
  }
  const noted = await store.get(keyOf(Kind.producers, id, start.active.baseOffset));
  const producers = noted === undefined ? noProducers : readProducers(noted);
  return await replay(store, id, { state: start, producers }, endOffset, now);
}

async function replay(
  store: Store,
  id: number,
  from: { state: LogState; producers: Producers },
  to: number,
  now: number,
): Promise<Contents & { cut: Cut | undefined }> {
  let { state } = from;
  const producers = new Map(from.producers);
  for await (const batch of eachStoredBatch(store, id, state.endOffset, to)) {
    const reason = damageOf(batch);
    if (reason !== undefined)
      return { state, producers, cut: { offset: batch.baseOffset, reason } };
    const header = readBatchHeader(batch.bytes);
    const { active } = state;
    if (isDue(active)) {
      state = { ...state, active: { ...active, indexedBytes: active.sizeInBytes } };
    }
    state = withBatch(state, header, now);
    const producer = producerAfter(producers.get(header.producerId), header);
    if (producer !== undefined) producers.set(producer.producerId, producer);
  }
  return { state, producers, cut: undefined };
}

/** Why a stored batch cannot be the one that was written, if so. */
function damageOf({ baseOffset, bytes }: StoredBatch): string | undefined {
  try {
    const header = readBatchHeader(bytes);
    if (header.sizeInBytes !== bytes.length) {
      return `it has ${bytes.length} bytes instead of ${header.sizeInBytes}`;
    }
    if (header.baseOffset !== baseOffset) return `it begins with offset ${header.baseOffset}`;
    return isIntact(bytes) ? undefined : 'its checksum does not match';
  } catch (error) {
    if (error instanceof RecordsError) return error.message;
    throw error;
  }
}
