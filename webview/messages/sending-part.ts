import { html, type TemplateResult } from 'lit';
import type { ProducingStatus } from '../../server/contract/messages/producing.ts';
import type { RecordDetail } from '../../server/contract/messages/reading.ts';
import type { PanelContext } from './panel-context.ts';
import type { ProduceElement, ProduceEnds } from './produce-place.ts';

/** The side of the panel that sends: what it keeps, and how its sending goes. */
export class SendingPart {
  /** What the form keeps, as JSON could have it. */
  kept: unknown;
  readonly #panel: PanelContext;
  readonly #ends: ProduceEnds;
  #status: ProducingStatus | undefined;

  constructor(panel: PanelContext, kept: unknown) {
    this.#panel = panel;
    this.kept = kept;
    this.#ends = {
      ask: panel.ask,
      needRegistry: () => panel.needRegistry(),
      onKeep: (form) => {
        this.kept = form;
        panel.keep();
      },
      onClose: () => panel.showSending(false),
    };
  }

  template(): TemplateResult {
    return html`<millrace-produce
      slot="second"
      .subject=${this.#panel.opened}
      .status=${this.#status}
      .kept=${this.kept}
      .ends=${this.#ends}
    ></millrace-produce>`;
  }

  /** Takes a record that was read into the form; with `again` it is sent as it is. */
  async send(detail: RecordDetail, again: boolean): Promise<void> {
    const read = this.#panel.session.choice;
    this.#panel.showSending(true);
    await this.#panel.settled();
    this.#form?.take(detail, again, read);
  }

  async focus(): Promise<void> {
    await this.#panel.settled();
    this.#form?.focus();
  }

  /** What the process tells of the sending. */
  take(status: ProducingStatus): void {
    this.#status = status;
    this.#panel.refresh();
  }

  /** It has ended with what did it. @param problem why, where that was a fault */
  over(problem?: string): void {
    if (this.#status?.state !== 'sending') return;
    this.take(
      problem === undefined
        ? { ...this.#status, state: 'stopped' }
        : { ...this.#status, state: 'failed', problem },
    );
  }

  get #form(): ProduceElement | null {
    return this.#panel.find<ProduceElement>('millrace-produce');
  }
}
