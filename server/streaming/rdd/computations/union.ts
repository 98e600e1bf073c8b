import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';
import { concatenated } from './shuffled.ts';

/**
 * The partitions of several RDDs one after the other (Spark's UnionRDD); where all have the same partitioner, those of
 * the same number together (PartitionerAwareUnionRDD), so that keys stay where they are.
 */
export function union<T>(parents: readonly Lineage<T>[]): Computation<T> {
  const partitioner = parents[0]?.partitioner;
  if (partitioner !== undefined && parents.every((rdd) => rdd.partitioner?.equals(partitioner))) {
    return {
      ...{ kind: 'PartitionerAwareUnionRDD', parents, partitioner },
      partitions: partitioner.numPartitions,
      async compute(partition, task) {
        const parts: (readonly T[])[] = [];
        for (const parent of parents) parts.push(await task.values(parent, partition));
        return concatenated(parts);
      },
    };
  }
  const partitions = parents.flatMap((rdd) =>
    Array.from({ length: rdd.getNumPartitions() }, (_, partition) => ({ rdd, partition })),
  );
  return {
    ...{ kind: 'UnionRDD', parents, partitions: partitions.length },
    compute: (index, task) => {
      const { rdd, partition } = partitions[index]!;
      return task.values(rdd, partition);
    },
  };
}
