import { html, nothing, type TemplateResult } from 'lit';
import type { RecordRow } from '../../server/contract/messages/reading.ts';
import { t } from '../ui/text.ts';
import { columnMenu } from './column-menu.ts';
import { DetailLoader } from './detail/detail-loader.ts';
import type { RecordDetailPane } from './detail/record-detail.ts';
import { emptyState } from './empty-state.ts';
import { withField } from './filter/filter-model.ts';
import type { PanelContext } from './panel-context.ts';
import { RecordActions } from './record-actions.ts';
import type { RecordTable, RecordTableEnds } from './table/record-table.ts';
import { tableTools } from './table-tools.ts';

/** The records that were read: the table, one of them in detail, and what can be done with them. */
export class RecordsPart {
  readonly #panel: PanelContext;
  readonly #detail: DetailLoader;
  readonly #actions: RecordActions;

  constructor(panel: PanelContext) {
    this.#panel = panel;
    this.#detail = new DetailLoader(panel.ask, () => panel.refresh());
    this.#actions = this.#newActions(panel);
  }

  get selected(): number {
    return this.#table?.selection.size ?? 0;
  }

  focus(): void {
    this.#table?.focus();
  }

  /** Another reading has begun. */
  forget(): void {
    this.#table?.forget();
    this.#detail.forget();
  }

  /** The rows may be others, and there are so many. */
  changed(rows: number): void {
    this.#table?.changed(rows);
  }

  /** The buttons above the table. */
  tools(canProduce: boolean): TemplateResult {
    const { session, arrangement, exporting } = this.#panel;
    const { histogram, produce } = arrangement.layout;
    return tableTools({
      order: session.choice.order,
      selected: this.selected,
      showsHistogram: histogram,
      showsProduce: produce.shown,
      canProduce,
      onCompare: () => this.#actions.compare(),
      onOrder: (order) => this.#tableEnds.onOrder(order),
      onHistogram: (shown) => {
        arrangement.change({ histogram: shown });
        session.showHistogram(shown);
      },
      onProduce: (shown) => this.#panel.showSending(shown),
      onColumns: (from) => this.#tableEnds.onMenu(from.getBoundingClientRect(), from),
      onExport: (from) => {
        const items = exporting.menu(this.#topic, this.#table?.selection.ids ?? []);
        this.#panel.openMenu(t('Export'), items, from.getBoundingClientRect(), from);
      },
    });
  }

  template(): TemplateResult {
    const { session, arrangement, look, opened } = this.#panel;
    const { detail } = arrangement.layout;
    const showsDetail = detail.shown && this.#detail.id !== undefined;
    return html`<millrace-split
      class="main"
      .secondSize=${detail.size}
      .isVertical=${true}
      .showsSecond=${showsDetail}
      .label=${t('Between records and details')}
      .onSize=${(size: number) => arrangement.change({ detail: { ...detail, size } })}
    >
      <div class="table" @copy=${this.#onCopy}>
        <millrace-records
          .look=${look}
          .order=${session.choice.order}
          .isLive=${session.isLive}
          .label=${opened === undefined ? t('Records') : t('Records of {0}', opened.topic)}
          .ends=${this.#tableEnds}
        ></millrace-records>
        ${this.#none()}
      </div>
      ${showsDetail ? this.#details() : nothing}
    </millrace-split>`;
  }

  /** In the table's place, where there is none to show. */
  #none(): unknown {
    const { session, canSend } = this.#panel;
    const { choice, status } = session;
    return emptyState(status, choice, {
      onClearFilter: () => void this.#panel.filter({}),
      onEarliest: () => void this.#panel.begin({ ...choice, start: { kind: 'earliest' } }),
      onAllPartitions: () => {
        const { partitions: _, ...rest } = choice;
        void this.#panel.begin(rest);
      },
      onSend: canSend ? () => this.#panel.showSending(true) : null,
    });
  }

