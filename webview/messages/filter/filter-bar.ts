import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RecordFilter } from '../../../server/contract/messages/reading.ts';
import type { SavedFilter, TimeForm } from '../../contract/messages.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { t } from '../../ui/text.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { action, field } from '../../ui/toolbar/controls.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { conditionChips, conditionForm, type FormState, formStyle } from './conditions.ts';
import { isEmpty, tidied } from './filter-model.ts';
import { savedFilters } from './saved-filters.ts';

/** What is typed is looked for when nothing was typed for so long, in milliseconds. */
const PAUSE = 200;
/** Half an expression is wrong most of the time. */
const EXPRESSION_PAUSE = 600;

export interface FilterBarEnds {
  readonly onFilter: (filter: RecordFilter) => void;
  readonly onSaved: (filters: readonly SavedFilter[]) => void;
  /** The user has searched, and wants to be at what was found. */
  readonly onDone: () => void;
}

/** What records have to be like: text, conditions, an expression; and the filters that were saved. */
export class FilterBar extends LitElement {
  static override readonly properties = {
    filter: { attribute: false },
    saved: { attribute: false },
    partitions: { attribute: false },
    problem: {},
    time: {},
    ends: { attribute: false },
  };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    formStyle,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .search {
        position: relative;
        display: flex;
        flex: 1;
        min-width: 120px;
      }
      .search > .icon {
        position: absolute;
        inset: 4px auto auto 6px;
        pointer-events: none;
        color: var(--vscode-input-placeholderForeground);
      }
      .search input {
        width: 100%;
        padding-inline-start: 26px;
      }
      .expression {
        display: flex;
        flex: 1;
        align-items: center;
        gap: 6px;
      }
      .expression input {
        flex: 1;
      }
      .problem {
        margin: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare filter: RecordFilter;
  declare saved: readonly SavedFilter[];
  declare partitions: readonly number[];
  /** What is wrong with the expression. */
  declare problem: string | undefined;
  declare time: TimeForm;
  declare ends: FilterBarEnds;
  #showsExpression = false;
  #timer: number | undefined;
  /** What is typed and not yet looked for. */
  #typed: { readonly text?: string; readonly expression?: string } = {};
  readonly #form: FormState = { partitionProblem: undefined };

  override focus(): void {
    this.renderRoot.querySelector<HTMLInputElement>('.search input')?.select();
  }

  protected override render(): TemplateResult {
    const { filter } = this;
    const showsExpression = this.#showsExpression || filter.expression !== undefined;
    return html`
      <div class="line" role="search">
        <div class="search" @keydown=${this.#onKey}>
          ${icon('search')}
          ${field({
            label: t('Search keys, values and headers'),
            placeholder: t('Search keys, values and headers'),
            value: this.#typed.text ?? filter.text ?? '',
            onInput: (text) => this.#type({ text }, PAUSE),
          })}
        </div>
        ${action('code', t('Filter by a JavaScript expression'), () => this.#toggleExpression(), {
          pressed: showsExpression,
        })}
        <millrace-popover .text=${''} .icon=${'conditions'} .label=${t('Add a condition')} .isActive=${false}>
          ${conditionForm(filter, this.partitions, this.#form, (next) => {
            this.#apply(next);
            this.requestUpdate();
          })}
        </millrace-popover>
        ${savedFilters(this.saved, filter, (next) => this.#apply(next), this.ends.onSaved)}
        ${action('close', t('Clear the filter'), () => this.#apply({}), { disabled: isEmpty(filter) })}
      </div>
      ${showsExpression ? this.#expression() : nothing}
      ${conditionChips(filter, this.time, (next) => this.#apply(next))}
    `;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  #expression(): TemplateResult {
    return html`<div class="line">
        <label class="expression" @keydown=${this.#onKey}
          ><span class="name" aria-hidden="true">JS</span>${field({
            label: t(
              'JavaScript expression over key, value, headers, partition, offset and timestamp',
            ),
            placeholder: "value.amount > 10 && headers.source === 'web'",
            value: this.#typed.expression ?? this.filter.expression ?? '',
            problem: this.problem,
            isCode: true,
            onInput: (expression) => this.#type({ expression }, EXPRESSION_PAUSE),
          })}</label
        >
      </div>
      ${
        this.problem === undefined
          ? nothing
          : html`<p class="problem error" role="alert">${this.problem}</p>`
      }`;
  }

  #type(typed: { text?: string; expression?: string }, pause: number): void {
    this.#typed = { ...this.#typed, ...typed };
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#applyTyped(), pause);
  }

  #applyTyped(): void {
    this.#apply({ ...this.filter, ...this.#typed });
  }

  #apply(filter: RecordFilter): void {
    window.clearTimeout(this.#timer);
    this.#typed = {};
    this.ends.onFilter(tidied(filter));
    this.requestUpdate();
  }

  #toggleExpression(): void {
    const wasShown = this.#showsExpression || this.filter.expression !== undefined;
    this.#showsExpression = !wasShown;
    if (wasShown) {
      const { expression: _, ...rest } = this.filter;
      this.#apply(rest);
      return;
    }
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>('.expression input')?.focus(),
    );
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.ends.onDone();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      this.#applyTyped();
      if (event.key === 'ArrowDown') this.ends.onDone();
    }
  };
}
