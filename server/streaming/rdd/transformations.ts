import type { Step } from './computation.ts';
import { type KeepsKeys, mapPartitions, stepThrough } from './computations/map-partitions.ts';
import type { Element } from './element.ts';
import { Lineage } from './lineage.ts';
import type { RDD } from './rdd.ts';

/** Operations that give another RDD, element by element or partition by partition. */
export abstract class Transformations<T> extends Lineage<T> {
  /** What `f` makes of each element. */
  map<U extends Element>(f: (value: T) => U): RDD<U> {
    return this.stepwise((emit) => ({ take: (value) => emit(f(value)) }));
  }

  /** The elements of what `f` makes of each element, such as the words of each line. */
  flatMap<U extends Element>(f: (value: T) => Iterable<U>): RDD<U> {
    return this.stepwise((emit) => ({
      take: (value) => {
        const results = f(value);
        if (Array.isArray(results)) for (let i = 0; i < results.length; i++) emit(results[i]);
        else for (const result of results) emit(result);
      },
    }));
  }

  /** The elements for which `f` is true. */
  filter<U extends T>(f: (value: T) => value is U): RDD<U>;
  filter(f: (value: T) => unknown): RDD<T>;
  filter(f: (value: T) => unknown): RDD<T> {
    const step: Step<T, T> = (emit) => ({
      take: (value) => {
        if (f(value)) emit(value);
      },
    });
    return this.stepwise(step, { keepsKeys: true });
  }

  /**
   * What `f` makes of each partition, which it is called for once.
   * @param preservesPartitioning whether no key is changed.
   */
  mapPartitions<U extends Element>(
    f: (values: readonly T[]) => Iterable<U>,
    preservesPartitioning = false,
  ): RDD<U> {
    return this.derive(
      mapPartitions(this, (values) => f(values), { keepsKeys: preservesPartitioning }),
    );
  }

  /** Like `mapPartitions`, with the number of the partition. */
  mapPartitionsWithIndex<U extends Element>(
    f: (partition: number, values: readonly T[]) => Iterable<U>,
    preservesPartitioning = false,
  ): RDD<U> {
    return this.derive(
      mapPartitions(this, (values, partition) => f(partition, values), {
        keepsKeys: preservesPartitioning,
      }),
    );
  }

  /** Each partition as one element: the array of its elements. */
  glom(): RDD<T[]> {
    return this.derive(mapPartitions(this, (values) => [values.slice()]));
  }

  /** Each element behind the key that `f` makes of it. */
  keyBy<K extends Element>(f: (value: T) => K): RDD<readonly [K, T]> {
    return this.stepwise((emit) => ({ take: (value) => emit([f(value), value]) }));
  }

  /** An RDD that comes about from this one's partitions in a pass. */
  protected stepwise<U>(step: Step<T, U>, options?: KeepsKeys): RDD<U> {
    return this.derive(stepThrough(this, step, options));
  }
}
