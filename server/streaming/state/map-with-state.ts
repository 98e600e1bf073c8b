import type { DStream } from '../dstream/dstream.ts';
import { Time } from '../dstream/time.ts';
import type { Computation } from '../rdd/computation.ts';
import type { RDD } from '../rdd/rdd.ts';
import { HashPartitioner } from '../shuffle/hash-partitioner.ts';
import type { KeyedPartition } from './keyed-partition.ts';
import { KeyedState } from './keyed-state.ts';
import { State } from './state.ts';
import type { StateSettings, StateSpec } from './state-spec.ts';
import { stateStream } from './state-stream.ts';
import { StateUpdate } from './state-update.ts';

/** A stream that `mapWithState` gives. */
export type MapWithStateDStream<K, S, R> = DStream<R> & {
  /** All keys with their states after each batch. */
  stateSnapshots(): DStream<readonly [K, S]>;
};

/** Every how many batches keys are looked for that are timing out: those in which Spark takes checkpoints. */
const SCAN_BATCHES = 10;

/** What `DStream.mapWithState` gives (Spark's MapWithStateDStream). It touches the keys of the batch only. */
export function mapWithState<K, V, S, R>(
  stream: DStream<readonly [K, V]>,
  spec: StateSpec<K, V, S, R>,
): MapWithStateDStream<K, S, R> {
  const { settings } = spec;
  const { sparkContext, graph } = stream.context;
  const { partitions = sparkContext.defaultParallelism, initial, timeout } = settings;
  const state = new KeyedState<K, S>({
    partitioner: typeof partitions === 'number' ? new HashPartitioner(partitions) : partitions,
    serializer: sparkContext.environment.serializer,
    ...{ hasInitial: initial !== undefined, mayChangeInPlace: false },
  });
  const scan = stream.slideDuration * SCAN_BATCHES;
  let hasSnapshots = false;

  const mapped = stateStream<K, V, S, R>({
    ...{ kind: 'MapWithStateDStream', stream, state, initial, keepsKeys: false },
    apply: (partition, values, time) => {
      const batch = new Batch(partition, settings, time);
      const results = partition.atomically(() => {
        batch.map(values);
        if (timeout !== undefined && (time - graph.zeroTime) % scan === 0)
          batch.timeOut(time - timeout);
        return batch.results;
      });
      return hasSnapshots ? { results, pairs: partition.pairs() } : { results };
    },
  });

  return Object.assign(mapped, {
    stateSnapshots(): DStream<readonly [K, S]> {
      hasSnapshots = true;
      return mapped.context.stream<readonly [K, S]>({
        ...{ kind: 'StateSnapshotsDStream', parents: [mapped], slide: mapped.slideDuration },
        compute: async (time) => {
          const rdd = await mapped.rddAt(time);
          return rdd === undefined ? undefined : sparkContext.rdd(snapshotOf<K, S, R>(rdd, state));
        },
      });
    },
  });
}

/** The calls of the function for one partition in one batch. */
class Batch<K, V, S, R> {
  readonly results: R[] = [];
  readonly #partition: KeyedPartition<K, S>;
  readonly #time: number;
  readonly #timesOut: boolean;
  readonly #state = new State<S>();
  readonly #call: (key: K, value: V | undefined) => void;

  constructor(partition: KeyedPartition<K, S>, settings: StateSettings<K, V, S, R>, time: number) {
    this.#partition = partition;
    this.#time = time;
    this.#timesOut = settings.timeout !== undefined;
    const { results } = this;
    const state = this.#state;
    if (settings.isTimed) {
      const { f } = settings;
      const at = new Time(time);
      this.#call = (key, value) => {
        const result = f(at, key, value, state);
        if (result !== undefined) results.push(result);
      };
    } else {
      const { f } = settings;
      this.#call = (key, value) => {
        results.push(f(key, value, state));
      };
    }
  }

  map(values: readonly (readonly [K, V])[]): void {
    const partition = this.#partition;
    const state = this.#state;
    for (let i = 0; i < values.length; i++) {
      const [key, value] = values[i]!;
      const slot = partition.slotOf(key);
      const before = slot < 0 ? undefined : partition.pairAt(slot)[1];
      state.wrap(slot >= 0, before);
      this.#call(key, value);
      const { outcome } = state;
      if (outcome === 'updated') partition.put(slot, key, state.get(), this.#time);
      else if (slot < 0) continue;
      else if (outcome === 'removed') partition.remove(slot);
      else if (this.#timesOut) partition.put(slot, key, before as S, this.#time);
    }
  }

  /** Removes the keys that were touched before `since`, after a last call for each. */
  timeOut(since: number): void {
    const partition = this.#partition;
    // From the last slot on, since the last one moves into that of a key that is removed.
    for (let slot = partition.size - 1; slot >= 0; slot--) {
      if (partition.touchedAt(slot) >= since) continue;
      const [key, value] = partition.pairAt(slot);
      this.#state.wrap(true, value, true);
      this.#call(key, undefined);
      partition.remove(slot);
    }
  }
}

/** The state after a batch that `rdd` was mapped in. */
function snapshotOf<K, S, R>(
  rdd: RDD<R>,
  { partitioner }: KeyedState<K, S>,
): Computation<readonly [K, S]> {
  const { computation } = rdd;
  if (!(computation instanceof StateUpdate)) {
    throw new Error(
      'The lineage of what mapWithState gives was cut, and its state with it: do not checkpoint its RDDs.',
    );
  }
  const update = computation as StateUpdate<K, unknown, S, R>;
  return {
    ...{
      kind: 'StateSnapshotRDD',
      parents: [rdd],
      partitions: partitioner.numPartitions,
      partitioner,
    },
    compute: async (partition, task) => (await update.applied(partition, task)).pairs!,
  };
}
