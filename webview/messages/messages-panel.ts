import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ProducingStatus } from '../../server/contract/messages/producing.ts';
import type {
  RecordDetail,
  RecordFilter,
  RecordRow,
} from '../../server/contract/messages/reading.ts';
import type {
  KeptMessages,
  MessagesPanelEvent,
  MessagesPanelRequests,
  OpenedMessages,
  PanelLayout,
  ReadingChoice,
  SavedFilter,
  TableLook,
} from '../contract/messages.ts';
import { Announcer } from '../ui/announcer.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { sentence, t } from '../ui/text.ts';
import { controlStyle } from '../ui/toolbar/control-style.ts';
import type { ActionMenu, MenuItem, separator } from '../ui/toolbar/menu.ts';
import { columnMenu } from './column-menu.ts';
import { DetailLoader } from './detail/detail-loader.ts';
import type { RecordDetailPane } from './detail/record-detail.ts';
import { emptyState } from './empty-state.ts';
import { Exporting } from './exporting.ts';
import type { FilterBar } from './filter/filter-bar.ts';
import { isEmpty, isSame, tidied, withField } from './filter/filter-model.ts';
import { panelStyle } from './panel-style.ts';
import { expressionProblem, notOpened, problemBanner, readingProblem } from './problems.ts';
import { canProduce, type ProduceElement, type ProduceEnds } from './produce-place.ts';
import { ReadingSession } from './reading-session.ts';
import { RecordActions } from './record-actions.ts';
import { exportLine, progressBar, progressOf, statusLine } from './status-line.ts';
import { restoredColumns } from './table/columns.ts';
import type { RecordTable, RecordTableEnds } from './table/record-table.ts';
import { tableTools } from './table-tools.ts';
import { countText, stateName } from './text.ts';
import type { ReadingBarEnds } from './toolbar/reading-bar.ts';
import { choiceFor, firstChoice } from './toolbar/reading-choice.ts';

/** The id of the cluster that the extension runs itself. */
const LOCAL = 'local';
/** Pixels: with less, the sides are one below the other. */
const NARROW = 820;

const firstLayout: PanelLayout = {
  detail: { size: 0.4, shown: true },
  produce: { size: 0.38, shown: false },
  histogram: true,
};

/** The whole panel: what is read and how, the records, one of them in detail, and the side that sends. */
export class MessagesPanel extends LitElement {
  static override readonly styles = [pageStyle, controlStyle, panelStyle];

