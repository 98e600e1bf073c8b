import type { StreamingContext } from '../context/streaming-context.ts';
import { require } from '../errors.ts';
import type { RDD } from '../rdd/rdd.ts';
import { SparkException } from '../scheduler/stage-failure.ts';
import type { DStream } from './dstream.ts';
import type { StreamComputation } from './stream-computation.ts';
import { Time } from './time.ts';

/**
 * The elements of several streams (Spark's UnionDStream).
 * @throws IllegalArgumentException for streams that do not go together.
 */
export function unionOf<T>(parents: readonly DStream<T>[]): StreamComputation<T> {
  const { context, slide } = together(parents, 'union');
  return {
    ...{ kind: 'UnionDStream', parents, slide },
    compute: async (time) => {
      const rdds = await rddsAt(parents, time, 'for unifying ');
      return context.sparkContext.union(rdds);
    },
  };
}

/**
 * What a function makes of each batch of several streams (Spark's TransformedDStream).
 * @throws IllegalArgumentException for streams that do not go together.
 */
export function transformOf<T, U>(
  parents: readonly DStream<T>[],
  f: (rdds: RDD<T>[], time: Time) => RDD<U> | Promise<RDD<U>>,
): StreamComputation<U> {
  const { slide } = together(parents, 'transform');
  return {
    ...{ kind: 'TransformedDStream', parents, slide },
    compute: async (time) => assertRdd(await f(await rddsAt(parents, time, ''), new Time(time))),
  };
}

/** @throws SparkException for anything but an RDD, which is what a function forgets to return. */
export function assertRdd<T>(rdd: RDD<T>): RDD<T> {
  if (rdd !== undefined && rdd !== null) return rdd;
  throw new SparkException(
    'Transform function must not return null. Return SparkContext.emptyRDD() instead to represent no element as the result of transformation.',
  );
}

function together(
  parents: readonly DStream<unknown>[],
  what: string,
): { context: StreamingContext; slide: number } {
  const [first] = parents;
  require(first !== undefined, `List of DStreams to ${what} is empty`);
  const { context, slideDuration: slide } = first;
  require(parents.every(
    (parent) => parent.context === context,
  ), 'DStreams have different StreamingContexts');
  require(parents.every(
    (parent) => parent.slideDuration === slide,
  ), 'DStreams have different slide times');
  return { context, slide };
}

async function rddsAt<T>(
  parents: readonly DStream<T>[],
  time: number,
  purpose: string,
): Promise<RDD<T>[]> {
  const rdds: RDD<T>[] = [];
  for (const parent of parents) {
    const rdd = await parent.rddAt(time);
    if (rdd === undefined)
      throw new SparkException(`Could not generate RDD from a parent ${purpose}at time ${time} ms`);
    rdds.push(rdd);
  }
  return rdds;
}
