/**
 * The fixed part of a record batch of magic 2 (KIP-98; Kafka's DefaultRecordBatch):
 *
 *     0 baseOffset int64          21 attributes int16       51 producerEpoch int16
 *     8 batchLength int32         23 lastOffsetDelta int32  53 baseSequence int32
 *    12 partitionLeaderEpoch i32  27 baseTimestamp int64    57 recordCount int32
 *    16 magic int8                35 maxTimestamp int64     61 records
 *    17 crc uint32                43 producerId int64
 *
 * The CRC covers everything from the attributes on, so that a broker may set
 * the base offset and the leader epoch without touching it.
 */
import {
  readInt16,
  readInt32,
  readInt64,
  readUint32,
  writeInt16,
  writeInt32,
  writeInt64,
} from './big-endian.ts';
import { crc32c } from './crc32c.ts';
import { RecordsError } from './records-error.ts';

/** Where each field starts. */
export const Field = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

/** Bytes of base offset and length, which `batchLength` does not count. */
export const LOG_OVERHEAD = 12;
/** Bytes before the first record. */
export const BATCH_OVERHEAD = 61;
/** The smallest entry of any format: an empty message of magic 0 (Kafka's LegacyRecord). */
const MINIMUM_LENGTH = 14;

/** The bits of `attributes`. */
export const Attribute = {
  codecMask: 0x07,
  appendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;

export const NO_TIMESTAMP = -1;
export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;

export interface BatchHeader {
  readonly baseOffset: number;
  readonly batchLength: number;
  /** The whole batch: batchLength + 12. */
  readonly sizeInBytes: number;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  readonly attributes: number;
  /** 0 to 4 are known (see `Codec`); the field has room for 7. */
  readonly codec: number;
  /** Who set the timestamps; with 'append', maxTimestamp is that of every record. */
  readonly timestampType: 'create' | 'append';
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  /** Compaction set baseTimestamp to the time from which tombstones may go. */
  readonly hasDeleteHorizon: boolean;
  readonly lastOffsetDelta: number;
  readonly lastOffset: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /** The sequence of the last record, wrapping after 2^31−1; −1 without a sequence. */
  readonly lastSequence: number;
  readonly recordCount: number;
}

/** Whether the batch at `at` belongs to a transaction. */
export function isTransactional(bytes: Uint8Array, at = 0): boolean {
  return (readInt16(bytes, at + Field.attributes) & Attribute.transactional) !== 0;
}

/** `sequence` moved on by `increment`; after 2^31−1 comes 0. */
export function incrementSequence(sequence: number, increment: number): number {
  return (sequence + increment) % 0x8000_0000;
}

/**
 * The bytes that the batch (or the message of an older format) at `at` occupies,
 * by its own account.
 * @throws RecordsError CORRUPT_MESSAGE if `bytes` ends within it, or its length is impossible.
 */
export function sizeOfBatchAt(bytes: Uint8Array, at: number): number {
  const available = bytes.length - at;
  if (available < LOG_OVERHEAD) throw truncated(LOG_OVERHEAD, available);
  const length = readInt32(bytes, at + Field.batchLength);
  if (length < MINIMUM_LENGTH) {
    throw new RecordsError('CORRUPT_MESSAGE', `A record batch of length ${length} is impossible`);
  }
  const size = length + LOG_OVERHEAD;
  if (size > available) throw truncated(size, available);
  return size;
}

/**
 * The magic of the batch (or older message) at `at`.
 * @throws RecordsError CORRUPT_MESSAGE as `sizeOfBatchAt`.
 */
export function magicOfBatchAt(bytes: Uint8Array, at: number): number {
  sizeOfBatchAt(bytes, at);
  return (bytes[at + Field.magic]! << 24) >> 24;
}

/**
 * Reads the header of the batch that starts at `at`; `bytes` must hold the whole batch.
 * The CRC is not checked (see `isIntact`), nor whether the fields agree with the records.
 * @throws RecordsError CORRUPT_MESSAGE if the batch is cut off or not of magic 2.
 */
export function readBatchHeader(bytes: Uint8Array, at = 0): BatchHeader {
  const sizeInBytes = sizeOfBatchAt(bytes, at);
  const magic = magicOfBatchAt(bytes, at);
  if (magic !== 2) {
    throw new RecordsError('CORRUPT_MESSAGE', `Expected a record batch of magic 2, found ${magic}`);
  }
  if (sizeInBytes < BATCH_OVERHEAD) {
    throw new RecordsError(
      'CORRUPT_MESSAGE',
      `A record batch of ${sizeInBytes} bytes is smaller than its header (${BATCH_OVERHEAD})`,
    );
  }
  const baseOffset = readInt64(bytes, at + Field.baseOffset);
  const attributes = readInt16(bytes, at + Field.attributes);
  const lastOffsetDelta = readInt32(bytes, at + Field.lastOffsetDelta);
  const baseSequence = readInt32(bytes, at + Field.baseSequence);
  return {
    baseOffset,
    batchLength: sizeInBytes - LOG_OVERHEAD,
    sizeInBytes,
    partitionLeaderEpoch: readInt32(bytes, at + Field.partitionLeaderEpoch),
    magic,
    crc: readUint32(bytes, at + Field.crc),
    attributes,
    codec: attributes & Attribute.codecMask,
    timestampType: attributes & Attribute.appendTime ? 'append' : 'create',
    isTransactional: (attributes & Attribute.transactional) !== 0,
    isControl: (attributes & Attribute.control) !== 0,
    hasDeleteHorizon: (attributes & Attribute.deleteHorizon) !== 0,
    lastOffsetDelta,
    lastOffset: baseOffset + lastOffsetDelta,
    baseTimestamp: readInt64(bytes, at + Field.baseTimestamp),
    maxTimestamp: readInt64(bytes, at + Field.maxTimestamp),
    producerId: readInt64(bytes, at + Field.producerId),
    producerEpoch: readInt16(bytes, at + Field.producerEpoch),
    baseSequence,
    lastSequence: baseSequence < 0 ? NO_SEQUENCE : incrementSequence(baseSequence, lastOffsetDelta),
    recordCount: readInt32(bytes, at + Field.recordCount),
  };
}

/**
 * The batches of `bytes`, one after the other.
 * @throws RecordsError CORRUPT_MESSAGE on reaching one that is cut off or not of magic 2.
 */
export function* eachBatch(bytes: Uint8Array): Iterable<{ at: number; header: BatchHeader }> {
  for (let at = 0; at < bytes.length; ) {
    const header = readBatchHeader(bytes, at);
    yield { at, header };
    at += header.sizeInBytes;
  }
}

/**
 * Whether the CRC of the batch at `at` matches its bytes.
 * @throws RecordsError CORRUPT_MESSAGE if the batch is cut off or not of magic 2.
 */
export function isIntact(bytes: Uint8Array, at = 0): boolean {
  const { crc, sizeInBytes } = readBatchHeader(bytes, at);
  return crc === crc32c(bytes, at + Field.attributes, at + sizeInBytes);
}

/** Sets the offset of the batch's first record, in place; the CRC does not cover it. */
export function setBaseOffset(bytes: Uint8Array, at: number, baseOffset: number): void {
  writeInt64(bytes, at + Field.baseOffset, baseOffset);
}

/** Sets the leader epoch under which the batch is appended, in place; the CRC does not cover it. */
export function setPartitionLeaderEpoch(bytes: Uint8Array, at: number, epoch: number): void {
  writeInt32(bytes, at + Field.partitionLeaderEpoch, epoch);
}

/**
 * Gives all records of the batch the time of their append, in place (message.timestamp.type
 * LogAppendTime): attribute bit and maxTimestamp change, the records stay, the CRC follows.
 */
export function setAppendTime(bytes: Uint8Array, at: number, timestamp: number): void {
  const attributes = readInt16(bytes, at + Field.attributes) | Attribute.appendTime;
  writeInt16(bytes, at + Field.attributes, attributes);
  writeInt64(bytes, at + Field.maxTimestamp, timestamp);
  updateCrc(bytes, at);
}

/** Computes the CRC of the batch at `at` anew, in place. */
export function updateCrc(bytes: Uint8Array, at = 0): void {
  const end = at + sizeOfBatchAt(bytes, at);
  writeInt32(bytes, at + Field.crc, crc32c(bytes, at + Field.attributes, end));
}

function truncated(needed: number, available: number): RecordsError {
  return new RecordsError(
    'CORRUPT_MESSAGE',
    `A record batch needs ${needed} bytes, and ${available} are left`,
  );
}
