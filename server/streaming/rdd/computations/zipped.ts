import { IllegalArgumentException } from '../../errors.ts';
import { SparkException } from '../../scheduler/stage-failure.ts';
import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';
import type { KeepsKeys } from './map-partitions.ts';

/**
 * What `f` makes of two RDDs' partitions of the same number (Spark's ZippedPartitionsRDD2).
 * @throws IllegalArgumentException where they have different numbers of partitions.
 */
export function zippedPartitions<T, U, R>(
  left: Lineage<T>,
  right: Lineage<U>,
  f: (a: readonly T[], b: readonly U[]) => Iterable<R>,
  { keepsKeys = false }: KeepsKeys = {},
): Computation<R> {
  const [partitions, others] = [left.getNumPartitions(), right.getNumPartitions()];
  if (partitions !== others) {
    throw new IllegalArgumentException(
      `Can't zip RDDs with unequal numbers of partitions: List(${partitions}, ${others})`,
    );
  }
  return {
    ...{ kind: 'ZippedPartitionsRDD2', parents: [left, right], partitions },
    partitioner: keepsKeys ? left.partitioner : undefined,
    async compute(partition, task) {
      const a = await task.values(left, partition);
      const results = f(a, await task.values(right, partition));
      return Array.isArray(results) ? results : Array.from(results);
    },
  };
}

/** The first elements of two RDDs, the second ones and so on. The job fails where partitions are not of the same size. */
export function zipped<T, U>(left: Lineage<T>, right: Lineage<U>): Computation<readonly [T, U]> {
  return zippedPartitions(left, right, (a, b) => {
    if (a.length !== b.length) {
      throw new SparkException('Can only zip RDDs with same number of elements in each partition');
    }
    return a.map((value, i) => [value, b[i]!] as const);
  });
}
