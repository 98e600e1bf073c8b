/** Whole record batches of magic 2: records ↔ bytes. */
import {
  Attribute,
  BATCH_OVERHEAD,
  type BatchHeader,
  Field,
  isIntact,
  LOG_OVERHEAD,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  readBatchHeader,
  updateCrc,
} from './batch-header.ts';
import { writeInt16, writeInt32, writeInt64 } from './big-endian.ts';
import { ByteWriter } from './byte-writer.ts';
import { Codec, type Compression, MAX_DECOMPRESSED_BYTES } from './compression.ts';
import { RecordCursor } from './record-cursor.ts';
import { RecordsError } from './records-error.ts';
import { sizeOfVarint, sizeOfVarlong } from './varint.ts';

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface NewRecord {
  /** Distance from the batch's base offset; its index unless told. */
  readonly offsetDelta?: number;
  /** Milliseconds since 1970, or −1 for none. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly RecordHeader[];
}

export interface NewBatch {
  readonly records: readonly NewRecord[];
  /** 0 unless told. */
  readonly baseOffset?: number;
  /** −1 (not appended yet) unless told. */
  readonly partitionLeaderEpoch?: number;
  /** Of `Codec`; `none` unless told. */
  readonly codec?: number;
  /** Gives all records the time of their append instead of their own. */
  readonly appendTime?: number;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  /** That of the last record unless told: compaction keeps it when it drops records. */
  readonly lastOffsetDelta?: number;
  /** When tombstones may go (KIP-534); takes the place of the base timestamp. */
  readonly deleteHorizon?: number;
}

export interface DecodedRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

const utf8 = new TextEncoder();

/** Gathers records and makes a batch of them, without holding on to each. */
export class BatchBuilder {
  readonly #batch: Omit<NewBatch, 'records'>;
  readonly #writer: ByteWriter;
  #count = 0;
  #baseTimestamp: number;
  #maxTimestamp = NO_TIMESTAMP;
  #lastOffsetDelta = -1;

  /** @param capacity expected size in bytes */
  constructor(batch: Omit<NewBatch, 'records'>, capacity = 1024) {
    this.#batch = batch;
    this.#baseTimestamp = batch.deleteHorizon ?? NO_TIMESTAMP;
    this.#writer = new ByteWriter(BATCH_OVERHEAD + capacity);
    this.#writer.reserve(BATCH_OVERHEAD);
  }

