import {
  type KafkaRecord,
  OffsetOutOfRange,
  type TopicPartition,
} from '../../streaming/kafka/kafka-client.ts';
import { partitionKey } from '../kafka/topic-partition.ts';
import type { FetchedBatch, FetchedBatches } from './kafka-batch.ts';

/** What one fetch brought. */
export interface Fetched extends FetchedBatches {
  /** Where the log ends for this reader. */
  readonly end: number;
}

export interface FetchOptions {
  /** Waits that long for a first record; 0 takes what there is. */
  readonly maxWaitMs: number;
}

/** How many bytes the readers of a client may hold, each and all together. */
export class ByteBudget {
  readonly #total: number;
  readonly perPartition: number;
  #held = 0;

  constructor(total: number, perPartition: number) {
    this.#total = total;
    this.perPartition = perPartition;
  }

  get held(): number {
    return this.#held;
  }

  get left(): number {
    return this.#total - this.#held;
  }

  change(bytes: number): void {
    this.#held += bytes;
  }
}

export interface ReadingLimits {
  /** For records that nobody has asked for yet. */
  readonly ahead: ByteBudget;
  /** For those that may be asked for again. */
  readonly kept: ByteBudget;
  /** How long a fetch waits for records that are asked for, in milliseconds. */
  readonly maxWaitMs: number;
  /** For how long records are waited for that should be there. */
  readonly patienceMs: number;
}

/**
 * Reads ranges of one partition's log. While ranges follow one another, the next fetch is under way as soon as one has
 * come, so that the records of the next range are mostly there when it is asked for. What a range consisted of is kept
 * until another is asked for, since a batch's second output may read it again.
 */
export class PartitionReader {
  readonly #of: TopicPartition;
  readonly #fetch: (from: number, options: FetchOptions) => Promise<Fetched>;
  readonly #limits: ReadingLimits;
  /** In their order: everything that there is in [start, position). */
  #batches: FetchedBatch[] = [];
  #start = 0;
  #position = 0;
  /** Bytes of batches that lie behind the last range. */
  #ahead = 0;
  /** Bytes of those that lie within it. */
  #kept = 0;
  /** Where the last range ended. */
  #until = -1;
  #isSequential = false;
  /** Whether the log went on behind what came last. */
  #goesOn = true;
  #fetching: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Counts the times that it began anew. */
  #life = 0;
  #reading: Promise<unknown> = Promise.resolve();

  /** @param fetch what there is from an offset on, tried until it is had; rejects with OffsetOutOfRange */
  constructor(
    of: TopicPartition,
    fetch: (from: number, options: FetchOptions) => Promise<Fetched>,
    limits: ReadingLimits,
  ) {
    this.#of = of;
    this.#fetch = fetch;
    this.#limits = limits;
  }

  /** The records with offsets in [from, until); one range after the other. @throws as `KafkaClient.read` */
  read(from: number, until: number): Promise<KafkaRecord[]> {
    const records = this.#reading.then(() => this.#read(from, until));
    this.#reading = records.catch(() => {});
    return records;
  }

  /** Lets go of what it holds; nothing is fetched any more. */
  close(): void {
    this.#restart(0);
    this.#goesOn = false;
  }

