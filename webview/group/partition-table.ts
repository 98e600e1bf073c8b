import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { GroupColumn, KeptGroup } from '../contract/group.ts';
import { button } from '../ui/controls.ts';
import { pageStyle } from '../ui/page-style.ts';
import { sparkLine, sparkStyle } from '../ui/spark-line.ts';
import { formatNumber, plural, t } from '../ui/text.ts';
import { controlStyle } from '../ui/toolbar/control-style.ts';
import { field } from '../ui/toolbar/controls.ts';
import { icon } from '../ui/toolbar/icon.ts';
import type { LagHistory } from './lag-history.ts';
import { nameOf, type PartitionRow, shownRows } from './rows.ts';
import { tableStyle } from './table-style.ts';

/** What is chosen of the table. */
export type PartitionView = Pick<KeptGroup, 'filter' | 'laggingOnly' | 'sort' | 'selected'>;

export interface PartitionTableEnds {
  readonly onView: (view: PartitionView) => void;
  /** Wants to see records from the committed offset on. */
  readonly onOpen: (row: PartitionRow) => void;
}

/** Rows that are drawn at first, and how many more when asked for: each is drawn again every second. */
const PAGE = 200;

/** The partitions of a group: how far it has come in each. Arrow keys go from row to row. */
export class PartitionTable extends LitElement {
  static override readonly properties = { rows: {}, history: {}, view: {}, ends: {}, beat: {} };
  static override readonly styles = [pageStyle, controlStyle, tableStyle, sparkStyle];
  declare rows: readonly PartitionRow[];
  declare history: LagHistory;
  declare view: PartitionView;
  declare ends: PartitionTableEnds;
  /** Changes when the history has. */
  declare beat: number;
  #most = PAGE;
  /** The row that Tab goes to, by its key. */
  #current: string | undefined;
  /** The order that is shown. */
  #order: readonly string[] = [];
  /** The view's. */
  #selected: ReadonlySet<string> = new Set();

  protected override render(): TemplateResult {
    const { view } = this;
    this.#selected = new Set(view.selected);
    const shown = this.#inOrder(shownRows(this.rows, view));
    const drawn = shown.slice(0, this.#most);
    return html`
      <div class="tools">
        <h2 id="heading">${t('Partitions')}</h2>
        <span class="space"></span>
        ${field({
          label: t('Show topics, partitions and members that contain'),
          placeholder: t('Filter'),
          value: view.filter,
          width: 16,
          onInput: (filter) => this.#choose({ filter }),
        })}
        <label class="labelled"
          ><input
            type="checkbox"
            .checked=${view.laggingOnly}
            @change=${(event: Event) =>
              this.#choose({ laggingOnly: (event.target as HTMLInputElement).checked })}
          />${t('Only with lag')}</label
        >
        <span class="quiet" role="status">${this.#countText(shown.length)}</span>
      </div>
      <div class="scroller">
        <table aria-labelledby="heading" aria-rowcount=${shown.length + 1}>
          <thead>
            <tr>
              <th class="check">${this.#checkAll(shown)}</th>
              ${this.#heading('topic', t('Topic'))}
              ${this.#heading('partition', t('Partition'), true)}
              ${this.#heading('committed', t('Committed'), true)}
              ${this.#heading('latest', t('Latest'), true)}
              ${this.#heading('lag', t('Lag'), true)}
              <th scope="col">${t('Last minutes')}</th>
              ${this.#heading('member', t('Member'))}
              <th><span class="unseen">${t('Records')}</span></th>
            </tr>
          </thead>
          <tbody @keydown=${this.#onKey} @focusin=${this.#onFocus}>
            ${repeat(
              drawn,
              ({ key }) => key,
              (row) => this.#row(row, row.key === (this.#current ?? drawn[0]?.key)),
            )}
          </tbody>
        </table>
        ${
          shown.length > drawn.length
            ? html`<div class="more">
                ${button(
                  t('Show {0} More', formatNumber(Math.min(PAGE, shown.length - drawn.length))),
                  {
                    onClick: () => {
                      this.#most += PAGE;
                      this.requestUpdate();
                    },
                  },
                )}
              </div>`
            : nothing
        }
      </div>
    `;
  }

  /** Rows stay where they are as long as the focus is among them: it would be lost, and so would be who looks. */
  #inOrder(shown: PartitionRow[]): PartitionRow[] {
    const hasFocus = this.renderRoot.querySelector('tbody')?.matches(':focus-within') ?? false;
    if (!hasFocus) {
      this.#order = shown.map(({ key }) => key);
      return shown;
    }
    const places = new Map(this.#order.map((key, place) => [key, place]));
    const placeOf = ({ key }: PartitionRow) => places.get(key) ?? this.#order.length;
    return shown.toSorted((a, b) => placeOf(a) - placeOf(b));
  }

  #heading(column: GroupColumn, text: string, isNumber = false): TemplateResult {
    const { sort } = this.view;
    const isSorted = sort.column === column;
    const order = sort.descending ? 'descending' : 'ascending';
    return html`<th
      scope="col"
      class=${isNumber ? 'end' : ''}
      aria-sort=${isSorted ? order : nothing}
    >
      <button
        class="sort"
        title=${t('Sort by {0}', text)}
        @click=${() =>
          // Numbers are looked at from the largest down.
          this.#choose({
            sort: { column, descending: isSorted ? !sort.descending : isNumber },
          })}
      >
        ${text}${isSorted ? icon(sort.descending ? 'arrow-down' : 'arrow-up') : nothing}
      </button>
    </th>`;
  }

