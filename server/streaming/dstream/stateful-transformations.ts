import type { Element } from '../rdd/element.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import { type MapWithStateDStream, mapWithState } from '../state/map-with-state.ts';
import type { StateSpec } from '../state/state-spec.ts';
import { type UpdateFunction, updateStateByKey } from '../state/update-state-by-key.ts';
import type { DStream } from './dstream.ts';
import { StreamWindows } from './windows.ts';

/** Operations that remember something from batch to batch. They need a checkpoint directory. */
export abstract class StatefulTransformations<T> extends StreamWindows<T> {
  /**
   * The state of each key, which `update` makes of the key's values in the batch, in no certain order, and of its state before.
   * It is called for every known key in every batch; a key for which it gives undefined or null is forgotten. For many
   * keys of which few are touched, `mapWithState` is quicker.
   * @param partitions how many, by the keys' hash, or a Partitioner. @param initialRDD the state before the first batch.
   */
  updateStateByKey<K, V, S extends Element>(
    this: DStream<readonly [K, V]>,
    update: UpdateFunction<V, S>,
    partitions?: number | Partitioner,
    initialRDD?: RDD<readonly [K, S]>,
  ): DStream<readonly [K, S]> {
    return updateStateByKey(this, update, partitions, initialRDD);
  }

  /** What the function of `spec` makes of each value, with the state of its key, which it may change. */
  mapWithState<K, V, S, R>(
    this: DStream<readonly [K, V]>,
    spec: StateSpec<K, V, S, R>,
  ): MapWithStateDStream<K, S, R> {
    return mapWithState(this, spec);
  }
}
