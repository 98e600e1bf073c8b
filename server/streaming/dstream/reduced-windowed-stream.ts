import type { RDD } from '../rdd/rdd.ts';
import { StorageLevel } from '../rdd/storage-level.ts';
import { HashPartitioner } from '../shuffle/hash-partitioner.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import { KeyedState } from '../state/keyed-state.ts';
import {
  ReducedWindow,
  type WindowReducer,
  type WindowSources,
  windowOfState,
} from '../state/reduced-window.ts';
import type { DStream } from './dstream.ts';
import type { StreamComputation } from './stream-computation.ts';
import type { WindowSize } from './windowed-stream.ts';

/**
 * The values of each key in a window, each window from the one before (Spark's ReducedWindowedDStream), or, where that
 * is not there, from its batches.
 * @param reduced the values of each key in a batch, partitioned as `partitions` says.
 */
export function reducedWindow<K, V>(
  reduced: DStream<readonly [K, V]>,
  partitions: number | Partitioner,
  { duration, slide }: WindowSize,
  reducer: WindowReducer<K, V>,
): StreamComputation<readonly [K, V]> {
  const { sparkContext, graph } = reduced.context;
  const period = reduced.slideDuration;
  const state = new KeyedState<K, V>({
    partitioner: typeof partitions === 'number' ? new HashPartitioner(partitions) : partitions,
    serializer: sparkContext.environment.serializer,
    ...{ hasInitial: false, mayChangeInPlace: false },
  });
  /** The latest window, of which the next one is made. */
  let latest: { readonly time: number; readonly window: RDD<readonly [K, V]> } | undefined;
  reduced.persistByDefault(StorageLevel.MEMORY_ONLY_SER);

  const sourcesOf = async (time: number): Promise<WindowSources<K, V>> => {
    const oldest = time - duration + period;
    const previous = time - slide;
    const before = latest?.time === previous ? latest.window : undefined;
    // Where it has only begun, batches from before that may be in the window all the same.
    const isWindow = state.version === previous && state.began !== previous;
    if (before === undefined && !isWindow) {
      const come = await reduced.rddsBetween(oldest, time);
      return { previous: undefined, before, gone: [], come };
    }
    return {
      ...{ previous, before },
      gone: await reduced.rddsBetween(oldest - slide, Math.min(oldest - period, previous)),
      come: await reduced.rddsBetween(Math.max(oldest, previous + period), time),
    };
  };

  return {
    ...{ kind: 'ReducedWindowedDStream', parents: [reduced], slide },
    ...{ parentsRemember: duration + slide, mustCheckpoint: true, state },
    compute: async (time) => {
      if (!state.isStarted) state.start(graph.zeroTime);
      // A checkpoint has kept this very window.
      if (state.version === time) return sparkContext.rdd(windowOfState(state));
      const sources = await sourcesOf(time);
      const window = sparkContext.rdd(new ReducedWindow(time, state, reducer, sources));
      if (latest === undefined || time > latest.time) latest = { time, window };
      return window;
    },
  };
}