  #details(): TemplateResult {
    const { look, canSend } = this.#panel;
    return html`<millrace-record-detail
      slot="second"
      aria-label=${t('Details')}
      role="region"
      .detail=${this.#detail.detail}
      .isGone=${this.#detail.isGone}
      .canSend=${canSend}
      .time=${look.time}
      .ends=${this.#detailEnds}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#closeDetail();
      }}
    ></millrace-record-detail>`;
  }

  get #table(): RecordTable | null {
    return this.#panel.find<RecordTable>('millrace-records');
  }

  get #topic(): string {
    return this.#panel.opened?.topic ?? '';
  }

  readonly #tableEnds: RecordTableEnds = {
    ask: (window) => this.#panel.ask('rows', window),
    onProblem: (problem) => this.#panel.failed(problem),
    onSelection: () => this.#onSelection(),
    onOpen: (row) => this.#showDetail(row),
    onRowMenu: (row, place) =>
      this.#panel.openMenu(t('Record'), this.#actions.rowMenu(row), place, this.#table),
    onColumns: (columns) => this.#panel.changeLook({ ...this.#panel.look, columns }),
    onOrder: (order) => void this.#panel.session.order(order).then(() => this.#panel.keep()),
    onMenu: (place, from) => {
      const items = columnMenu(this.#panel.look, (look) => this.#panel.changeLook(look));
      this.#panel.openMenu(t('Columns and time'), items, place, from);
    },
  };

  readonly #detailEnds = {
    onClose: () => this.#closeDetail(),
    onOpenText: (part: 'key' | 'value') => {
      if (this.#detail.id !== undefined) void this.#actions.openText(this.#detail.id, part);
    },
    onCopy: (text: string) => void this.#panel.asking('copy', text),
    onMenu: (place: DOMRect, from: HTMLElement) => {
      if (this.#detail.id === undefined) return;
      this.#panel.openMenu(t('Copy'), this.#actions.copyMenu(this.#detail.id), place, from);
    },
    onLink: () => {
      if (this.#detail.id !== undefined) void this.#actions.copyLink(this.#detail.id);
    },
    onSend: () => {
      if (this.#detail.id !== undefined) void this.#actions.edit(this.#detail.id);
    },
  };

  #newActions(panel: PanelContext): RecordActions {
    const { session, exporting } = panel;
    const selected = () => this.#table?.selection.ids ?? [];
    return new RecordActions({
      ask: panel.ask,
      topic: () => this.#topic,
      bootstrap: () => panel.opened?.bootstrap ?? '',
      selected,
      onDone: (said) => panel.announcer.say(said),
      onFailed: (problem) => panel.failed(problem),
      onDetails: (row) => this.#showDetail(row),
      onFilterKey: ({ key }) => {
        const condition = { path: 'key', operator: 'is', value: key.text } as const;
        void panel.filter(withField(session.choice.filter, condition));
      },
      onFilterPartition: ({ partition }) =>
        void panel.filter({ ...session.choice.filter, partitions: [partition] }),
      onExport: () => void exporting.begin(this.#topic, 'jsonl', selected()),
      isExporting: () => exporting.isBusy,
      canSend: () => panel.canSend,
      onSend: (detail, again) => panel.send(detail, again),
    });
  }

  #onSelection(): void {
    const active = this.#table?.activeRow;
    const isShown = this.#panel.arrangement.layout.detail.shown;
    if (active !== undefined && isShown) this.#detail.show(active.id);
    else if (this.#table?.selection.active === undefined) this.#detail.forget();
    this.#panel.refresh();
  }

  #showDetail(row: RecordRow): void {
    this.#arrangeDetail(true);
    this.#detail.show(row.id);
    void this.#panel
      .settled()
      .then(() => this.#panel.find<RecordDetailPane>('millrace-record-detail')?.focus());
  }

  #closeDetail(): void {
    this.#arrangeDetail(false);
    this.focus();
  }

  #arrangeDetail(shown: boolean): void {
    const { arrangement } = this.#panel;
    arrangement.change({ detail: { ...arrangement.layout.detail, shown } });
  }

  /** Text that is marked is copied as it is; records are, where none is. */
  readonly #onCopy = (event: ClipboardEvent): void => {
    const isMarked = (window.getSelection()?.toString() ?? '') !== '';
    if (isMarked || this.selected === 0) return;
    event.preventDefault();
    void this.#actions.copySelected();
  };
}
