import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DisplayValue, TableEvent } from '../../../server/contract/display.ts';
import { t } from '../../ui/text.ts';
import { count } from '../formats.ts';
import { LiveOutput } from '../live-output.ts';
import { menu, taken } from '../menu.ts';
import { copy, fileName, saveText } from '../saving.ts';
import { RowSelection } from './row-selection.ts';
import {
  cellText,
  nextSort,
  numericColumns,
  rowsOf,
  type Sort,
  shownRows,
  type TableRow,
} from './table-rows.ts';
import { tableStyle } from './table-style.ts';
import { asCsv, asJson, asText, type Cells } from './table-text.ts';

/** Pixels, as the style sheet has it. */
const ROW_HEIGHT = 24;
/** Rows that are there above and below those that are seen. */
const AROUND = 8;
/** Rows that are seen at most. */
const HIGHEST = 13;
/** Characters of a column. */
const WIDEST = 48;
/** Rows that stay selected when they are not there. */
const MOST_SELECTED = 5000;

/** A table whose rows may all be others with the next batch: order, filter, selection and place stay. */
export class LiveTable extends LiveOutput<TableEvent> {
  static override readonly styles = [...LiveOutput.styles, tableStyle];

  #rows: readonly TableRow[] = [];
  #visible: readonly TableRow[] = [];
  #made: TableEvent | undefined;
  #filter = '';
  #sort: Sort | undefined;
  readonly #selection = new RowSelection();
  /** Characters by column: columns grow and never shrink, so that nothing moves sideways. */
  #widths = new Map<string, number>();
  #scrollTop = 0;
  /** Rows that were seen at once: what is below the table does not jump when a batch has fewer. */
  #tallest = 0;

  protected override willUpdate(): void {
    const event = this.value;
    if (event !== this.#made) {
      this.#made = event;
      this.#rows = rowsOf(event);
      this.#widen(event);
      this.#selection.prune(new Set(this.#rows.map(({ key }) => key)), MOST_SELECTED);
    }
    const before = this.#visible;
    this.#visible = shownRows(this.#rows, event.columns, this.#filter, this.#sort);
    this.#tallest = Math.min(Math.max(this.#tallest, this.#visible.length), HIGHEST);
    this.#follow(before);
  }

  protected override render(): TemplateResult {
    const { title } = this.value;
    return html`<div class="bar">
        <h3>${title}</h3>
        <span class="quiet number">${this.#countText}</span>
        <span class="space"></span>
        <input
          type="search"
          placeholder=${t('Filter')}
          aria-label=${t('Filter rows of {0}', title)}
          spellcheck="false"
          .value=${this.#filter}
          @input=${(event: Event) => this.#filterBy((event.target as HTMLInputElement).value)}
        />
        ${this.pauseButton()} ${this.#menus()}
      </div>
      ${this.#table()} ${this.said()}`;
  }

  protected override updated(): void {
    const scroller = this.#scroller;
    if (scroller !== null && scroller.scrollTop !== this.#scrollTop) {
      scroller.scrollTop = this.#scrollTop;
      this.#scrollTop = scroller.scrollTop;
    }
  }

