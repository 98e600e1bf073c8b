/**
 * What a log knows of its idempotent producers (KIP-98; Kafka's ProducerStateManager): enough of
 * each one's last batches to answer a repeated one with its offsets and to refuse one that does not
 * follow. Transactions will add the first offset of the ongoing one to the entry, and the epoch of
 * the coordinator that ended the last.
 */

import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import {
  type BatchHeader,
  incrementSequence,
  NO_PRODUCER_EPOCH,
  NO_SEQUENCE,
} from '../protocol/records/batch-header.ts';

export interface ProducerEntry {
  readonly producerId: number;
  readonly epoch: number;
  /** Of its last batch: tells when the producer is forgotten (`producer.id.expiration.ms`). */
  readonly lastTimestamp: number;
  /** The last ones of this epoch, oldest first. */
  readonly batches: readonly SequencedBatch[];
}

export interface SequencedBatch {
  readonly lastSequence: number;
  readonly lastOffset: number;
  /** From its first record to its last, in offsets and in sequence numbers. */
  readonly offsetDelta: number;
  /** When it was appended, if the log sets that time; −1 otherwise. */
  readonly appendTime: number;
}

export type Producers = ReadonlyMap<number, ProducerEntry>;

export const noProducers: Producers = new Map();

/** As many requests as an idempotent producer keeps in flight (max.in.flight.requests). */
const BATCHES_KEPT = 5;

/** The batch that `header` repeats, if it is one of the producer's last. */
export function findDuplicate(
  entry: ProducerEntry | undefined,
  header: BatchHeader,
): SequencedBatch | undefined {
  if (entry?.epoch !== header.producerEpoch) return undefined;
  return entry.batches.find(
    (it) => it.lastSequence === header.lastSequence && it.offsetDelta === header.lastOffsetDelta,
  );
}

/**
 * Refuses a batch that is not the producer's next: a producer that the log does not know may start
 * anywhere, a new epoch starts at 0 (ProducerAppendInfo.checkSequence).
 * @throws KafkaError INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER
 */
export function checkProducer(entry: ProducerEntry | undefined, header: BatchHeader): void {
  if (entry === undefined) return;
  const { producerId, producerEpoch, baseSequence } = header;
  if (producerEpoch < entry.epoch) {
    throw new KafkaError(
      ErrorCode.INVALID_PRODUCER_EPOCH,
      `Producer ${producerId} is at epoch ${entry.epoch}, and the batch of epoch ${producerEpoch}`,
    );
  }
  const last = entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE;
  const follows =
    producerEpoch === entry.epoch
      ? baseSequence === incrementSequence(last, 1)
      : baseSequence === 0 || entry.epoch === NO_PRODUCER_EPOCH;
  if (follows) return;
  throw new KafkaError(
    ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    `Producer ${producerId} of epoch ${producerEpoch} sent sequence ${baseSequence} after ` +
      `${last} of epoch ${entry.epoch}`,
  );
}

/** The producer's entry once the batch is in the log; undefined for a batch without producer. */
export function producerAfter(
  entry: ProducerEntry | undefined,
  header: BatchHeader,
): ProducerEntry | undefined {
  const { producerId, producerEpoch, maxTimestamp, timestampType, lastSequence } = header;
  // Control batches end transactions; they carry no sequence.
  if (producerId < 0 || header.isControl) return entry;
  const appended: SequencedBatch = {
    lastSequence,
    lastOffset: header.lastOffset,
    offsetDelta: header.lastOffsetDelta,
    appendTime: timestampType === 'append' ? maxTimestamp : -1,
  };
  const kept = entry?.epoch === producerEpoch ? entry.batches.slice(1 - BATCHES_KEPT) : [];
  return {
    producerId,
    epoch: producerEpoch,
    lastTimestamp: maxTimestamp,
    batches: [...kept, appended],
  };
}
