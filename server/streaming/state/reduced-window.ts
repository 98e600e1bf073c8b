import type { Computation, Task } from '../rdd/computation.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import { KeyedPartition } from './keyed-partition.ts';
import type { KeyedState } from './keyed-state.ts';

type Pairs<K, V> = readonly (readonly [K, V])[];

/** How values come into a window and go out of it. */
export interface WindowReducer<K, V> {
  readonly f: (a: V, b: V) => V;
  readonly inverse: (all: V, gone: V) => V;
  readonly filterFunc?: ((pair: readonly [K, V]) => unknown) | undefined;
}

/** What the window of a batch is made of. The RDDs have each key once, and are partitioned as the state is. */
export interface WindowSources<K, V> {
  /** The batch of the window before, in milliseconds; undefined where `come` is all batches of the window. */
  readonly previous: number | undefined;
  /** That window, unless the state is the one of that batch when this is made. */
  readonly before: RDD<readonly [K, V]> | undefined;
  /** The batches that have left since then. */
  readonly gone: readonly RDD<readonly [K, V]>[];
  readonly come: readonly RDD<readonly [K, V]>[];
}

/**
 * The window of a batch, made of the one before, which the state is. Once all partitions are computed it lets go of what it
 * came from, so that windows do not hang on each other for ever.
 */
export class ReducedWindow<K, V> implements Computation<readonly [K, V]> {
  readonly kind = 'ReducedWindowRDD';
  readonly partitions: number;
  readonly partitioner: Partitioner;
  readonly #time: number;
  readonly #state: KeyedState<K, V>;
  readonly #reducer: WindowReducer<K, V>;
  readonly #results: (Promise<Pairs<K, V>> | undefined)[] = [];
  #sources: WindowSources<K, V> | undefined;
  #missing: number;

  /** @param time the batch's, in milliseconds. */
  constructor(
    time: number,
    state: KeyedState<K, V>,
    reducer: WindowReducer<K, V>,
    sources: WindowSources<K, V>,
  ) {
    this.partitioner = state.partitioner;
    this.partitions = state.partitioner.numPartitions;
    this.#time = time;
    this.#state = state;
    this.#reducer = reducer;
    this.#sources = sources;
    this.#missing = this.partitions;
  }

  get parents(): readonly RDD<readonly [K, V]>[] {
    if (this.#sources === undefined) return [];
    const { before, gone, come } = this.#sources;
    return [...(before === undefined ? [] : [before]), ...gone, ...come];
  }

  /** A partition, once for all: the state moves on. */
  compute(partition: number, task: Task): Promise<Pairs<K, V>> {
    const known = this.#results[partition];
    if (known !== undefined) return known;
    const computed = this.#compute(partition, task);
    this.#results[partition] = computed;
    computed.then(
      () => {
        if (--this.#missing === 0) this.#sources = undefined;
      },
      () => {
        this.#results[partition] = undefined;
      },
    );
    return computed;
  }

  async #compute(index: number, task: Task): Promise<Pairs<K, V>> {
    const { previous, before, gone, come } = this.#sources!;
    if (before !== undefined) await task.values(before, index);
    const left = await valuesOf(gone, index, task);
    const arrived = await valuesOf(come, index, task);
    task.signal.throwIfCancelled();
    // Nothing waits from here on, so that nobody sees a part of it.
    let partition = this.#state.partition(index);
    if (previous !== undefined && partition.version !== previous) {
      throw new Error(
        `The window of the batch ${previous} is not kept any more: the state is that of ${partition.version} by now.`,
      );
    }
    // A batch that runs again after later ones have been kept: its window is made beside the state.
    if (previous === undefined && partition.version >= this.#time)
      partition = new KeyedPartition<K, V>(false);
    partition.atomically(() => {
      if (previous === undefined) clear(partition);
      this.#takeOff(partition, left);
      for (const pairs of arrived) this.#add(partition, pairs);
      for (const pairs of [...left, ...arrived]) this.#filter(partition, pairs);
    });
    partition.version = this.#time;
    return partition.pairs();
  }

  /** Takes off what several batches have had, for each key all at once. */
  #takeOff(partition: KeyedPartition<K, V>, batches: readonly Pairs<K, V>[]): void {
    const { f, inverse } = this.#reducer;
    let gone = batches[0] ?? [];
    if (batches.length > 1) {
      const all = new KeyedPartition<K, V>(false);
      for (const pairs of batches) merge(all, pairs, f, this.#time);
      gone = all.pairs();
    }
    for (let i = 0; i < gone.length; i++) {
      const [key, value] = gone[i]!;
      const slot = partition.slotOf(key);
      // If the filter has dropped it, nothing is left of it to take off.
      if (slot >= 0) {
        partition.put(slot, key, inverse(partition.pairAt(slot)[1], value), this.#time);
      }
    }
  }

  #add(partition: KeyedPartition<K, V>, pairs: Pairs<K, V>): void {
    merge(partition, pairs, this.#reducer.f, this.#time);
  }

  /** Drops what is not to be kept of what has changed; the other pairs were asked about before. */
  #filter(partition: KeyedPartition<K, V>, changed: Pairs<K, V>): void {
    const { filterFunc } = this.#reducer;
    if (filterFunc === undefined) return;
    for (let i = 0; i < changed.length; i++) {
      const slot = partition.slotOf(changed[i]![0]);
      if (slot >= 0 && !filterFunc(partition.pairAt(slot))) partition.remove(slot);
    }
  }
}

/** The window that the state is now, whatever becomes of the state. */
export function windowOfState<K, V>(state: KeyedState<K, V>): Computation<readonly [K, V]> {
  const { partitioner } = state;
  const { numPartitions: partitions } = partitioner;
  const parts = Array.from({ length: partitions }, (_, index) => state.partition(index).pairs());
  return {
    ...{ kind: 'CheckpointRDD', parents: [], partitioner, partitions },
    compute: (partition) => parts[partition]!,
  };
}

function merge<K, V>(
  partition: KeyedPartition<K, V>,
  pairs: Pairs<K, V>,
  f: (a: V, b: V) => V,
  time: number,
): void {
  for (let i = 0; i < pairs.length; i++) {
    const [key, value] = pairs[i]!;
    const slot = partition.slotOf(key);
    partition.put(slot, key, slot < 0 ? value : f(partition.pairAt(slot)[1], value), time);
  }
}

function clear(partition: KeyedPartition<unknown, unknown>): void {
  for (let slot = partition.size - 1; slot >= 0; slot--) partition.remove(slot);
}

async function valuesOf<K, V>(
  batches: readonly RDD<readonly [K, V]>[],
  partition: number,
  task: Task,
): Promise<Pairs<K, V>[]> {
  const values: Pairs<K, V>[] = [];
  for (const batch of batches) values.push(await task.values(batch, partition));
  return values;
}
