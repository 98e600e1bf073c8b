// What the extension and the process that reads and sends records say to each other, over Node's IPC. The extension passes on
// what webviews ask, and understands none of it: neither records nor users' expressions come near the extension host.

import type { CopyingOptions, CopyingStatus } from './copying.ts';
import type { SchemaRegistry } from './decoding.ts';
import type {
  ProducingOptions,
  ProducingStatus,
  RecordPreview,
  RecordTemplate,
} from './producing.ts';
import type {
  ExportOptions,
  ExportProgress,
  ReadingOptions,
  ReadingStatus,
  RecordDetail,
  RecordFilter,
  RecordOrder,
  Rows,
  RowWindow,
  TimeHistogram,
} from './reading.ts';
import type { SamplingOptions, SamplingStatus } from './sampling.ts';

/** A cluster as a client is configured for it. */
export interface ServiceCluster {
  /** As the user knows it. */
  readonly name: string;
  /** Kafka's keys: `bootstrap.servers`, `security.protocol`, `sasl.jaas.config` … */
  readonly properties: Readonly<Record<string, string>>;
  readonly registry?: SchemaRegistry;
  /** Nothing may be sent. */
  readonly readOnly: boolean;
}

/** Requests by name. Each names the panel, a number that the extension gives out, whose reading or sending it is about. */
export interface MessagesRequests {
  /** Ends a panel's reading and sending, and forgets the panel. */
  close: { argument: null; result: null };
  /** The panel's cluster, before anything else and whenever it is another one. */
  cluster: { argument: ServiceCluster; result: null };
  /** Begins a reading in place of the panel's last one. */
  read: { argument: ReadingOptions; result: null };
  pause: { argument: null; result: null };
  resume: { argument: null; result: null };
  /** Reads no more; what was read stays. */
  stop: { argument: null; result: null };
  filter: { argument: RecordFilter; result: null };
  order: { argument: RecordOrder; result: null };
  rows: { argument: RowWindow; result: Rows };
  /** Null if the record is gone. */
  detail: { argument: number; result: RecordDetail | null };
  histogram: { argument: { readonly bars: number }; result: TimeHistogram | null };
  export: { argument: ExportOptions; result: null };
  cancelExport: { argument: null; result: null };
  /** The topic says which schemas of a registry are meant. */
  preview: {
    argument: { readonly topic: string; readonly template: RecordTemplate };
    result: RecordPreview;
  };
  produce: { argument: ProducingOptions; result: null };
  stopProducing: { argument: null; result: null };
  /** Begins a sample in place of the panel's last one. */
  sample: { argument: SamplingOptions; result: null };
  /** Reads no more; what was counted stays told. */
  stopSampling: { argument: null; result: null };
  /** Begins to copy records into another topic. */
  copy: { argument: CopyingOptions; result: null };
  stopCopying: { argument: null; result: null };
}

/** What the process tells unasked, at most ten times a second of each kind. */
export type MessagesEvent =
  /** `rows` counts up whenever the rows may be others than before. */
  | { readonly kind: 'reading'; readonly status: ReadingStatus; readonly rows: number }
  | { readonly kind: 'export'; readonly progress: ExportProgress }
  | { readonly kind: 'producing'; readonly status: ProducingStatus }
  | { readonly kind: 'sampling'; readonly status: SamplingStatus }
  | { readonly kind: 'copying'; readonly status: CopyingStatus };

export type ToService = {
  [N in keyof MessagesRequests]: {
    readonly id: number;
    readonly panel: number;
    readonly request: N;
    readonly argument: MessagesRequests[N]['argument'];
  };
}[keyof MessagesRequests];

/** Errors are one sentence for the user. */
export type FromService =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly panel: number; readonly event: MessagesEvent };
