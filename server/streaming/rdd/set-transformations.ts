import { cartesian } from './computations/cartesian.ts';
import { mapPartitions } from './computations/map-partitions.ts';
import { union } from './computations/union.ts';
import { zipped, zippedPartitions } from './computations/zipped.ts';
import { zippedWithIndex } from './computations/zipped-with-index.ts';
import type { Element } from './element.ts';
import type { RDD } from './rdd.ts';
import { Transformations } from './transformations.ts';

/** Operations on RDDs as sets and as sequences. */
export abstract class SetTransformations<T> extends Transformations<T> {
  /** The elements of both; those that are equal more than once. */
  union<U = T>(other: RDD<U>): RDD<T | U> {
    return this.derive(union<T | U>([this, other]));
  }

  /** Each element once. */
  distinct(this: RDD<T>, numPartitions?: number): RDD<T> {
    return this.map((value): readonly [T, null] => [value, null])
      .reduceByKey((nothing) => nothing, numPartitions)
      .keys();
  }

  /** What is in both, each once. */
  intersection(this: RDD<T>, other: RDD<T>, numPartitions?: number): RDD<T> {
    const mine = this.map((value): readonly [T, null] => [value, null]);
    const theirs = other.map((value): readonly [T, null] => [value, null]);
    return mine
      .cogroup(theirs, numPartitions)
      .filter(([, [a, b]]) => a.length > 0 && b.length > 0)
      .keys();
  }

  /** What is not in the other one, as often as it is here. */
  subtract(this: RDD<T>, other: RDD<T>, numPartitions?: number): RDD<T> {
    const mine = this.map((value): readonly [T, null] => [value, null]);
    const theirs = other.map((value): readonly [T, null] => [value, null]);
    return mine.subtractByKey(theirs, numPartitions).keys();
  }

  /** Every element of this one with every one of the other. */
  cartesian<U>(other: RDD<U>): RDD<readonly [T, U]> {
    return this.derive(cartesian(this, other));
  }

  /**
   * Pairs of the elements in the same place of both, which must have as many partitions, and as many elements in each.
   * @throws IllegalArgumentException
   */
  zip<U>(other: RDD<U>): RDD<readonly [T, U]> {
    return this.derive(zipped(this, other));
  }

  /**
   * What `f` makes of the partitions of the same number of both, which must have as many.
   * @throws IllegalArgumentException
   */
  zipPartitions<U, R extends Element>(
    other: RDD<U>,
    f: (values: readonly T[], others: readonly U[]) => Iterable<R>,
    preservesPartitioning = false,
  ): RDD<R> {
    return this.derive(zippedPartitions(this, other, f, { keepsKeys: preservesPartitioning }));
  }

  /** Each element with its place: first those of partition 0. Takes a job where there are several partitions. */
  zipWithIndex(): RDD<readonly [T, number]> {
    return this.derive(zippedWithIndex(this));
  }

  /** Each element with a number that no other has: those of partition k get k, k + n, k + 2n … Takes no job. */
  zipWithUniqueId(): RDD<readonly [T, number]> {
    const n = this.getNumPartitions();
    return this.derive(
      mapPartitions(this, (values, k) => values.map((value, i) => [value, i * n + k] as const)),
    );
  }
}
