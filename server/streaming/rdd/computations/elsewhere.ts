import type { Cancellation, Computation } from '../computation.ts';
import type { RemoteFunction } from '../elsewhere.ts';
import type { Lineage } from '../lineage.ts';
import type { KeepsKeys } from './map-partitions.ts';

/** A computation whose function is not here. */
interface RemoteComputation<U> extends Computation<U> {
  readonly remote: RemoteFunction<never, U>;
}

/** Partitions that a function which lives elsewhere makes of a parent's, together with those before it at its place. */
export function ranElsewhere<T, U>(
  parent: Lineage<T>,
  remote: RemoteFunction<T, U>,
  { keepsKeys = false }: KeepsKeys = {},
): RemoteComputation<U> {
  return {
    ...{ kind: `ElsewhereRDD(${remote.name})`, parents: [parent], remote },
    partitions: parent.getNumPartitions(),
    partitioner: keepsKeys ? parent.partitioner : undefined,
    async compute(partition, task) {
      const { place } = remote;
      if (place === undefined) {
        const values = await task.values(parent, partition);
        return orCancelled(task.signal, () => remote.call(values, partition, task.signal));
      }
      const functions: RemoteFunction<never, unknown>[] = [remote];
      let source: Lineage<unknown> = parent;
      for (;;) {
        const { computation } = source;
        if (!isRemote(computation) || computation.remote.place !== place) break;
        if (source.isPersisted) break;
        functions.unshift(computation.remote);
        source = computation.parents[0]!;
      }
      const values = await task.values(source, partition);
      const run = () => place.run(functions, values, partition, task.signal);
      return orCancelled(task.signal, run) as Promise<readonly U[]>;
    },
  };
}

function isRemote(computation: Computation<unknown>): computation is RemoteComputation<unknown> {
  return 'remote' in computation;
}

/** What `run` gives, or the cancellation, whether the place has heard of it or not. */
async function orCancelled<U>(signal: Cancellation, run: () => Promise<U>): Promise<U> {
  signal.throwIfCancelled();
  let forget = () => {};
  const cancelled = new Promise<never>((_, reject) => {
    forget = signal.onCancelled(() => {
      try {
        signal.throwIfCancelled();
      } catch (error) {
        reject(error);
      }
    });
  });
  try {
    return await Promise.race([run(), cancelled]);
  } finally {
    forget();
  }
}
