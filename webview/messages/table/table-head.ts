import { html, nothing, type TemplateResult } from 'lit';
import type { RecordOrder } from '../../../server/contract/messages/reading.ts';
import type { ColumnId, ColumnLook } from '../../contract/messages.ts';
import { t } from '../../ui/text.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { columnName } from '../text.ts';
import { isNumeric, moved, resized, shownColumns } from './columns.ts';

/** Pixels that a key makes a column wider or narrower. */
const STEP = 16;

export interface TableHeadEnds {
  readonly onColumns: (columns: readonly ColumnLook[]) => void;
  readonly onOrder: (order: RecordOrder) => void;
  /** Asks which columns there are to be. */
  readonly onMenu: (place: DOMRect, from: HTMLElement) => void;
}

/**
 * The headings of the columns. Edges are dragged, headings are dragged past each other; from the keyboard arrows go from
 * heading to heading, with Shift they make a column wider or narrower, with Alt they move it.
 */
export class TableHead {
  readonly #ends: TableHeadEnds;
  readonly #redraw: () => void;
  /** The heading that Tab goes to. */
  #current: ColumnId | undefined;
  /** The column whose edge is dragged. */
  #sizing: { readonly id: ColumnId; readonly x: number; readonly width: number } | undefined;
  #dragged: ColumnId | undefined;

  constructor(ends: TableHeadEnds, redraw: () => void) {
    this.#ends = ends;
    this.#redraw = redraw;
  }

  render(columns: readonly ColumnLook[], order: RecordOrder): TemplateResult {
    const shown = shownColumns(columns);
    const current = shown.find(({ id }) => id === this.#current) ?? shown[0];
    return html`<div
      class="head"
      role="row"
      aria-rowindex="1"
      @contextmenu=${(event: MouseEvent) => {
        event.preventDefault();
        event.stopPropagation();
        const heading = event.target as HTMLElement;
        const place = event.button === 2 ? new DOMRect(event.clientX, event.clientY) : undefined;
        this.#ends.onMenu(place ?? heading.getBoundingClientRect(), heading);
      }}
    >
      ${shown.map((column) => this.#heading(columns, column, column === current, order))}
    </div>`;
  }

  #heading(
    columns: readonly ColumnLook[],
    column: ColumnLook,
    isCurrent: boolean,
    order: RecordOrder,
  ): TemplateResult {
    const { id } = column;
    const isTime = id === 'timestamp';
    const name = columnName(id);
    return html`<div
      class=${`heading ${isNumeric(id) ? 'end' : ''} ${isTime ? 'sorts' : ''}`}
      role="columnheader"
      data-column=${id}
      tabindex=${isCurrent ? 0 : -1}
      aria-sort=${isTime ? (order === 'newest' ? 'descending' : 'ascending') : nothing}
      title=${isTime ? t('{0}: click to turn the order', name) : name}
      draggable="true"
      @click=${() => {
        if (isTime) this.#turn(order);
      }}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, columns, column, order)}
      @dragstart=${(event: DragEvent) => {
        if (this.#sizing !== undefined) event.preventDefault();
        this.#dragged = id;
        event.dataTransfer?.setData('text/plain', name);
      }}
      @dragover=${(event: DragEvent) => {
        if (this.#dragged !== undefined) event.preventDefault();
      }}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.#drop(columns, id);
      }}
      @dragend=${() => {
        this.#dragged = undefined;
      }}
    >
      <span class="name">${name}</span>
      ${isTime ? icon(order === 'newest' ? 'arrow-down' : 'arrow-up') : nothing}
      <span
        class="edge"
        @pointerdown=${(event: PointerEvent) => {
          (event.target as Element).setPointerCapture(event.pointerId);
          event.preventDefault();
          this.#sizing = { id, x: event.clientX, width: widthOf(event.target as Element) };
        }}
        @pointermove=${(event: PointerEvent) => {
          const sizing = this.#sizing;
          if (sizing === undefined) return;
          this.#ends.onColumns(
            resized(columns, sizing.id, sizing.width + event.clientX - sizing.x),
          );
        }}
        @pointerup=${() => {
          this.#sizing = undefined;
        }}
        @click=${(event: Event) => event.stopPropagation()}
      ></span>
    </div>`;
  }

  #drop(columns: readonly ColumnLook[], onto: ColumnId): void {
    const dragged = this.#dragged;
    if (dragged === undefined) return;
    const ids = shownColumns(columns).map(({ id }) => id);
    this.#ends.onColumns(moved(columns, dragged, ids.indexOf(onto) - ids.indexOf(dragged)));
  }

  #turn(order: RecordOrder): void {
    this.#ends.onOrder(order === 'newest' ? 'oldest' : 'newest');
  }

  #onKey(
    event: KeyboardEvent,
    columns: readonly ColumnLook[],
    { id }: ColumnLook,
    order: RecordOrder,
  ): void {
    const heading = event.currentTarget as HTMLElement;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined && event.shiftKey) {
      this.#ends.onColumns(resized(columns, id, widthOf(heading) + by * STEP));
    } else if (by !== undefined && event.altKey) {
      this.#ends.onColumns(moved(columns, id, by));
      // The focus goes with the column: headings stay where they are and show others.
      this.#current = id;
      const head = heading.parentElement;
      requestAnimationFrame(() =>
        head?.querySelector<HTMLElement>(`[data-column="${id}"]`)?.focus(),
      );
    } else if (by !== undefined) {
      const other = by < 0 ? heading.previousElementSibling : heading.nextElementSibling;
      if (other instanceof HTMLElement) {
        this.#current = other.dataset.column as ColumnId;
        this.#redraw();
        other.focus();
      }
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (id === 'timestamp') this.#turn(order);
      else this.#ends.onMenu(heading.getBoundingClientRect(), heading);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function widthOf(part: Element): number {
  return part.closest('.heading')?.getBoundingClientRect().width ?? 0;
}
