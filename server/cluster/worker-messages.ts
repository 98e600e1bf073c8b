/** What a broker's thread and the cluster host say to each other. */
import type { ClusterFailure, LogLevel, LogLine } from '../contract/control.ts';
import type { Address } from '../ports/transport.ts';
import type { Mark } from './start-trace.ts';

/** What the thread is started with. */
export interface BrokerWorkerData {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /** The cluster's; null keeps everything in memory. */
  readonly dataDirectory: string | null;
  readonly config: Readonly<Record<string, string>>;
  readonly logLevel: LogLevel;
}

export type ToBrokerWorker =
  | { readonly type: 'start'; readonly coordination: Address }
  /** Ends the broker cleanly, and the thread with it. */
  | { readonly type: 'stop'; readonly handsOver: boolean }
  /** Ends the thread at once, without any clean-up. */
  | { readonly type: 'kill' };

export type FromBrokerWorker =
  | { readonly type: 'ready'; readonly address: Address; readonly marks: readonly Mark[] }
  | { readonly type: 'failed'; readonly failure: ClusterFailure }
  | { readonly type: 'log'; readonly line: LogLine };
