import { compression } from '../../node/compression.ts';
import type { BatchInFetch } from '../../node/kafka/fetched-batches.ts';
import {
  type BatchHeader,
  isIntact,
  readBatchHeader,
} from '../../protocol/records/batch-header.ts';
import { codecOfMessageSet, eachMessage } from '../../protocol/records/legacy-message.ts';
import { encodeBatch, openRecords } from '../../protocol/records/record-batch.ts';
import type { RecordCursor } from '../../protocol/records/record-cursor.ts';

/** What a batch of a fetch says of itself, and its records. @throws Error for one that is damaged */
export function openBatch(
  bytes: Uint8Array,
  { at, size, header }: BatchInFetch,
): [BatchHeader, RecordCursor] {
  if (header !== undefined) {
    if (!isIntact(bytes, at)) throw new Error('its checksum is wrong.');
    return [header, openRecords(bytes, at, header, compression)];
  }
  return openedOldMessages(bytes.subarray(at, at + size));
}

/** Messages from before Kafka 0.11 as the batch that they would be today. */
function openedOldMessages(set: Uint8Array): [BatchHeader, RecordCursor] {
  const messages = [...eachMessage(set, compression)];
  const baseOffset = messages[0]!.offset;
  const records = messages.map(({ offset, timestamp, key, value }) => ({
    ...{ offsetDelta: offset - baseOffset, timestamp, key, value },
  }));
  const batch = encodeBatch({ records, baseOffset }, compression);
  const header = readBatchHeader(batch);
  const { timestampType } = messages[0]!;
  return [
    { ...header, codec: codecOfMessageSet(set), timestampType },
    openRecords(batch, 0, header, compression),
  ];
}
