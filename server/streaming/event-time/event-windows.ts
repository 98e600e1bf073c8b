import type { Element } from '../rdd/element.ts';
import type { EventSource } from './event-time-stream.ts';
import type { WindowAggregate, WindowAssigner } from './open-windows.ts';
import { type EventWindowsDStream, windowedStream } from './windowed-event-stream.ts';
import type { OutputMode } from './windowed-partition.ts';

interface Settings {
  /** Milliseconds. */
  readonly allowedLateness: number;
  readonly outputMode: OutputMode;
}

/**
 * Records in windows of event time. An operation gives for each key, or for all records together, the values of windows
 * as `{ start, end, value }`, in milliseconds since the epoch. Each needs a checkpoint directory.
 */
export class EventWindows<T> {
  readonly #sources: readonly EventSource<T>[];
  readonly #assigner: WindowAssigner;
  readonly #settings: Settings;

  private constructor(
    sources: readonly EventSource<T>[],
    assigner: WindowAssigner,
    settings: Settings,
  ) {
    this.#sources = sources;
    this.#assigner = assigner;
    this.#settings = settings;
  }

  /** For EventTimeStream. */
  static of<T>(sources: readonly EventSource<T>[], assigner: WindowAssigner): EventWindows<T> {
    return new EventWindows(sources, assigner, { allowedLateness: 0, outputMode: 'append' });
  }

  /**
   * Windows take records for so many seconds after the watermark has passed their end; their values are then given again
   * (Flink's allowed lateness). 0 if not called.
   * @throws RangeError
   */
  allowedLateness(seconds: number): EventWindows<T> {
    if (!(seconds >= 0)) throw new RangeError(`The allowed lateness is ${seconds} seconds.`);
    const allowedLateness = Math.round(seconds * 1000);
    return new EventWindows(this.#sources, this.#assigner, { ...this.#settings, allowedLateness });
  }

  /**
   * When values of windows are given (Structured Streaming's output modes): `append`, which is so if not called, when a
   * window is closed; `update` after each batch that has records for it.
   */
  outputMode(outputMode: OutputMode): EventWindows<T> {
    return new EventWindows(this.#sources, this.#assigner, { ...this.#settings, outputMode });
  }

  /** The values of each key put together by an associative `f`. */
  reduceByKey<K, V>(
    this: EventWindows<readonly [K, V]>,
    f: (a: V, b: V) => V,
    numPartitions?: number,
  ): EventWindowsDStream<readonly [K, V], K, V> {
    return this.combineByKey((value: V) => value, f, f, numPartitions);
  }

  /**
   * The values of each key put together into something else: those of a batch by `createCombiner` and `mergeValue`, which
   * may change the combiner that it is given, and then by `mergeCombiners`, which may not.
   */
  combineByKey<K, V, C>(
    this: EventWindows<readonly [K, V]>,
    createCombiner: (value: V) => C,
    mergeValue: (combined: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    numPartitions?: number,
  ): EventWindowsDStream<readonly [K, V], K, C> {
    const aggregate: WindowAggregate<readonly [K, V], C> = {
      create: ([, value]) => createCombiner(value),
      add: (combined, [, value]) => mergeValue(combined, value),
      merge: mergeCombiners,
    };
    return this.#aggregated(([key]) => key, aggregate, numPartitions);
  }

  /** The values of each key. */
  groupByKey<K, V>(
    this: EventWindows<readonly [K, V]>,
    numPartitions?: number,
  ): EventWindowsDStream<readonly [K, V], K, readonly V[]> {
    return this.combineByKey<K, V, V[]>(
      (value) => [value],
      (values, value) => {
        values.push(value);
        return values;
      },
      (a, b) => [...a, ...b],
      numPartitions,
    );
  }

  /** The number of records of each key. */
  countByKey<K, V>(
    this: EventWindows<readonly [K, V]>,
    numPartitions?: number,
  ): EventWindowsDStream<readonly [K, V], K, number> {
    return this.#aggregated(([key]) => key, counting, numPartitions);
  }

  /** The number of each record, records being equal where they hold the same. */
  countByValue(numPartitions?: number): EventWindowsDStream<T, T, number> {
    return this.#aggregated((record) => record, counting, numPartitions);
  }

  /** All records put together by an associative `f`, under the key null. */
  reduce(f: (a: T, b: T) => T): EventWindowsDStream<T, null, T> {
    return this.#aggregated(() => null, { create: (record) => record, add: f, merge: f }, 1);
  }

  /** The number of records, under the key null. */
  count(): EventWindowsDStream<T, null, number> {
    return this.#aggregated(() => null, counting, 1);
  }

  #aggregated<K, A>(
    keyOf: (record: T) => K,
    aggregate: WindowAggregate<T, A>,
    numPartitions: number | undefined,
  ): EventWindowsDStream<T, K, A> {
    return windowedStream({
      ...{ sources: this.#sources, keyOf, numPartitions },
      windows: { assigner: this.#assigner, aggregate, ...this.#settings },
    });
  }
}

const counting: WindowAggregate<Element, number> = {
  create: () => 1,
  add: (count) => count + 1,
  merge: (a, b) => a + b,
};
