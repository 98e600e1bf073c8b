import { type BatchHeader, isIntact } from '../../protocol/records/batch-header.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { eachMessage } from '../../protocol/records/legacy-message.ts';
import { openRecords, timestampOf } from '../../protocol/records/record-batch.ts';
import { RecordCursor } from '../../protocol/records/record-cursor.ts';
import type {
  KafkaHeader,
  KafkaRecord,
  TopicPartition,
} from '../../streaming/kafka/kafka-client.ts';
import type { AbortedTransaction } from '../kafka/aborted-transactions.ts';
import { eachFetchedBatch } from '../kafka/fetched-batches.ts';

/** Records of one partition as they lie in what a fetch brought: made objects of when they are asked for. */
export interface FetchedBatch {
  /** The offset of its last record, or of what was there before compaction. */
  readonly last: number;
  /** Bytes in memory. */
  readonly size: number;
  /**
   * Appends the records with offsets in [from, until). Going on where the last call ended costs nothing.
   * @throws RecordsError for bytes that are no records
   */
  copyTo(records: KafkaRecord[], from: number, until: number): void;
}

export interface FetchedBatches {
  readonly batches: readonly FetchedBatch[];
  /** Where to go on: behind everything that came, also what no reader sees. */
  readonly next: number;
}

export interface ReadingOptions {
  readonly compression: Compression;
  readonly checkCrcs: boolean;
}

/**
 * The batches that a fetch from offset `from` brought, without control batches and, if `aborted` are given, without
 * those of aborted transactions. A batch that the response's end cuts off is left for the next fetch.
 * @throws RecordsError if batches cannot be read.
 */
export function batchesOf(
  of: TopicPartition,
  bytes: Uint8Array,
  from: number,
  aborted: readonly AbortedTransaction[] | null,
  options: ReadingOptions,
): FetchedBatches {
  const batches: FetchedBatch[] = [];
  let next = from;
  for (const batch of eachFetchedBatch(bytes, aborted, options.compression)) {
    const { at, size, header, isVisible } = batch;
    next = Math.max(next, batch.lastOffset + 1);
    if (header === undefined) {
      batches.push(new OldMessages(of, bytes.subarray(at, at + size), options.compression));
    } else if (isVisible) batches.push(new Batch(of, bytes, at, header, options));
  }
  return { batches, next };
}

const NO_HEADERS: readonly KafkaHeader[] = Object.freeze([]);

/** A batch of magic 2. Keys and values are views of what came, or of what it decompresses to. */
class Batch implements FetchedBatch {
  readonly last: number;
  readonly size: number;
  readonly #of: TopicPartition;
  readonly #bytes: Uint8Array;
  readonly #at: number;
  readonly #header: BatchHeader;
  readonly #options: ReadingOptions;
  #cursor: RecordCursor | undefined;
  /** Where the first record starts. */
  #start = 0;
  /** How many records lie behind the cursor. */
  #passed = 0;
  /** Whether the cursor tells of a record that has not been handed out. */
  #isHeld = false;
  /** No record that lies behind the cursor has this offset or a later one. */
  #next = 0;

  constructor(
    of: TopicPartition,
    bytes: Uint8Array,
    at: number,
    header: BatchHeader,
    options: ReadingOptions,
  ) {
    this.#of = of;
    this.#bytes = bytes;
    this.#at = at;
    this.#header = header;
    this.#options = options;
    this.last = header.lastOffset;
    this.size = header.sizeInBytes;
  }

  copyTo(records: KafkaRecord[], from: number, until: number): void {
    const cursor = this.#cursorFor(from);
    const header = this.#header;
    const { topic, partition } = this.#of;
    while (this.#passed < header.recordCount) {
      if (!this.#isHeld) cursor.next();
      const offset = header.baseOffset + cursor.offsetDelta;
      this.#isHeld = offset >= until;
      if (this.#isHeld) break;
      this.#passed++;
      if (offset < from) continue;
      records.push({
        topic,
        partition,
        offset,
        timestamp: timestampOf(cursor, header),
        key: cursor.key(),
        value: cursor.value(),
        headers: cursor.headerCount === 0 ? NO_HEADERS : cursor.headers(),
      });
    }
    this.#next = until;
  }

  /** A cursor that has not passed the record at `from`. */
  #cursorFor(from: number): RecordCursor {
    const known = this.#cursor;
    if (known !== undefined && from >= this.#next) return known;
    const cursor =
      known === undefined ? this.#open() : new RecordCursor(known.bytes, this.#start, known.end);
    this.#start = cursor.at;
    this.#passed = 0;
    this.#isHeld = false;
    this.#cursor = cursor;
    return cursor;
  }

  #open(): RecordCursor {
    const { checkCrcs, compression } = this.#options;
    if (checkCrcs && !isIntact(this.#bytes, this.#at)) throw new Error('its CRC is wrong.');
    return openRecords(this.#bytes, this.#at, this.#header, compression);
  }
}

/** Messages from before Kafka 0.11, which have no headers. */
class OldMessages implements FetchedBatch {
  readonly last: number;
  readonly size: number;
  readonly #records: readonly KafkaRecord[];

  constructor(of: TopicPartition, set: Uint8Array, compression: Compression) {
    this.#records = Array.from(eachMessage(set, compression), (message) => ({
      ...of,
      offset: message.offset,
      timestamp: message.timestamp,
      key: message.key,
      value: message.value,
      headers: NO_HEADERS,
    }));
    this.last = this.#records.at(-1)?.offset ?? -1;
    this.size = set.length;
  }

  copyTo(records: KafkaRecord[], from: number, until: number): void {
    for (const record of this.#records)
      if (record.offset >= from && record.offset < until) records.push(record);
  }
}
