import {
  EventTimeStream,
  type TimestampFunction,
  type WatermarkOptions,
} from '../event-time/event-time-stream.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { DStream } from './dstream.ts';
import { KeyedStreamTransformations } from './keyed-transformations.ts';
import { reducedWindow } from './reduced-windowed-stream.ts';
import type { Time } from './time.ts';
import { windowed, windowSize } from './windowed-stream.ts';

/**
 * Operations on the last batches. Durations are seconds, and multiples of the stream's slide duration; without a
 * `slideDuration` there is a window for each batch.
 */
export abstract class StreamWindows<T> extends KeyedStreamTransformations<T> {
  /** All elements of the last `windowDuration` seconds. @throws Error for a duration that is no such multiple. */
  window(windowDuration: number, slideDuration?: number): DStream<T> {
    const stream = this as unknown as DStream<T>;
    return this.derive(windowed(stream, windowSize(stream, windowDuration, slideDuration)));
  }

  /**
   * All elements of a window put together by an associative `f`.
   * @param inverse what `f` has added taken off again, `inverse(f(a, b), b) = a`: with it only what comes and what goes
   * is computed, which needs a checkpoint directory.
   */
  reduceByWindow(
    f: (a: T, b: T) => T,
    inverse: ((all: T, gone: T) => T) | null | undefined,
    windowDuration: number,
    slideDuration?: number,
  ): DStream<T> {
    if (!inverse) return this.reduce(f).window(windowDuration, slideDuration).reduce(f);
    return this.map((value): readonly [null, T] => [null, value])
      .reduceByKeyAndWindow(f, inverse, windowDuration, slideDuration, 1)
      .map(([, value]) => value as never);
  }

  /** The number of elements in a window; nothing before the first element. Needs a checkpoint directory. */
  countByWindow(windowDuration: number, slideDuration?: number): DStream<number> {
    const ones = this.map(() => 1) as DStream<number>;
    const add = (a: number, b: number) => a + b;
    const subtract = (all: number, gone: number) => all - gone;
    return ones.reduceByWindow(add, subtract, windowDuration, slideDuration);
  }

  /** How often each element is in a window. Needs a checkpoint directory. */
  countByValueAndWindow(
    windowDuration: number,
    slideDuration?: number,
    partitions?: number | Partitioner,
  ): DStream<readonly [T, number]> {
    const add = (a: number, b: number) => a + b;
    const subtract = (all: number, gone: number) => all - gone;
    return this.map((value): readonly [T, number] => [value, 1]).reduceByKeyAndWindow(
      ...([add, subtract, windowDuration, slideDuration] as const),
      ...([partitions, ([, count]: readonly [T, number]) => count !== 0] as const),
    );
  }

  /** The values of each key in a window. */
  groupByKeyAndWindow<K, V>(
    this: DStream<readonly [K, V]>,
    windowDuration: number,
    slideDuration?: number,
    partitions?: number | Partitioner,
  ): DStream<readonly [K, readonly V[]]> {
    const collect = (all: V[], values: readonly V[]): V[] => {
      for (const value of values) all.push(value);
      return all;
    };
    return this.groupByKey(partitions)
      .window(windowDuration, slideDuration)
      .combineByKey((values) => [...values], collect, collect, partitions);
  }

  /**
   * The values of each key in a window put together by an associative `f`.
   * @param inverse what `f` has added taken off again, `inverse(f(a, b), b) = a`: with it only what comes and what goes
   * is computed, the latter first, which needs a checkpoint directory. A key stays as long as `filterFunc` lets it.
   * @param filterFunc which pairs to keep; ignored without an inverse.
   */
  reduceByKeyAndWindow<K, V>(
    this: DStream<readonly [K, V]>,
    f: (a: V, b: V) => V,
    inverse: ((all: V, gone: V) => V) | null | undefined,
    windowDuration: number,
    slideDuration?: number,
    partitions: number | Partitioner = this.defaultPartitions,
    filterFunc?: (pair: readonly [K, V]) => unknown,
  ): DStream<readonly [K, V]> {
    const reduced = this.reduceByKey(f, partitions);
    if (!inverse) return reduced.window(windowDuration, slideDuration).reduceByKey(f, partitions);
    const size = windowSize(this, windowDuration, slideDuration);
    return this.derive(reducedWindow(reduced, partitions, size, { f, inverse, filterFunc }));
  }

  /**
   * The records by the time at which they happened, for windows of that time.
   * @param timestamp when a record happened: milliseconds since the epoch, or a date.
   * @param delay seconds by which records may come late: the watermark is the latest time that there was, less that.
   * @throws RangeError
   */
  withWatermark(
    timestamp: TimestampFunction<T>,
    delay: number,
    options: WatermarkOptions = {},
  ): EventTimeStream<T> {
    return EventTimeStream.of(this as unknown as DStream<T>, timestamp, delay, options);
  }

  /**
   * The RDDs of the batches from `begin` to `end`, both included: a batch's time, a date, or seconds since the epoch.
   * A time between two batches stands for the one before; batches to come have none. How long RDDs are kept,
   * `ssc.remember` says.
   * @throws Error before the context has been started.
   */
  async slice(begin: Moment, end: Moment): Promise<RDD<T>[]> {
    const { zeroTime, outputs } = this.context.graph;
    const floor = (ms: number) => ms - ((ms - zeroTime) % this.slideDuration);
    // What inputs have for later batches is not settled yet.
    let latest = zeroTime;
    for (const { stream } of outputs)
      for (const time of stream.generated.keys()) latest = Math.max(latest, time);
    const last = Math.min(floor(millisecondsOf(end)), latest);
    return this.rddsBetween(floor(millisecondsOf(begin)), last);
  }
}

/** A batch's time, a date, or seconds since the epoch. */
export type Moment = Time | Date | number;

function millisecondsOf(moment: Moment): number {
  return typeof moment === 'number' ? Math.round(moment * 1000) : moment.valueOf();
}
