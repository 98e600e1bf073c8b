import type { PartitionSample, Reading } from './partition-sample.ts';

/** What came into a partition by the second; undefined where there is nothing to compare with. */
export interface PartitionRate {
  readonly records: number | undefined;
  readonly bytes: number | undefined;
}

/** Looks nearer to each other than this, in milliseconds, tell no rate of their own: one batch more would be a peak. */
export const LEAST_PERIOD = 500;

/** A number that is followed: since when, and how it grew before that. */
interface Followed {
  readonly from: Reading;
  /** By the second. */
  readonly rate: number | undefined;
}

interface FollowedPartition {
  readonly topicId: string;
  readonly leader: number;
  readonly offset: Followed | undefined;
  readonly size: Followed | undefined;
}

/**
 * Rates from what differs between one look at a cluster's partitions and the next.
 *
 * Offsets count records that were written, transactions' markers among them. What goes back says nothing of what came in: an
 * offset after an unclean election or in a topic that was created anew, a log's size after retention or compaction. Such a
 * rate is not known until the next look. A log's size is also compared with that of the same replica only: no other has the
 * same segments.
 */
export class Throughput {
  #before = new Map<string, FollowedPartition>();

  /** The next call has nothing to compare with. */
  forget(): void {
    this.#before = new Map();
  }

  /** The rate of each of `samples`, in their order. */
  next(samples: readonly PartitionSample[]): PartitionRate[] {
    const now = new Map<string, FollowedPartition>();
    const rates = samples.map(({ topic, topicId, partition, leader, offset, size }) => {
      const key = `${topic} ${partition}`;
      const known = this.#before.get(key);
      const before = known?.topicId === topicId ? known : undefined;
      const followed = {
        topicId,
        leader,
        offset: follow(before?.offset, offset),
        size: follow(before?.leader === leader ? before.size : undefined, size),
      };
      now.set(key, followed);
      return { records: followed.offset?.rate, bytes: followed.size?.rate };
    });
    this.#before = now;
    return rates;
  }
}

function follow(before: Followed | undefined, now: Reading | undefined): Followed | undefined {
  if (now === undefined) return undefined;
  if (before === undefined || now.value < before.from.value) return { from: now, rate: undefined };
  const period = now.at - before.from.at;
  if (period < LEAST_PERIOD) return before;
  return { from: now, rate: ((now.value - before.from.value) * 1000) / period };
}
