import { IllegalArgumentException } from '../../errors.ts';
import { SparkException } from '../../scheduler/stage-failure.ts';
import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';

/**
 * The first elements of two RDDs, the second ones and so on (Spark's ZippedPartitionsRDD2).
 * @throws IllegalArgumentException where they have different numbers of partitions; the job fails where two partitions
 * have different numbers of elements.
 */
export function zipped<T, U>(left: Lineage<T>, right: Lineage<U>): Computation<readonly [T, U]> {
  const [partitions, others] = [left.getNumPartitions(), right.getNumPartitions()];
  if (partitions !== others) {
    throw new IllegalArgumentException(
      `Can't zip RDDs with unequal numbers of partitions: List(${partitions}, ${others})`,
    );
  }
  return {
    ...{ kind: 'ZippedPartitionsRDD2', parents: [left, right], partitions },
    async compute(partition, task) {
      const a = await task.values(left, partition);
      const b = await task.values(right, partition);
      if (a.length !== b.length) {
        throw new SparkException(
          'Can only zip RDDs with same number of elements in each partition',
        );
      }
      return a.map((value, i) => [value, b[i]!] as const);
    },
  };
}
