import { nonNegativeMod } from '../../shuffle/hash-code.ts';
import { SuppliedHashPartitioner } from '../../shuffle/hash-partitioner.ts';
import type { Partitioner } from '../../shuffle/partitioner.ts';
import { Shuffle } from '../../shuffle/shuffle.ts';
import type { Computation } from '../computation.ts';
import type { Lineage } from '../lineage.ts';

export interface Exchange<V, B, T> {
  readonly parent: Lineage<V>;
  /** How many partitions there will be, and what decides. */
  readonly partitioner: Partitioner;
  /** Whether the partitions are those of the elements' keys. */
  readonly byKey?: boolean;
  /** Cuts a partition of the parent into a bucket for each that is to be. */
  readonly write: (values: readonly V[], partition: number) => readonly B[];
  /** Makes a partition of its buckets. */
  readonly read: (buckets: readonly B[]) => readonly T[];
}

/**
 * An exchange of values between partitions (Spark's ShuffledRDD). What `read` makes is kept in place of the buckets:
 * functions of the user's merge values into one another in place, which must happen once.
 */
export function shuffled<V, B, T>(exchange: Exchange<V, B, T>): Computation<T> {
  const { parent, partitioner, byKey = true, write, read } = exchange;
  const shuffle = new Shuffle<V, B>(parent, partitioner, write);
  const results = new Map<number, readonly T[]>();
  return {
    ...{ kind: 'ShuffledRDD', parents: [], shuffles: [shuffle as Shuffle] },
    ...{ partitions: partitioner.numPartitions, partitioner: byKey ? partitioner : undefined },
    compute(partition) {
      let values = results.get(partition);
      if (values === undefined) {
        values = shuffle.take(partition, read);
        results.set(partition, values);
      }
      return values;
    },
  };
}

/** Pairs in the partitions of their keys, otherwise as they come. */
export function partitionedByKey<K, V>(
  parent: Lineage<readonly [K, V]>,
  partitioner: Partitioner,
): Computation<readonly [K, V]> {
  const write = (pairs: readonly (readonly [K, V])[]) => bucketsByKey(pairs, partitioner);
  return shuffled({ parent, partitioner, write, read: concatenated });
}

/** Values in turn to all partitions, starting elsewhere for each of the parent's, so that each gets its share. */
export function dealtOut<T>(parent: Lineage<T>, partitioner: Partitioner): Computation<T> {
  const { numPartitions } = partitioner;
  const write = (values: readonly T[], partition: number) => {
    const buckets = emptyBuckets<T>(numPartitions);
    for (let i = 0; i < values.length; i++) {
      buckets[(partition + i) % numPartitions]!.push(values[i]!);
    }
    return buckets;
  };
  return shuffled({ parent, partitioner, byKey: false, write, read: concatenated });
}

/** Values to the partitions of the hashes that come with them, without looking into them. */
export function dealtByHash<V>(
  parent: Lineage<readonly [hash: number, value: V]>,
  numPartitions: number,
  by: unknown,
): Computation<V> {
  const partitioner = new SuppliedHashPartitioner(numPartitions, by);
  const write = (pairs: readonly (readonly [number, V])[]) => {
    const buckets = emptyBuckets<V>(numPartitions);
    for (let i = 0; i < pairs.length; i++) {
      const pair = pairs[i]!;
      buckets[nonNegativeMod(pair[0], numPartitions)]!.push(pair[1]);
    }
    return buckets;
  };
  return shuffled({ parent, partitioner, write, read: concatenated });
}

export function bucketsByKey<P extends readonly [unknown, unknown]>(
  pairs: readonly P[],
  partitioner: Partitioner,
): readonly (readonly P[])[] {
  const { numPartitions } = partitioner;
  if (numPartitions === 1) return [pairs];
  const buckets = emptyBuckets<P>(numPartitions);
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i]!;
    buckets[partitioner.partitionOf(pair[0])]!.push(pair);
  }
  return buckets;
}

/** How many arguments a call surely has room for on the stack. */
const MOST_ARGUMENTS = 10_000;

export function concatenated<T>(parts: readonly (readonly T[])[]): T[] {
  let all = ([] as T[]).concat(...parts.slice(0, MOST_ARGUMENTS));
  for (let at = MOST_ARGUMENTS; at < parts.length; at += MOST_ARGUMENTS)
    all = all.concat(...parts.slice(at, at + MOST_ARGUMENTS));
  return all;
}

function emptyBuckets<T>(count: number): T[][] {
  return Array.from({ length: count }, () => []);
}
