import { FunctionPartitioner } from '../shuffle/hash-partitioner.ts';
import { keyOrder } from '../shuffle/ordering.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import { RangePartitioner } from '../shuffle/range-partitioner.ts';
import { mapPartitions } from './computations/map-partitions.ts';
import { bucketsByKey, concatenated, partitionedByKey, shuffled } from './computations/shuffled.ts';
import { partitionerFor } from './default-partitioner.ts';
import type { Element } from './element.ts';
import { Joins } from './joins.ts';
import type { RDD } from './rdd.ts';

/** Operations that say where elements are, and in what order (Spark's OrderedRDDFunctions). */
export abstract class Sorting<T> extends Joins<T> {
  /**
   * Pairs in the partitions of their keys.
   * @param partitions a Partitioner, or how many there are to be: by hash, or by `partitionFunc`, which gives a whole
   * number for a key. Of what is partitioned so already nothing is moved.
   */
  partitionBy<K, V>(
    this: RDD<readonly [K, V]>,
    partitions: number | Partitioner,
    partitionFunc?: (key: K) => number,
  ): RDD<readonly [K, V]> {
    const partitioner =
      typeof partitions === 'number' && partitionFunc !== undefined
        ? new FunctionPartitioner(partitions, partitionFunc)
        : partitionerFor([this], partitions);
    return this.partitioner?.equals(partitioner)
      ? this
      : this.derive(partitionedByKey(this, partitioner));
  }

  /**
   * In the order of the keys, within partitions and from one partition to the next (`naturalOrder`). Finding out which
   * keys go to which partition takes a job where there are several.
   * @param keyfunc what is compared in place of a key.
   */
  sortByKey<K, V>(
    this: RDD<readonly [K, V]>,
    ascending = true,
    numPartitions: number = this.getNumPartitions(),
    keyfunc?: (key: K) => unknown,
  ): RDD<readonly [K, V]> {
    const options = { ascending, ...(keyfunc === undefined ? {} : { keyfunc }) };
    const partitioner = new RangePartitioner<K>(Math.max(1, numPartitions), this, options);
    return this.sorted(partitioner, ascending, keyfunc);
  }

  /** In the order of what `f` makes of the elements. */
  sortBy<K extends Element>(
    this: RDD<T>,
    f: (value: T) => K,
    ascending = true,
    numPartitions: number = this.getNumPartitions(),
  ): RDD<T> {
    return this.keyBy(f).sortByKey(ascending, numPartitions).values();
  }

  /** Pairs in the partitions of their keys, and there in their order: cheaper than doing the one after the other. */
  repartitionAndSortWithinPartitions<K, V>(
    this: RDD<readonly [K, V]>,
    partitions?: number | Partitioner,
    ascending = true,
    keyfunc?: (key: K) => unknown,
  ): RDD<readonly [K, V]> {
    return this.sorted(partitionerFor([this], partitions), ascending, keyfunc);
  }

  private sorted<K, V>(
    this: RDD<readonly [K, V]>,
    partitioner: Partitioner,
    ascending: boolean,
    keyfunc?: (key: K) => unknown,
  ): RDD<readonly [K, V]> {
    const order = keyOrder(ascending);
    type Pair = readonly [K, V];
    const byKey =
      keyfunc === undefined
        ? (a: Pair, b: Pair) => order(a[0], b[0])
        : (a: Pair, b: Pair) => order(keyfunc(a[0]), keyfunc(b[0]));
    if (this.partitioner?.equals(partitioner)) {
      const sort = (pairs: readonly Pair[]) => pairs.toSorted(byKey);
      return this.derive(mapPartitions(this, sort, { keepsKeys: true }));
    }
    return this.derive(
      shuffled({
        ...{ parent: this, partitioner },
        write: (pairs) => bucketsByKey(pairs, partitioner),
        read: (buckets) => concatenated(buckets).sort(byKey),
      }),
    );
  }
}
