// What is said of partitions, apart from how it looks.

import type { Partition } from '../../server/contract/kafka-client/model.ts';
import type { PartitionColumn, PartitionSort } from '../contract/topic.ts';

/** Offsets that hold records, or held them; undefined while the leader does not answer. */
export function recordsOf({ earliest, latest }: Partition): number | undefined {
  return earliest === undefined || latest === undefined ? undefined : latest - earliest;
}

/** The sum of what is known; undefined if nothing is. */
export function totalOf(
  partitions: readonly Partition[],
  of: (partition: Partition) => number | undefined,
): number | undefined {
  const known = partitions.map(of).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/** In another order; partitions that it says nothing of are last, and else they are by their numbers. */
export function sorted(
  partitions: readonly Partition[],
  { by, descending }: PartitionSort,
): Partition[] {
  const direction = descending ? -1 : 1;
  return partitions.toSorted((one, other) => {
    const [a, b] = [columnValue(one, by), columnValue(other, by)];
    if (a === b) return one.index - other.index;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return direction * (a - b);
  });
}

function columnValue(partition: Partition, column: PartitionColumn): number | undefined {
  switch (column) {
    case 'index':
    case 'earliest':
    case 'latest':
    case 'size':
      return partition[column];
    case 'records':
      return recordsOf(partition);
    case 'leader':
      return partition.leader < 0 ? undefined : partition.leader;
    case 'replicas':
      return partition.replicas.length;
    case 'isr':
      // Those that lack most first.
      return partition.isr.length - partition.replicas.length;
  }
}

export type ReplicaState = 'leader' | 'inSync' | 'outOfSync' | 'offline';

/** In the order of the assignment: the preferred leader first. */
export function replicasOf({
  replicas,
  isr,
  offlineReplicas,
  leader,
}: Partition): { readonly broker: number; readonly state: ReplicaState }[] {
  return replicas.map((broker) => {
    if (broker === leader) return { broker, state: 'leader' };
    if (offlineReplicas.includes(broker)) return { broker, state: 'offline' };
    return { broker, state: isr.includes(broker) ? 'inSync' : 'outOfSync' };
  });
}

/** How uneven partitions are. */
export interface Skew {
  /** The greatest value as a multiple of the mean: 1 where all are the same. */
  readonly ratio: number;
  /** The partition that has it. */
  readonly partition: number;
}

/** Undefined where there is nothing to be uneven. */
export function skewOf(
  values: readonly { readonly partition: number; readonly value: number }[],
): Skew | undefined {
  const total = values.reduce((sum, { value }) => sum + value, 0);
  if (values.length < 2 || total === 0) return undefined;
  const most = values.reduce((one, other) => (other.value > one.value ? other : one));
  return { ratio: (most.value * values.length) / total, partition: most.partition };
}
