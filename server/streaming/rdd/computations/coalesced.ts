import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';
import { concatenated } from './shuffled.ts';

/** Neighbouring partitions together, so that there are at most so many (Spark's CoalescedRDD). */
export function coalesced<T>(parent: Lineage<T>, atMost: number): Computation<T> {
  const before = parent.getNumPartitions();
  const partitions = Math.min(atMost, before);
  return {
    ...{ kind: 'CoalescedRDD', parents: [parent], partitions },
    async compute(partition, task) {
      const from = Math.floor((partition * before) / partitions);
      const to = Math.floor(((partition + 1) * before) / partitions);
      const parts: (readonly T[])[] = [];
      for (let i = from; i < to; i++) parts.push(await task.values(parent, i));
      return concatenated(parts);
    },
  };
}
