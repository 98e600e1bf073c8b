import { ErrorCode } from '../../protocol/errors.ts';
import type { PartitionImage } from './cluster-image.ts';

/** A partition as Metadata and DescribeTopicPartitions tell of it. */
export function describePartition(
  { leader, leaderEpoch, replicas, isr }: PartitionImage,
  partitionIndex: number,
) {
  return {
    errorCode: leader === -1 ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE,
    partitionIndex,
    leaderId: leader,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: isr,
    offlineReplicas: [],
  };
}
