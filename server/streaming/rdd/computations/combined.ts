import { KeyedMap } from '../../shuffle/keyed-map.ts';
import type { Partitioner } from '../../shuffle/partitioner.ts';
import type { Computation, Step } from '../computation.ts';
import type { Lineage } from '../lineage.ts';
import { bucketsByKey, shuffled } from './shuffled.ts';

/** How values of the same key become one (Spark's Aggregator). Functions may change and return what they are given first. */
export interface Aggregator<V, C> {
  readonly createCombiner: (value: V) => C;
  readonly mergeValue: (combiner: C, value: V) => C;
  readonly mergeCombiners: (a: C, b: C) => C;
}

/** In place of the combiner of a key that has none yet. */
const NONE: unique symbol = Symbol('none');
const none = (): typeof NONE => NONE;

/** The combined values of each key of a partition, when all have come. */
export function combineStep<K, V, C>({
  createCombiner,
  mergeValue,
}: Pick<Aggregator<V, C>, 'createCombiner' | 'mergeValue'>): Step<
  readonly [K, V],
  readonly [K, C]
> {
  return (emit) => {
    const combined = new KeyedMap<K, C | typeof NONE>();
    return {
      take: (pair) => {
        const entry = combined.entryOf(pair[0], none);
        entry.value =
          entry.value === NONE ? createCombiner(pair[1]) : mergeValue(entry.value, pair[1]);
      },
      end: () => {
        combined.forEach((value, key) => {
          emit([key, value as C]);
        });
      },
    };
  };
}

/** Exchanges combiners that were made within partitions, and merges them. */
export function mergedCombiners<K, C>(
  parent: Lineage<readonly [K, C]>,
  partitioner: Partitioner,
  mergeCombiners: (a: C, b: C) => C,
): Computation<readonly [K, C]> {
  const aggregator = { createCombiner: (c: C) => c, mergeValue: mergeCombiners };
  return combinedBuckets(parent, partitioner, combineStep<K, C, C>(aggregator));
}

/** Exchanges values as they are, and combines them where they arrive. */
export function combinedValues<K, V, C>(
  parent: Lineage<readonly [K, V]>,
  partitioner: Partitioner,
  aggregator: Aggregator<V, C>,
): Computation<readonly [K, C]> {
  return combinedBuckets(parent, partitioner, combineStep<K, V, C>(aggregator));
}

function combinedBuckets<K, V, C>(
  parent: Lineage<readonly [K, V]>,
  partitioner: Partitioner,
  step: Step<readonly [K, V], readonly [K, C]>,
): Computation<readonly [K, C]> {
  return shuffled({
    ...{ parent, partitioner },
    write: (pairs) => bucketsByKey(pairs, partitioner),
    read: (buckets) => {
      const results: (readonly [K, C])[] = [];
      const { take, end } = step((pair) => results.push(pair), 0);
      for (const bucket of buckets) for (let i = 0; i < bucket.length; i++) take(bucket[i]!);
      end!();
      return results;
    },
  });
}
