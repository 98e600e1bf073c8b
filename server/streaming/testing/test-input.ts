import type { StreamingContext } from '../context/streaming-context.ts';
import { DStream } from '../dstream/dstream.ts';
import type { Feed } from './feed.ts';

/** A stream of what a test pushes. */
export class TestInput<T> extends DStream<T> {
  readonly #feed: Feed<T>;

  /** @param partitions how many its RDDs have. */
  constructor(context: StreamingContext, feed: Feed<T>, partitions: number) {
    super(context, {
      ...{ kind: 'TestInputDStream', parents: [], input: feed },
      slide: context.graph.batchDuration,
      compute: (time) => context.sparkContext.parallelize(feed.at(time), partitions),
    });
    this.#feed = feed;
  }

  /**
   * Puts values into the next batch; of several arrays the second into the batch after it, and so on.
   *
   *     input.push(['a', 'b']);          // the next batch has a and b
   *     input.push(['c'], [], ['d']);    // and c; the one after it has nothing, the third has d
   */
  push(...batches: readonly (readonly T[])[]): void {
    this.#feed.push(...batches);
  }
}