  #checkAll(shown: readonly PartitionRow[]): TemplateResult {
    const count = shown.filter(({ key }) => this.#selected.has(key)).length;
    return html`<input
      type="checkbox"
      aria-label=${t('Select all partitions that are shown')}
      .checked=${count > 0 && count === shown.length}
      .indeterminate=${count > 0 && count < shown.length}
      @change=${(event: Event) =>
        this.#choose({
          selected: (event.target as HTMLInputElement).checked ? shown.map(({ key }) => key) : [],
        })}
    />`;
  }

  #row(row: PartitionRow, isCurrent: boolean): TemplateResult {
    const { key, topic, partition, committed, latest, lag, earliest } = row;
    const isSelected = this.#selected.has(key);
    const tab = isCurrent ? 0 : -1;
    const number = (value: number | undefined) =>
      html`<td class="end">${value === undefined ? '–' : formatNumber(value)}</td>`;
    return html`<tr class=${isSelected ? 'chosen' : ''} data-key=${key}>
      <td class="check">
        <input
          type="checkbox"
          tabindex=${tab}
          aria-label=${t('{0}, partition {1}', topic, partition)}
          .checked=${isSelected}
          @change=${() => this.#toggle(key)}
        />
      </td>
      <th scope="row">${topic}</th>
      <td class="end">${partition}</td>
      <td class="end">
        ${
          row.isLost
            ? html`<span
                class="warns"
                role="img"
                aria-label=${t('not in the log any more')}
                title=${t('The log begins at {0}: what was committed is not in it any more, and the consumer goes on by its auto.offset.reset.', formatNumber(earliest ?? 0))}
                >${icon('warning')}</span
              >`
            : nothing
        }
        ${committed === undefined ? html`<span class="quiet">${t('none')}</span>` : formatNumber(committed)}
      </td>
      ${number(latest)} ${number(lag)}
      <td>${this.#trend(key, lag)}</td>
      ${this.#reader(row)}
      <td class="check">
        <button
          class="action"
          tabindex=${tab}
          title=${t('Open the records from the committed offset on')}
          aria-label=${t('Open the records of {0}, partition {1}, from the committed offset on', topic, partition)}
          @click=${() => this.ends.onOpen(row)}
        >
          ${icon('open')}
        </button>
      </td>
    </tr>`;
  }

  #trend(key: string, lag: number | undefined): TemplateResult {
    const points = this.history.of(key);
    const most = points.reduce((high, { value }) => Math.max(high, value), 0);
    return sparkLine(points, {
      ...this.history.span,
      ...{ width: 96, height: 18 },
      label: t(
        'Lag {0}, at most {1}',
        lag === undefined ? t('unknown') : formatNumber(lag),
        formatNumber(most),
      ),
    });
  }

  #reader({ reader }: PartitionRow): TemplateResult {
    if (reader === undefined) return html`<td class="quiet">${t('nobody')}</td>`;
    return html`<td title=${reader.id}>
      ${nameOf(reader)} <span class="quiet">${reader.host}</span>
    </td>`;
  }

  #countText(shown: number): string {
    const { rows } = this;
    const all = plural(rows.length, '{0} partition', '{0} partitions');
    const count = shown === rows.length ? all : t('{0} of {1}', formatNumber(shown), all);
    const selected = rows.filter(({ key }) => this.#selected.has(key)).length;
    return selected === 0 ? count : t('{0}, {1} selected', count, formatNumber(selected));
  }

  #choose(change: Partial<PartitionView>): void {
    if (change.filter !== undefined || change.laggingOnly !== undefined) this.#most = PAGE;
    this.ends.onView({ ...this.view, ...change });
  }

  #toggle(key: string): void {
    const { selected } = this.view;
    this.#choose({
      selected: selected.includes(key)
        ? selected.filter((each) => each !== key)
        : [...selected, key],
    });
  }

  readonly #onFocus = (event: FocusEvent): void => {
    const key = (event.target as Element).closest('tr')?.dataset.key;
    if (key === undefined || key === this.#current) return;
    this.#current = key;
    this.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const from = event.target as HTMLElement;
    const row = from.closest('tr');
    const rows = [...(row?.parentElement?.children ?? [])];
    const at = row === null ? -1 : rows.indexOf(row);
    const goal = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (goal === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // The same control of the other row.
    rows[goal]?.querySelector<HTMLElement>(from.localName)?.focus();
  };
}
