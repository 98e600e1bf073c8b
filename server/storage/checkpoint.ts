/**
 * A log's state as the store keeps it. The checkpoint is written now and then together with the
 * batches, so that what a crash leaves is told by it and the batches after it. Closed segments have
 * records of their own, and each segment that begins notes the producers of that moment, from which
 * their state is built up again when the log is cut off within it.
 */
import { Kind, keyOf } from './keys.ts';
import { emptyState, type LogState } from './log-state.ts';
import type { ProducerEntry, Producers } from './producer-state.ts';
import type { Segment } from './segment.ts';
import type { StoreOperation } from './store.ts';
import { StoreError } from './store-error.ts';

export interface Checkpoint {
  /** Whether the state was the whole log's: nothing was to be written after it. */
  readonly clean: boolean;
  /** Without the closed segments, which have their own records. */
  readonly state: LogState;
  readonly producers: Producers;
}

type StoredProducer = [
  producerId: number,
  epoch: number,
  lastTimestamp: number,
  ...batches: [lastSequence: number, lastOffset: number, offsetDelta: number, appendTime: number][],
];

interface StoredSegment {
  readonly size: number;
  readonly maxTimestamp: number;
  readonly maxTimestampAt: number;
  readonly startedAt: number;
  readonly appendedAt: number;
  readonly indexed: number;
}

interface StoredState {
  readonly clean: boolean;
  readonly start: number;
  readonly end: number;
  readonly activeBase: number;
  readonly active: StoredSegment;
  readonly epochs: [epoch: number, startOffset: number][];
  readonly producers: StoredProducer[];
}

export function putCheckpoint(id: number, { clean, state, producers }: Checkpoint): StoreOperation {
  const stored: StoredState = {
    clean,
    start: state.startOffset,
    end: state.endOffset,
    activeBase: state.active.baseOffset,
    active: storedSegment(state.active),
    epochs: state.epochs.map(({ epoch, startOffset }) => [epoch, startOffset]),
    producers: storedProducers(producers),
  };
  return { type: 'put', key: keyOf(Kind.state, id), value: toJson(stored) };
}

export function readCheckpoint(value: Uint8Array): Checkpoint {
  const stored = fromJson<StoredState>(value);
  return {
    clean: stored.clean,
    state: {
      ...emptyState(stored.start),
      endOffset: stored.end,
      active: segmentOf(stored.activeBase, stored.active),
      epochs: stored.epochs.map(([epoch, startOffset]) => ({ epoch, startOffset })),
    },
    producers: producersOf(stored.producers),
  };
}

/** Puts the record of a segment that closes. */
export function putSegment(id: number, segment: Segment): StoreOperation {
  const key = keyOf(Kind.segment, id, segment.baseOffset);
  return { type: 'put', key, value: toJson(storedSegment(segment)) };
}

export function readSegment(baseOffset: number, value: Uint8Array): Segment {
  return segmentOf(baseOffset, fromJson<StoredSegment>(value));
}

/** Puts the producers as of `offset`, where a segment begins. */
export function putProducers(id: number, offset: number, producers: Producers): StoreOperation {
  const key = keyOf(Kind.producers, id, offset);
  return { type: 'put', key, value: toJson(storedProducers(producers)) };
}

export function readProducers(value: Uint8Array): Producers {
  return producersOf(fromJson<StoredProducer[]>(value));
}

function storedSegment(segment: Segment): StoredSegment {
  return {
    size: segment.sizeInBytes,
    maxTimestamp: segment.maxTimestamp,
    maxTimestampAt: segment.maxTimestampAt,
    startedAt: segment.startedAt,
    appendedAt: segment.appendedAt,
    indexed: segment.indexedBytes,
  };
}

function segmentOf(baseOffset: number, stored: StoredSegment): Segment {
  return {
    baseOffset,
    sizeInBytes: stored.size,
    maxTimestamp: stored.maxTimestamp,
    maxTimestampAt: stored.maxTimestampAt,
    startedAt: stored.startedAt,
    appendedAt: stored.appendedAt,
    indexedBytes: stored.indexed,
  };
}

function storedProducers(producers: Producers): StoredProducer[] {
  return Array.from(producers.values(), ({ producerId, epoch, lastTimestamp, batches }) => [
    producerId,
    epoch,
    lastTimestamp,
    ...batches.map((it): StoredProducer[3] => [
      it.lastSequence,
      it.lastOffset,
      it.offsetDelta,
      it.appendTime,
    ]),
  ]);
}

function producersOf(stored: readonly StoredProducer[]): Producers {
  return new Map(
    stored.map(([producerId, epoch, lastTimestamp, ...batches]): [number, ProducerEntry] => [
      producerId,
      {
        producerId,
        epoch,
        lastTimestamp,
        batches: batches.map(([lastSequence, lastOffset, offsetDelta, appendTime]) => ({
          lastSequence,
          lastOffset,
          offsetDelta,
          appendTime,
        })),
      },
    ]),
  );
}

/** Values that are small and rarely written are JSON: they can be read by eye and grow fields. */
export function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** @throws StoreError `unreadable` */
export function fromJson<T>(bytes: Uint8Array): T {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new StoreError(
      'unreadable',
      `The broker's data are damaged: an entry about a log reads "${text.slice(0, 40)}". ` +
        'Restore them from a copy, or choose another data directory.',
      { cause },
    );
  }
}
