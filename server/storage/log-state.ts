import type { BatchHeader } from '../protocol/records/batch-header.ts';
import { endedAt, type LeaderEpochs, startedAt, withEpoch } from './leader-epochs.ts';
import { emptySegment, extended, type Segment } from './segment.ts';

/**
 * What a log consists of at one moment. A value: each change makes a new one, so that a change that
 * could not be written is taken back by going back to the state before.
 */
export interface LogState {
  /** Records below are gone for readers. */
  readonly startOffset: number;
  /** The offset of the next record. */
  readonly endOffset: number;
  /** Segments that are not appended to any more, oldest first. */
  readonly closed: readonly Segment[];
  readonly closedBytes: number;
  readonly active: Segment;
  readonly epochs: LeaderEpochs;
}

/** Most logs of a broker are empty or short: they share these. */
const noSegments: readonly Segment[] = [];
const noEpochs: LeaderEpochs = [];

/** A log without records whose first one will have `offset`. */
export function emptyState(offset: number): LogState {
  return {
    startOffset: offset,
    endOffset: offset,
    closed: noSegments,
    closedBytes: 0,
    active: emptySegment(offset),
    epochs: noEpochs,
  };
}

export function sizeInBytes(state: LogState): number {
  return state.closedBytes + state.active.sizeInBytes;
}

/** All segments, oldest first. */
export function segmentsOf(state: LogState): readonly Segment[] {
  return state.closed.length === 0 ? [state.active] : [...state.closed, state.active];
}

/** The state with one more batch, appended at `now`. */
export function withBatch(state: LogState, header: BatchHeader, now: number): LogState {
  return {
    startOffset: state.startOffset,
    endOffset: header.lastOffset + 1,
    closed: state.closed,
    closedBytes: state.closedBytes,
    active: extended(state.active, header, now),
    epochs: withEpoch(state.epochs, header.partitionLeaderEpoch, header.baseOffset),
  };
}

/** The state with the active segment closed and an empty one after it. */
export function rolled(state: LogState): LogState {
  return {
    ...state,
    closed: [...state.closed, state.active],
    closedBytes: state.closedBytes + state.active.sizeInBytes,
    active: emptySegment(state.endOffset),
  };
}

/** The state without its `count` oldest closed segments, and without what lies before the rest. */
export function withoutSegments(state: LogState, count: number): LogState {
  const closed = state.closed.slice(count);
  const first = closed[0] ?? state.active;
  const startOffset = Math.max(state.startOffset, first.baseOffset);
  return {
    ...state,
    startOffset,
    closed,
    closedBytes: closed.reduce((sum, segment) => sum + segment.sizeInBytes, 0),
    epochs: startedAt(state.epochs, startOffset),
  };
}

/** The state with a later start. */
export function startingAt(state: LogState, startOffset: number): LogState {
  return { ...state, startOffset, epochs: startedAt(state.epochs, startOffset) };
}

/**
 * The state as the segment that holds the offset before `endOffset` began, for building up again
 * what is to remain of that segment.
 */
export function asSegmentBegan(state: LogState, endOffset: number): LogState {
  const segments = segmentsOf(state);
  const last = Math.max(
    0,
    segments.findLastIndex((segment) => segment.baseOffset < endOffset),
  );
  const closed = segments.slice(0, last);
  const { baseOffset } = segments[last]!;
  return {
    startOffset: Math.min(state.startOffset, endOffset),
    endOffset: baseOffset,
    closed,
    closedBytes: closed.reduce((sum, segment) => sum + segment.sizeInBytes, 0),
    active: emptySegment(baseOffset),
    epochs: endedAt(state.epochs, endOffset),
  };
}
