import { incrementSequence } from '../../../protocol/records/batch-header.ts';
import { ProducerBatch } from './producer-batch.ts';

/** What is to be sent to one partition, and what is on its way. */
export class PartitionQueue {
  /** In the order of sending; only the last takes more records. */
  readonly waiting: ProducerBatch[] = [];
  readonly inFlight = new Set<ProducerBatch>();
  /** The number of the next record that is sent for the first time. */
  #nextSequence = 0;
  #nextOrder = 0;
  readonly topic: string;
  readonly partition: number;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** A new batch behind all others. */
  begin(codec: number, capacity: number, nowMs: number): ProducerBatch {
    const batch = new ProducerBatch(this.#nextOrder++, codec, capacity, nowMs);
    this.waiting.push(batch);
    return batch;
  }

  /** Takes the first batch out to be sent, with its number in the sequence if there is one. */
  depart(numbered: boolean): ProducerBatch {
    const batch = this.waiting.shift()!;
    this.inFlight.add(batch);
    if (numbered && batch.sequence === undefined) this.#number(batch);
    return batch;
  }

  /** Begins the sequence anew, with what waits to be sent again. */
  renumber(): void {
    this.#nextSequence = 0;
    for (const batch of this.waiting) if (batch.sequence !== undefined) this.#number(batch);
  }

  #number(batch: ProducerBatch): void {
    batch.sequence = this.#nextSequence;
    this.#nextSequence = incrementSequence(this.#nextSequence, batch.count);
  }

  /** Puts a batch that was refused back where it belongs. */
  putBack(batch: ProducerBatch): void {
    const behind = this.waiting.findIndex(({ order }) => order > batch.order);
    this.waiting.splice(behind < 0 ? this.waiting.length : behind, 0, batch);
  }
}
