import type { PartitionSample, Reading } from './partition-sample.ts';

/** What came into a partition by the second; undefined where there is nothing to compare with. */
export interface PartitionRate {
  readonly records: number | undefined;
  readonly bytes: number | undefined;
}

const UNKNOWN: PartitionRate = { records: undefined, bytes: undefined };

/**
 * Rates from what differs between one look at a cluster's partitions and the next.
 *
 * Offsets count records that were written, transactions' markers among them. What goes back says nothing of what came in: an
 * offset after an unclean election or in a topic that was created anew, a log's size after retention or compaction. Such a
 * rate is not known until the next look. A log's size is also compared with that of the same replica only: no other has the
 * same segments.
 */
export class Throughput {
  #before = new Map<string, PartitionSample>();

  /** The next call has nothing to compare with. */
  forget(): void {
    this.#before = new Map();
  }

  /** The rate of each of `samples`, in their order. */
  next(samples: readonly PartitionSample[]): PartitionRate[] {
    const now = new Map<string, PartitionSample>();
    const rates = samples.map((sample) => {
      const key = `${sample.topic} ${sample.partition}`;
      now.set(key, sample);
      const before = this.#before.get(key);
      if (before === undefined || before.topicId !== sample.topicId) return UNKNOWN;
      return {
        records: rate(before.offset, sample.offset),
        bytes: before.leader === sample.leader ? rate(before.size, sample.size) : undefined,
      };
    });
    this.#before = now;
    return rates;
  }
}

function rate(before: Reading | undefined, now: Reading | undefined): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  const period = now.at - before.at;
  const growth = now.value - before.value;
  return period > 0 && growth >= 0 ? (growth * 1000) / period : undefined;
}
