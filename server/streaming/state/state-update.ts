import type { Computation, Task } from '../rdd/computation.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { KeyedPartition } from './keyed-partition.ts';
import type { KeyedState } from './keyed-state.ts';

/** What a batch makes of one partition of state: what its RDD has there, and the state itself if that is asked for. */
export interface Applied<K, S, R> {
  readonly results: readonly R[];
  readonly pairs?: readonly (readonly [K, S])[];
}

export interface StateUpdateOptions<K, V, S, R> {
  readonly kind: string;
  readonly time: number;
  readonly state: KeyedState<K, S>;
  /** The batch's data, partitioned as the state is. */
  readonly input: RDD<readonly [K, V]>;
  /** Of the batch before, where that has not been computed for all partitions. */
  readonly previous: StateUpdate<K, V, S, R> | undefined;
  /** What the state is to start with, partitioned likewise. */
  readonly initial: RDD<readonly [K, S]> | undefined;
  /** Whether what comes out is by the same keys. */
  readonly keepsKeys: boolean;
  /** Changes a partition's state by values of the batch, or throws and leaves it as it was. */
  readonly apply: (
    partition: KeyedPartition<K, S>,
    values: readonly (readonly [K, V])[],
  ) => Applied<K, S, R>;
}

/**
 * The RDD of one batch of state by key. State is changed in place: each partition once for each batch, in their order, whoever
 * asks first and how often. A batch that was not computed in its time, such as one that failed, is made up for by the
 * next. Once all partitions have been computed it lets go of where its data came from.
 */
export class StateUpdate<K, V, S, R> implements Computation<R> {
  readonly kind: string;
  readonly time: number;
  readonly partitions: number;
  readonly partitioner: Partitioner | undefined;
  readonly #state: KeyedState<K, S>;
  #options: StateUpdateOptions<K, V, S, R> | undefined;
  readonly #applied: (Promise<Applied<K, S, R>> | undefined)[] = [];
  #missing: number;

  constructor(options: StateUpdateOptions<K, V, S, R>) {
    this.kind = options.kind;
    this.time = options.time;
    this.#state = options.state;
    this.#options = options;
    const { partitioner } = options.state;
    this.partitions = partitioner.numPartitions;
    this.partitioner = options.keepsKeys ? partitioner : undefined;
    this.#missing = this.partitions;
  }

  get parents(): readonly RDD<unknown>[] {
    if (this.#options === undefined) return [];
    const { previous, input, initial } = this.#options;
    const start = initial === undefined || !this.#lacksInitial ? [] : [initial];
    return [...(previous?.parents ?? []), input, ...start];
  }

  get #lacksInitial(): boolean {
    for (let i = 0; i < this.partitions; i++)
      if (this.#state.partition(i).lacksInitial) return true;
    return false;
  }

  async compute(partition: number, task: Task): Promise<readonly R[]> {
    return (await this.applied(partition, task)).results;
  }

  /** What the batch makes of a partition, once for all. */
  applied(partition: number, task: Task): Promise<Applied<K, S, R>> {
    const known = this.#applied[partition];
    if (known !== undefined) return known;
    const applied = this.#apply(partition, task);
    this.#applied[partition] = applied;
    applied.then(
      () => {
        if (--this.#missing === 0) this.#options = undefined;
      },
      () => {
        this.#applied[partition] = undefined;
      },
    );
    return applied;
  }

  async #apply(index: number, task: Task): Promise<Applied<K, S, R>> {
    const { previous, input, initial, apply } = this.#options!;
    const partition = this.#state.partition(index);
    if (previous !== undefined && partition.version < previous.time)
      await previous.applied(index, task);
    const values = await task.values(input, index);
    const first =
      partition.lacksInitial && initial !== undefined
        ? await task.values(initial, index)
        : undefined;
    task.signal.throwIfCancelled();
    // Nothing waits from here on, so that nobody sees a part of it.
    if (partition.version >= this.time) {
      throw new Error(
        `The state after the batch ${this.time} is not kept any more: it is that of ${partition.version} by now. StreamingContext.remember(seconds) keeps it for longer.`,
      );
    }
    if (first !== undefined) this.#load(partition, first);
    const applied = apply(partition, values);
    partition.version = this.time;
    return applied;
  }

  #load(partition: KeyedPartition<K, S>, pairs: readonly (readonly [K, S])[]): void {
    for (const [key, state] of pairs) {
      partition.put(partition.slotOf(key), key, state, this.time);
    }
    partition.lacksInitial = false;
  }
}
