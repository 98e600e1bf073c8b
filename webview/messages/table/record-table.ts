import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type {
  RecordOrder,
  RecordRow,
  Rows,
  RowWindow,
} from '../../../server/contract/messages/reading.ts';
import type { TableLook } from '../../contract/messages.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { plural } from '../../ui/text.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { cellContent } from './cells.ts';
import { gridTemplate, isNumeric, leastWidth, shownColumns, widthsIn } from './columns.ts';
import { RecordSelection } from './record-selection.ts';
import { type Anchor, RowLoader, type Seen } from './row-loader.ts';
import { RowViewport } from './row-viewport.ts';
import { TableHead, type TableHeadEnds } from './table-head.ts';
import { goalOf } from './table-keys.ts';
import { HEAD_HEIGHT, ROW_HEIGHT, tableStyle } from './table-style.ts';

/** The scroller's place is put right when it was not scrolled for so long, in milliseconds. */
const QUIET = 150;
/** Pixels that a cell keeps free, and that a character takes, about. */
const PADDING = 16;
const CHARACTER = 8;
/** Records that a range selects at most. */
const WIDEST_RANGE = 10_000;
/** Of a range of more rows than these, some are surely not there. */
const MOST_THERE = 1000;

export interface RecordTableEnds extends TableHeadEnds {
  readonly ask: (window: RowWindow) => Promise<Rows>;
  readonly onProblem: (problem: string) => void;
  /** Other records are selected, or the keyboard is at another one. */
  readonly onSelection: () => void;
  /** The details of a record are wanted. */
  readonly onOpen: (row: RecordRow) => void;
  readonly onRowMenu: (row: RecordRow, place: DOMRect) => void;
}

/**
 * The records, however many there are: only the rows that are seen exist, and the same elements show others when it is
 * scrolled. The record that the keyboard is at, or else the first that is seen, stays in its place while others come; only at
 * the end where new ones come, with none selected, they are followed.
 */
export class RecordTable extends LitElement {
  static override readonly properties = {
    look: { attribute: false },
    order: {},
    isLive: { attribute: false },
    label: {},
    ends: { attribute: false },
  };
  static override readonly styles = [pageStyle, controlStyle, tableStyle];
  declare look: TableLook;
  declare order: RecordOrder;
  declare isLive: boolean;
  declare label: string;
  declare ends: RecordTableEnds;

