import { ClusterModel } from '../../../../extension/explorer/model.ts';
import { type ClusterLife, ClusterTree } from '../../../../extension/explorer/tree.ts';
import type {
  Changes,
  ClusterSummary,
  GroupDetails,
  Partition,
  TopicSummary,
} from '../../../../server/contract/kafka-client/model.ts';
import { running } from '../clusters/fake-host.ts';

export const summary: ClusterSummary = {
  id: 'c1',
  controller: 1,
  brokers: [{ id: 1, host: 'localhost', port: 9092, rack: null }],
};

export function topic(name: string, more: Partial<TopicSummary> = {}): TopicSummary {
  return {
    name,
    id: `id-${name}`,
    internal: false,
    partitions: 1,
    replicationFactor: 1,
    offline: 0,
    underReplicated: 0,
    reassigning: 0,
    ...more,
  };
}

export function partition(index: number, more: Partial<Partition> = {}): Partition {
  return {
    index,
    leader: 1,
    leaderEpoch: 0,
    replicas: [1],
    isr: [1],
    offlineReplicas: [],
    earliest: 0,
    latest: 10,
    size: 2048,
    ...more,
  };
}

export const details: GroupDetails = {
  coordinator: 1,
  strategy: 'range',
  members: [
    {
      id: 'm/1',
      instanceId: null,
      clientId: 'app',
      host: '127.0.0.1',
      assigned: [{ topic: 'orders', partitions: [0, 1] }],
    },
  ],
  offsets: [
    { topic: 'orders', partition: 0, committed: 4, latest: 10, member: 'm/1' },
    { topic: 'orders', partition: 1, latest: 7, member: 'm/1' },
    { topic: 'payments', partition: 0, committed: 9, latest: 8 },
  ],
};

export const alive: ClusterLife = { state: 'running', status: running, failure: undefined };

/** A tree over a model with these changes applied. */
export function treeWith(changes: Changes, life: ClusterLife = alive): ClusterTree {
  const model = new ClusterModel();
  model.apply({ first: true, cluster: summary, ...changes });
  return new ClusterTree(model, life);
}

export function putAll<T>(...put: T[]) {
  return { put, removed: [] };
}
