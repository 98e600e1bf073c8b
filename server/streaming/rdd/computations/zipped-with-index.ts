import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';

/**
 * Each element with its place in the whole (Spark's ZippedWithIndexRDD). How many elements the partitions before have is
 * counted by a job of its own when it is first needed, unless there is one partition only.
 */
export function zippedWithIndex<T>(parent: Lineage<T>): Computation<readonly [T, number]> {
  const partitions = parent.getNumPartitions();
  let starts: number[] | undefined = partitions <= 1 ? [0] : undefined;
  return {
    ...{ kind: 'ZippedWithIndexRDD', parents: [parent], partitions },
    async prepare() {
      starts ??= startsOf(
        await parent.context.runJob(parent, (values) => values.length, {
          description: 'zipWithIndex',
          // Nothing comes after the last partition.
          partitions: Array.from({ length: partitions - 1 }, (_, partition) => partition),
        }),
      );
    },
    async compute(partition, task) {
      const values = await task.values(parent, partition);
      const start = starts![partition]!;
      return values.map((value, i) => [value, start + i] as const);
    },
  };
}

function startsOf(lengths: readonly number[]): number[] {
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  return starts;
}
