import type { PartitionState } from '../metadata/znodes.ts';

/** Who leads a partition and who is in sync, as the controller has decided (kafka.api.LeaderAndIsr). */
export interface LeaderAndIsr extends PartitionState {
  readonly replicas: readonly number[];
  /** Version of the partition's state znode, for writing it only if nobody else has (Kafka's zkVersion). */
  readonly partitionEpoch: number;
}

/** Of a partition about which the controller has not said anything yet. */
export const UNDECIDED: LeaderAndIsr = {
  leader: -1,
  leaderEpoch: -1,
  controllerEpoch: -1,
  isr: [],
  replicas: [],
  partitionEpoch: -1,
};
