/**
 * Where a group is in the rebalance protocol; the names are those on the wire (Kafka's GroupMetadata).
 *
 * - `Empty`: no members. Lives on for its offsets, or was only ever used to store offsets.
 * - `PreparingRebalance`: JoinGroup requests are held until every member has rejoined or run out of time.
 * - `CompletingRebalance`: the generation is formed; SyncGroup requests are held for the leader's assignment.
 * - `Stable`: every member has its assignment.
 * - `Dead`: removed, or moved to another coordinator; the object is no longer anyone's group.
 */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

const VALID_PREVIOUS: Record<GroupState, readonly GroupState[]> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Empty', 'CompletingRebalance', 'Stable'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'],
};

export function isValidTransition(from: GroupState, to: GroupState): boolean {
  return VALID_PREVIOUS[to].includes(from);
}
