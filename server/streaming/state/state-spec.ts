import { milliseconds, type Time } from '../dstream/time.ts';
import type { Element } from '../rdd/element.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { State } from './state.ts';

/** What is mapped for a value of a key; the value is undefined where the key's state is timing out. */
export type MappingFunction<K, V, S, R> = (key: K, value: V | undefined, state: State<S>) => R;

/** The same with the batch's time. What it gives is left out where it is undefined. */
export type TimedMappingFunction<K, V, S, R> = (
  time: Time,
  key: K,
  value: V | undefined,
  state: State<S>,
) => R | undefined;

/** How `mapWithState` is to be done (Spark's StateSpec). Its methods change it, and give it back. */
export class StateSpec<K, V, S, R> {
  readonly #f: MappingFunction<K, V, S, R> | TimedMappingFunction<K, V, S, R>;
  #initial: RDD<readonly [K, S]> | undefined;
  #partitions: number | Partitioner | undefined;
  #timeout: number | undefined;

  private constructor(f: MappingFunction<K, V, S, R> | TimedMappingFunction<K, V, S, R>) {
    this.#f = f;
  }

  /** @param f which of the two it is, the number of its parameters says. */
  static function<K, V, S, R extends Element>(
    f: MappingFunction<K, V, S, R>,
  ): StateSpec<K, V, S, R>;
  static function<K, V, S, R extends Element>(
    f: TimedMappingFunction<K, V, S, R>,
  ): StateSpec<K, V, S, R>;
  static function<K, V, S, R>(
    f: MappingFunction<K, V, S, R> | TimedMappingFunction<K, V, S, R>,
  ): StateSpec<K, V, S, R> {
    return new StateSpec<K, V, S, R>(f);
  }

  /** The state of keys before the first batch. */
  initialState(rdd: RDD<readonly [K, S]>): this {
    this.#initial = rdd;
    return this;
  }

  /** By the keys' hash. */
  numPartitions(count: number): this {
    this.#partitions = count;
    return this;
  }

  partitioner(partitioner: Partitioner): this {
    this.#partitions = partitioner;
    return this;
  }

  /** Removes the state of keys that no batch has touched for more than that many seconds, some batches later. */
  timeout(seconds: number): this {
    this.#timeout = milliseconds(seconds, 'The timeout');
    return this;
  }

  /** For `mapWithState`. Durations are milliseconds. */
  get settings(): StateSettings<K, V, S, R> {
    return {
      ...{ initial: this.#initial, partitions: this.#partitions, timeout: this.#timeout },
      ...(this.#f.length >= 4
        ? { f: this.#f as TimedMappingFunction<K, V, S, R>, isTimed: true as const }
        : { f: this.#f as MappingFunction<K, V, S, R>, isTimed: false as const }),
    };
  }
}

export type StateSettings<K, V, S, R> = {
  readonly initial: RDD<readonly [K, S]> | undefined;
  readonly partitions: number | Partitioner | undefined;
  readonly timeout: number | undefined;
} & (
  | { readonly isTimed: true; readonly f: TimedMappingFunction<K, V, S, R> }
  | { readonly isTimed: false; readonly f: MappingFunction<K, V, S, R> }
);
