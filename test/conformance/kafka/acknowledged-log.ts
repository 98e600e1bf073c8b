// What producers were told and what a topic then holds: nothing acknowledged may be lost or moved.

import { type Acknowledgement, Frame, recordFrame, type TestRecord } from './record-frames.ts';
import { type PartitionReader, storedRecords } from './stored-batches.ts';

/** One producer of a `LoadJob`. */
export interface LoadProducer {
  readonly name: string;
  /** True if none of its records may be there twice. */
  readonly isIdempotent: boolean;
}

interface Acknowledged extends Acknowledgement {
  readonly producer: string;
}

export class AcknowledgedLog {
  readonly #topic: string;
  /** Those whose records may be there twice. */
  readonly #repeating: Set<string>;
  /** By partition, the records that producers send over and over. */
  readonly #texts: readonly (readonly TestRecord[])[];
  readonly #acknowledged: Acknowledged[] = [];
  /** How many of `#acknowledged` are found. */
  #checked = 0;
  /** By partition, then offset, the key of each record. */
  #stored: string[][];
  /** By producer and partition, the number of the next record that it sends for the first time. */
  #next = new Map<string, number>();

  constructor(
    topic: string,
    producers: readonly LoadProducer[],
    texts: readonly (readonly TestRecord[])[],
  ) {
    this.#topic = topic;
    this.#repeating = new Set(
      producers.filter(({ isIdempotent }) => !isIdempotent).map(({ name }) => name),
    );
    this.#texts = texts;
    this.#stored = texts.map(() => []);
  }

  /** Takes note of what a producer was told. */
  acknowledge(producer: string, frame: Frame): void {
    this.#acknowledged.push({ producer, ...frame.acknowledgement() });
  }

  /** Takes note that a producer has begun again, and so may store what is stored. */
  beganAgain(producer: string): void {
    this.#repeating.add(producer);
  }

  get acknowledgedCount(): number {
    return this.#acknowledged.length;
  }

  get storedCount(): number {
    return this.#stored.reduce((sum, keys) => sum + keys.length, 0);
  }

  /** The same claims, about a log of which nothing is known. */
  forget(): void {
    this.#stored = this.#texts.map(() => []);
    this.#next = new Map();
    this.#checked = 0;
  }

  /**
   * Reads what the topic holds beyond what was read before, and compares.
   * @throws Error if an acknowledged record is not at its offset, if a record is not, byte for byte, what
   * its producer sent, or if a producer's records are not in the order in which it sent them.
   */
  async check(reader: PartitionReader): Promise<void> {
    // What is acknowledged while this reads may be beyond what it reads.
    const due = this.#acknowledged.length;
    for (const [partition, keys] of this.#stored.entries()) {
      for await (const frame of storedRecords(reader, this.#topic, partition, keys.length)) {
        this.#takeStored(frame, keys);
      }
    }
    for (; this.#checked < due; this.#checked++) {
      const { producer, partition, offset, number } = this.#acknowledged[this.#checked]!;
      const key = `${producer}:${partition}:${number}`;
      const stored = this.#stored[partition]![offset];
      if (stored !== key) {
        const end = this.#stored[partition]!.length;
        throw new Error(`${key} was acknowledged at ${offset}; there is ${stored}, end ${end}`);
      }
    }
  }

  #takeStored(frame: Frame, keys: string[]): void {
    const { partition, offset } = frame;
    if (offset !== keys.length) {
      throw new Error(`partition ${partition} jumps from ${keys.length} to ${offset}`);
    }
    const key = String(Buffer.from(frame.record().key!));
    const [name, , number] = key.split(':') as [string, string, string];
    const texts = this.#texts[partition]!;
    const sent = { ...texts[Number(number) % texts.length]!, offset, key: Buffer.from(key) };
    if (!frame.bytes.equals(new Frame(recordFrame(sent)).bytes)) {
      throw new Error(`partition ${partition}, offset ${offset}: not what was sent as ${key}`);
    }
    this.#expectOrder(name, partition, Number(number));
    keys.push(key);
  }

  #expectOrder(producer: string, partition: number, number: number): void {
    const sequence = `${producer}:${partition}`;
    const next = this.#next.get(sequence) ?? 0;
    if (number > next || (number < next && !this.#repeating.has(producer))) {
      throw new Error(`${sequence}:${number} where ${next} comes next`);
    }
    this.#next.set(sequence, Math.max(next, number + 1));
  }
}