  #table(): TemplateResult {
    const { columns, title } = this.value;
    const isNumeric = numericColumns(this.value);
    const first = Math.max(0, Math.floor(this.#scrollTop / ROW_HEIGHT) - AROUND);
    const seen = this.#visible.slice(first, first + HIGHEST + 2 * AROUND);
    const below = this.#visible.length - first - seen.length;
    const active = seen.findIndex(({ key }) => key === this.#selection.active);
    return html`<div
      class="rows"
      .style=${`min-height: ${(this.#tallest + 1) * ROW_HEIGHT + 2}px`}
      tabindex="0"
      role="grid"
      aria-label=${title}
      aria-multiselectable="true"
      aria-rowcount=${this.#visible.length + 1}
      aria-colcount=${columns.length}
      aria-activedescendant=${active === -1 ? nothing : `row-${first + active}`}
      @scroll=${this.#onScroll}
      @keydown=${this.#onKey}
      @copy=${this.#onCopy}
    >
      <table role="presentation">
        <colgroup>
          ${columns.map((column) => html`<col .style=${`width: calc(${this.#widths.get(column) ?? 4}ch + 20px)`} />`)}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex="1">
            ${columns.map((column, i) => this.#head(column, isNumeric[i] ?? false))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${gap(first, columns.length)}
          ${repeat(
            seen,
            ({ key }) => key,
            (row, i) => this.#row(row, first + i, isNumeric),
          )}
          ${gap(below, columns.length)}
        </tbody>
      </table>
      ${this.#visible.length === 0 ? html`<div class="empty quiet">${this.#emptyText}</div>` : nothing}
    </div>`;
  }

  #head(column: string, isNumeric: boolean): TemplateResult {
    const order = this.#sort?.column === column ? this.#sort : undefined;
    const direction = order?.isDescending ? 'descending' : 'ascending';
    return html`<th
      role="columnheader"
      class=${isNumeric ? 'end' : ''}
      aria-sort=${order === undefined ? 'none' : direction}
    >
      <button
        title=${t('Sort by {0}', column)}
        @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
        @click=${() => {
          this.#sort = nextSort(this.#sort, column);
          this.requestUpdate();
        }}
      >
        <span class="name">${column}</span
        ><span class="arrow" aria-hidden="true">${order === undefined ? '' : order.isDescending ? '↓' : '↑'}</span>
      </button>
    </th>`;
  }

  #row(row: TableRow, index: number, isNumeric: readonly boolean[]): TemplateResult {
    return html`<tr
      role="row"
      id=${`row-${index}`}
      aria-rowindex=${index + 2}
      aria-selected=${this.#selection.has(row.key)}
      class=${row.key === this.#selection.active ? 'active' : ''}
      @mousedown=${(event: MouseEvent) => this.#onRow(event, row.key)}
    >
      ${this.value.columns.map((_, i) => cell(row.cells[i] ?? null, isNumeric[i] ?? false))}
    </tr>`;
  }

  #menus(): TemplateResult {
    const { title } = this.value;
    const copying = (text: string, form: (cells: Cells) => string) => ({
      text,
      run: () => this.doing(() => copy(form(this.#chosen)), t('Copied')),
    });
    const saving = (extension: string, type: string, form: (cells: Cells) => string) => ({
      text: t('As {0}…', extension.toUpperCase()),
      run: () =>
        this.doing(() => saveText(fileName(title, extension), type, form(this.#chosen)), ''),
    });
    return html`${menu(t('Copy'), t('Copy the table, or what is selected'), [
      copying(t('As Text'), asText),
      copying(t('As JSON'), asJson),
      copying(t('As CSV'), asCsv),
    ])}${menu(t('Save'), t('Save the table, or what is selected'), [
      saving('csv', 'text/csv', asCsv),
      saving('json', 'application/json', asJson),
    ])}`;
  }

  /** What is selected, or else all that the filter leaves. */
  get #chosen(): Cells {
    const selected = this.#selection.of(this.#visible);
    const rows = selected.length > 0 ? selected : this.#visible;
    return { columns: this.value.columns, rows: rows.map(({ cells }) => cells) };
  }

  get #countText(): string {
    const { total } = this.value;
    const selected = this.#selection.of(this.#visible).length;
    const shown = this.#visible.length;
    const rows =
      shown === total
        ? t(total === 1 ? '{0} row' : '{0} rows', count(total))
        : t('{0} of {1} rows', count(shown), count(total));
    return selected > 1 ? t('{0}, {1} selected', rows, count(selected)) : rows;
  }

  get #emptyText(): string {
    return this.#rows.length === 0 ? t('No rows in this batch') : t('No row matches the filter');
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.rows');
  }

  #filterBy(filter: string): void {
    this.#filter = filter;
    this.requestUpdate();
  }

  #widen({ columns, rows }: TableEvent): void {
    this.#widths = new Map(
      columns.map((column, i) => {
        let width = Math.max(this.#widths.get(column) ?? 6, column.length + 2);
        for (const row of rows) width = Math.max(width, cellText(row[i]).length + 1);
        return [column, Math.min(width, WIDEST)];
      }),
    );
  }

  /** The row that the keyboard is at stays where it is seen, unless the table is at its top. */
  #follow(before: readonly TableRow[]): void {
    const { active } = this.#selection;
    if (active === undefined || this.#scrollTop === 0 || before === this.#visible) return;
    const was = before.findIndex(({ key }) => key === active) * ROW_HEIGHT;
    const is = this.#visible.findIndex(({ key }) => key === active) * ROW_HEIGHT;
    const wasSeen = was >= this.#scrollTop && was < this.#scrollTop + HIGHEST * ROW_HEIGHT;
    if (was >= 0 && is >= 0 && wasSeen) this.#scrollTop = Math.max(0, this.#scrollTop + is - was);
  }

  readonly #onScroll = (): void => {
    const top = this.#scroller?.scrollTop ?? 0;
    if (top === this.#scrollTop) return;
    this.#scrollTop = top;
    this.requestUpdate();
  };

  #onRow(event: MouseEvent, key: string): void {
    if (event.button !== 0) return;
    if (event.shiftKey) {
      event.preventDefault();
      this.#selection.extend(key, this.#keys);
    } else if (event.ctrlKey || event.metaKey) this.#selection.toggle(key);
    else this.#selection.select(key);
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const keys = this.#keys;
    const at = this.#selection.active === undefined ? -1 : keys.indexOf(this.#selection.active);
    const page = HIGHEST - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page }[
      event.key
    ];
    const isAll = event.key === 'a' && (event.ctrlKey || event.metaKey);
    if (to !== undefined) this.#goTo(to, event.shiftKey);
    else if (event.key === 'Home') this.#goTo(0, event.shiftKey);
    else if (event.key === 'End') this.#goTo(keys.length - 1, event.shiftKey);
    else if (isAll) this.#selection.selectAll(keys);
    else if (event.key === ' ' && this.#selection.active !== undefined) {
      this.#selection.toggle(this.#selection.active);
    } else if (event.key === 'Escape' && this.#selection.of(this.#visible).length > 0) {
      this.#selection.clear();
    } else return;
    taken(event);
    this.requestUpdate();
  };

  /** Text that is marked is copied as it is; rows are, where none is. */
  readonly #onCopy = (event: ClipboardEvent): void => {
    const isMarked = (window.getSelection()?.toString() ?? '') !== '';
    if (isMarked || this.#selection.of(this.#visible).length === 0) return;
    event.clipboardData?.setData('text/plain', asText(this.#chosen));
    event.preventDefault();
  };

  get #keys(): string[] {
    return this.#visible.map(({ key }) => key);
  }

  #goTo(index: number, extends_: boolean): void {
    const keys = this.#keys;
    const place = Math.min(Math.max(index, 0), keys.length - 1);
    const key = keys[place];
    if (key === undefined) return;
    if (extends_) this.#selection.extend(key, keys);
    else this.#selection.select(key);
    const height = (this.#scroller?.clientHeight ?? HIGHEST * ROW_HEIGHT) - ROW_HEIGHT;
    const top = place * ROW_HEIGHT;
    this.#scrollTop = Math.min(Math.max(this.#scrollTop, top + ROW_HEIGHT - height), top);
  }
}

function cell(value: DisplayValue, isNumeric: boolean): TemplateResult {
  const classes = [isNumeric ? 'end' : '', value === null ? 'null' : ''].join(' ').trim();
  const text = cellText(value);
  return html`<td role="gridcell" class=${classes} title=${text.length > WIDEST ? String(value) : nothing}>${value === null ? 'null' : text}</td>`;
}

/** The height of rows that are not there. */
function gap(rows: number, columns: number): TemplateResult | typeof nothing {
  if (rows <= 0) return nothing;
  return html`<tr class="gap" role="presentation"><td colspan=${columns} .style=${`height: ${rows * ROW_HEIGHT}px`}></td></tr>`;
}
