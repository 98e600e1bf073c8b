/** What the Kafka worker tells of a cluster as a whole. */

import type { BrokerLoad } from './model.ts';

export interface ClusterMethods {
  /**
   * How the cluster is at this moment. Rates are those since the call before; `anew` makes this the first: nobody has looked
   * for a while.
   */
  clusterOverview: { argument: { readonly anew: boolean }; result: ClusterOverview };
}

/** A sum of which parts may not be known. */
export interface Measured {
  /** Null where nothing of it is known. */
  readonly value: number | null;
  /** Whether some of it is not known: then it is at least `value`. */
  readonly partial: boolean;
}

/** What came in, by the second: differences of the partitions' latest offsets and of their leaders' logs' sizes. */
export interface Rates {
  readonly records: Measured;
  readonly bytes: Measured;
}

export interface ClusterOverview {
  readonly id: string | null;
  /** -1 where there is none. */
  readonly controller: number;
  /** Those that run, and those that have replicas and do not; by id. */
  readonly brokers: readonly BrokerOverview[];
  /** Kafka's own included. */
  readonly topics: number;
  readonly partitions: number;
  /** Those of consumers. */
  readonly groups: Measured;
  readonly rates: Rates;
  /** Over how many milliseconds the rates were measured; null where there was nothing to compare with. */
  readonly period: number | null;
  /** Bytes of all replicas. */
  readonly disk: Measured;
  readonly health: ClusterHealth;
  /** How many partitions have something wrong with them. */
  readonly troubledPartitions: number;
  /** Those, the worst first: at most `MOST_TROUBLED`. */
  readonly troubled: readonly TroubledPartition[];
  /** Those with the most of anything that is measured: at most `MOST_TOPICS` for each. */
  readonly topTopics: readonly TopicOverview[];
}

/** How many partitions are told one by one. */
export const MOST_TROUBLED = 200;

/** How many topics are told for each thing that is measured. */
export const MOST_TOPICS = 10;

/** Numbers of partitions; one may be counted several times. */
export interface ClusterHealth {
  /** Those without a leader. */
  readonly offline: number;
  /** Those with fewer in-sync replicas than `min.insync.replicas`: acks=all is refused. */
  readonly belowMinIsr: Measured;
  /** Those that lack a replica and have just as many as that in sync: one more may not fail. */
  readonly atMinIsr: Measured;
  /** Those with a leader and fewer in-sync replicas than replicas. */
  readonly underReplicated: number;
  /** Those with a leader that is not the preferred one, the first replica. */
  readonly notPreferred: number;
}

/** What is wrong with a partition, the worst first. */
export const troubles = ['offline', 'belowMinIsr', 'atMinIsr', 'underReplicated'] as const;

export type Trouble = (typeof troubles)[number];

export interface TroubledPartition {
  readonly topic: string;
  readonly partition: number;
  /** All that is true of it, the worst first. */
  readonly troubles: readonly Trouble[];
  /** -1 where there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Null while it is not known. */
  readonly minIsr: number | null;
}

export interface BrokerOverview {
  readonly id: number;
  /** Null where nobody tells: the broker does not run. */
  readonly address: { readonly host: string; readonly port: number } | null;
  readonly rack: string | null;
  readonly load: BrokerLoad;
  /** Of the partitions that it leads, those that prefer another leader. */
  readonly notPreferred: number;
  /** What the partitions that it leads take in. */
  readonly rates: Rates;
  /** Bytes of its replicas; null where it does not tell. */
  readonly disk: number | null;
  /** Bytes of the volumes that they are on (KIP-827); null where it does not tell. */
  readonly volume: { readonly total: number; readonly usable: number } | null;
}

export interface TopicOverview {
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: number;
  readonly rates: Rates;
  /** The highest rates of late, which fall slowly: what topics are ordered by. */
  readonly recent: { readonly records: number; readonly bytes: number };
  /** Bytes of the leaders' logs: of one copy of all that it holds. */
  readonly size: Measured;
  /** Bytes of all replicas. */
  readonly disk: Measured;
}
