import type { DStream } from '../dstream/dstream.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { KeyedPartition } from './keyed-partition.ts';
import type { KeyedState } from './keyed-state.ts';
import { type Applied, StateUpdate } from './state-update.ts';

export interface StateStreamOptions<K, V, S, R> {
  readonly kind: string;
  /** What the state is made of. */
  readonly stream: DStream<readonly [K, V]>;
  readonly state: KeyedState<K, S>;
  /** What the state starts with, unless there is a checkpoint of it. */
  readonly initial: RDD<readonly [K, S]> | undefined;
  /** Whether what comes out is by the same keys. */
  readonly keepsKeys: boolean;
  /** Changes a partition by the values of the batch at `time`, or throws and leaves it as it was. */
  readonly apply: (
    partition: KeyedPartition<K, S>,
    values: readonly (readonly [K, V])[],
    time: number,
  ) => Applied<K, S, R>;
}

/** The stream of what each batch makes of state by key. */
export function stateStream<K, V, S, R>(options: StateStreamOptions<K, V, S, R>): DStream<R> {
  const { kind, stream, state, keepsKeys, apply } = options;
  const { sparkContext, graph } = stream.context;
  const slide = stream.slideDuration;
  const initial = options.initial?.partitionBy(state.partitioner);
  /** Kept although the stream forgets it: it may have to be made up for. */
  let last: StateUpdate<K, V, S, R> | undefined;

  /** The batch at `time`, if that is still to be computed. */
  const missing = async (time: number): Promise<StateUpdate<K, V, S, R> | undefined> => {
    if (time <= state.oldest || time <= graph.zeroTime) return undefined;
    if (last?.time === time) return last;
    const computation = (await result.rddAt(time))?.computation;
    return computation instanceof StateUpdate ? computation : undefined;
  };

  const result: DStream<R> = stream.context.stream<R>({
    ...{ kind, parents: [stream], slide, mustCheckpoint: true, state },
    compute: async (time) => {
      if (!state.isStarted) state.start(graph.zeroTime);
      const previous = await missing(time - slide);
      const input = await stream.rddAt(time);
      if (input === undefined) return undefined;
      const update = new StateUpdate<K, V, S, R>({
        ...{ kind, time, state, previous, initial, keepsKeys },
        input: input.partitionBy(state.partitioner),
        apply: (partition, values) => apply(partition, values, time),
      });
      if (last === undefined || time > last.time) last = update;
      return sparkContext.rdd<R>(update);
    },
  });
  return result;
}
