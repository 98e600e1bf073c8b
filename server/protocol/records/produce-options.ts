import { Codec, type CodecName, codecName } from './compression.ts';
import { type RecordError, RecordsError } from './records-error.ts';

/** What a partition asks of the records that clients send to it, under the names of its configuration. */
export interface ProduceOptions {
  /** Version of the Produce request: from 3 on one batch of magic 2, zstd from 7 on. */
  readonly produceVersion: number;
  /** The broker's time, milliseconds since 1970. */
  readonly now: number;
  /** message.timestamp.type: CreateTime or LogAppendTime. */
  readonly timestampType: 'create' | 'append';
  /** message.timestamp.before.max.ms; Infinity for no bound. */
  readonly timestampBeforeMaxMs: number;
  /** message.timestamp.after.max.ms; Infinity for no bound. */
  readonly timestampAfterMaxMs: number;
  /** max.message.bytes, of a batch as it is stored. */
  readonly maxMessageBytes: number;
  /** segment.bytes, which bounds a batch too. */
  readonly segmentBytes?: number;
  /** compression.type; 'producer' keeps what the producer chose. */
  readonly compressionType: 'producer' | 'uncompressed' | Exclude<CodecName, 'none'>;
  /** cleanup.policy contains compact: every record needs a key. */
  readonly compacted: boolean;
  /** The most that a batch may decompress to; `MAX_DECOMPRESSED_BYTES` unless told. */
  readonly maxDecompressedBytes?: number;
}

/** A response lists no more refused records than this; Kafka sets no bound. */
const MAX_RECORD_ERRORS = 1000;

/** The codec that the records are to be stored with. */
export function targetCodec(options: ProduceOptions, source: number): number {
  codecName(source);
  const { compressionType } = options;
  if (compressionType === 'producer') return source;
  return compressionType === 'uncompressed' ? Codec.none : Codec[compressionType];
}

/**
 * @throws RecordsError MESSAGE_TOO_LARGE beyond max.message.bytes, RECORD_LIST_TOO_LARGE
 * beyond segment.bytes.
 */
export function checkSize(size: number, options: ProduceOptions): void {
  const { maxMessageBytes, segmentBytes } = options;
  if (size > maxMessageBytes) {
    throw new RecordsError(
      'MESSAGE_TOO_LARGE',
      `A record batch of ${size} bytes exceeds max.message.bytes (${maxMessageBytes})`,
    );
  }
  if (segmentBytes !== undefined && size > segmentBytes) {
    throw new RecordsError(
      'RECORD_LIST_TOO_LARGE',
      `A record batch of ${size} bytes exceeds segment.bytes (${segmentBytes})`,
    );
  }
}

/**
 * Checks record after record what depends on the partition, and collects what it refuses
 * (KIP-467), so that the producer learns of every such record at once.
 */
export class RecordChecks {
  readonly #options: ProduceOptions;
  readonly #earliest: number;
  readonly #latest: number;
  readonly #errors: RecordError[] = [];
  #count = 0;
  #hasInvalidTimestamp = false;

  constructor(options: ProduceOptions) {
    this.#options = options;
    this.#earliest = options.now - options.timestampBeforeMaxMs;
    this.#latest = options.now + options.timestampAfterMaxMs;
  }

  /**
   * @param timestamp −1 for none
   * @param timestampType who set it, by the batch's own account
   */
  check(
    index: number,
    hasKey: boolean,
    timestamp: number,
    timestampType: 'create' | 'append',
  ): void {
    const options = this.#options;
    if (options.compacted && !hasKey) {
      this.#refuse(index, 'Compacted topic cannot accept message without key');
      return;
    }
    if (options.timestampType === 'append') return;
    if (timestampType === 'append') {
      this.#hasInvalidTimestamp = true;
      this.#refuse(index, 'Producer should not set timestamp type to LogAppendTime');
    } else if (timestamp !== -1 && (timestamp < this.#earliest || timestamp > this.#latest)) {
      this.#hasInvalidTimestamp = true;
      this.#refuse(
        index,
        `Timestamp ${timestamp} is out of range [${this.#earliest}, ${this.#latest}]`,
      );
    }
  }

  /** @throws RecordsError INVALID_TIMESTAMP or INVALID_RECORD if a record was refused. */
  finish(): void {
    if (this.#count === 0) return;
    throw new RecordsError(
      this.#hasInvalidTimestamp ? 'INVALID_TIMESTAMP' : 'INVALID_RECORD',
      `${this.#count} records of the batch have been rejected; ` +
        `record ${this.#errors[0]!.batchIndex}: ${this.#errors[0]!.batchIndexErrorMessage}`,
      this.#errors,
    );
  }

  #refuse(batchIndex: number, batchIndexErrorMessage: string): void {
    this.#count++;
    if (this.#errors.length < MAX_RECORD_ERRORS) {
      this.#errors.push({ batchIndex, batchIndexErrorMessage });
    }
  }
}
