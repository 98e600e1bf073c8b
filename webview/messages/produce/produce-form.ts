import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type {
  Delivery,
  MessagesFile,
  ProducingStatus,
  RecordPreview,
} from '../../../server/contract/messages/producing.ts';
import type { RecordDetail } from '../../../server/contract/messages/reading.ts';
import type { PickFile } from '../../contract/messages.ts';
import { button } from '../../ui/controls.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { sentence, t } from '../../ui/text.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { action } from '../../ui/toolbar/controls.ts';
import type { ActionMenu } from '../../ui/toolbar/menu.ts';
import type { ProduceElement, ProduceEnds, ProduceSubject, ReadAs } from '../produce-place.ts';
import {
  type Draft,
  firstDraft,
  type KeptProduce,
  nameOf,
  optionsOf,
  remembered,
  restored,
  restoredDraft,
  templateOf,
} from './draft.ts';
import { edited, unchanged } from './from-record.ts';
import { headerRows } from './header-rows.ts';
import { checkBox, partEditor } from './part-editor.ts';
import { produceStyle } from './produce-style.ts';
import { moreOptions, placeOptions } from './sending-options.ts';
import { progressLine, results, statusText } from './sending-status.ts';
import type { TemplateListEnds } from './template-list.ts';

/** After the last key that was pressed, in milliseconds. */
const PREVIEW_AFTER = 300;
/** Deliveries that are shown. */
const MOST_RESULTS = 100;
const EXAMPLE = '{{person.firstName}}';

/** The form that sends records, and what becomes of them. */
export class ProduceForm extends LitElement implements ProduceElement {
  static override readonly properties = {
    subject: { attribute: false },
    status: { attribute: false },
    kept: { attribute: false },
    ends: { attribute: false },
  };
  static override readonly styles = [pageStyle, controlStyle, produceStyle];
  static override readonly shadowRootOptions = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  declare subject: ProduceSubject | undefined;
  declare status: ProducingStatus | undefined;
  declare kept: unknown;
  declare ends: ProduceEnds;
  #state: KeptProduce = restored(undefined);
  #isRestored = false;
  #preview: RecordPreview | undefined;
  #timer: number | undefined;
  /** Counts previews that were asked for: only the last is of use. */
  #asked = 0;
  /** Why nothing was sent. */
  #problem: string | undefined;
  #showsMore = false;
  #isBeginning = false;
  #isStopping = false;
  /** What became of records of earlier sendings, the newest first. */
  #earlier: readonly Delivery[] = [];

  take(detail: RecordDetail, again: boolean, read: ReadAs): void {
    this.#restore();
    if (!again) {
      this.#change(edited(this.#draft, detail, read));
      this.focus();
      return;
    }
    try {
      void this.#send(unchanged(this.#draft, detail));
    } catch (error) {
      this.#fail(error);
    }
  }

  override focus(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('textarea:not(:disabled)')?.focus(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'region';
    this.ariaLabel = t('Send records');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    this.#restore();
    if (changed.has('status')) {
      this.#isBeginning = false;
      if (this.status?.state !== 'sending') this.#isStopping = false;
    }
    if (changed.has('subject') && this.subject !== undefined) this.#previewSoon();
  }

  protected override render(): TemplateResult {
    const { topic = '', readOnly = false } = this.subject ?? {};
    return html`<div class="title">
        <h2>${t('Send to {0}', topic)}</h2>
        <millrace-template-list .ends=${this.#templateEnds}></millrace-template-list>
        ${action('restart', t('History of what was sent'), this.#openHistory, {
          text: t('History'),
          menu: true,
          disabled: this.#state.history.length === 0,
        })}
        ${action('close', t('Close'), () => this.ends.onClose())}
      </div>
      <form @keydown=${this.#onKey} @submit=${(event: Event) => event.preventDefault()}>
        ${this.#fields()}
      </form>
      ${progressLine(this.status)}
      <div class="send" @keydown=${this.#onKey}>
        ${this.#buttons(readOnly)}
        <span class="told" role="status">${this.#told(readOnly)}</span>
      </div>
      ${results([...(this.status?.deliveries ?? []).toReversed(), ...this.#earlier].slice(0, MOST_RESULTS))}
      <millrace-action-menu></millrace-action-menu>`;
  }

  #fields(): TemplateResult {
    const draft = this.#draft;
    const change = (changes: Partial<Draft>) => this.#change({ ...draft, ...changes });
    const ends = {
      pickFile: (what: PickFile) => this.ends.ask('pickFile', what),
      needRegistry: this.ends.needRegistry,
      onKept: () => this.requestUpdate(),
    };
    return html`${partEditor({
      ...{ name: t('Key'), part: draft.key, lines: 1, ends, nullName: t('No key') },
      problem: this.#problemOf('key'),
      onPart: (key) => change({ key }),
    })}
    ${partEditor({
      ...{ name: t('Value'), part: draft.value, lines: 9, ends, nullName: t('Tombstone') },
      problem: this.#problemOf('value'),
      onPart: (value) => change({ value }),
    })}
    ${this.#generated(change)}
    ${headerRows(draft.headers, this.#problemOf('headers'), ends, (headers) => change({ headers }))}
    ${placeOptions(draft, this.subject?.partitions ?? [], change, () => void this.#pickFile())}
    ${moreOptions(draft, this.#showsMore || isUnusual(draft), change, (shows) => {
      this.#showsMore = shows;
    })}`;
  }

