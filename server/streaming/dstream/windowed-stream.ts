import { StorageLevel } from '../rdd/storage-level.ts';
import type { DStream } from './dstream.ts';
import type { StreamComputation } from './stream-computation.ts';
import { milliseconds } from './time.ts';

/** How much of the past a window covers, and every how many milliseconds there is one. Milliseconds. */
export interface WindowSize {
  readonly duration: number;
  readonly slide: number;
}

/**
 * The size of a window over `parent`.
 * @param windowDuration seconds. @param slideDuration seconds; the parent's slide duration if absent.
 * @throws Error unless both are multiples of that.
 */
export function windowSize(
  parent: DStream<unknown>,
  windowDuration: number,
  slideDuration: number | undefined,
): WindowSize {
  const period = parent.slideDuration;
  const sizeOf = (seconds: number, what: string): number => {
    const ms = milliseconds(seconds, what);
    if (ms % period === 0) return ms;
    throw new Error(
      `${what} must be multiple of the parent dstream's slide (batch) duration (${period} ms)`,
    );
  };
  return {
    duration: sizeOf(windowDuration, 'windowDuration'),
    slide: slideDuration === undefined ? period : sizeOf(slideDuration, 'slideDuration'),
  };
}

/**
 * The elements of the last batches of `parent` (Spark's WindowedDStream): of as many as there are, in the beginning. The
 * parent's RDDs are kept, since several windows have each; the windows' own, which are made of those, are not.
 */
export function windowed<T>(
  parent: DStream<T>,
  { duration, slide }: WindowSize,
): StreamComputation<T> {
  parent.persistByDefault(StorageLevel.MEMORY_ONLY_SER);
  return {
    ...{ kind: 'WindowedDStream', parents: [parent], slide },
    ...{ parentsRemember: duration, persists: parent },
    compute: async (time) => {
      const rdds = await parent.rddsBetween(time - duration + parent.slideDuration, time);
      const { sparkContext } = parent.context;
      return rdds.length === 1 ? rdds[0]! : sparkContext.union(rdds);
    },
  };
}
