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
  | { readonly type: 'stop'; readonly handsOver: boolean };

export type FromBrokerWorker =
  | { readonly type: 'ready'; readonly address: Address; readonly marks: readonly Mark[] }
  | { readonly type: 'failed'; readonly failure: ClusterFailure }
  | { readonly type: 'stopped' }
  | { readonly type: 'log'; readonly line: LogLine };
