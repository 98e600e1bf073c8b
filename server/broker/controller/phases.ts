/**
 * What a partition goes through (kafka.controller.PartitionState): New has replicas but never had a leader;
 * Online has one; Offline has lost it; NonExistent is not created yet or deleted.
 */
export type PartitionPhase = 'NonExistent' | 'New' | 'Online' | 'Offline';

/**
 * What a replica goes through (kafka.controller.ReplicaState): New is only told to follow; Online may lead
 * and follow; Offline is on a broker that is away or was told to stop it; the three of deletion are begun,
 * done, and impossible for now; NonExistent is removed.
 */
export type ReplicaPhase =
  | 'NonExistent'
  | 'New'
  | 'Online'
  | 'Offline'
  | 'DeletionStarted'
  | 'DeletionSuccessful'
  | 'DeletionIneligible';

/** From which phases a partition may enter each. */
const beforePartition: Record<PartitionPhase, readonly PartitionPhase[]> = {
  NonExistent: ['Offline'],
  New: ['NonExistent'],
  Online: ['New', 'Online', 'Offline'],
  Offline: ['New', 'Online', 'Offline'],
};

/** From which phases a replica may enter each. */
const beforeReplica: Record<ReplicaPhase, readonly ReplicaPhase[]> = {
  NonExistent: ['DeletionSuccessful'],
  New: ['NonExistent'],
  Online: ['New', 'Online', 'Offline', 'DeletionIneligible'],
  Offline: ['New', 'Online', 'Offline', 'DeletionIneligible'],
  DeletionStarted: ['Offline'],
  DeletionSuccessful: ['DeletionStarted'],
  DeletionIneligible: ['Offline', 'DeletionStarted'],
};

export function partitionMayEnter(to: PartitionPhase, from: PartitionPhase): boolean {
  return beforePartition[to].includes(from);
}

export function replicaMayEnter(to: ReplicaPhase, from: ReplicaPhase): boolean {
  return beforeReplica[to].includes(from);
}
