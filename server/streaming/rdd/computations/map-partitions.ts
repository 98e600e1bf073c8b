import type { Computation, Pass, Step } from '../computation.ts';
import type { Lineage } from '../lineage.ts';

export interface KeepsKeys {
  /** Whether no key is changed, so that every one is still in its partition. */
  readonly keepsKeys?: boolean;
}

/** What goes through a parent's partitions value by value (Spark's MapPartitionsRDD), fused with its neighbours. */
export function stepThrough<T, U>(
  parent: Lineage<T>,
  step: Step<T, U>,
  { keepsKeys = false }: KeepsKeys = {},
): Computation<U> {
  return {
    ...{ kind: 'MapPartitionsRDD', parents: [parent], partitions: parent.getNumPartitions() },
    partitioner: keepsKeys ? parent.partitioner : undefined,
    step: step as (emit: (value: U) => void, partition: number) => Pass<never>,
    compute: () => {
      throw new Error('A step is run by its task.');
    },
  };
}

/** What is made of a parent's partitions as wholes. */
export function mapPartitions<T, U>(
  parent: Lineage<T>,
  f: (values: readonly T[], partition: number) => Iterable<U>,
  { keepsKeys = false }: KeepsKeys = {},
): Computation<U> {
  return {
    ...{ kind: 'MapPartitionsRDD', parents: [parent], partitions: parent.getNumPartitions() },
    partitioner: keepsKeys ? parent.partitioner : undefined,
    async compute(partition, task) {
      const results = f(await task.values(parent, partition), partition);
      return Array.isArray(results) ? results : Array.from(results);
    },
  };
}
