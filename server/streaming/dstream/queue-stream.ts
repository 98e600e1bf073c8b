import type { StreamingContext } from '../context/streaming-context.ts';
import type { Element } from '../rdd/element.ts';
import { RDD } from '../rdd/rdd.ts';
import type { Input } from './input.ts';
import type { StreamComputation } from './stream-computation.ts';

/** What a queue holds: RDDs, or values to make one of. */
export type Queued<T> = RDD<T> | readonly T[];

/**
 * A stream of what is in a queue (Spark's QueueInputDStream): one RDD for each batch, or all that there are. What is put
 * into the queue later counts as well.
 * @param otherwise the RDD of batches for which the queue has none; an empty one if absent.
 */
export function queueStream<T extends Element>(
  { sparkContext, graph }: StreamingContext,
  queue: Queued<T>[],
  oneAtATime: boolean,
  otherwise: Queued<T> | undefined,
): StreamComputation<T> {
  const toRdd = (queued: Queued<T>): RDD<T> =>
    queued instanceof RDD ? queued : sparkContext.parallelize(queued);
  const standIn = otherwise === undefined ? undefined : toRdd(otherwise);
  /** How many records batches have, those apart that only computing would tell. */
  const records = new Map<number, number>();
  const input: Input = {
    description: 'queue of RDDs',
    unrecoverable:
      "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.",
    start: () => undefined,
    stop: () => undefined,
    get hasPending() {
      return queue.length > 0;
    },
    info: (time) => {
      const numRecords = records.get(time);
      return numRecords === undefined ? undefined : { numRecords };
    },
    saved: () => undefined,
    restore: () => undefined,
    forget: (time) => {
      for (const at of records.keys()) if (at <= time) records.delete(at);
    },
  };
  return {
    ...{ kind: 'QueueInputDStream', parents: [], slide: graph.batchDuration, input },
    compute: (time) => {
      const rdds = queue.splice(0, oneAtATime ? 1 : queue.length).map(toRdd);
      records.set(
        time,
        rdds.reduce((sum, { computation }) => sum + (computation.size ?? 0), 0),
      );
      if (rdds.length === 0) return standIn ?? sparkContext.emptyRDD<T>();
      return rdds.length === 1 ? rdds[0]! : sparkContext.union(rdds);
    },
  };
}
