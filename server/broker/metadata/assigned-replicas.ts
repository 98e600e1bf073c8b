/**
 * Which brokers hold a partition, and how that is changing (kafka.controller.ReplicaAssignment, KIP-455).
 * While a partition is being reassigned `replicas` are all of those it had and those it will have.
 */
export interface AssignedReplicas {
  /** The preferred leader first. */
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/** Most partitions are where they stay: they share this. */
export const noReplicas: readonly number[] = [];

/** Replicas that are to stay as they are. */
export function assigned(replicas: readonly number[]): AssignedReplicas {
  return { replicas, adding: noReplicas, removing: noReplicas };
}

/** The replicas that the partition had before its reassignment. */
export function originReplicas({ replicas, adding }: AssignedReplicas): readonly number[] {
  return without(replicas, adding);
}

/** The replicas that the partition will have after its reassignment. */
export function targetReplicas({ replicas, removing }: AssignedReplicas): readonly number[] {
  return without(replicas, removing);
}

export function isBeingReassigned({ adding, removing }: AssignedReplicas): boolean {
  return adding.length > 0 || removing.length > 0;
}

/** The assignment on its way to `target`, which comes first: its first replica will be the preferred leader. */
export function reassigned(from: AssignedReplicas, target: readonly number[]): AssignedReplicas {
  const origin = originReplicas(from);
  const replicas = [...new Set([...target, ...origin])];
  return { replicas, adding: without(replicas, origin), removing: without(replicas, target) };
}

export function sameReplicas(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, i) => id === other[i]);
}

export function sameAssignment(one: AssignedReplicas, other: AssignedReplicas): boolean {
  return (
    sameReplicas(one.replicas, other.replicas) &&
    sameReplicas(one.adding, other.adding) &&
    sameReplicas(one.removing, other.removing)
  );
}

/** `replicas` but for `others`, in their order. */
export function without(replicas: readonly number[], others: readonly number[]): number[] {
  return replicas.filter((id) => !others.includes(id));
}
