import { KeyedMap } from '../../shuffle/keyed-map.ts';
import type { Partitioner } from '../../shuffle/partitioner.ts';
import { Shuffle } from '../../shuffle/shuffle.ts';
import type { Computation, Task } from '../computation.ts';
import type { Lineage } from '../lineage.ts';
import { bucketsByKey } from './shuffled.ts';

type Pairs<K> = readonly (readonly [K, unknown])[];

/**
 * For each key of several RDDs its values in each of them (Spark's CoGroupedRDD). An RDD that is partitioned like the
 * result is read as it is, any other is shuffled.
 */
export function cogrouped<K>(
  rdds: readonly Lineage<readonly [K, unknown]>[],
  partitioner: Partitioner,
): Computation<readonly [K, readonly (readonly unknown[])[]]> {
  const parents: Lineage<unknown>[] = [];
  const shuffles: Shuffle[] = [];
  const sources = rdds.map((rdd) => {
    if (rdd.partitioner?.equals(partitioner)) {
      parents.push(rdd);
      return async (partition: number, task: Task): Promise<Pairs<K>[]> => [
        await task.values(rdd, partition),
      ];
    }
    const write = (pairs: Pairs<K>) => bucketsByKey(pairs, partitioner);
    const shuffle = new Shuffle<readonly [K, unknown], Pairs<K>>(rdd, partitioner, write);
    shuffles.push(shuffle as unknown as Shuffle);
    return async (partition: number) => shuffle.read(partition);
  });
  return {
    ...{ kind: 'CoGroupedRDD', parents, shuffles },
    ...{ partitions: partitioner.numPartitions, partitioner },
    async compute(partition, task) {
      const groups = new KeyedMap<K, unknown[][]>();
      const newGroup = () => rdds.map((): unknown[] => []);
      for (const [side, source] of sources.entries()) {
        for (const pairs of await source(partition, task)) {
          for (let i = 0; i < pairs.length; i++) {
            const pair = pairs[i]!;
            groups.entryOf(pair[0], newGroup).value[side]!.push(pair[1]);
          }
        }
      }
      const results: (readonly [K, readonly (readonly unknown[])[]])[] = [];
      groups.forEach((group, key) => {
        results.push([key, group]);
      });
      return results;
    },
  };
}