  async #read(from: number, until: number): Promise<KafkaRecord[]> {
    this.#isSequential = from === this.#until;
    if (from < this.#start || from > this.#position) this.#restart(from);
    this.#until = until;
    this.#countAhead();
    await this.#fetchUpTo(until);
    const records: KafkaRecord[] = [];
    for (const batch of this.#batches) {
      if (batch.last < from) continue;
      copy(batch, records, from, until, this.#of);
      if (batch.last >= until - 1) break;
    }
    this.#release(from, until);
    this.#fetchAhead();
    return records;
  }

  async #fetchUpTo(until: number): Promise<void> {
    let stuckSince: number | undefined;
    while (this.#position < until) {
      const before = this.#position;
      await (this.#fetching ?? this.#begin(this.#limits.maxWaitMs));
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure !== undefined) throw failure.error;
      const now = performance.now();
      stuckSince = this.#position > before ? undefined : (stuckSince ?? now);
      if (stuckSince === undefined || now - stuckSince < this.#limits.patienceMs) continue;
      const message = `Partition ${partitionKey(this.#of)} has no records from offset ${before} on, though it had up to ${until} when the range was made: its log has become shorter.`;
      throw new OffsetOutOfRange(this.#of, before, message);
    }
  }

  /** Lets go of batches before the range, and of the range itself where there is no room for it. */
  #release(from: number, until: number): void {
    let first = 0;
    while (first < this.#batches.length && this.#batches[first]!.last < from) first++;
    let size = 0;
    let behind = first;
    while (behind < this.#batches.length && this.#batches[behind]!.last < until)
      size += this.#batches[behind++]!.size;
    this.#setKept(0);
    const { perPartition, left } = this.#limits.kept;
    const hasRoom = size <= Math.min(perPartition, left);
    if (hasRoom) this.#setKept(size);
    this.#start = hasRoom ? from : until;
    this.#batches.splice(0, hasRoom ? first : behind);
  }

  #countAhead(): void {
    let ahead = 0;
    for (let i = this.#batches.length - 1; i >= 0 && this.#batches[i]!.last >= this.#until; i--)
      ahead += this.#batches[i]!.size;
    this.#setAhead(ahead);
  }

  #setAhead(bytes: number): void {
    this.#limits.ahead.change(bytes - this.#ahead);
    this.#ahead = bytes;
  }

  #setKept(bytes: number): void {
    this.#limits.kept.change(bytes - this.#kept);
    this.#kept = bytes;
  }

  #restart(from: number): void {
    this.#life++;
    this.#batches = [];
    this.#setAhead(0);
    this.#setKept(0);
    this.#start = from;
    this.#position = from;
    this.#goesOn = true;
    this.#failure = undefined;
    this.#fetching = undefined;
  }

  /** Fetches ahead if ranges follow one another, the log goes on and there is room. */
  #fetchAhead(): void {
    const isWanted = this.#position < this.#until || (this.#isSequential && this.#hasRoom);
    if (!isWanted || !this.#goesOn || this.#fetching !== undefined) return;
    void this.#begin(0);
  }

  get #hasRoom(): boolean {
    const { perPartition, left } = this.#limits.ahead;
    return this.#ahead < perPartition && left > 0;
  }

  #begin(maxWaitMs: number): Promise<void> {
    const life = this.#life;
    const fetching = this.#fetch(this.#position, { maxWaitMs }).then(
      (fetched) => {
        if (life === this.#life) this.#take(fetched);
      },
      (error: unknown) => {
        if (life !== this.#life) return;
        this.#fetching = undefined;
        // What went wrong while reading ahead may be well when it is asked for.
        if (this.#position < this.#until) this.#failure = { error };
      },
    );
    this.#fetching = fetching;
    return fetching;
  }

  #take({ batches, next, end }: Fetched): void {
    this.#fetching = undefined;
    this.#goesOn = next < end && next > this.#position;
    this.#position = next;
    let ahead = this.#ahead;
    for (const batch of batches) {
      this.#batches.push(batch);
      if (batch.last >= this.#until) ahead += batch.size;
    }
    this.#setAhead(ahead);
    // Before anything is made of what came, so that the broker works meanwhile.
    this.#fetchAhead();
  }
}

function copy(
  batch: FetchedBatch,
  records: KafkaRecord[],
  from: number,
  until: number,
  of: TopicPartition,
): void {
  try {
    batch.copyTo(records, from, until);
  } catch (error) {
    const message = `A batch of records of partition ${partitionKey(of)} that ends at offset ${batch.last} is invalid: ${(error as Error).message} Seek past it to go on.`;
    throw new Error(message, { cause: error });
  }
}
