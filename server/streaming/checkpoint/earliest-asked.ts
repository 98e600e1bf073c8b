import type { StreamGraph } from '../batches/stream-graph.ts';
import type { StreamLineage } from '../dstream/lineage.ts';
import type { CheckpointedState } from '../state/checkpointed-state.ts';

/**
 * The version of a state that a program would go on from.
 * @param before the version must be this or an earlier one, in milliseconds.
 */
export type ChooseVersion = (
  stream: StreamLineage<unknown>,
  state: CheckpointedState,
  before: number,
) => number;

/**
 * From which batch on each stream would be asked for RDDs by a program that goes on with the batch at `first`: windows ask
 * for earlier ones of their parents, and state that is behind for those that it lacks. Streams that no output needs are
 * left out. Times are milliseconds.
 */
export function earliestAsked(
  graph: StreamGraph,
  first: number,
  chooseVersion: ChooseVersion,
): Map<StreamLineage<unknown>, number> {
  const asked = new Map<StreamLineage<unknown>, number>();
  const ask = (stream: StreamLineage<unknown>, from: number) => {
    const time = firstBatch(stream, graph.zeroTime, from);
    asked.set(stream, Math.min(time, asked.get(stream) ?? time));
  };
  for (const { stream } of graph.outputs) ask(stream, first);
  // Streams come after those that they are made of.
  for (const stream of [...graph.streams].reverse()) {
    const time = asked.get(stream);
    if (time === undefined) continue;
    const { state, slide, parents, parentsRemember = 0 } = stream.computation;
    const from = state === undefined ? time : chooseVersion(stream, state, time - slide) + slide;
    for (const parent of parents) ask(parent, from - parentsRemember);
  }
  return asked;
}

/** The first batch of a stream at `from` or later. */
export function firstBatch(stream: StreamLineage<unknown>, zeroTime: number, from: number): number {
  const slide = stream.slideDuration;
  return zeroTime + Math.max(1, Math.ceil((from - zeroTime) / slide)) * slide;
}
