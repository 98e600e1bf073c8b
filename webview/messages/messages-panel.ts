import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RecordDetail, RecordFilter } from '../../server/contract/messages/reading.ts';
import type {
  KeptMessages,
  MessagesPanelEvent,
  MessagesPanelRequests,
  NotOpened,
  OpenedMessages,
  ReadingChoice,
  TableLook,
} from '../contract/messages.ts';
import { Announcer } from '../ui/announcer.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { sentence, t } from '../ui/text.ts';
import { controlStyle } from '../ui/toolbar/control-style.ts';
import type { ActionMenu } from '../ui/toolbar/menu.ts';
import { Exporting } from './exporting.ts';
import type { FilterBar } from './filter/filter-bar.ts';
import { isSame, tidied } from './filter/filter-model.ts';
import { PanelArrangement } from './layout/panel-arrangement.ts';
import type { PanelContext } from './panel-context.ts';
import { panelStyle } from './panel-style.ts';
import { notOpened, problemBanner, readingProblem } from './problems.ts';
import { canProduce } from './produce-place.ts';
import { ReadingPart } from './reading-part.ts';
import { type Ask, ReadingSession } from './reading-session.ts';
import { RecordsPart } from './records-part.ts';
import { SendingPart } from './sending-part.ts';
import { exportLine, progressBar, progressOf, statusLine } from './status-line.ts';
import { restoredColumns } from './table/columns.ts';
import { countText, stateName } from './text.ts';
import { choiceFor, firstChoice } from './toolbar/reading-choice.ts';

/** The whole panel: what is read and how, the records, one of them in detail, and the side that sends. */
export class MessagesPanel extends LitElement implements PanelContext {
  static override readonly styles = [pageStyle, controlStyle, panelStyle];

