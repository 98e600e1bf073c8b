/** Looking records up by time (KIP-79, KIP-734): the segment, the batch, then the record. */
import { readBatchHeader } from '../protocol/records/batch-header.ts';
import type { Compression } from '../protocol/records/compression.ts';
import { decodeRecords } from '../protocol/records/record-batch.ts';
import { firstRecordSince, type TimestampAndOffset } from '../protocol/records/timestamp-lookup.ts';
import { eachStoredBatch } from './batches.ts';
import type { Segment } from './segment.ts';
import type { Store } from './store.ts';
import { searchStart } from './time-index.ts';

/** Where to look: segments, oldest first, of which offsets in [startOffset, endOffset) are there. */
export interface Readable {
  readonly segments: readonly Segment[];
  readonly startOffset: number;
  readonly endOffset: number;
}

interface Source {
  readonly store: Store;
  readonly compression: Compression;
}

/** The first record, by offset, that is of `timestamp` or later. */
export async function findTimestamp(
  source: Source,
  id: number,
  { segments, startOffset, endOffset }: Readable,
  timestamp: number,
): Promise<TimestampAndOffset | undefined> {
  for (const [index, segment] of segments.entries()) {
    const end = Math.min(segments[index + 1]?.baseOffset ?? endOffset, endOffset);
    if (segment.maxTimestamp < timestamp || end <= startOffset) continue;
    const found = await findInSegment(source, id, segment, { startOffset, end, timestamp });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first record, by offset, that has the latest timestamp. */
export async function findLatest(
  source: Source,
  id: number,
  readable: Readable,
): Promise<TimestampAndOffset | undefined> {
  const latest = Math.max(-1, ...readable.segments.map(({ maxTimestamp }) => maxTimestamp));
  if (latest < 0) return undefined;
  return (
    (await findTimestamp(source, id, readable, latest)) ??
    // The latest record was deleted, and its segment still is there for those after it.
    (await findLatestByReading(source, id, readable))
  );
}

async function findInSegment(
  { store, compression }: Source,
  id: number,
  segment: Segment,
  { startOffset, end, timestamp }: { startOffset: number; end: number; timestamp: number },
): Promise<TimestampAndOffset | undefined> {
  const indexed = await searchStart(store, id, segment, { from: 0, end, timestamp });
  for await (const { bytes } of eachStoredBatch(store, id, indexed, end)) {
    const found = firstRecordSince(timestamp, bytes, 0, compression, startOffset);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findLatestByReading(
  { store, compression }: Source,
  id: number,
  { segments, startOffset, endOffset }: Readable,
): Promise<TimestampAndOffset | undefined> {
  let latest: TimestampAndOffset | undefined;
  for await (const { bytes } of eachStoredBatch(store, id, segments[0]!.baseOffset, endOffset)) {
    const { maxTimestamp, lastOffset } = readBatchHeader(bytes);
    if (lastOffset < startOffset || maxTimestamp <= (latest?.timestamp ?? -1)) continue;
    for (const { timestamp, offset } of decodeRecords(bytes, compression)) {
      if (offset < startOffset || timestamp <= (latest?.timestamp ?? -1)) continue;
      latest = { timestamp, offset };
    }
  }
  return latest;
}
