import type { DStream } from '../dstream/dstream.ts';
import { milliseconds } from '../dstream/time.ts';
import { EventWindows } from './event-windows.ts';
import { fixedWindows, sessionWindows } from './open-windows.ts';
import type { WatermarkInput } from './watermark.ts';

/** When a record happened: milliseconds since the epoch, or a date. */
export type TimestampFunction<T> = (record: T) => number | Date;

export interface WatermarkOptions {
  /**
   * How many seconds the stream may have no record before streams that it is united with do not wait for it any more
   * (Flink's idleness). For ever if absent.
   */
  readonly idleAfter?: number;
}

/** A stream whose records say when they happened. */
export interface EventSource<T> extends WatermarkInput {
  readonly stream: DStream<T>;
  /** A method, so that streams of something can be taken for streams of anything. */
  timestamp(record: T): number | Date;
}

/**
 * Records by the time at which they happened, which is not the one at which they came. `DStream.withWatermark` gives it.
 *
 *     clicks.withWatermark((click) => click.time, 10)
 *       .tumbling(60)
 *       .countByKey()
 *       .pprint();
 */
export class EventTimeStream<T> {
  readonly #sources: readonly EventSource<T>[];

  private constructor(sources: readonly EventSource<T>[]) {
    this.#sources = sources;
  }

  /** What `DStream.withWatermark` gives. @throws RangeError */
  static of<T>(
    stream: DStream<T>,
    timestamp: TimestampFunction<T>,
    delay: number,
    { idleAfter }: WatermarkOptions,
  ): EventTimeStream<T> {
    if (!(delay >= 0)) throw new RangeError(`The delay of a watermark is ${delay} seconds.`);
    const idleMs = idleAfter === undefined ? undefined : milliseconds(idleAfter, 'The idle time');
    return new EventTimeStream([
      { stream, timestamp, delay: Math.round(delay * 1000), idleAfter: idleMs },
    ]);
  }

  /** The records of both. The watermark is that of the stream which is behind, as in Structured Streaming. */
  union(other: EventTimeStream<T>): EventTimeStream<T> {
    return new EventTimeStream([...this.#sources, ...other.#sources]);
  }

  /** Windows of `size` seconds, one after the other. @param offset seconds by which they begin after multiples of that. */
  tumbling(size: number, offset = 0): EventWindows<T> {
    return this.sliding(size, size, offset);
  }

  /** Windows of `size` seconds, one every `slide` seconds, so that a record is in several. */
  sliding(size: number, slide: number, offset = 0): EventWindows<T> {
    const sizeMs = milliseconds(size, 'The window size');
    const slideMs = milliseconds(slide, 'The window slide');
    return EventWindows.of(this.#sources, fixedWindows(sizeMs, slideMs, Math.round(offset * 1000)));
  }

  /** Windows for each key that last until it has had no record for more than `gap` seconds. */
  session(gap: number): EventWindows<T> {
    return EventWindows.of(this.#sources, sessionWindows(milliseconds(gap, 'The session gap')));
  }
}
