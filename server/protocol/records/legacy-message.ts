/**
 * Messages of magic 0 and 1, as Produce v0–v2 and Fetch v0–v3 carry them (Kafka's LegacyRecord
 * and AbstractLegacyRecordBatch):
 *
 *     offset int64 | size int32 | crc uint32 | magic int8 | attributes int8
 *     | timestamp int64 (magic 1) | key length int32, key | value length int32, value
 *
 * A length of −1 is null. The CRC-32 covers all behind it. A message with a codec in its
 * attributes is a wrapper: its value is a compressed set of messages. Their offsets are relative
 * in magic 1 (the wrapper has the offset of the last, KIP-31), absolute in magic 0.
 */
import { Attribute, Field, LOG_OVERHEAD, magicOfBatchAt, sizeOfBatchAt } from './batch-header.ts';
import { readInt32, readInt64, readUint32, writeInt32 } from './big-endian.ts';
import type { ByteWriter } from './byte-writer.ts';
import { Codec, type Compression, codecName, MAX_DECOMPRESSED_BYTES } from './compression.ts';
import { crc32 } from './crc32.ts';
import { RecordsError } from './records-error.ts';

const CRC_AT = 12;
const MAGIC_AT = Field.magic;
const ATTRIBUTES_AT = 17;
const BODY_AT = 18;

export interface LegacyMessage {
  readonly magic: 0 | 1;
  readonly offset: number;
  /** −1 for none, as always in magic 0. */
  readonly timestamp: number;
  readonly timestampType: 'create' | 'append';
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

interface Entry extends LegacyMessage {
  readonly codec: number;
  readonly sizeInBytes: number;
}

/**
 * The codec of a set of messages, by its first.
 * @throws RecordsError CORRUPT_MESSAGE if that is cut off.
 */
export function codecOfMessageSet(bytes: Uint8Array): number {
  sizeOfBatchAt(bytes, 0);
  return bytes[ATTRIBUTES_AT]! & Attribute.codecMask;
}

/**
 * The messages of a set, with their absolute offsets: what the one wrapper holds, or the
 * messages themselves.
 * @throws RecordsError CORRUPT_MESSAGE for one that is cut off, for a wrong CRC and for broken
 * compression; INVALID_RECORD for mixed magic, for malformed, empty or nested wrappers and for
 * more than one; UNSUPPORTED_COMPRESSION_TYPE for codecs younger than the format;
 * MESSAGE_TOO_LARGE if it decompresses to more than `maxBytes`.
 */
export function* eachMessage(
  bytes: Uint8Array,
  compression: Compression,
  maxBytes = MAX_DECOMPRESSED_BYTES,
): Iterable<LegacyMessage> {
  const first = readEntry(bytes, 0);
  if (first.codec !== Codec.none) {
    if (first.sizeInBytes !== bytes.length) {
      throw invalid('a compressed message is not the only one of its set');
    }
    yield* messagesWithin(first, compression, maxBytes);
    return;
  }
  yield first;
  for (let at = first.sizeInBytes; at < bytes.length; ) {
    const entry = readPlainEntry(bytes, at, first.magic);
    yield entry;
    at += entry.sizeInBytes;
  }
}

function* messagesWithin(
  wrapper: Entry,
  compression: Compression,
  maxBytes: number,
): Iterable<LegacyMessage> {
  const { codec, magic, value, timestampType, timestamp } = wrapper;
  if (codec >= Codec.zstd) {
    throw new RecordsError(
      'UNSUPPORTED_COMPRESSION_TYPE',
      `Messages of magic ${magic} cannot be compressed with ${codecName(codec)}`,
    );
  }
  if (value === null) throw invalid('a compressed message without a value');
  const bytes = compression.decompress(codec, value, maxBytes, magic);
  if (bytes.length === 0) throw invalid('a compressed message that holds none');
  const shift = magic === 1 ? wrapper.offset - lastOffsetOf(bytes) : 0;
  for (let at = 0; at < bytes.length; ) {
    const entry = readPlainEntry(bytes, at, magic);
    const own = timestampType === 'append' ? { timestampType, timestamp } : undefined;
    yield { ...entry, offset: entry.offset + shift, ...own };
    at += entry.sizeInBytes;
  }
}

function lastOffsetOf(bytes: Uint8Array): number {
  let last = 0;
  for (let at = 0; at < bytes.length; at += sizeOfBatchAt(bytes, at)) last = at;
  return readInt64(bytes, last);
}

function readPlainEntry(bytes: Uint8Array, at: number, magic: number): Entry {
  const entry = readEntry(bytes, at);
  if (entry.magic !== magic) throw invalid(`magic ${entry.magic} in a set of magic ${magic}`);
  if (entry.codec !== Codec.none) throw invalid('a compressed message among others');
  return entry;
}

function readEntry(bytes: Uint8Array, at: number): Entry {
  const magic = magicOfBatchAt(bytes, at);
  const sizeInBytes = sizeOfBatchAt(bytes, at);
  const end = at + sizeInBytes;
  if (magic !== 0 && magic !== 1) throw invalid(`magic ${magic} in a set of messages`);
  if (readUint32(bytes, at + CRC_AT) !== crc32(bytes, at + MAGIC_AT, end)) {
    throw new RecordsError('CORRUPT_MESSAGE', 'Wrong CRC of a message');
  }
  const attributes = bytes[at + ATTRIBUTES_AT]!;
  const keyAt = at + BODY_AT + (magic === 1 ? 8 : 0);
  const key = readNullable(bytes, keyAt, end);
  const valueAt = keyAt + 4 + (key?.length ?? 0);
  const value = readNullable(bytes, valueAt, end);
  if (valueAt + 4 + (value?.length ?? 0) !== end) throw invalid('bytes behind the value');
  return {
    magic,
    offset: readInt64(bytes, at),
    codec: attributes & Attribute.codecMask,
    timestampType: magic === 1 && attributes & Attribute.appendTime ? 'append' : 'create',
    timestamp: magic === 1 ? readInt64(bytes, at + BODY_AT) : -1,
    key,
    value,
    sizeInBytes,
  };
}

function readNullable(bytes: Uint8Array, at: number, end: number): Uint8Array | null {
  if (end - at < 4) throw invalid('it ends within a length');
  const length = readInt32(bytes, at);
  if (length < -1 || length > end - at - 4) throw invalid(`a field of ${length} bytes`);
  return length === -1 ? null : bytes.subarray(at + 4, at + 4 + length);
}

/** Appends one message; with a `codec` it is a wrapper, and `value` is compressed already. */
export function writeMessage(writer: ByteWriter, message: LegacyMessage, codec = 0): void {
  const { magic, key, value } = message;
  const start = writer.length;
  writer.int64(message.offset);
  writer.int32(0);
  writer.int32(0);
  writer.int8(magic);
  const isAppendTime = magic === 1 && message.timestampType === 'append';
  writer.int8(codec | (isAppendTime ? Attribute.appendTime : 0));
  if (magic === 1) writer.int64(message.timestamp);
  writeNullable(writer, key);
  writeNullable(writer, value);
  const { bytes, length } = writer;
  writeInt32(bytes, start + Field.batchLength, length - start - LOG_OVERHEAD);
  writeInt32(bytes, start + CRC_AT, crc32(bytes, start + MAGIC_AT, length));
}

function writeNullable(writer: ByteWriter, bytes: Uint8Array | null): void {
  writer.int32(bytes === null ? -1 : bytes.length);
  if (bytes !== null) writer.raw(bytes);
}

function invalid(what: string): RecordsError {
  return new RecordsError('INVALID_RECORD', `Malformed message set: ${what}`);
}
