import type { ControlledPartition, ControllerContext } from './controller-context.ts';

/** Whether a request tells what has changed or everything (KIP-516, KIP-866). */
export const RequestType = { incremental: 1, full: 2 } as const;

/** Leaders that are no brokers (kafka.api.LeaderAndIsr). */
export const LeaderDuring = { noLeader: -1, deletion: -2 } as const;

/** Leader epochs that StopReplica is not fenced by. */
const EpochDuring = { noEpoch: -1, deletion: -2 } as const;

/** Groups what is told of partitions by their topics. */
export function byTopic<T, S>(
  partitions: ReadonlyMap<ControlledPartition, T>,
  state: (partition: ControlledPartition, told: T) => S,
): { topicName: string; topicId: string; partitionStates: S[] }[] {
  const topics = new Map<string, { topicName: string; topicId: string; partitionStates: S[] }>();
  for (const [partition, told] of partitions) {
    const { name, id } = partition.topic;
    let topic = topics.get(id);
    if (topic === undefined) {
      topic = { topicName: name, topicId: id, partitionStates: [] };
      topics.set(id, topic);
    }
    topic.partitionStates.push(state(partition, told));
  }
  return [...topics.values()];
}

/** A partition as LeaderAndIsr tells of it. */
export function leaderAndIsrState(
  partition: ControlledPartition,
  controllerEpoch: number,
  isNew: boolean,
) {
  const { assignment, leadership } = partition;
  return {
    topicName: partition.topic.name,
    partitionIndex: partition.number,
    controllerEpoch: leadership?.controllerEpoch ?? controllerEpoch,
    leader: leadership?.leader ?? LeaderDuring.noLeader,
    leaderEpoch: leadership?.leaderEpoch ?? EpochDuring.noEpoch,
    isr: [...(leadership?.isr ?? [])],
    partitionEpoch: leadership?.zkVersion ?? -1,
    replicas: [...assignment.replicas],
    addingReplicas: [...assignment.adding],
    removingReplicas: [...assignment.removing],
    isNew,
  };
}

/** A partition as UpdateMetadata tells of it, also one that never had a leader. */
export function updateMetadataState(
  context: ControllerContext,
  partition: ControlledPartition,
  controllerEpoch: number,
) {
  const { topic, leadership, replicas } = partition;
  return {
    topicName: topic.name,
    partitionIndex: partition.number,
    controllerEpoch: leadership?.controllerEpoch ?? controllerEpoch,
    leader: topic.isToBeDeleted
      ? LeaderDuring.deletion
      : (leadership?.leader ?? LeaderDuring.noLeader),
    leaderEpoch: leadership?.leaderEpoch ?? EpochDuring.noEpoch,
    isr: [...(leadership?.isr ?? [])],
    zkVersion: leadership?.zkVersion ?? -1,
    replicas: [...replicas],
    offlineReplicas: replicas.filter((broker) => !context.isOnline({ partition, broker }, true)),
  };
}

/** A replica as StopReplica tells of it. */
export function stopReplicaState(
  { number, topic, leadership }: ControlledPartition,
  { delete: deletePartition }: { readonly delete: boolean },
) {
  return {
    partitionIndex: number,
    leaderEpoch: topic.isToBeDeleted
      ? EpochDuring.deletion
      : (leadership?.leaderEpoch ?? EpochDuring.noEpoch),
    deletePartition,
  };
}
