import type { ProducingStatus } from '../../server/contract/messages/producing.ts';
import type { ReadingOptions, RecordDetail } from '../../server/contract/messages/reading.ts';
import type { MessagesPanelRequests } from '../contract/messages.ts';

/** The side of the panel that sends records, as the panel sees it. */
export const PRODUCE_ELEMENT = 'millrace-produce';

/** What that element is given. Its size, and whether it is there, is the panel's affair. */
export interface ProduceElement extends HTMLElement {
  /** Undefined until it is known. */
  subject: ProduceSubject | undefined;
  /** What becomes of the records that are sent, as the process tells it. */
  status: ProducingStatus | undefined;
  /** What it kept last, before the page was hidden or loaded anew. */
  kept: unknown;
  ends: ProduceEnds;
  /** Takes a record that was read into the form; with `again` it is sent as it is. `read` is how it was read. */
  take(detail: RecordDetail, again: boolean, read: ReadAs): void;
}

export type ReadAs = Pick<ReadingOptions, 'key' | 'value'>;

export interface ProduceSubject {
  readonly topic: string;
  readonly partitions: readonly number[];
  /** Nothing may be sent to this cluster. */
  readonly readOnly: boolean;
}

type Asked = 'preview' | 'produce' | 'stopProducing' | 'pickFile' | 'copy' | 'changeTemplates';

export interface ProduceEnds {
  /** @throws Error with one sentence for the user. */
  ask<N extends Asked>(
    request: N,
    argument: MessagesPanelRequests[N]['argument'],
  ): Promise<MessagesPanelRequests[N]['result']>;
  /** Sees to it that there is a schema registry; whether there is. */
  readonly needRegistry: () => Promise<boolean>;
  /** What is to be `kept`, as JSON could have it. */
  readonly onKeep: (kept: unknown) => void;
  /** The side is to be closed. */
  readonly onClose: () => void;
}

/** Whether records can be sent from this page. */
export function canProduce(): boolean {
  return customElements.get(PRODUCE_ELEMENT) !== undefined;
}