  readonly #host = new ExtensionHost<MessagesPanelRequests, MessagesPanelEvent, KeptMessages>(
    (event) => this.#take(event),
  );
  readonly ask: Ask = (request, argument) => this.#host.ask(request, argument);
  opened: OpenedMessages | undefined;
  look: TableLook = lookOf(this.#host.state?.look ?? null);
  readonly session = new ReadingSession(this.#host.state?.choice ?? firstChoice, {
    ask: this.ask,
    onChange: () => this.#onReading(),
    onBegin: () => this.#records.forget(),
    onRows: (rows) => this.#records.changed(rows),
  });
  readonly exporting = new Exporting(this.ask, () => this.requestUpdate());
  readonly announcer = new Announcer(() => this.requestUpdate());
  readonly arrangement = new PanelArrangement(this.#host.state?.layout, () => {
    this.keep();
    this.requestUpdate();
  });
  readonly #records = new RecordsPart(this);
  readonly #reading = new ReadingPart(this, () => this.#records.focus());
  readonly #sending = new SendingPart(this, this.#host.state?.produce);
  /** Why it could not be opened. */
  #notOpened: NotOpened | undefined;
  #registry: string | null = null;
  /** A request of the user's that failed: one sentence. */
  #problem: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKey);
    this.arrangement.watch(this);
    void this.updateComplete.then(() => this.#open());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onKey);
    this.arrangement.unwatch();
    this.announcer.stop();
  }

  protected override render(): TemplateResult {
    if (this.#notOpened !== undefined) {
      return notOpened(this.#notOpened, {
        onAgain: () => void this.#open(),
        onStart: () => void this.asking('startCluster', null),
      });
    }
    const { layout, isNarrow } = this.arrangement;
    const { produce } = layout;
    const showsSending = produce.shown && canProduce();
    return html`<main class="whole">
        <millrace-split
          class="whole"
          .secondSize=${produce.size}
          .isVertical=${isNarrow}
          .showsSecond=${showsSending}
          .label=${t('Between reading and sending')}
          .onSize=${(size: number) => this.arrangement.change({ produce: { ...produce, size } })}
        >
          <div class="consume">
            <h1 class="unseen">${t('Messages of {0}', this.opened?.topic ?? '')}</h1>
            ${this.#consume()}
          </div>
          ${showsSending ? this.#sending.template() : nothing}
        </millrace-split>
      </main>
      <millrace-action-menu></millrace-action-menu>
      <div class="unseen" role="status">${this.announcer.said}</div>`;
  }

  #consume(): TemplateResult {
    const { status } = this.session;
    return html`${this.#reading.template()}
      <div class="status">
        ${statusLine(status, this.#reading.isFiltered, this.#records.selected)}
        ${this.#records.tools(canProduce())}
      </div>
      ${progressBar(progressOf(status))} ${this.#problems()}
      ${exportLine(this.exporting, {
        onCancel: () => void this.asking('cancelExport', null),
        onShow: (file) => void this.asking('showFile', file),
      })}
      ${this.#records.template()}`;
  }

  #problems(): unknown {
    const { problem, status, choice } = this.session;
    if (this.#problem !== undefined) {
      const onDismiss = () => {
        this.#problem = undefined;
        this.requestUpdate();
      };
      return problemBanner(this.#problem, { onAgain: null, onDismiss });
    }
    const isEnded = problem !== undefined || status?.state === 'failed';
    return problemBanner(problem ?? readingProblem(status, choice), {
      onAgain: isEnded ? () => void this.begin(choice) : null,
      onDismiss: null,
    });
  }

  find<E extends Element>(name: string): E | null {
    return this.renderRoot.querySelector<E>(name);
  }

  settled(): Promise<unknown> {
    return this.updateComplete;
  }

  refresh(): void {
    this.requestUpdate();
  }

  async #open(): Promise<void> {
    try {
      const opened = await this.ask('open', null);
      this.#notOpened = 'problem' in opened ? opened : undefined;
      if (!('problem' in opened)) await this.#begun(opened);
    } catch (error) {
      this.#notOpened = { problem: sentence(error), canStart: false };
    }
    this.requestUpdate();
  }

  async #begun(opened: OpenedMessages): Promise<void> {
    const isFirst = this.opened === undefined;
    this.opened = opened;
    this.#reading.saved = opened.filters;
    this.#registry = opened.registry;
    if (isFirst && opened.look !== null) this.look = lookOf(opened.look);
    this.session.about(opened.topic, opened.memory);
    this.session.showHistogram(this.arrangement.layout.histogram);
    this.requestUpdate();
    await this.updateComplete;
    if (opened.reading !== null && opened.wanted === null) {
      this.session.takeOn(opened.reading.options, opened.reading.event);
    } else await this.begin(choiceFor(opened.wanted ?? {}, this.session.choice));
  }

  #take(event: MessagesPanelEvent): void {
    switch (event.kind) {
      case 'reading':
        this.session.take(event);
        break;
      case 'export':
        this.exporting.take(event.progress);
        if (event.progress.state === 'done') this.announcer.say(this.exporting.text);
        break;
      case 'producing':
        this.#sending.take(event.status);
        break;
      case 'changed':
        // Whatever was done at the one before has been ended.
        this.exporting.over();
        this.#sending.over();
        void this.#open();
        break;
      case 'wanted':
        void this.begin(choiceFor(event.wanted, this.session.choice));
        break;
      case 'crashed':
        this.session.crashed(event.problem);
        // What was on its way is not heard of any more.
        this.exporting.over(event.problem);
        this.#sending.over(event.problem);
        break;
    }
  }

  #onReading(): void {
    const { status } = this.session;
    if (status !== undefined) {
      const counts = countText(status, this.#reading.isFiltered);
      this.announcer.mention(`${stateName(status.state)}. ${counts}.`);
    }
    this.requestUpdate();
  }

  async begin(choice: ReadingChoice): Promise<void> {
    const begun = this.session.begin(choice);
    this.keep();
    await begun;
  }

  async filter(filter: RecordFilter): Promise<void> {
    const next = tidied(filter);
    if (isSame(next, this.session.choice.filter)) return;
    const filtered = this.session.filter(next);
    this.keep();
    await filtered;
  }

  changeLook(look: TableLook): void {
    this.look = look;
    this.keep();
    void this.asking('keepLook', look);
    this.requestUpdate();
  }

  showSending(shown: boolean): void {
    const { arrangement } = this;
    arrangement.change({ produce: { ...arrangement.layout.produce, shown } });
    if (shown) void this.#sending.focus();
  }

  get canSend(): boolean {
    return canProduce() && this.opened?.readOnly === false;
  }

  send(detail: RecordDetail, again: boolean): void {
    void this.#sending.send(detail, again);
  }

  async needRegistry(): Promise<boolean> {
    this.#registry ??= await this.ask('askRegistry', null).catch(() => null);
    return this.#registry !== null;
  }

  keep(): void {
    if (this.opened === undefined) return;
    const { kept } = this.#sending;
    this.#host.keep({
      topic: this.opened.topic,
      clusterId: this.opened.clusterId,
      choice: this.session.choice,
      layout: this.arrangement.layout,
      look: this.look,
      ...(kept !== undefined && { produce: kept }),
    });
  }

  openMenu(...[label, items, place, from]: Parameters<PanelContext['openMenu']>): void {
    void this.find<ActionMenu>('millrace-action-menu')?.open(label, items, place, from);
  }

  async asking<N extends keyof MessagesPanelRequests>(
    request: N,
    argument: MessagesPanelRequests[N]['argument'],
  ): Promise<void> {
    try {
      await this.ask(request, argument);
    } catch (error) {
      this.failed(sentence(error));
    }
  }

  failed(problem: string): void {
    this.#problem = problem;
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const isMod = event.ctrlKey || event.metaKey;
    const isTyping = event.composedPath()[0] instanceof HTMLInputElement;
    const isFind = isMod && event.key.toLowerCase() === 'f' && !event.shiftKey && !event.altKey;
    if (!isFind && (event.key !== '/' || isTyping)) return;
    event.preventDefault();
    event.stopPropagation();
    this.find<FilterBar>('millrace-filter-bar')?.focus();
  };
}

function lookOf(look: TableLook | null): TableLook {
  return { columns: restoredColumns(look?.columns), time: look?.time ?? 'local' };
}
