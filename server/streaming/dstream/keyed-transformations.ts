import type { Element } from '../rdd/element.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { DStream } from './dstream.ts';
import { StreamTransformations } from './transformations.ts';

/**
 * Operations on each batch of a stream of [key, value] (Spark's PairDStreamFunctions). Keys are partitioned by hash, into as
 * many partitions as is said or as the context's default parallelism is, or by a Partitioner.
 */
export abstract class KeyedStreamTransformations<T> extends StreamTransformations<T> {
  /** What `f` makes of each value, under the same key. */
  mapValues<K, V, U extends Element>(
    this: DStream<readonly [K, V]>,
    f: (value: V) => U,
  ): DStream<readonly [K, U]> {
    return this.batchwise('MapValuedDStream', (rdd) => rdd.mapValues(f));
  }

  /** All that `f` makes of each value, each under the same key. */
  flatMapValues<K, V, U extends Element>(
    this: DStream<readonly [K, V]>,
    f: (value: V) => Iterable<U>,
  ): DStream<readonly [K, U]> {
    return this.batchwise('FlatMapValuedDStream', (rdd) => rdd.flatMapValues(f));
  }

  /** The values of each key put together by an associative `f`. */
  reduceByKey<K, V>(
    this: DStream<readonly [K, V]>,
    f: (a: V, b: V) => V,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, V]> {
    return this.batchwise('ShuffledDStream', (rdd) => rdd.reduceByKey(f, partitions));
  }

  /**
   * The values of each key put together into something else: `createCombiner` begins with the first value of a
   * partition, `mergeValue` adds another, and `mergeCombiners` puts those of several partitions together.
   */
  combineByKey<K, V, C>(
    this: DStream<readonly [K, V]>,
    createCombiner: (value: V) => C,
    mergeValue: (combined: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, C]> {
    return this.batchwise('ShuffledDStream', (rdd) =>
      rdd.combineByKey(createCombiner, mergeValue, mergeCombiners, partitions),
    );
  }

  /** The values of each key. To reduce them `reduceByKey` is quicker: it does so before the shuffle. */
  groupByKey<K, V>(
    this: DStream<readonly [K, V]>,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, readonly V[]]> {
    return this.batchwise('ShuffledDStream', (rdd) => rdd.groupByKey(partitions));
  }

  /** Puts equal keys into the same partition, by the keys' hash or by `f`. */
  partitionBy<K, V>(
    this: DStream<readonly [K, V]>,
    partitions: number | Partitioner,
    f?: (key: K) => number,
  ): DStream<readonly [K, V]> {
    return this.batchwise('TransformedDStream', (rdd) => rdd.partitionBy(partitions, f));
  }

  /** For each key of either stream its values in both. */
  cogroup<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, readonly [readonly V[], readonly W[]]]> {
    return this.transformWith(other, (a, b) => a.cogroup(b, partitions));
  }

  /** For each key of both streams each pair of its values. */
  join<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, readonly [V, W]]> {
    return this.transformWith(other, (a, b) => a.join(b, partitions));
  }

  /** As `join`, and the values of this stream that have no other, with null. */
  leftOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, readonly [V, W | null]]> {
    return this.transformWith(other, (a, b) => a.leftOuterJoin(b, partitions));
  }

  /** As `join`, and the values of the other stream that have none here, with null. */
  rightOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, readonly [V | null, W]]> {
    return this.transformWith(other, (a, b) => a.rightOuterJoin(b, partitions));
  }

  /** As `join`, and the values on either side that have no other, with null. */
  fullOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions: number | Partitioner = this.defaultPartitions,
  ): DStream<readonly [K, readonly [V | null, W | null]]> {
    return this.transformWith(other, (a, b) => a.fullOuterJoin(b, partitions));
  }
}
