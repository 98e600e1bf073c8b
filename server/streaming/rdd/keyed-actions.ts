import { KeyedMap } from '../shuffle/keyed-map.ts';
import { concatenated } from './computations/shuffled.ts';
import type { Element } from './element.ts';
import { OrderedActions } from './ordered-actions.ts';
import type { RDD } from './rdd.ts';

/** Actions by key, and those that count equal elements. Maps that they give find objects by identity alone. */
export abstract class KeyedActions<T> extends OrderedActions<T> {
  /** The value of each key, the last one where there are several. */
  async collectAsMap<K, V>(this: RDD<readonly [K, V]>): Promise<Map<K, V>> {
    const map = new KeyedMap<K, V>();
    for (const [key, value] of await this.collect()) map.set(key, value);
    return map.toMap();
  }

  /** The values of each key made one by an associative and commutative function, as a map. */
  async reduceByKeyLocally<K, V extends Element>(
    this: RDD<readonly [K, V]>,
    f: (a: V, b: V) => V,
  ): Promise<Map<K, V>> {
    return this.reduceByKey(f, 1).collectAsMap();
  }

  /** How many elements have each key. */
  async countByKey<K>(this: RDD<readonly [K, unknown]>): Promise<Map<K, number>> {
    return this.keys().countByValue();
  }

  /** How often each element occurs. */
  async countByValue(): Promise<Map<T, number>> {
    const counts = await this.runJob('countByValue', (values) => {
      const map = new KeyedMap<T, number>();
      for (let i = 0; i < values.length; i++) add(map, values[i]!, 1);
      return map;
    });
    const total = new KeyedMap<T, number>();
    for (const map of counts) {
      map.forEach((count, value) => {
        add(total, value, count);
      });
    }
    return total.toMap();
  }

  /** The values of a key. Looks at one partition where they are made by key. */
  async lookup<K, V>(this: RDD<readonly [K, V]>, key: K): Promise<V[]> {
    const wanted = new KeyedMap<K, true>().set(key, true);
    const { partitioner } = this;
    await partitioner?.prepare?.();
    const partitions = partitioner && [partitioner.partitionOf(key)];
    const parts = await this.runJob(
      'lookup',
      (pairs) => pairs.filter((pair) => wanted.has(pair[0])).map((pair) => pair[1]),
      partitions,
    );
    return concatenated(parts);
  }
}

const zero = () => 0;

function add<K>(counts: KeyedMap<K, number>, key: K, count: number): void {
  counts.entryOf(key, zero).value += count;
}
