import type { PartitionSample, SampleStatistics } from '../../contract/messages/sampling.ts';
import { BATCH_OVERHEAD, type BatchHeader } from '../../protocol/records/batch-header.ts';
import type { RecordCursor } from '../../protocol/records/record-cursor.ts';
import { Batches } from './batches.ts';
import { DistinctKeys, hashOf } from './distinct-keys.ts';
import { Sizes } from './size-distribution.ts';
import { Times } from './time-distribution.ts';

/** Keys that are remembered of single partitions, of all together and of each at least. */
const KEYS_OF_PARTITIONS = 262_144;
const LEAST_KEYS = 64;

interface OfPartition {
  records: number;
  bytes: number;
  nullKeys: number;
  tombstones: number;
  readonly keys: DistinctKeys;
  /** The youngest timestamp so far, and the offset that it was found before. */
  youngest: number;
  next: number;
}

/** What is counted of records as they come. None of them is kept. */
export class Sample {
  records = 0;
  readonly #keys = new DistinctKeys();
  readonly #keySizes = new Sizes();
  readonly #valueSizes = new Sizes();
  readonly #times = new Times();
  readonly #batches = new Batches();
  readonly #partitions = new Map<number, OfPartition>();
  readonly #partitionCount: () => number;
  #withHeaders = 0;

  /** @param partitionCount of how many partitions there will be records, once the first ones come */
  constructor(partitionCount: () => number) {
    this.#partitionCount = partitionCount;
  }

  /** Takes note of a batch, of which any number of records are sampled. @param stored its size in bytes */
  batch(header: BatchHeader, cursor: RecordCursor, stored: number): void {
    this.#batches.add(header, stored, BATCH_OVERHEAD + cursor.end - cursor.at);
  }

  /** Takes the record that the cursor has just read. */
  record(partition: number, offset: number, timestamp: number, cursor: RecordCursor): void {
    const of = this.#of(partition);
    this.records++;
    of.records++;
    const { keyLength, valueLength } = cursor;
    if (keyLength < 0) of.nullKeys++;
    else {
      const hash = hashOf(cursor.key()!);
      this.#keys.add(hash);
      of.keys.add(hash);
      this.#keySizes.add(keyLength);
    }
    if (valueLength < 0) of.tombstones++;
    else this.#valueSizes.add(valueLength);
    of.bytes += Math.max(0, keyLength) + Math.max(0, valueLength);
    if (cursor.headerCount > 0) this.#withHeaders++;
    // What lies before what came already is no more late than that.
    if (offset < of.next) of.youngest = -1;
    of.next = offset + 1;
    this.#times.add(timestamp, timestamp >= 0 && timestamp < of.youngest);
    of.youngest = Math.max(of.youngest, timestamp);
  }

  recordsOf(partition: number): number {
    return this.#partitions.get(partition)?.records ?? 0;
  }

  /** @param population records that there are, by offsets */
  statistics(population: number, isWhole: boolean): SampleStatistics {
    const partitions = this.#partitionSamples();
    const sum = (of: (each: PartitionSample) => number) =>
      partitions.reduce((total, each) => total + of(each), 0);
    const nullKeys = sum((each) => each.nullKeys);
    const keyed = this.records - nullKeys;
    // As large a part of all records as of those in the sample has a key.
    const allKeyed = isWhole ? keyed : Math.round((population * keyed) / Math.max(1, this.records));
    return {
      records: this.records,
      ...{ population, isWhole, nullKeys },
      tombstones: sum((each) => each.tombstones),
      withHeaders: this.#withHeaders,
      keys: this.#keys.cardinality(Math.max(keyed, allKeyed)),
      keySizes: this.#keySizes.distribution(),
      valueSizes: this.#valueSizes.distribution(),
      times: this.#times.distribution(),
      batches: this.#batches.statistics(),
      partitions,
    };
  }

  #partitionSamples(): PartitionSample[] {
    return [...this.#partitions]
      .sort(([one], [other]) => one - other)
      .map(([partition, { records, bytes, nullKeys, tombstones, keys }]) => ({
        ...{ partition, records, bytes, nullKeys, tombstones },
        keys: keys.count,
      }));
  }

  #of(partition: number): OfPartition {
    let of = this.#partitions.get(partition);
    if (of === undefined) {
      of = {
        ...{ records: 0, bytes: 0, nullKeys: 0, tombstones: 0, youngest: -1, next: 0 },
        keys: new DistinctKeys(
          Math.max(LEAST_KEYS, Math.floor(KEYS_OF_PARTITIONS / this.#partitionCount())),
        ),
      };
      this.#partitions.set(partition, of);
    }
    return of;
  }
}