  readonly #host = new ExtensionHost<MessagesPanelRequests, MessagesPanelEvent, KeptMessages>(
    (event) => this.#take(event),
  );
  readonly #ask = <N extends keyof MessagesPanelRequests>(
    request: N,
    argument: MessagesPanelRequests[N]['argument'],
  ) => this.#host.ask(request, argument);
  #opened: OpenedMessages | undefined;
  /** Why it could not be opened. */
  #failure: string | undefined;
  #layout: PanelLayout = this.#host.state?.layout ?? firstLayout;
  #look: TableLook = lookOf(this.#host.state?.look ?? null);
  #saved: readonly SavedFilter[] = [];
  #registry: string | null = null;
  #produceKept: unknown = this.#host.state?.produce;
  #producing: ProducingStatus | undefined;
  #isNarrow = false;
  /** A request of the user's that failed: one sentence. */
  #problem: string | undefined;
  readonly #session = new ReadingSession(this.#host.state?.choice ?? firstChoice, {
    ask: this.#ask,
    onChange: () => this.#onReading(),
    onBegin: () => {
      this.#table?.forget();
      this.#detail.forget();
    },
    onRows: (rows) => this.#table?.changed(rows),
  });
  readonly #detail = new DetailLoader(this.#ask, () => this.requestUpdate());
  readonly #exporting = new Exporting(this.#ask, () => this.requestUpdate());
  readonly #announcer = new Announcer(() => this.requestUpdate());
  readonly #size = new ResizeObserver(([entry]) => {
    const isNarrow = (entry?.contentRect.width ?? NARROW) < NARROW;
    if (isNarrow === this.#isNarrow) return;
    this.#isNarrow = isNarrow;
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKey);
    this.#size.observe(this);
    void this.updateComplete.then(() => this.#open());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onKey);
    this.#size.disconnect();
    this.#announcer.stop();
  }

  protected override render(): TemplateResult {
    if (this.#failure !== undefined) {
      return notOpened(this.#failure, this.#isLocal, {
        onAgain: () => void this.#open(),
        onStart: () => void this.#asking('startCluster', null),
      });
    }
    const { produce } = this.#layout;
    return html`<millrace-split
        class="whole"
        .secondSize=${produce.size}
        .isVertical=${this.#isNarrow}
        .showsSecond=${produce.shown && canProduce()}
        .label=${t('Between reading and sending')}
        .onSize=${(size: number) => this.#arrange({ produce: { ...produce, size } })}
      >
        <main class="consume">
          <h1 class="unseen">${t('Messages of {0}', this.#opened?.topic ?? '')}</h1>
          ${this.#consume()}
        </main>
        ${produce.shown && canProduce() ? this.#produce() : nothing}
      </millrace-split>
      <millrace-action-menu></millrace-action-menu>
      <div class="unseen" role="status">${this.#announcer.said}</div>`;
  }

  #consume(): TemplateResult {
    const { choice, status, histogram } = this.#session;
    const isFiltered = !isEmpty(choice.filter);
    const partitions = this.#opened?.partitions ?? [];
    return html`<div class="bars">
        <millrace-reading-bar
          .choice=${choice}
          .state=${status?.state}
          .partitions=${partitions}
          .time=${this.#look.time}
          .ends=${this.#readingEnds}
        ></millrace-reading-bar>
        <millrace-filter-bar
          .filter=${choice.filter}
          .saved=${this.#saved}
          .partitions=${partitions}
          .problem=${expressionProblem(status, choice)}
          .time=${this.#look.time}
          .ends=${this.#filterEnds}
        ></millrace-filter-bar>
        ${
          this.#layout.histogram
            ? html`<millrace-histogram
                .histogram=${histogram}
                .range=${choice.filter.time}
                .time=${this.#look.time}
                .onRange=${this.#onRange}
              ></millrace-histogram>`
            : nothing
        }
      </div>
      <div class="status">
        ${statusLine(status, isFiltered, this.#table?.selection.size ?? 0)} ${this.#tools()}
      </div>
      ${progressBar(progressOf(status))} ${this.#problems()}
      ${exportLine(this.#exporting, {
        onCancel: () => void this.#asking('cancelExport', null),
        onShow: (file) => void this.#asking('showFile', file),
      })}
      ${this.#records()}`;
  }

  #tools(): TemplateResult {
    const { choice } = this.#session;
    return tableTools({
      order: choice.order,
      selected: this.#table?.selection.size ?? 0,
      showsHistogram: this.#layout.histogram,
      showsProduce: this.#layout.produce.shown,
      canProduce: canProduce(),
      onCompare: () => this.#actions.compare(),
      onOrder: (order) => this.#tableEnds.onOrder(order),
      onHistogram: (shown) => this.#showHistogram(shown),
      onProduce: (shown) => this.#showProduce(shown),
      onColumns: (from) => this.#tableEnds.onMenu(from.getBoundingClientRect(), from),
      onExport: (from) => {
        const items = this.#exporting.menu(
          this.#opened?.topic ?? '',
          this.#table?.selection.ids ?? [],
        );
        this.#openMenu(t('Export'), items, from.getBoundingClientRect(), from);
      },
    });
  }

  #problems(): unknown {
    const { problem, status, choice } = this.#session;
    if (this.#problem !== undefined) {
      const onDismiss = () => {
        this.#problem = undefined;
        this.requestUpdate();
      };
      return problemBanner(this.#problem, { onAgain: null, onDismiss });
    }
    const isEnded = problem !== undefined || status?.state === 'failed';
    return problemBanner(problem ?? readingProblem(status, choice), {
      onAgain: isEnded ? () => void this.#begin(choice) : null,
      onDismiss: null,
    });
  }

  #records(): TemplateResult {
    const { choice, status, isLive } = this.#session;
    const { detail } = this.#layout;
    const showsDetail = detail.shown && this.#detail.id !== undefined;
    return html`<millrace-split
      class="main"
      .secondSize=${detail.size}
      .isVertical=${true}
      .showsSecond=${showsDetail}
      .label=${t('Between records and details')}
      .onSize=${(size: number) => this.#arrange({ detail: { ...detail, size } })}
    >
      <div class="table" @copy=${this.#onCopy}>
        <millrace-records
          .look=${this.#look}
          .order=${choice.order}
          .isLive=${isLive}
          .label=${this.#opened === undefined ? t('Records') : t('Records of {0}', this.#opened.topic)}
          .ends=${this.#tableEnds}
        ></millrace-records>
        ${emptyState(status, choice, {
          onClearFilter: () => void this.#filter({}),
          onEarliest: () => void this.#begin({ ...choice, start: { kind: 'earliest' } }),
          onAllPartitions: () => {
            const { partitions: _, ...rest } = choice;
            void this.#begin(rest);
          },
          onSend: this.#canSend ? () => this.#showProduce(true) : null,
        })}
      </div>
      ${
        showsDetail
          ? html`<millrace-record-detail
              slot="second"
              aria-label=${t('Details')}
              role="region"
              .detail=${this.#detail.detail}
              .isGone=${this.#detail.isGone}
              .canSend=${this.#canSend}
              .time=${this.#look.time}
              .ends=${this.#detailEnds}
              @keydown=${(event: KeyboardEvent) => {
                if (event.key === 'Escape') this.#closeDetail();
              }}
            ></millrace-record-detail>`
          : nothing
      }
    </millrace-split>`;
  }

  #produce(): TemplateResult {
    return html`<millrace-produce
      slot="second"
      .subject=${this.#opened}
      .status=${this.#producing}
      .kept=${this.#produceKept}
      .ends=${this.#produceEnds}
    ></millrace-produce>`;
  }

  get #table(): RecordTable | null {
    return this.renderRoot.querySelector<RecordTable>('millrace-records');
  }

  async #open(): Promise<void> {
    try {
      const opened = await this.#host.ask('open', null);
      const isFirst = this.#opened === undefined;
      this.#opened = opened;
      this.#failure = undefined;
      this.#saved = opened.filters;
      this.#registry = opened.registry;
      if (isFirst && opened.look !== null) this.#look = lookOf(opened.look);
      this.#session.about(opened.topic, opened.memory);
      this.#session.showHistogram(this.#layout.histogram);
      this.requestUpdate();
      await this.updateComplete;
      if (opened.reading !== null && opened.wanted === null) {
        this.#session.takeOn(opened.reading.options, opened.reading.event);
      } else await this.#begin(choiceFor(opened.wanted ?? {}, this.#session.choice));
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.requestUpdate();
  }

  #take(event: MessagesPanelEvent): void {
    switch (event.kind) {
      case 'reading':
        this.#session.take(event);
        break;
      case 'export':
        this.#exporting.take(event.progress);
        if (event.progress.state === 'done') this.#announcer.say(this.#exporting.text);
        break;
      case 'producing':
        this.#producing = event.status;
        this.requestUpdate();
        break;
      case 'changed':
        // Whatever was done at the one before has been ended.
        this.#exporting.over();
        if (this.#producing?.state === 'sending') {
          this.#producing = { ...this.#producing, state: 'stopped' };
        }
        void this.#open();
        break;
      case 'wanted':
        void this.#begin(choiceFor(event.wanted, this.#session.choice));
        break;
      case 'crashed':
        this.#session.crashed(event.problem);
        // What was on its way is not heard of any more.
        this.#exporting.over(event.problem);
        if (this.#producing?.state === 'sending') {
          this.#producing = { ...this.#producing, state: 'failed', problem: event.problem };
        }
        break;
    }
  }

  #onReading(): void {
    const { status, choice } = this.#session;
    if (status !== undefined) {
      const counts = countText(status, !isEmpty(choice.filter));
      this.#announcer.mention(`${stateName(status.state)}. ${counts}.`);
    }
    this.requestUpdate();
  }

  async #begin(choice: ReadingChoice): Promise<void> {
    const begun = this.#session.begin(choice);
    this.#keep();
    await begun;
  }

  async #filter(filter: RecordFilter): Promise<void> {
    const next = tidied(filter);
    if (isSame(next, this.#session.choice.filter)) return;
    const filtered = this.#session.filter(next);
    this.#keep();
    await filtered;
  }

  readonly #onRange = (range: { from: number; to: number } | undefined): void => {
    const { time: _, ...rest } = this.#session.choice.filter;
    void this.#filter(range === undefined ? rest : { ...rest, time: range });
  };

  readonly #onLook = (look: TableLook): void => {
    this.#look = look;
    this.#keep();
    void this.#asking('keepLook', look);
    this.requestUpdate();
  };

  #showHistogram(histogram: boolean): void {
    this.#arrange({ histogram });
    this.#session.showHistogram(histogram);
  }

  #showProduce(shown: boolean): void {
    this.#arrange({ produce: { ...this.#layout.produce, shown } });
    if (shown) {
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<ProduceElement>('millrace-produce')?.focus(),
      );
    }
  }

  /** Whether it is about the cluster that can be started from here. */
  get #isLocal(): boolean {
    const { clusterId = LOCAL } = this.#opened ?? this.#host.state ?? {};
    return clusterId === LOCAL;
  }

  get #canSend(): boolean {
    return canProduce() && this.#opened?.readOnly === false;
  }

  /** Puts a record that was read into the form; with `again` it is sent as it is. */
  #send(detail: RecordDetail, again: boolean): void {
    const read = this.#session.choice;
    this.#showProduce(true);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<ProduceElement>('millrace-produce')?.take(detail, again, read);
    });
  }

  #arrange(changes: Partial<PanelLayout>): void {
    this.#layout = { ...this.#layout, ...changes };
    this.#keep();
    this.requestUpdate();
  }

  #keep(): void {
    if (this.#opened === undefined) return;
    this.#host.keep({
      topic: this.#opened.topic,
      clusterId: this.#opened.clusterId,
      choice: this.#session.choice,
      layout: this.#layout,
      look: this.#look,
      ...(this.#produceKept !== undefined && { produce: this.#produceKept }),
    });
  }

  readonly #readingEnds: ReadingBarEnds = {
    onChoice: (choice) => void this.#begin(choice),
    onRun: () => void this.#begin(this.#session.choice),
    onPause: () => void this.#session.pause(),
    onResume: () => void this.#session.resume(),
    onStop: () => void this.#session.stop(),
    pickFile: (what) => this.#host.ask('pickFile', what),
    needRegistry: () => this.#needRegistry(),
    onKept: () =>
      this.renderRoot.querySelector<LitElement>('millrace-reading-bar')?.requestUpdate(),
  };

  readonly #filterEnds = {
    onFilter: (filter: RecordFilter) => void this.#filter(filter),
    onSaved: (saved: readonly SavedFilter[]) => {
      this.#saved = saved;
      void this.#asking('keepFilters', saved);
      this.requestUpdate();
    },
    onDone: () => this.#table?.focus(),
  };

  readonly #tableEnds: RecordTableEnds = {
    ask: (window) => this.#host.ask('rows', window),
    onProblem: (problem) => this.#failed(problem),
    onSelection: () => this.#onSelection(),
    onOpen: (row) => this.#showDetail(row),
    onRowMenu: (row, place) =>
      this.#openMenu(t('Record'), this.#actions.rowMenu(row), place, this.#table),
    onColumns: (columns) => this.#onLook({ ...this.#look, columns }),
    onOrder: (order) => void this.#session.order(order).then(() => this.#keep()),
    onMenu: (place, from) =>
      this.#openMenu(t('Columns and time'), columnMenu(this.#look, this.#onLook), place, from),
  };

  readonly #detailEnds = {
    onClose: () => this.#closeDetail(),
    onOpenText: (part: 'key' | 'value') => {
      if (this.#detail.id !== undefined) void this.#actions.openText(this.#detail.id, part);
    },
    onCopy: (text: string) => void this.#asking('copy', text),
    onMenu: (place: DOMRect, from: HTMLElement) => {
      if (this.#detail.id === undefined) return;
      this.#openMenu(t('Copy'), this.#actions.copyMenu(this.#detail.id), place, from);
    },
    onLink: () => {
      if (this.#detail.id !== undefined) void this.#actions.copyLink(this.#detail.id);
    },
    onSend: () => {
      if (this.#detail.id !== undefined) void this.#actions.edit(this.#detail.id);
    },
  };

  readonly #actions = new RecordActions({
    ask: this.#ask,
    topic: () => this.#opened?.topic ?? '',
    bootstrap: () => this.#opened?.bootstrap ?? '',
    selected: () => this.#table?.selection.ids ?? [],
    onDone: (said) => this.#announcer.say(said),
    onFailed: (problem) => this.#failed(problem),
    onDetails: (row) => this.#showDetail(row),
    onFilterKey: ({ key }) =>
      void this.#filter(
        withField(this.#session.choice.filter, { path: 'key', operator: 'is', value: key.text }),
      ),
    onFilterPartition: ({ partition }) =>
      void this.#filter({ ...this.#session.choice.filter, partitions: [partition] }),
    onExport: () =>
      void this.#exporting.begin(
        this.#opened?.topic ?? '',
        'jsonl',
        this.#table?.selection.ids ?? [],
      ),
    isExporting: () => this.#exporting.isBusy,
    canSend: () => this.#canSend,
    onSend: (detail, again) => this.#send(detail, again),
  });

  readonly #produceEnds: ProduceEnds = {
    ask: this.#ask,
    needRegistry: () => this.#needRegistry(),
    onKeep: (kept) => {
      this.#produceKept = kept;
      this.#keep();
    },
    onClose: () => this.#showProduce(false),
  };

  async #needRegistry(): Promise<boolean> {
    if (this.#registry === null) {
      this.#registry = await this.#host.ask('askRegistry', null).catch(() => null);
    }
    return this.#registry !== null;
  }

  #onSelection(): void {
    const active = this.#table?.activeRow;
    if (active !== undefined && this.#layout.detail.shown) this.#detail.show(active.id);
    else if (this.#table?.selection.active === undefined) this.#detail.forget();
    this.requestUpdate();
  }

  #showDetail(row: RecordRow): void {
    this.#arrange({ detail: { ...this.#layout.detail, shown: true } });
    this.#detail.show(row.id);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<RecordDetailPane>('millrace-record-detail')?.focus(),
    );
  }

  #closeDetail(): void {
    this.#arrange({ detail: { ...this.#layout.detail, shown: false } });
    this.#table?.focus();
  }

  #openMenu(
    label: string,
    items: readonly (MenuItem | typeof separator)[],
    place: DOMRect,
    from: HTMLElement | null,
  ): void {
    const menu = this.renderRoot.querySelector<ActionMenu>('millrace-action-menu');
    void menu?.open(label, items, place, from);
  }

  async #asking<N extends keyof MessagesPanelRequests>(
    request: N,
    argument: MessagesPanelRequests[N]['argument'],
  ): Promise<void> {
    try {
      await this.#host.ask(request, argument);
    } catch (error) {
      this.#failed(sentence(error));
    }
  }

  #failed(problem: string): void {
    this.#problem = problem;
    this.requestUpdate();
  }

  /** Text that is marked is copied as it is; records are, where none is. */
  readonly #onCopy = (event: ClipboardEvent): void => {
    const isMarked = (window.getSelection()?.toString() ?? '') !== '';
    if (isMarked || (this.#table?.selection.size ?? 0) === 0) return;
    event.preventDefault();
    void this.#actions.copySelected();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const isMod = event.ctrlKey || event.metaKey;
    const isTyping = event.composedPath()[0] instanceof HTMLInputElement;
    const isFind = isMod && event.key.toLowerCase() === 'f' && !event.shiftKey && !event.altKey;
    if (!isFind && (event.key !== '/' || isTyping)) return;
    event.preventDefault();
    event.stopPropagation();
    this.renderRoot.querySelector<FilterBar>('millrace-filter-bar')?.focus();
  };
}

function lookOf(look: TableLook | null): TableLook {
  return { columns: restoredColumns(look?.columns), time: look?.time ?? 'local' };
}
