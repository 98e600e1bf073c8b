import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';

/** Every element of one RDD with every one of another (Spark's CartesianRDD): a partition for each two partitions. */
export function cartesian<T, U>(left: Lineage<T>, right: Lineage<U>): Computation<readonly [T, U]> {
  const width = right.getNumPartitions();
  return {
    ...{ kind: 'CartesianRDD', parents: [left, right] },
    partitions: left.getNumPartitions() * width,
    async compute(partition, task) {
      const rows = await task.values(left, Math.floor(partition / width));
      const columns = await task.values(right, partition % width);
      const pairs: (readonly [T, U])[] = [];
      for (const row of rows) for (const column of columns) pairs.push([row, column]);
      return pairs;
    },
  };
}
