import type { Partitioner } from '../shuffle/partitioner.ts';
import {
  type Aggregator,
  combinedValues,
  combineStep,
  mergedCombiners,
} from './computations/combined.ts';
import { partitionerFor } from './default-partitioner.ts';
import type { Element, Tuple } from './element.ts';
import { PartitionTransformations } from './partition-transformations.ts';
import type { RDD } from './rdd.ts';
import { copiesOf } from './zero-value.ts';

/**
 * Operations on RDDs of [key, value] (Spark's PairRDDFunctions). Keys are equal where they hold the same
 * (`KeyedMap`). The result of an operation by key is partitioned by hash, as the largest of its RDDs is where one is
 * partitioned by key already, or as is asked for: by a number of partitions or a Partitioner.
 */
export abstract class KeyedTransformations<T> extends PartitionTransformations<T> {
  keys<K>(this: RDD<readonly [K, unknown]>): RDD<K> {
    return this.stepwise((emit) => ({ take: (pair) => emit(pair[0]) }));
  }

  values<V>(this: RDD<readonly [unknown, V]>): RDD<V> {
    return this.stepwise((emit) => ({ take: (pair) => emit(pair[1]) }));
  }

  /** Each key with what `f` makes of its value. Keys stay in their partitions. */
  mapValues<K, V, U extends Element>(
    this: RDD<readonly [K, V]>,
    f: (value: V) => U,
  ): RDD<readonly [K, U]> {
    return this.stepwise((emit) => ({ take: (pair) => emit([pair[0], f(pair[1])]) }), {
      keepsKeys: true,
    });
  }

  /** Each key with each element of what `f` makes of its value. Keys stay in their partitions. */
  flatMapValues<K, V, U extends Element>(
    this: RDD<readonly [K, V]>,
    f: (value: V) => Iterable<U>,
  ): RDD<readonly [K, U]> {
    return this.stepwise(
      (emit) => ({
        take: (pair) => {
          const values = f(pair[1]);
          if (!Array.isArray(values)) for (const value of values) emit([pair[0], value]);
          else for (let i = 0; i < values.length; i++) emit([pair[0], values[i]]);
        },
      }),
      { keepsKeys: true },
    );
  }

  /**
   * One combiner for each key: of the first value of a partition `createCombiner` makes it, further ones are merged
   * into it, and then the combiners of all partitions into one another. Functions may change their first argument.
   * @param mapSideCombine without it all values are sent, and combined where they arrive.
   */
  combineByKey<K, V, C>(
    this: RDD<readonly [K, V]>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    partitions?: number | Partitioner,
    mapSideCombine = true,
  ): RDD<readonly [K, C]> {
    const aggregator: Aggregator<V, C> = { createCombiner, mergeValue, mergeCombiners };
    const partitioner = partitionerFor([this], partitions);
    if (this.partitioner?.equals(partitioner)) {
      return this.stepwise(combineStep<K, V, C>(aggregator), { keepsKeys: true });
    }
    if (!mapSideCombine) return this.derive(combinedValues(this, partitioner, aggregator));
    const combined = this.stepwise(combineStep<K, V, C>(aggregator));
    return this.derive(mergedCombiners(combined, partitioner, mergeCombiners));
  }

  /** The values of each key made one by an associative and commutative function. */
  reduceByKey<K, V extends Element>(
    this: RDD<readonly [K, V]>,
    f: (a: V, b: V) => V,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, V]> {
    return this.combineByKey<K, V, V>((value) => value, f, f, partitions);
  }

  /**
   * What becomes of `zeroValue`, which each partition starts with anew for each key: `seqOp` merges a value into it,
   * `combOp` the results of two partitions.
   */
  aggregateByKey<K, V, C extends Tuple>(
    this: RDD<readonly [K, V]>,
    zeroValue: C,
    seqOp: (result: C, value: V) => C,
    combOp: (a: C, b: C) => C,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, C]>;
  aggregateByKey<K, V, C>(
    this: RDD<readonly [K, V]>,
    zeroValue: C,
    seqOp: (result: C, value: V) => C,
    combOp: (a: C, b: C) => C,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, C]>;
  aggregateByKey<K, V, C extends Element>(
    this: RDD<readonly [K, V]>,
    zeroValue: C,
    seqOp: (result: C, value: V) => C,
    combOp: (a: C, b: C) => C,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, C]> {
    const zero = copiesOf(zeroValue);
    return this.combineByKey<K, V, C>((value) => seqOp(zero(), value), seqOp, combOp, partitions);
  }

  /** Like `reduceByKey`, starting with `zeroValue` in each partition. */
  foldByKey<K, V extends Element>(
    this: RDD<readonly [K, V]>,
    zeroValue: V,
    f: (a: V, b: V) => V,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, V]> {
    const zero = copiesOf(zeroValue);
    return this.combineByKey<K, V, V>((value) => f(zero(), value), f, f, partitions);
  }

  /** All values of each key. Where they are made one afterwards, `reduceByKey` does it with less. */
  groupByKey<K, V>(
    this: RDD<readonly [K, V]>,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, readonly V[]]> {
    const push = (group: V[], value: V) => {
      group.push(value);
      return group;
    };
    const concat = (a: V[], b: V[]) => a.concat(b);
    // Combining first would save nothing here.
    return this.combineByKey<K, V, V[]>((value) => [value], push, concat, partitions, false);
  }

  /** The elements of each key that `f` makes of them. */
  groupBy<K extends Element>(
    this: RDD<T>,
    f: (value: T) => K,
    partitions?: number | Partitioner,
  ): RDD<readonly [K, readonly T[]]> {
    return this.keyBy(f).groupByKey(partitions);
  }
}
