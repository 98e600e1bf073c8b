import type { ClusterOverview } from '../../../../../server/contract/kafka-client/cluster.ts';

const none = { value: 0, partial: false };

/** A cluster with one broker and one topic. */
export const overview: ClusterOverview = {
  id: 'id',
  controller: 1,
  brokers: [
    {
      id: 1,
      address: { host: 'localhost', port: 9092 },
      rack: null,
      load: { leads: 1, replicas: 1, outOfSync: 0 },
      notPreferred: 0,
      rates: { records: { value: 3, partial: false }, bytes: { value: null, partial: true } },
      disk: 512,
      volume: null,
    },
  ],
  topics: 1,
  partitions: 1,
  groups: none,
  rates: { records: { value: 3, partial: false }, bytes: { value: null, partial: true } },
  period: 1000,
  disk: { value: 512, partial: false },
  health: { offline: 0, belowMinIsr: none, atMinIsr: none, underReplicated: 0, notPreferred: 0 },
  troubledPartitions: 0,
  troubled: [],
  topTopics: [
    {
      name: 'orders',
      internal: false,
      partitions: 1,
      rates: { records: { value: 3, partial: false }, bytes: { value: null, partial: true } },
      recent: { records: 3, bytes: 0 },
      size: { value: 512, partial: false },
      disk: { value: 512, partial: false },
    },
  ],
};