  readonly selection = new RecordSelection();
  readonly #viewport = new RowViewport(ROW_HEIGHT);
  readonly #loader = new RowLoader({
    ask: (window) => this.ends.ask(window),
    seen: () => this.#seen,
    onRows: (moved) => this.#onRows(moved),
    onProblem: (problem) => this.ends.onProblem(problem),
  });
  readonly #head = new TableHead(
    {
      onColumns: (columns) => this.ends.onColumns(columns),
      onOrder: (order) => this.ends.onOrder(order),
      onMenu: (place, from) => this.ends.onMenu(place, from),
    },
    () => this.requestUpdate(),
  );
  readonly #size = new ResizeObserver(([entry]) => {
    const active = this.#seenActive;
    this.#viewportHeight = Math.max(0, (entry?.contentRect.height ?? 0) - HEAD_HEIGHT);
    this.#width = entry?.contentRect.width ?? 0;
    this.#viewport.resize(this.#viewport.rows, this.#viewportHeight);
    // When the details open below, what they are about stays in sight.
    if (active !== undefined) this.#viewport.reveal(active.number);
    this.#look();
  });
  /** Pixels. To ask the browser would have it lay out the page each time. */
  #viewportHeight = 0;
  #width = 0;
  /** Where the scroller is, as last heard or told. */
  #scrolledTo = 0;
  #rowsTold = 0;
  /** Rows that have come above since the user was at the first one. */
  #news = 0;
  /** The row that the keyboard goes to, while it has not come. */
  #goal: { readonly number: number; readonly extends: boolean } | undefined;
  #quiet: number | undefined;
  #takesWheel = false;

  /** Rows may be others than before, and there are so many. */
  changed(rows: number): void {
    this.#rowsTold = rows;
    this.#loader.invalidate();
  }

  /** Another reading has begun. */
  forget(): void {
    this.#loader.forget();
    this.selection.clear();
    this.#viewport.resize(0, this.#viewportHeight);
    this.#rowsTold = 0;
    this.#news = 0;
    this.#goal = undefined;
    this.requestUpdate();
  }

  /** Shows the first rows, and none is selected. */
  toStart(): void {
    this.#viewport.goTo(0);
    this.#news = 0;
    this.#look();
  }

  rowOf(number: number): RecordRow | undefined {
    return this.#loader.store.get(number);
  }

  /** The record that the keyboard is at, if its row is there. */
  get activeRow(): RecordRow | undefined {
    const { active } = this.selection;
    const row = active && this.rowOf(active.number);
    return row?.id === active?.id ? row : undefined;
  }

  override focus(): void {
    this.#scroller?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#scroller !== null) this.#size.observe(this.#scroller);
  }

  protected override firstUpdated(): void {
    if (this.#scroller !== null) this.#size.observe(this.#scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    window.clearTimeout(this.#quiet);
  }

  protected override render(): TemplateResult {
    const { columns } = this.look;
    const viewport = this.#viewport;
    const { active } = this.selection;
    const { first, count } = viewport.made;
    const hasActive =
      active !== undefined && active.number >= first && active.number < first + count;
    const slots = Array.from({ length: count }, (_, slot) => {
      // The row that this slot shows: the same one until it is scrolled out of sight.
      const number = first + ((((slot - first) % count) + count) % count);
      return this.#row(number);
    });
    return html`<div
        class="scroller"
        tabindex="0"
        role="grid"
        aria-label=${this.label}
        aria-multiselectable="true"
        aria-rowcount=${viewport.rows + 1}
        aria-colcount=${shownColumns(columns).length}
        aria-activedescendant=${hasActive ? `row-${active.number}` : nothing}
        @scroll=${this.#onScroll}
        @keydown=${this.#onKey}
        @mousedown=${this.#onMouseDown}
        @dblclick=${this.#onDoubleClick}
        @contextmenu=${this.#onContextMenu}
      >
        ${this.#head.render(columns, this.order)}
        <div
          class="canvas"
          role="rowgroup"
          .style=${`height: ${viewport.contentHeight}px; min-width: ${leastWidth(columns)}px`}
        >
          ${slots}
        </div>
      </div>
      ${this.#newsButton()}`;
  }

  protected override updated(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const template = gridTemplate(this.look.columns);
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('.head')) {
      row.style.gridTemplateColumns = template;
      row.style.minWidth = `${leastWidth(this.look.columns)}px`;
    }
    if (Math.abs(this.#scrolledTo - this.#viewport.scrollTop) >= 1) {
      scroller.scrollTop = this.#viewport.scrollTop;
      this.#scrolledTo = scroller.scrollTop;
    }
    this.#takeWheel(scroller);
  }

  #row(number: number): unknown {
    const row = number < 0 ? undefined : this.#loader.store.get(number);
    const exists = number >= 0 && number < this.#viewport.rows;
    const { selection, look } = this;
    const isActive = row !== undefined && selection.active?.id === row.id;
    const isSelected = row !== undefined && selection.has(row.id);
    const y = exists ? this.#viewport.offsetOf(number) : 0;
    return guard([row, number, y, exists, isActive, isSelected, look, this.#width], () => {
      const columns = shownColumns(look.columns);
      const widths = widthsIn(look.columns, this.#width);
      const style = `transform: translateY(${y}px); grid-template-columns: ${gridTemplate(look.columns)}`;
      return html`<div
        class=${`row ${exists ? '' : 'away'} ${isActive ? 'active' : ''}`}
        role="row"
        id=${exists ? `row-${number}` : nothing}
        data-row=${number}
        aria-rowindex=${exists ? number + 2 : nothing}
        aria-selected=${isSelected}
        .style=${style}
      >
        ${columns.map(
          ({ id }, i) =>
            html`<div class=${isNumeric(id) ? 'cell end' : 'cell'} role="gridcell">${
              row === undefined
                ? html`<span class="pending"></span>`
                : cellContent(id, row, look.time, ((widths[i] ?? 0) - PADDING) / CHARACTER)
            }</div>`,
        )}
      </div>`;
    });
  }

  #newsButton(): TemplateResult | typeof nothing {
    const { atStart, atEnd } = this.#viewport;
    if (this.order === 'newest' && this.#news > 0 && !atStart) {
      return html`<button class="news" @click=${() => this.#toNews(0)}>
        ${icon('arrow-up')}${plural(this.#news, '{0} new record', '{0} new records')}
      </button>`;
    }
    if (this.order === 'oldest' && this.isLive && !atEnd && this.#news > 0) {
      return html`<button class="news below" @click=${() => this.#toNews(this.#viewport.rows)}>
        ${icon('arrow-down')}${plural(this.#news, '{0} new record', '{0} new records')}
      </button>`;
    }
    return nothing;
  }

  #toNews(row: number): void {
    this.selection.clear();
    this.ends.onSelection();
    this.#viewport.goTo(row);
    this.#news = 0;
    this.focus();
    this.#look();
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroller');
  }

  get #seen(): Seen {
    const viewport = this.#viewport;
    const atEnd = this.#isAtLiveEnd;
    const first = atEnd ? Math.max(0, this.#rowsTold - viewport.seenCount) : viewport.first;
    const count = viewport.seenCount;
    return { first, count, anchor: this.#anchor, follows: this.#follows, atEnd };
  }

  /** Whether what comes last is followed, unless something is to stay in its place. */
  get #isAtLiveEnd(): boolean {
    const { rows, atEnd } = this.#viewport;
    const isGoing = this.#goal !== undefined;
    return this.order === 'oldest' && this.isLive && rows > 0 && atEnd && !isGoing;
  }

  /** The record that the keyboard is at, where that is seen. */
  get #seenActive(): Anchor | undefined {
    const { active } = this.selection;
    return active !== undefined && this.#viewport.isSeen(active.number) ? active : undefined;
  }

  /** Whether what comes is to be seen, at the edge where it comes. */
  get #follows(): boolean {
    const { atStart, atEnd } = this.#viewport;
    return this.#seenActive === undefined && (this.order === 'newest' ? atStart : atEnd);
  }

  get #anchor(): Anchor | undefined {
    if (this.#follows) return undefined;
    if (this.#seenActive !== undefined) return this.#seenActive;
    const number = Math.ceil(this.#viewport.top);
    const row = this.#loader.store.get(number);
    return row && { id: row.id, number };
  }

  #onRows(moved: number): void {
    const { store } = this.#loader;
    const viewport = this.#viewport;
    const goesOn = this.#isAtLiveEnd && this.#follows;
    const more = store.total - viewport.rows;
    viewport.resize(store.total, this.#viewportHeight);
    viewport.moved(moved);
    this.selection.moved(moved);
    if (goesOn) viewport.goTo(store.total);
    if (this.order === 'newest')
      this.#news = viewport.atStart ? 0 : this.#news + Math.max(0, moved);
    else this.#news = viewport.atEnd ? 0 : this.#news + Math.max(0, more);
    this.#reachGoal();
    this.#settleSoon();
    this.requestUpdate();
  }

  #look(): void {
    this.#loader.look();
    this.requestUpdate();
  }

  readonly #onScroll = (): void => {
    const scrollTop = this.#scroller?.scrollTop ?? 0;
    this.#scrolledTo = scrollTop;
    if (Math.abs(scrollTop - this.#viewport.scrollTop) < 1) return;
    this.#viewport.scrolledTo(scrollTop);
    if (this.#viewport.atStart) this.#news = 0;
    this.#settleSoon();
    this.#look();
  };

  #settleSoon(): void {
    window.clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => {
      this.#viewport.settle();
      this.requestUpdate();
    }, QUIET);
  }

  /** Where the scrollbar is a scale, a wheel is to scroll pixels of rows nevertheless. */
  #takeWheel(scroller: HTMLElement): void {
    if (this.#viewport.isScaled === this.#takesWheel) return;
    this.#takesWheel = this.#viewport.isScaled;
    if (this.#takesWheel) scroller.addEventListener('wheel', this.#onWheel, { passive: false });
    else scroller.removeEventListener('wheel', this.#onWheel);
  }

  readonly #onWheel = (event: WheelEvent): void => {
    if (event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE;
    const rows = event.deltaY / (lines ? 1 : ROW_HEIGHT);
    this.#viewport.goTo(this.#viewport.top + rows);
    if (event.deltaX !== 0) this.#scroller?.scrollBy({ left: event.deltaX });
    this.#look();
  };

  #numberAt(event: Event): number | undefined {
    const row = (event.target as Element).closest<HTMLElement>('.row:not(.away)');
    return row === null ? undefined : Number(row.dataset.row);
  }

  readonly #onMouseDown = (event: MouseEvent): void => {
    const number = this.#numberAt(event);
    const row = number === undefined ? undefined : this.rowOf(number);
    if (number === undefined || row === undefined) return;
    if (event.button === 2 && this.selection.has(row.id)) return;
    if (event.shiftKey) {
      event.preventDefault();
      this.focus();
      void this.#selectTo(row.id, number);
      return;
    }
    if (event.ctrlKey || event.metaKey) this.selection.toggle(row.id, number);
    else this.selection.select(row.id, number);
    this.#selected();
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const number = this.#numberAt(event);
    const row = number === undefined ? undefined : this.rowOf(number);
    if (row !== undefined) this.ends.onOpen(row);
  };

  readonly #onContextMenu = (event: MouseEvent): void => {
    event.preventDefault();
    const number = this.#numberAt(event) ?? this.selection.active?.number;
    const row = number === undefined ? undefined : this.rowOf(number);
    if (number === undefined || row === undefined) return;
    // From the keyboard it opens at the row, whatever the event says of the pointer.
    const isPointed = this.#numberAt(event) !== undefined;
    const element = this.renderRoot.querySelector(`#row-${number}`);
    const place = isPointed
      ? new DOMRect(event.clientX, event.clientY)
      : (element?.getBoundingClientRect() ?? new DOMRect());
    this.ends.onRowMenu(row, place);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.target !== this.#scroller) return;
    const { active } = this.selection;
    const goal = goalOf(event, active?.number, this.#viewport);
    if (goal !== undefined) this.#goTo(goal, event.shiftKey);
    else if (event.key === 'Enter' && this.activeRow !== undefined)
      this.ends.onOpen(this.activeRow);
    else if (event.key === ' ' && active !== undefined) {
      this.selection.toggle(active.id, active.number);
      this.#selected();
    } else if (event.key === 'Escape' && active !== undefined) {
      this.#goal = undefined;
      this.selection.clear();
      this.#selected();
    } else return;
    event.preventDefault();
  };

  #goTo(number: number, extends_: boolean): void {
    const { rows } = this.#viewport;
    if (rows === 0) return;
    const goal = Math.min(Math.max(0, number), rows - 1);
    this.#viewport.reveal(goal);
    this.#goal = { number: goal, extends: extends_ };
    this.#reachGoal();
    this.#look();
  }

  /** The row that the keyboard goes to is selected as soon as it is there. */
  #reachGoal(): void {
    const goal = this.#goal;
    const row = goal && this.rowOf(goal.number);
    if (goal === undefined || row === undefined) return;
    this.#goal = undefined;
    if (goal.extends) void this.#selectTo(row.id, goal.number);
    else {
      this.selection.select(row.id, goal.number);
      this.#selected();
    }
  }

  /** Selects the range that ends at this record; rows of it that are not there are asked for. */
  async #selectTo(id: number, number: number): Promise<void> {
    const { start, before, count } = this.selection.rangeTo(id, number);
    const from = before > 0 ? number : number - count + 1;
    const there = Array.from(
      { length: Math.min(count, MOST_THERE) },
      (_, i) => this.rowOf(from + i)?.id,
    );
    const ids =
      count <= MOST_THERE && there.every((each) => each !== undefined)
        ? there
        : await this.ends.ask(windowOfRange(start, before, count)).then(
            ({ rows }) => rows.map((row) => row.id),
            () => [id],
          );
    // Rows may have come while it was asked.
    this.selection.selectRange(ids, id, this.#loader.store.numberOf(id) ?? number);
    this.#selected();
  }

  #selected(): void {
    this.ends.onSelection();
    this.requestUpdate();
  }
}

/** The rows of a range; of one that is too wide those that are nearest to where it began. */
function windowOfRange(start: number, before: number, count: number): RowWindow {
  const most = Math.min(count, WIDEST_RANGE);
  return { anchor: start, before: Math.min(before, most - 1), count: most };
}
