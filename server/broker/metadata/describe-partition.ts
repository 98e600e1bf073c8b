import { ErrorCode } from '../../protocol/errors.ts';
import type { ClusterImage, PartitionImage } from './cluster-image.ts';

/**
 * A partition as Metadata and DescribeTopicPartitions tell of it (MetadataCache.getPartitionMetadata). One
 * whose leader is not there has none.
 */
export function describePartition(
  image: ClusterImage,
  { leader, leaderEpoch, replicas, isr, offlineReplicas }: PartitionImage,
  partitionIndex: number,
) {
  const isThere = image.brokers.has(leader);
  return {
    errorCode: isThere ? ErrorCode.NONE : ErrorCode.LEADER_NOT_AVAILABLE,
    partitionIndex,
    leaderId: isThere ? leader : -1,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: isr,
    offlineReplicas,
  };
}
