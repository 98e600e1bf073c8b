import type { Element } from '../rdd/element.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import { assertRdd, transformOf, unionOf } from './combined-streams.ts';
import type { DStream } from './dstream.ts';
import { StreamLineage } from './lineage.ts';
import { Time } from './time.ts';

/** What is done with each batch: it may take the batch's time as well. */
export type BatchFunction<T, R> = (rdd: RDD<T>, time: Time) => R;

/** Operations on each batch by itself. */
export abstract class StreamTransformations<T> extends StreamLineage<T> {
  /** What `f` makes of each element. */
  map<U extends Element>(f: (value: T) => U): DStream<U> {
    return this.batchwise('MappedDStream', (rdd) => rdd.map(f));
  }

  /** All that `f` makes of each element. */
  flatMap<U extends Element>(f: (value: T) => Iterable<U>): DStream<U> {
    return this.batchwise('FlatMappedDStream', (rdd) => rdd.flatMap(f));
  }

  /** The elements for which `f` is true. */
  filter<U extends T>(f: (value: T) => value is U): DStream<U>;
  filter(f: (value: T) => unknown): DStream<T>;
  filter(f: (value: T) => unknown): DStream<T> {
    return this.batchwise('FilteredDStream', (rdd) => rdd.filter(f));
  }

  /** What `f` makes of each partition. */
  mapPartitions<U extends Element>(f: (values: readonly T[]) => Iterable<U>): DStream<U> {
    return this.batchwise('MapPartitionedDStream', (rdd) => rdd.mapPartitions(f));
  }

  /** What `f` makes of each partition, of which it gets the number first. */
  mapPartitionsWithIndex<U extends Element>(
    f: (index: number, values: readonly T[]) => Iterable<U>,
  ): DStream<U> {
    return this.batchwise('TransformedDStream', (rdd) => rdd.mapPartitionsWithIndex(f));
  }

  /** Each partition as one array. */
  glom(): DStream<readonly T[]> {
    return this.batchwise('GlommedDStream', (rdd) => rdd.glom());
  }

  /** The number of elements of each batch, 0 for an empty one. */
  count(): DStream<number> {
    const { sparkContext } = this.context;
    return this.batchwise('TransformedDStream', (rdd) => {
      const zero = sparkContext.parallelize([0], 1);
      const counts = rdd.mapPartitions((values) => [values.length]);
      return intoOne(sparkContext.union([zero, counts]), (a, b) => a + b);
    });
  }

  /** All elements of a batch put together by an associative `f`, nothing for an empty batch. */
  reduce(f: (a: T, b: T) => T): DStream<T> {
    return this.batchwise('TransformedDStream', (rdd) => {
      const parts = rdd.mapPartitions((values) => reduced(values, f)) as RDD<T>;
      return intoOne(parts, f);
    });
  }

  /** How often each element is in a batch. */
  countByValue(
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [T, number]> {
    return this.batchwise('ShuffledDStream', (rdd) =>
      rdd.map((value): readonly [T, number] => [value, 1]).reduceByKey((a, b) => a + b, partitions),
    );
  }

  /** Spreads the elements over so many partitions. */
  repartition(numPartitions: number): DStream<T> {
    return this.batchwise('TransformedDStream', (rdd) => rdd.repartition(numPartitions));
  }

  /**
   * The elements of both streams.
   * @throws IllegalArgumentException unless they are of one context and have the same slide duration.
   */
  union(other: DStream<T>): DStream<T> {
    return this.derive(unionOf([this as unknown as DStream<T>, other]));
  }

  /** What `f` makes of each batch's RDD. It runs when the batch's jobs are made. */
  transform<U>(f: BatchFunction<T, RDD<U> | Promise<RDD<U>>>): DStream<U> {
    return this.batchwise('TransformedDStream', async (rdd, time) =>
      assertRdd(await f(rdd, new Time(time))),
    );
  }

  /**
   * What `f` makes of each batch's RDD and that of another stream. It runs when the batch's jobs are made.
   * @throws IllegalArgumentException unless they are of one context and have the same slide duration.
   */
  transformWith<U, R>(
    other: DStream<U>,
    f: (rdd: RDD<T>, other: RDD<U>, time: Time) => RDD<R> | Promise<RDD<R>>,
  ): DStream<R> {
    const parents = [this, other] as unknown as DStream<never>[];
    return this.derive(
      transformOf(parents, ([rdd, otherRdd], time) =>
        f(rdd as unknown as RDD<T>, otherRdd as unknown as RDD<U>, time),
      ),
    );
  }

  /** How many partitions streams have that are partitioned by key, where nothing says otherwise. */
  protected get defaultPartitions(): number {
    return this.context.sparkContext.defaultParallelism;
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

/** One partition with what `f` makes of all elements, of which each partition has at most one. */
function intoOne<T>(rdd: RDD<T>, f: (a: T, b: T) => T): RDD<T> {
  return rdd.coalesce(1).mapPartitions((values) => reduced(values, f)) as RDD<T>;
}

function reduced<T>(values: readonly T[], f: (a: T, b: T) => T): T[] {
  return values.length === 0 ? [] : [values.reduce((a, b) => f(a, b))];
}
