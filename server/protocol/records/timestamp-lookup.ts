/** Time look-up within one batch, for ListOffsets; the caller finds the batch by its maxTimestamp. */
import { readBatchHeader } from './batch-header.ts';
import type { Compression } from './compression.ts';
import { openRecords, timestampOf } from './record-batch.ts';

export interface TimestampAndOffset {
  readonly timestamp: number;
  readonly offset: number;
}

/**
 * The first record of the batch at `at` that is of `timestamp` or later and whose offset is
 * `fromOffset` or more (Kafka's FileRecords.searchForTimestamp). The CRC is not checked.
 * @throws RecordsError CORRUPT_MESSAGE, INVALID_RECORD if the batch cannot be read.
 */
export function firstRecordSince(
  timestamp: number,
  bytes: Uint8Array,
  at: number,
  compression: Compression,
  fromOffset = 0,
): TimestampAndOffset | undefined {
  const header = readBatchHeader(bytes, at);
  if (header.maxTimestamp < timestamp || header.lastOffset < fromOffset) return undefined;
  const cursor = openRecords(bytes, at, header, compression);
  for (let index = 0; index < header.recordCount; index++) {
    cursor.next();
    const found = {
      timestamp: timestampOf(cursor, header),
      offset: header.baseOffset + cursor.offsetDelta,
    };
    if (found.timestamp >= timestamp && found.offset >= fromOffset) return found;
  }
  return undefined;
}

/**
 * The first record with the largest timestamp of the batch at `at` (KIP-734); none of an empty
 * batch. The CRC is not checked.
 * @throws RecordsError CORRUPT_MESSAGE, INVALID_RECORD if the batch cannot be read.
 */
export function recordOfMaxTimestamp(
  bytes: Uint8Array,
  at: number,
  compression: Compression,
): TimestampAndOffset | undefined {
  const header = readBatchHeader(bytes, at);
  const cursor = openRecords(bytes, at, header, compression);
  let found: TimestampAndOffset | undefined;
  for (let index = 0; index < header.recordCount; index++) {
    cursor.next();
    const timestamp = timestampOf(cursor, header);
    if (found === undefined || timestamp > found.timestamp) {
      found = { timestamp, offset: header.baseOffset + cursor.offsetDelta };
    }
  }
  return found;
}
