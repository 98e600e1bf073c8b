import type { Computation } from '../rdd/computation.ts';

/** Items that were received together: a partition of their batch's RDD. */
export interface Block<T> {
  /** Counts the blocks of the stream, also over restarts where they are logged. */
  readonly id: number;
  readonly numRecords: number;
  /** In memory, or read from the log again. */
  readonly values: readonly T[] | (() => Promise<readonly T[]>);
}

/** The RDD of a batch's blocks (Spark's BlockRDD). */
export function blockRDD<T>(blocks: readonly Block<T>[], isLogged: boolean): Computation<T> {
  return {
    kind: isLogged ? 'WriteAheadLogBackedBlockRDD' : 'BlockRDD',
    parents: [],
    partitions: blocks.length,
    compute: (partition) => {
      const { values } = blocks[partition]!;
      return typeof values === 'function' ? values() : values;
    },
  };
}
