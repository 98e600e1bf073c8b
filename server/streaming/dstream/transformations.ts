import type { RDD } from '../rdd/rdd.ts';
import type { DStream } from './dstream.ts';
import { StreamLineage } from './lineage.ts';
import { Time } from './time.ts';

/** Operations on each batch by itself. */
export abstract class StreamTransformations<T> extends StreamLineage<T> {
  map<K, V>(f: (value: T) => readonly [K, V]): DStream<readonly [K, V]>;
  map<U>(f: (value: T) => U): DStream<U>;
  map<U>(f: (value: T) => U): DStream<U> {
    return this.batchwise('MappedDStream', (rdd) => rdd.map(f) as RDD<U>);
  }

  /** What `f` makes of each batch's RDD; `f` runs when the batch's jobs are made, and may take the batch's time first. */
  transform<U>(f: (rdd: RDD<T>) => RDD<U> | Promise<RDD<U>>): DStream<U>;
  transform<U>(f: (time: Time, rdd: RDD<T>) => RDD<U> | Promise<RDD<U>>): DStream<U>;
  transform<U>(f: BatchFunction<T, RDD<U> | Promise<RDD<U>>>): DStream<U> {
    return this.batchwise('TransformedDStream', (rdd, time) => callWithBatch(f, rdd, time));
  }

  /** The stream whose RDDs are what `f` makes of this one's. */
  protected batchwise<U>(
    kind: string,
    f: (rdd: RDD<T>, time: number) => RDD<U> | Promise<RDD<U>>,
  ): DStream<U> {
    return this.derive<U>({
      ...{ kind, parents: [this], slide: this.slideDuration },
      compute: async (time) => {
        const rdd = await this.rddAt(time);
        return rdd === undefined ? undefined : f(rdd, time);
      },
    });
  }
}

/** PySpark's two forms of functions of a batch. */
export type BatchFunction<T, R> = ((rdd: RDD<T>) => R) | ((time: Time, rdd: RDD<T>) => R);

/** Calls such a function by the number of its parameters. */
export function callWithBatch<T, R>(f: BatchFunction<T, R>, rdd: RDD<T>, time: number): R {
  return f.length >= 2
    ? (f as (time: Time, rdd: RDD<T>) => R)(new Time(time), rdd)
    : (f as (rdd: RDD<T>) => R)(rdd);
}
