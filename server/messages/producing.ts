// What sends a panel's records, as the service sees it.

import type {
  ProducingOptions,
  ProducingStatus,
  RecordPreview,
  RecordTemplate,
} from '../contract/messages/producing.ts';
import type { ServiceCluster } from '../contract/messages/service.ts';

export interface Producing {
  /** What a template makes, without sending it. */
  preview(template: RecordTemplate, topic: string): Promise<RecordPreview>;
  /** Begins to send; how it goes is told by events. @throws UserError for what cannot be sent */
  produce(options: ProducingOptions): Promise<void>;
  /** Sends no more; what is under way is waited for, unless this is told twice. */
  stop(): void;
  /** Lets go of everything. */
  close(): Promise<void>;
}

/** @param onStatus at most ten times a second */
export type MakeProducing = (
  cluster: ServiceCluster,
  onStatus: (status: ProducingStatus) => void,
) => Producing;
