import type { BatchHeader } from '../protocol/records/batch-header.ts';
import type { LogConfig } from './log-config.ts';

/**
 * A range of the log's offsets, from its base to the base of the next segment: the unit of
 * retention and compaction (kafka's LogSegment, without a file of its own).
 */
export interface Segment {
  readonly baseOffset: number;
  readonly sizeInBytes: number;
  /** Of its records; −1 if none has a timestamp. */
  readonly maxTimestamp: number;
  /** Base offset of the first batch with a record of that timestamp. */
  readonly maxTimestampAt: number;
  /** The first batch's timestamp, or when it came: `segment.ms` counts from here. */
  readonly startedAt: number;
  /** When the last batch came: stands in for the latest timestamp where there is none. */
  readonly appendedAt: number;
  /** Its size when the time index got its last entry. */
  readonly indexedBytes: number;
}

/** Offsets within a segment are told as int32 distances, as in Kafka's indexes. */
const LARGEST_DISTANCE = 2 ** 31 - 1;

export function emptySegment(baseOffset: number): Segment {
  return {
    baseOffset,
    sizeInBytes: 0,
    maxTimestamp: -1,
    maxTimestampAt: baseOffset,
    startedAt: -1,
    appendedAt: -1,
    indexedBytes: 0,
  };
}

/** The segment with one more batch, appended at `now`. */
export function extended(segment: Segment, header: BatchHeader, now: number): Segment {
  const later = header.maxTimestamp > segment.maxTimestamp;
  return {
    baseOffset: segment.baseOffset,
    sizeInBytes: segment.sizeInBytes + header.sizeInBytes,
    maxTimestamp: later ? header.maxTimestamp : segment.maxTimestamp,
    maxTimestampAt: later ? header.baseOffset : segment.maxTimestampAt,
    startedAt: segment.sizeInBytes > 0 ? segment.startedAt : timeOf(header, now),
    appendedAt: now,
    indexedBytes: segment.indexedBytes,
  };
}

/** Whether a batch that arrives at `now` belongs into a new segment (LogSegment.shouldRoll). */
export function shouldRoll(
  segment: Segment,
  header: BatchHeader,
  config: LogConfig,
  now: number,
): boolean {
  return (
    segment.sizeInBytes > 0 &&
    (segment.sizeInBytes + header.sizeInBytes > config.segmentBytes ||
      timeOf(header, now) - segment.startedAt > config.segmentMs ||
      header.lastOffset - segment.baseOffset > LARGEST_DISTANCE)
  );
}

/** The time by which the segment's age counts (LogSegment.largestTimestamp). */
export function largestTimestamp(segment: Segment): number {
  return segment.maxTimestamp >= 0 ? segment.maxTimestamp : segment.appendedAt;
}

function timeOf(header: BatchHeader, now: number): number {
  return header.maxTimestamp >= 0 ? header.maxTimestamp : now;
}
