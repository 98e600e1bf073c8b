import type { Pass, Step } from './computation.ts';
import { Lineage } from './lineage.ts';
import type { RDD } from './rdd.ts';

/** Operations that give another RDD, element by element or partition by partition. */
export abstract class Transformations<T> extends Lineage<T> {
  /** What `f` makes of each element. */
  map<K, V>(f: (value: T) => readonly [K, V]): RDD<readonly [K, V]>;
  map<U>(f: (value: T) => U): RDD<U>;
  map<U>(f: (value: T) => U): RDD<U> {
    return this.stepwise('MapPartitionsRDD', (emit) => ({ take: (value) => emit(f(value)) }));
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
    return this.stepwise('MapPartitionsRDD', step, { keepsKeys: true });
  }

  /** An RDD that comes about from this one's partitions in a pass. @param options `keepsKeys`: no key is changed. */
  protected stepwise<U>(
    kind: string,
    step: Step<T, U>,
    { keepsKeys = false }: { keepsKeys?: boolean } = {},
  ): RDD<U> {
    return this.derive<U>({
      ...{ kind, parents: [this], partitions: this.getNumPartitions() },
      ...(keepsKeys ? { partitioner: this.partitioner } : {}),
      step: step as (emit: (value: U) => void, partition: number) => Pass<never>,
      compute: () => {
        throw new Error('A step is run by its task.');
      },
    });
  }
}
