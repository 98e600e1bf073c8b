/** The page about a cluster as a whole. */

import type { BrokerState } from '../../server/contract/control.ts';
import type { ClusterOverview } from '../../server/contract/kafka-client/cluster.ts';
import type { KeptSubject } from './subject.ts';

/** What outlives the page while it is hidden, and the window when it is loaded anew. */
export interface KeptCluster extends KeptSubject {
  readonly view: ClusterViewState;
  readonly scroll: number;
}

/** What the user has chosen to see. */
export interface ClusterViewState {
  /** Whose throughput is drawn. */
  readonly throughput: 'cluster' | 'brokers' | 'topics';
  /** By what topics are ordered. */
  readonly topics: 'records' | 'bytes' | 'disk';
}

/** What is drawn of one look; null where it was not known. */
export interface HistoryPoint {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly total: HistoryValues;
  /** By id. */
  readonly brokers: Readonly<Record<string, HistoryValues>>;
  /** By name: those that were the busiest then. */
  readonly topics: Readonly<Record<string, HistoryValues>>;
  readonly underReplicated: number | null;
  readonly offline: number | null;
}

export interface HistoryValues {
  /** By the second. */
  readonly records: number | null;
  /** By the second. */
  readonly bytes: number | null;
  /** Bytes of replicas. */
  readonly disk: number | null;
}

/** A broker of the local cluster, as its host knows it. */
export interface LocalBroker {
  readonly id: number;
  readonly state: BrokerState;
  readonly address: { readonly host: string; readonly port: number };
  readonly failure?: string;
}

/** How the cluster is, as far as it is known. */
export interface ClusterNow {
  readonly subject: KeptSubject['subject'];
  readonly name: string;
  readonly isLocal: boolean;
  /** Nothing may be changed there. */
  readonly readOnly: boolean;
  readonly state: 'running' | 'stopped' | 'gone';
  /** The local cluster's brokers; null for another cluster. */
  readonly localBrokers: readonly LocalBroker[] | null;
  /** The last look that succeeded, and when it was, in milliseconds since the epoch. */
  readonly overview: ClusterOverview | null;
  readonly time: number | null;
  /** Why there was no later one. */
  readonly problem: string | null;
}

export interface ClusterRequests {
  load: {
    argument: null;
    result: {
      readonly now: ClusterNow;
      readonly history: readonly HistoryPoint[];
      /** How long the charts go back, in milliseconds. */
      readonly span: number;
    };
  };
  act: { argument: ClusterAction; result: null };
}

/** What the user asked for: all of it is a command of the extension. */
export type ClusterAction =
  | {
      readonly kind: 'startBroker' | 'stopBroker' | 'restartBroker' | 'killBroker' | 'editBroker';
      readonly broker: number;
    }
  | { readonly kind: 'openTopic' | 'reassign'; readonly topic: string }
  | { readonly kind: 'startCluster' | 'addBroker' | 'reassignSome' | 'electLeaders' };

/** There is news; `point` is to be added to the history. */
export interface ClusterEvent {
  readonly now: ClusterNow;
  readonly point: HistoryPoint | null;
}
