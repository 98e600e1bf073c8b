import { css, html, nothing, type TemplateResult } from 'lit';
import type { RecordFilter } from '../../../server/contract/messages/reading.ts';
import type { TimeForm } from '../../contract/messages.ts';
import { button } from '../../ui/controls.ts';
import { sentence, t } from '../../ui/text.ts';
import { shortMoment } from '../../ui/times.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { operatorName } from '../text.ts';
import { parsePartitions, partitionsText } from '../toolbar/partition-list.ts';
import {
  type Condition,
  conditionsOf,
  hasOperand,
  type Operator,
  operators,
  withField,
  withHeader,
  withoutCondition,
} from './filter-model.ts';

/** What is wrong with what was typed into the form. */
export interface FormState {
  partitionProblem: string | undefined;
}

export const formStyle = css`
  .conditions {
    display: grid;
    gap: 10px;
    width: 392px;
    max-width: 100%;
  }
  .conditions form {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 8px;
    align-items: center;
  }
  .conditions h3 {
    grid-column: 1 / -1;
  }
  .conditions .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .conditions .fields input {
    flex: 1;
    min-width: 72px;
    width: 72px;
  }
  .conditions .fields input[name='path'] {
    flex: 2;
  }
  .hint {
    margin: 0;
    color: var(--vscode-descriptionForeground);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    max-width: 100%;
    height: 22px;
    padding: 0 2px 0 8px;
    gap: 2px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 11px;
    color: var(--vscode-badge-foreground, inherit);
    background: var(--vscode-badge-background, var(--vscode-input-background));
  }
  .chip .text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 18px;
    height: 18px;
    padding: 0;
    color: inherit;
    background: none;
    border: none;
    border-radius: 9px;
    cursor: pointer;
  }
  .saved {
    display: grid;
    gap: 4px;
    min-width: 220px;
  }
  .saved .row {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .saved .row > :first-child {
    flex: 1;
    min-width: 0;
    justify-content: flex-start;
  }
`;

/** The conditions of a filter, each of which can be taken away. */
export function conditionChips(
  filter: RecordFilter,
  time: TimeForm,
  onFilter: (filter: RecordFilter) => void,
): TemplateResult | typeof nothing {
  const conditions = conditionsOf(filter);
  if (conditions.length === 0) return nothing;
  return html`<ul class="chips" aria-label=${t('Conditions')}>
    ${conditions.map((condition) => {
      const text = conditionText(condition, time);
      return html`<li class="chip">
        <span class="text" title=${text}>${text}</span
        ><button
          title=${t('Remove the condition')}
          aria-label=${t('Remove the condition {0}', text)}
          @click=${() => onFilter(withoutCondition(filter, condition))}
        >
          ${icon('close')}
        </button>
      </li>`;
    })}
  </ul>`;
}

/** A condition in words. */
export function conditionText(condition: Condition, time: TimeForm): string {
  switch (condition.kind) {
    case 'field': {
      const { path, operator, value } = condition.field;
      const name = operatorName(operator);
      return hasOperand(operator) ? `${path} ${name} ${value}` : `${path} ${name}`;
    }
    case 'header': {
      const { name, value } = condition.header;
      return value === undefined ? t('header {0}', name) : t('header {0} is {1}', name, value);
    }
    case 'partitions':
      return t('partitions {0}', partitionsText(condition.partitions));
    case 'time': {
      const { from, to } = condition;
      const span = to - from;
      return `${shortMoment(from, span, time)} – ${shortMoment(to, span, time)}`;
    }
  }
}

/** Fields for one more condition of each kind. */
export function conditionForm(
  filter: RecordFilter,
  partitions: readonly number[],
  state: FormState,
  onFilter: (filter: RecordFilter) => void,
): TemplateResult {
  const input = (name: string, label: string, placeholder: string) =>
    html`<input type="text" name=${name} aria-label=${label} placeholder=${placeholder} spellcheck="false" autocomplete="off" />`;
  return html`<div class="conditions">
    ${form(
      t('Field'),
      t('Add'),
      html`
      ${input('path', t('Path of the field, from key or value on'), 'value.customer.id')}
      <select name="operator" aria-label=${t('How to compare')}>
        ${operators.map((operator) => html`<option value=${operator}>${operatorName(operator)}</option>`)}
      </select>
      ${input('value', t('What to compare with'), t('value'))}`,
      (typed) => {
        const path = typed('path');
        if (path === '') return false;
        const operator = typed('operator') as Operator;
        onFilter(withField(filter, { path, operator, value: typed('value') }));
        return true;
      },
    )}
    ${form(
      t('Header'),
      t('Add'),
      html`
      ${input('name', t('Name of the header'), t('name'))}
      ${input('header', t('Value of the header; any if empty'), t('any value'))}`,
      (typed) => {
        const name = typed('name');
        if (name === '') return false;
        const value = typed('header');
        onFilter(withHeader(filter, value === '' ? { name } : { name, value }));
        return true;
      },
    )}
    ${form(
      t('Partitions'),
      t('Apply'),
      input('partitions', t('Partitions to show: numbers and ranges'), '0-3, 7'),
      (typed) => {
        try {
          const chosen = parsePartitions(typed('partitions'), partitions, (_, part) =>
            t('There is no partition {0}.', part),
          );
          state.partitionProblem = undefined;
          const { partitions: _, ...rest } = filter;
          onFilter(chosen === undefined ? rest : { ...rest, partitions: chosen });
          return true;
        } catch (error) {
          state.partitionProblem = sentence(error);
          onFilter(filter);
          return false;
        }
      },
    )}
    ${
      state.partitionProblem === undefined
        ? nothing
        : html`<p class="hint error" role="alert">${state.partitionProblem}</p>`
    }
  </div>`;
}

/** One line of the form: what it is about, its fields, and a button, which Enter presses too. */
function form(
  title: string,
  does: string,
  fields: TemplateResult,
  onSubmit: (typed: (name: string) => string) => boolean,
): TemplateResult {
  const submit = (from: Element | null) => {
    const element = from?.closest('form');
    if (!element) return;
    const data = new FormData(element);
    if (onSubmit((name) => String(data.get(name) ?? '').trim())) element.reset();
  };
  return html`<form
    aria-label=${title}
    @submit=${(event: Event) => {
      event.preventDefault();
      submit(event.currentTarget as Element);
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      submit(event.currentTarget as Element);
    }}
  >
    <h3>${title}</h3>
    <div class="fields">${fields}</div>
    <span @click=${(event: Event) => submit(event.currentTarget as Element)}
      >${button(does, { label: `${title}: ${does}`, onClick: () => {} })}</span
    >
  </form>`;
}
