import type { StreamGraph } from '../batches/stream-graph.ts';

/**
 * Has the state of a batch computed in all partitions, also in those that no output operation looked at: `pprint` stops
 * after some elements. Otherwise what they lack would grow from batch to batch. (Spark does so when it takes a
 * checkpoint.)
 * @param time of the batch, in milliseconds. @throws SparkException when a function of the user's throws.
 */
export async function completeStates(graph: StreamGraph, time: number): Promise<void> {
  for (const { computation, generated, context } of graph.streams) {
    const { state, kind } = computation;
    if (state === undefined || state.version === time) continue;
    const rdd = await generated.get(time);
    if (rdd !== undefined)
      await context.sparkContext.runJob(rdd, () => undefined, { description: kind });
  }
}

/** Whether a batch has state that may have to be completed. */
export function hasStates(graph: StreamGraph, time: number): boolean {
  return graph.streams.some(
    ({ computation, generated }) => computation.state !== undefined && generated.has(time),
  );
}
