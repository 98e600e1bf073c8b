import type { Partitioner } from '../shuffle/partitioner.ts';
import { cogrouped } from './computations/cogrouped.ts';
import { partitionerFor } from './default-partitioner.ts';
import { KeyedTransformations } from './keyed-transformations.ts';
import type { Lineage } from './lineage.ts';
import type { RDD } from './rdd.ts';

type Pairs<K, V> = RDD<readonly [K, V]>;
type Partitions = number | Partitioner;

/** Operations on several RDDs by key. What is partitioned like the result already is not shuffled. */
export abstract class Joins<T> extends KeyedTransformations<T> {
  /** For each key of this RDD and up to three others all its values in each of them. */
  cogroup<K, V, A>(
    this: Pairs<K, V>,
    a: Pairs<K, A>,
    partitions?: Partitions,
  ): Pairs<K, readonly [readonly V[], readonly A[]]>;
  cogroup<K, V, A, B>(
    this: Pairs<K, V>,
    a: Pairs<K, A>,
    b: Pairs<K, B>,
    partitions?: Partitions,
  ): Pairs<K, readonly [readonly V[], readonly A[], readonly B[]]>;
  cogroup<K, V, A, B, C>(
    this: Pairs<K, V>,
    a: Pairs<K, A>,
    b: Pairs<K, B>,
    c: Pairs<K, C>,
    partitions?: Partitions,
  ): Pairs<K, readonly [readonly V[], readonly A[], readonly B[], readonly C[]]>;
  cogroup<K, V>(
    this: Pairs<K, V>,
    ...rest: (Pairs<K, unknown> | Partitions | undefined)[]
  ): Pairs<K, never> {
    const others = rest.filter(isPairs);
    const partitions = rest.find((it) => !isPairs(it)) as Partitions | undefined;
    return this.cogroupAll([this, ...others], partitions) as Pairs<K, never>;
  }

  /** `cogroup` under its other name, without a choice of partitions. */
  groupWith<K, V, A>(
    this: Pairs<K, V>,
    a: Pairs<K, A>,
  ): Pairs<K, readonly [readonly V[], readonly A[]]>;
  groupWith<K, V, A, B>(
    this: Pairs<K, V>,
    a: Pairs<K, A>,
    b: Pairs<K, B>,
  ): Pairs<K, readonly [readonly V[], readonly A[], readonly B[]]>;
  groupWith<K, V, A, B, C>(
    this: Pairs<K, V>,
    a: Pairs<K, A>,
    b: Pairs<K, B>,
    c: Pairs<K, C>,
  ): Pairs<K, readonly [readonly V[], readonly A[], readonly B[], readonly C[]]>;
  groupWith<K, V>(this: Pairs<K, V>, ...others: Pairs<K, unknown>[]): Pairs<K, never> {
    return this.cogroupAll([this, ...others]) as Pairs<K, never>;
  }

  /** For each key that both have every value of this one with every value of the other. */
  join<K, V, W>(
    this: Pairs<K, V>,
    other: Pairs<K, W>,
    partitions?: Partitions,
  ): Pairs<K, readonly [V, W]> {
    return this.cogroup(other, partitions).flatMapValues(([ours, theirs]) => pairs(ours, theirs));
  }

  /** Like `join`, with null where the other one does not have the key. */
  leftOuterJoin<K, V, W>(
    this: Pairs<K, V>,
    other: Pairs<K, W>,
    partitions?: Partitions,
  ): Pairs<K, readonly [V, W | null]> {
    return this.cogroup(other, partitions).flatMapValues(([ours, theirs]) =>
      pairs(ours, orNull(theirs)),
    );
  }

  /** Like `join`, with null where this one does not have the key. */
  rightOuterJoin<K, V, W>(
    this: Pairs<K, V>,
    other: Pairs<K, W>,
    partitions?: Partitions,
  ): Pairs<K, readonly [V | null, W]> {
    return this.cogroup(other, partitions).flatMapValues(([ours, theirs]) =>
      pairs(orNull(ours), theirs),
    );
  }

  /** Like `join`, with null on the side that does not have the key. */
  fullOuterJoin<K, V, W>(
    this: Pairs<K, V>,
    other: Pairs<K, W>,
    partitions?: Partitions,
  ): Pairs<K, readonly [V | null, W | null]> {
    return this.cogroup(other, partitions).flatMapValues(([ours, theirs]) =>
      pairs(orNull(ours), orNull(theirs)),
    );
  }

  /** The pairs whose keys the other one does not have. */
  subtractByKey<K, V>(
    this: Pairs<K, V>,
    other: Pairs<K, unknown>,
    partitions?: Partitions,
  ): Pairs<K, V> {
    return this.cogroup(other, partitions).flatMapValues(([ours, theirs]) =>
      theirs.length === 0 ? ours : [],
    );
  }

  private cogroupAll<K>(
    rdds: readonly Lineage<readonly [K, unknown]>[],
    partitions?: Partitions,
  ): Pairs<K, readonly (readonly unknown[])[]> {
    return this.derive(cogrouped(rdds, partitionerFor(rdds, partitions)));
  }
}

function isPairs(it: unknown): it is RDD<readonly [never, unknown]> {
  return typeof it === 'object' && it !== null && 'computation' in it;
}

function pairs<V, W>(ours: readonly V[], theirs: readonly W[]): (readonly [V, W])[] {
  const all: (readonly [V, W])[] = [];
  for (const v of ours) for (const w of theirs) all.push([v, w]);
  return all;
}

function orNull<V>(values: readonly V[]): readonly (V | null)[] {
  return values.length === 0 ? [null] : values;
}
