import type { DStream } from '../dstream/dstream.ts';
import type { RDD } from '../rdd/rdd.ts';
import { HashPartitioner } from '../shuffle/hash-partitioner.ts';
import { KeyedMap } from '../shuffle/keyed-map.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { KeyedPartition } from './keyed-partition.ts';
import { KeyedState } from './keyed-state.ts';
import { stateStream } from './state-stream.ts';
import type { Applied } from './state-update.ts';

/** The new state of a key; undefined or null drops the key. */
export type UpdateFunction<V, S> = (
  values: readonly V[],
  state: S | undefined,
) => S | undefined | null;

const NOTHING: readonly never[] = Object.freeze([]);

/** What `DStream.updateStateByKey` gives (Spark's StateDStream). */
export function updateStateByKey<K, V, S>(
  stream: DStream<readonly [K, V]>,
  update: UpdateFunction<V, S>,
  partitions: number | Partitioner = stream.context.sparkContext.defaultParallelism,
  initial?: RDD<readonly [K, S]>,
): DStream<readonly [K, S]> {
  const { serializer } = stream.context.sparkContext.environment;
  const partitioner = typeof partitions === 'number' ? new HashPartitioner(partitions) : partitions;
  const state = new KeyedState<K, S>({
    ...{ partitioner, serializer, hasInitial: initial !== undefined, mayChangeInPlace: true },
  });
  return stateStream<K, V, S, readonly [K, S]>({
    ...{ kind: 'StateDStream', stream, state, initial, keepsKeys: true },
    apply: (partition, values) => updated(partition, values, update),
  });
}

/** Calls `update` for all keys, and changes nothing before it has not thrown for any. */
function updated<K, V, S>(
  partition: KeyedPartition<K, S>,
  values: readonly (readonly [K, V])[],
  update: UpdateFunction<V, S>,
): Applied<K, S, readonly [K, S]> {
  const known = new Array<V[] | undefined>(partition.size);
  const emptyGroup = (): V[] => [];
  const fresh = new KeyedMap<K, V[]>();
  for (let i = 0; i < values.length; i++) {
    const [key, value] = values[i]!;
    const slot = partition.slotOf(key);
    if (slot >= 0) {
      const group = known[slot];
      if (group === undefined) known[slot] = [value];
      else group.push(value);
    } else {
      fresh.entryOf(key, emptyGroup).value.push(value);
    }
  }
  const slots: number[] = [];
  const states: (S | undefined | null)[] = [];
  for (let slot = 0; slot < known.length; slot++) {
    const group = known[slot];
    const before = partition.pairAt(slot)[1];
    const after = update(group ?? NOTHING, before);
    if (after === before && group === undefined) continue;
    slots.push(slot);
    states.push(after);
  }
  const added: [K, S][] = [];
  fresh.forEach((group, key) => {
    const state = update(group, undefined);
    if (state !== undefined && state !== null) added.push([key, state]);
  });

  // From the last slot on, since the last one moves into that of a key that is removed.
  for (let i = slots.length - 1; i >= 0; i--) {
    const slot = slots[i]!;
    const state = states[i];
    if (state === undefined || state === null) partition.remove(slot);
    else partition.put(slot, partition.pairAt(slot)[0], state, 0);
  }
  for (const [key, state] of added) partition.put(-1, key, state, 0);
  return { results: partition.pairs() };
}
