/**
 * The checks of records on their way from a producer into the log: those of Kafka's
 * ProduceRequest.validateRecords, of UnifiedLog.analyzeAndValidateRecords and of LogValidator.
 */
import {
  type BatchHeader,
  Field,
  magicOfBatchAt,
  readBatchHeader,
  setAppendTime,
  updateCrc,
} from './batch-header.ts';
import { writeInt64 } from './big-endian.ts';
import { Codec, type Compression } from './compression.ts';
import { crc32c } from './crc32c.ts';
import { codecOfMessageSet } from './legacy-message.ts';
import { upConvert } from './message-set.ts';
import { checkSize, type ProduceOptions, RecordChecks, targetCodec } from './produce-options.ts';
import { expectEnd, openRecords, recompress, timestampOf } from './record-batch.ts';
import { RecordsError } from './records-error.ts';

/** The first version of Produce that takes batches of magic 2 only. */
const FIRST_BATCH_VERSION = 3;
/** The first version of Produce that takes zstd (KIP-110). */
const FIRST_ZSTD_VERSION = 7;

/**
 * Checks what a producer sends to one partition, and gives the one batch of magic 2 to append;
 * its offsets start at 0.
 *
 * That is `bytes` itself, patched in place where the partition wants another timestamp, unless
 * it has to be recompressed or converted from the message sets of Produce v0–v2.
 *
 * @throws RecordsError
 * - CORRUPT_MESSAGE: cut off, wrong CRC, broken compression
 * - INVALID_RECORD: malformed, not the one batch expected, counts, offsets or sequences that do
 *   not fit, control records, no key in a compacted topic
 * - INVALID_TIMESTAMP: out of the bounds, or LogAppendTime set by the producer
 * - MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE: over max.message.bytes, over segment.bytes
 * - UNSUPPORTED_COMPRESSION_TYPE: unknown, or zstd before Produce v7
 *
 * with `recordErrors` where single records were refused (KIP-467).
 */
export function validateProduced(
  bytes: Uint8Array,
  options: ProduceOptions,
  compression: Compression,
): Uint8Array {
  if (bytes.length === 0) {
    throw invalid('A Produce request must have a record batch for each partition');
  }
  const magic = magicOfBatchAt(bytes, 0);
  if (magic === 0 || magic === 1) {
    if (options.produceVersion >= FIRST_BATCH_VERSION) {
      throw invalid(`Produce v${options.produceVersion} takes magic 2 only, not ${magic}`);
    }
    return validateMessageSet(bytes, options, compression);
  }
  return validateBatch(bytes, options, compression);
}

function validateBatch(
  bytes: Uint8Array,
  options: ProduceOptions,
  compression: Compression,
): Uint8Array {
  const header = readBatchHeader(bytes);
  if (header.sizeInBytes !== bytes.length) {
    throw invalid('A Produce request must have exactly one record batch for each partition');
  }
  checkSize(header.sizeInBytes, options);
  if (header.crc !== crc32c(bytes, Field.attributes)) {
    throw new RecordsError('CORRUPT_MESSAGE', `Wrong CRC of a record batch (${header.crc})`);
  }
  checkHeader(header);
  const codec = targetCodec(options, header.codec);
  if (header.codec === Codec.zstd && options.produceVersion < FIRST_ZSTD_VERSION) {
    throw new RecordsError(
      'UNSUPPORTED_COMPRESSION_TYPE',
      `Produce v${options.produceVersion} is not allowed to use ZStandard compression`,
    );
  }
  const maxTimestamp = checkRecords(bytes, header, options, compression);

  const result = recompress(bytes, codec, compression);
  if (result !== bytes) checkSize(result.length, options);
  if (options.timestampType === 'append') setAppendTime(result, 0, options.now);
  else if (maxTimestamp !== header.maxTimestamp) setMaxTimestamp(result, maxTimestamp);
  return result;
}

/** Message sets are stored as one batch of magic 2, as brokers do since Kafka 3.0 (KIP-724). */
function validateMessageSet(
  bytes: Uint8Array,
  options: ProduceOptions,
  compression: Compression,
): Uint8Array {
  const checks = new RecordChecks(options);
  const result = upConvert(bytes, compression, {
    codec: targetCodec(options, codecOfMessageSet(bytes)),
    onMessage: (index, { key, timestamp, timestampType }) =>
      checks.check(index, key !== null, timestamp, timestampType),
    ...(options.timestampType === 'append' && { appendTime: options.now }),
    ...(options.maxDecompressedBytes && { maxBytes: options.maxDecompressedBytes }),
  });
  checks.finish();
  checkSize(result.length, options);
  return result;
}

function checkHeader(header: BatchHeader): void {
  const { baseOffset, lastOffsetDelta, recordCount, producerId } = header;
  if (baseOffset !== 0) throw invalid(`The base offset should be 0, but it is ${baseOffset}`);
  if (recordCount <= 0) throw invalid(`A record batch of ${recordCount} records`);
  if (lastOffsetDelta !== recordCount - 1) {
    throw invalid(`${recordCount} records and a last offset delta of ${lastOffsetDelta}`);
  }
  if (header.isControl) throw invalid('Clients are not allowed to write control records');
  if (producerId >= 0) {
    if (header.producerEpoch < 0) {
      throw invalid(`Invalid epoch ${header.producerEpoch} of producer ${producerId}`);
    }
    if (header.baseSequence < 0) {
      throw invalid(`Invalid sequence ${header.baseSequence} of producer ${producerId}`);
    }
  } else if (header.isTransactional) {
    throw invalid('A transactional record batch without a producer id');
  }
}

/** Checks every record, and returns the largest timestamp. */
function checkRecords(
  bytes: Uint8Array,
  header: BatchHeader,
  options: ProduceOptions,
  compression: Compression,
): number {
  const cursor = openRecords(bytes, 0, header, compression, options.maxDecompressedBytes);
  const checks = new RecordChecks(options);
  const { recordCount, timestampType } = header;
  let maxTimestamp = -1;
  for (let index = 0; index < recordCount; index++) {
    cursor.next();
    if (cursor.offsetDelta !== index) {
      throw new RecordsError(
        'INVALID_RECORD',
        `Record ${index} of the batch has an offset delta of ${cursor.offsetDelta}`,
        [{ batchIndex: index, batchIndexErrorMessage: 'Offsets must be consecutive' }],
      );
    }
    const timestamp = timestampOf(cursor, header);
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    checks.check(index, cursor.keyLength >= 0, timestamp, timestampType);
  }
  expectEnd(cursor, header);
  checks.finish();
  return maxTimestamp;
}

/** Corrects what the producer told of its records; the broker's time look-ups rely on it. */
function setMaxTimestamp(bytes: Uint8Array, maxTimestamp: number): void {
  if (!Number.isSafeInteger(maxTimestamp)) return; // rounded, and so was the other
  writeInt64(bytes, Field.maxTimestamp, maxTimestamp);
  updateCrc(bytes);
}

function invalid(message: string): RecordsError {
  return new RecordsError('INVALID_RECORD', message);
}
