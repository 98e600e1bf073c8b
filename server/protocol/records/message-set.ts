/** Conversion between message sets (magic 0 and 1) and record batches (magic 2). */
import { type BatchHeader, eachBatch } from './batch-header.ts';
import { ByteWriter } from './byte-writer.ts';
import { Codec, type Compression, MAX_DECOMPRESSED_BYTES } from './compression.ts';
import {
  codecOfMessageSet,
  eachMessage,
  type LegacyMessage,
  writeMessage,
} from './legacy-message.ts';
import { BatchBuilder, expectEnd, openRecords, timestampOf } from './record-batch.ts';

export interface UpConversion {
  /** Of the batch; the set's own unless told. */
  readonly codec?: number;
  /** Time of the append, to be that of all records. */
  readonly appendTime?: number;
  readonly maxBytes?: number;
  /** Sees each message on the way. */
  readonly onMessage?: (index: number, message: LegacyMessage) => void;
}

/**
 * One batch with the messages of a set. Its offsets are 0, 1, 2 … whatever the messages said,
 * as old producers number them in several ways. Messages of magic 0 get the timestamp −1.
 * @throws RecordsError as `eachMessage`, and what `onMessage` throws.
 */
export function upConvert(
  bytes: Uint8Array,
  compression: Compression,
  options: UpConversion = {},
): Uint8Array {
  const { codec = codecOfMessageSet(bytes), maxBytes = MAX_DECOMPRESSED_BYTES } = options;
  const { appendTime, onMessage } = options;
  const builder = new BatchBuilder(
    appendTime === undefined ? { codec } : { codec, appendTime },
    bytes.length,
  );
  let index = 0;
  for (const message of eachMessage(bytes, compression, maxBytes)) {
    onMessage?.(index++, message);
    builder.append(message);
  }
  return builder.finish(compression);
}

/**
 * Stored batches as message sets for Fetch v0–v1 (magic 0) and v2–v3 (magic 1), one set for each
 * batch that has records. Offsets stay; headers are lost, and timestamps too in magic 0.
 * Control batches are left out. What was compressed with zstd becomes gzip, as no client of that
 * age reads zstd.
 * @param batches each holds whole batches of magic 2
 * @throws RecordsError CORRUPT_MESSAGE, INVALID_RECORD for batches that cannot be read.
 */
export function downConvert(
  batches: readonly Uint8Array[],
  magic: 0 | 1,
  compression: Compression,
): Uint8Array[] {
  const sets: Uint8Array[] = [];
  for (const bytes of batches) {
    for (const { at, header } of eachBatch(bytes)) {
      if (header.isControl || header.recordCount === 0) continue;
      sets.push(toMessageSet(bytes, at, header, magic, compression));
    }
  }
  return sets;
}

function toMessageSet(
  bytes: Uint8Array,
  at: number,
  header: BatchHeader,
  magic: 0 | 1,
  compression: Compression,
): Uint8Array {
  const { timestampType, baseOffset, recordCount } = header;
  const isCompressed = header.codec !== Codec.none;
  const cursor = openRecords(bytes, at, header, compression);
  const writer = new ByteWriter(cursor.end - cursor.at + recordCount * 16);
  // In magic 1 the offsets within a wrapper are relative.
  const firstOffset = isCompressed && magic === 1 ? 0 : baseOffset;
  let maxTimestamp = -1;
  for (let index = 0; index < recordCount; index++) {
    cursor.next();
    const timestamp = timestampOf(cursor, header);
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    const offset = firstOffset + cursor.offsetDelta;
    const [key, value] = [cursor.key(), cursor.value()];
    writeMessage(writer, { magic, offset, timestamp, timestampType, key, value });
  }
  const lastOffset = baseOffset + cursor.offsetDelta;
  expectEnd(cursor, header);
  if (!isCompressed) return writer.written();

  const codec = header.codec === Codec.zstd ? Codec.gzip : header.codec;
  const value = compression.compress(codec, writer.written(), magic);
  const wrapper = new ByteWriter(value.length + 64);
  writeMessage(
    wrapper,
    { magic, offset: lastOffset, timestamp: maxTimestamp, timestampType, key: null, value },
    codec,
  );
  return wrapper.written();
}
