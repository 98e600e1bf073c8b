import { Checkpoints } from './checkpoints.ts';
import type { Cancellation } from './computation.ts';
import { ranElsewhere } from './computations/elsewhere.ts';
import type { KeepsKeys } from './computations/map-partitions.ts';
import { dealtByHash } from './computations/shuffled.ts';
import type { RDD } from './rdd.ts';

/**
 * A function that lives elsewhere, such as in another thread or another language: it is given a whole partition of
 * values, which the engine does not look into, and answers later.
 */
export interface RemoteFunction<T, U> {
  /** As it shows in `toDebugString`. */
  readonly name: string;
  /** Where it lives, if functions that follow one another can be run there in one go. */
  readonly place?: Place;
  /** @param signal is cancelled when nobody waits any more: the answer does not matter then. */
  call(values: readonly T[], partition: number, signal: Cancellation): Promise<readonly U[]>;
}

/** What several functions live in. */
export interface Place {
  /** What the last function makes of what those before it make of the values. */
  run(
    functions: readonly RemoteFunction<never, unknown>[],
    values: readonly unknown[],
    partition: number,
    signal: Cancellation,
  ): Promise<readonly unknown[]>;
}

/** Operations whose functions live elsewhere. Caching, checkpoints and cancellation are the same as for others. */
export abstract class Elsewhere<T> extends Checkpoints<T> {
  /**
   * What `f` makes of each partition. Where it follows another function of the same place, both run in one call and
   * the values in between stay there.
   */
  mapPartitionsElsewhere<U>(f: RemoteFunction<T, U>, options?: KeepsKeys): RDD<U> {
    return this.derive(ranElsewhere(this, f, options));
  }

  /**
   * Exchanges values by a hash that is supplied with each: it goes to the partition of the hash's remainder.
   * @param by what hashes by: RDDs that are exchanged by the same thing into as many partitions need no further
   * exchange to be together.
   */
  partitionByHash<V>(
    this: RDD<readonly [hash: number, value: V]>,
    numPartitions: number,
    by?: unknown,
  ): RDD<V> {
    return this.derive(dealtByHash(this, numPartitions, by));
  }
}