  #generated(change: (changes: Partial<Draft>) => void): TemplateResult {
    const { generated } = this.#draft;
    const { key = null, value = null } = this.#preview ?? {};
    return html`<section>
      ${checkBox(t('Sample data for expressions in double braces'), generated, (now) =>
        change({ generated: now }),
      )}
      ${
        generated
          ? html`<p class="hint">
                ${t('Faker’s, anew for each record:')} <code>${EXAMPLE}</code>
                <code>${'{{number.int({"max": 9})}}'}</code> ${t('and the number of the record:')}
                <code>${'{{index}}'}</code>
              </p>
              ${
                this.#preview === undefined
                  ? nothing
                  : html`<pre class="preview" tabindex="0" aria-label=${t('Preview')}>${key ?? 'null'} → ${value ?? 'null'}</pre>`
              }`
          : nothing
      }
    </section>`;
  }

  #buttons(readOnly: boolean): TemplateResult {
    if (this.#isSending) {
      return html`${button(this.#isStopping ? t('Give Up') : t('Stop'), {
        label: this.#isStopping ? t('Do not wait for what is under way') : t('Stop sending'),
        onClick: () => void this.#stop(),
      })}`;
    }
    return html`<span title=${t('Send (Ctrl+Enter)')}
      >${button(t('Send'), {
        kind: 'primary',
        disabled: readOnly || this.subject === undefined || this.#isBeginning,
        onClick: () => void this.#sendDraft(),
      })}</span
    >`;
  }

  #told(readOnly: boolean): unknown {
    if (readOnly) return t('The cluster is read-only: nothing may be sent to it.');
    const problem = this.#problem ?? this.status?.problem;
    if (problem !== undefined) return html`<span class="problem">${problem}</span>`;
    if (this.#isStopping) return t('Stopping: what is under way is waited for.');
    return this.status === undefined ? nothing : statusText(this.status);
  }

  get #draft(): Draft {
    return this.#state.draft;
  }

  get #isSending(): boolean {
    return this.status?.state === 'sending';
  }

  #problemOf(part: 'key' | 'value' | 'headers'): string | undefined {
    return this.#preview?.problems.find((each) => each.part === part)?.message;
  }

  /** What was kept is known once the properties are. */
  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    this.#state = restored(this.kept);
  }

  #change(draft: Draft): void {
    this.#problem = undefined;
    this.#keep({ ...this.#state, draft });
    this.#previewSoon();
  }

  #keep(state: KeptProduce): void {
    this.#state = state;
    this.ends.onKeep(state);
    this.requestUpdate();
  }

  #previewSoon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#askPreview(), PREVIEW_AFTER);
  }

  async #askPreview(): Promise<void> {
    const topic = this.subject?.topic;
    const { repeat, value } = this.#draft;
    // Nothing has been typed yet, or the file has the values: there is nothing to find fault with.
    const isEmpty = !value.isNull && (value.text === '' || repeat === 'file');
    const asked = ++this.#asked;
    let preview: RecordPreview | undefined;
    if (topic !== undefined) {
      try {
        const template = templateOf(this.#draft, Date.now());
        const found = await this.ends.ask('preview', { topic, template });
        const problems = found.problems.filter(({ part }) => part !== 'value' || !isEmpty);
        preview = { ...found, problems };
      } catch {
        // Sending will say what is wrong.
      }
    }
    if (asked !== this.#asked) return;
    this.#preview = preview;
    this.requestUpdate();
  }

  async #sendDraft(): Promise<void> {
    const draft = this.#draft;
    await this.#send(draft);
    if (this.#problem !== undefined) return;
    this.#keep({ ...this.#state, history: remembered(this.#state.history, draft) });
  }

  async #send(draft: Draft): Promise<void> {
    const { subject } = this;
    if (subject === undefined || subject.readOnly || this.#isSending || this.#isBeginning) return;
    this.#problem = undefined;
    this.#isBeginning = true;
    const before = this.status?.deliveries ?? [];
    this.requestUpdate();
    try {
      const options = optionsOf(draft, subject.topic, Date.now());
      this.#earlier = [...before.toReversed(), ...this.#earlier].slice(0, MOST_RESULTS);
      this.status = undefined;
      await this.ends.ask('produce', options);
    } catch (error) {
      this.#fail(error);
    }
    this.#isBeginning = false;
    this.requestUpdate();
  }

  async #stop(): Promise<void> {
    this.#isStopping = true;
    this.requestUpdate();
    try {
      await this.ends.ask('stopProducing', null);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #pickFile(): Promise<void> {
    const kinds = { [t('Messages')]: ['txt', 'log', 'jsonl', 'ndjson', 'csv', 'json'] };
    try {
      const path = await this.ends.ask('pickFile', { title: t('File to Send'), kinds });
      if (path !== null) this.#change({ ...this.#draft, file: { path, format: formatOf(path) } });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#problem = sentence(error);
    this.requestUpdate();
  }

  readonly #openHistory = (event: MouseEvent): void => {
    const from = event.currentTarget as HTMLElement;
    const items = this.#state.history.map((draft) => ({
      text: nameOf(draft),
      run: () => this.#change(draft),
    }));
    const menu = this.renderRoot.querySelector<ActionMenu>('millrace-action-menu');
    void menu?.open(t('History'), items, from.getBoundingClientRect(), from);
  };

  readonly #templateEnds: TemplateListEnds = {
    change: (change) => this.ends.ask('changeTemplates', change),
    draft: () => this.#draft,
    onUse: (draft) => {
      this.#change(restoredDraft(draft));
      this.focus();
    },
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#sendDraft();
  };
}

/** Whether something is not as at first that would not be seen otherwise. */
function isUnusual({ timestamp, acks, idempotent, compression }: Draft): boolean {
  return (
    timestamp !== '' ||
    acks !== firstDraft.acks ||
    idempotent !== firstDraft.idempotent ||
    compression !== firstDraft.compression
  );
}

function formatOf(path: string): MessagesFile['format'] {
  const end = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (end === 'csv') return 'csv';
  return end === 'json' ? 'json' : 'lines';
}