  append(record: NewRecord): void {
    const { timestamp, offsetDelta = this.#lastOffsetDelta + 1 } = record;
    if (this.#count === 0) this.#baseTimestamp = this.#batch.deleteHorizon ?? timestamp;
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    writeRecord(this.#writer, record, timestamp - this.#baseTimestamp, offsetDelta);
    this.#lastOffsetDelta = offsetDelta;
    this.#count++;
  }

  /** The batch; the builder is used up. */
  finish(compression: Compression): Uint8Array {
    const batch = this.#batch;
    const codec = batch.codec ?? Codec.none;
    const writer = this.#writer;
    if (codec !== Codec.none) {
      const section = compression.compress(codec, writer.written().subarray(BATCH_OVERHEAD));
      writer.length = BATCH_OVERHEAD;
      writer.raw(section);
    }
    const bytes = writer.written();
    writeInt64(bytes, Field.baseOffset, batch.baseOffset ?? 0);
    writeInt32(bytes, Field.batchLength, bytes.length - LOG_OVERHEAD);
    writeInt32(bytes, Field.partitionLeaderEpoch, batch.partitionLeaderEpoch ?? -1);
    bytes[Field.magic] = 2;
    writeInt16(bytes, Field.attributes, attributesOf(batch, codec));
    writeInt32(bytes, Field.lastOffsetDelta, batch.lastOffsetDelta ?? this.#lastOffsetDelta);
    writeInt64(bytes, Field.baseTimestamp, this.#baseTimestamp);
    writeInt64(bytes, Field.maxTimestamp, batch.appendTime ?? this.#maxTimestamp);
    writeInt64(bytes, Field.producerId, batch.producerId ?? NO_PRODUCER_ID);
    writeInt16(bytes, Field.producerEpoch, batch.producerEpoch ?? NO_PRODUCER_EPOCH);
    writeInt32(bytes, Field.baseSequence, batch.baseSequence ?? NO_SEQUENCE);
    writeInt32(bytes, Field.recordCount, this.#count);
    updateCrc(bytes);
    return bytes;
  }
}

/**
 * One batch with these records, ready to be sent or appended.
 * Timestamps beyond 2^53 are not exact.
 */
export function encodeBatch(batch: NewBatch, compression: Compression): Uint8Array {
  const { records, ...rest } = batch;
  const builder = new BatchBuilder(rest, estimateSize(records));
  for (const record of records) builder.append(record);
  return builder.finish(compression);
}

/**
 * The records of the batch that starts at `at`. Keys, values and header values are views
 * of `bytes` (of the decompressed bytes if it is compressed).
 * @throws RecordsError CORRUPT_MESSAGE if the batch is cut off, its CRC is wrong or its
 * compression is broken, INVALID_RECORD if its records are malformed, MESSAGE_TOO_LARGE if
 * they decompress to more than `maxBytes`.
 */
export function decodeRecords(
  bytes: Uint8Array,
  compression: Compression,
  at = 0,
  maxBytes = MAX_DECOMPRESSED_BYTES,
): DecodedRecord[] {
  if (!isIntact(bytes, at)) throw new RecordsError('CORRUPT_MESSAGE', 'Wrong CRC of a batch');
  const header = readBatchHeader(bytes, at);
  const cursor = openRecords(bytes, at, header, compression, maxBytes);
  const records: DecodedRecord[] = [];
  for (let index = 0; index < header.recordCount; index++) {
    cursor.next();
    records.push({
      offset: header.baseOffset + cursor.offsetDelta,
      timestamp: timestampOf(cursor, header),
      key: cursor.key(),
      value: cursor.value(),
      headers: cursor.headers(),
    });
  }
  expectEnd(cursor, header);
  return records;
}

/**
 * A cursor over the records of the batch at `at`, decompressed if need be. The CRC is not checked.
 * @throws RecordsError CORRUPT_MESSAGE or MESSAGE_TOO_LARGE as `Compression.decompress`,
 * INVALID_RECORD if the count of records is impossible.
 */
export function openRecords(
  bytes: Uint8Array,
  at: number,
  header: BatchHeader,
  compression: Compression,
  maxBytes = MAX_DECOMPRESSED_BYTES,
): RecordCursor {
  if (header.recordCount < 0) {
    throw new RecordsError('INVALID_RECORD', `A batch of ${header.recordCount} records`);
  }
  const from = at + BATCH_OVERHEAD;
  const to = at + header.sizeInBytes;
  if (header.codec === Codec.none) return new RecordCursor(bytes, from, to);
  return new RecordCursor(compression.decompress(header.codec, bytes.subarray(from, to), maxBytes));
}

/** The timestamp of the cursor's record, of a batch with this header. */
export function timestampOf(cursor: RecordCursor, header: BatchHeader): number {
  return header.timestampType === 'append'
    ? header.maxTimestamp
    : header.baseTimestamp + cursor.timestampDelta;
}

/** @throws RecordsError INVALID_RECORD if bytes are left behind the last record. */
export function expectEnd(cursor: RecordCursor, header: BatchHeader): void {
  if (cursor.at !== cursor.end) {
    throw new RecordsError(
      'INVALID_RECORD',
      `A batch of ${header.recordCount} records has ${cursor.end - cursor.at} bytes behind the last`,
    );
  }
}

/**
 * The same batch (it starts at 0 and is all of `bytes`) with its records under another codec.
 * @throws RecordsError as `Compression`.
 */
export function recompress(bytes: Uint8Array, codec: number, compression: Compression): Uint8Array {
  const header = readBatchHeader(bytes);
  if (header.codec === codec) return bytes;
  const section = compression.compress(
    codec,
    compression.decompress(header.codec, bytes.subarray(BATCH_OVERHEAD), MAX_DECOMPRESSED_BYTES),
  );
  const result = new Uint8Array(BATCH_OVERHEAD + section.length);
  result.set(bytes.subarray(0, BATCH_OVERHEAD));
  result.set(section, BATCH_OVERHEAD);
  writeInt32(result, Field.batchLength, result.length - LOG_OVERHEAD);
  writeInt16(result, Field.attributes, (header.attributes & ~Attribute.codecMask) | codec);
  updateCrc(result);
  return result;
}

/** Writes one record of magic 2 (see `RecordCursor` for its layout). */
function writeRecord(
  writer: ByteWriter,
  record: Pick<NewRecord, 'key' | 'value' | 'headers'>,
  timestampDelta: number,
  offsetDelta: number,
): void {
  const { key, value, headers = [] } = record;
  const headerKeys = headers.map((header) => utf8.encode(header.key));
  let size = 1 + sizeOfVarlong(timestampDelta) + sizeOfVarint(offsetDelta);
  size += sizeOfNullable(key) + sizeOfNullable(value) + sizeOfVarint(headers.length);
  headers.forEach((header, index) => {
    size += sizeOfNullable(headerKeys[index]!) + sizeOfNullable(header.value);
  });
  writer.varint(size);
  writer.int8(0);
  writer.varlong(timestampDelta);
  writer.varint(offsetDelta);
  writer.nullableBytes(key);
  writer.nullableBytes(value);
  writer.varint(headers.length);
  headers.forEach((header, index) => {
    writer.nullableBytes(headerKeys[index]!);
    writer.nullableBytes(header.value);
  });
}

function attributesOf(batch: Omit<NewBatch, 'records'>, codec: number): number {
  return (
    codec |
    (batch.appendTime === undefined ? 0 : Attribute.appendTime) |
    (batch.isTransactional ? Attribute.transactional : 0) |
    (batch.isControl ? Attribute.control : 0) |
    (batch.deleteHorizon === undefined ? 0 : Attribute.deleteHorizon)
  );
}

function sizeOfNullable(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : sizeOfVarint(bytes.length) + bytes.length;
}

function estimateSize(records: readonly NewRecord[]): number {
  let size = 0;
  for (const { key, value } of records) size += 32 + (key?.length ?? 0) + (value?.length ?? 0);
  return size;
}
