import { html, nothing, type TemplateResult } from 'lit';
import type { ConfigKey, ConfigSubject } from '../../server/contract/configuration.ts';
import { button, checkbox, dropdown, textField } from '../ui/controls.ts';
import { t } from '../ui/text.ts';
import { choicesOf, partsOf, withPart } from './choices.ts';
import { inherited, isSetHere } from './edits.ts';
import { originTexts, valueText } from './origins.ts';
import { inWords } from './units.ts';

/** One key as it is shown. */
export interface KeyRow {
  readonly key: ConfigKey;
  readonly subject: ConfigSubject;
  /** What its control shows. */
  readonly value: string;
  readonly isUnsaved: boolean;
  /** Whether it is to be set here no longer. */
  readonly isReset: boolean;
  readonly complaint: string | undefined;
  readonly onInput: (value: string) => void;
  readonly onReset: () => void;
  readonly onUndo: () => void;
}

/** A key's name, what it means, its control, and where its value comes from. */
export function keyRow(row: KeyRow): TemplateResult {
  const { key, subject, isUnsaved, complaint } = row;
  const setHere = isSetHere(key, subject.kind);
  const classes = ['key', setHere ? 'set' : '', isUnsaved ? 'unsaved' : ''];
  return html`
    <div
      class=${classes.join(' ').trim()}
      data-key=${key.name}
      role="group"
      aria-labelledby=${`name-${key.name}`}
      aria-describedby=${`about-${key.name}`}
    >
      <div class="heading">
        <h3 id=${`name-${key.name}`}>${key.name}</h3>
        <span class="mark quiet">${markOf(row, setHere)}</span>
      </div>
      <p class="documentation" id=${`about-${key.name}`}>
        ${key.documentation ?? t('The broker says nothing about this key.')}
      </p>
      <div class="control">
        ${control(row)}
        <span class="quiet">${key.sensitive ? nothing : (inWords(key.name, row.value) ?? nothing)}</span>
        ${isUnsaved ? undoButton(row) : nothing}
        ${setHere && !row.isReset && !key.readOnly ? resetButton(row) : nothing}
      </div>
      ${
        complaint === undefined
          ? nothing
          : html`<p class="complaint error" role="alert">${complaint}</p>`
      }
      <ol class="quiet" aria-label=${t('Where the value comes from')}>
        ${originTexts(key, subject).map(
          ({ who, value, words }) =>
            html`<li>${who}: <code>${value}</code>${words === undefined ? '' : ` (${words})`}</li>`,
        )}
      </ol>
    </div>
  `;
}

function markOf({ key, subject, isUnsaved, isReset }: KeyRow, setHere: boolean): string {
  if (isReset) return t('will be reset, not saved yet');
  if (isUnsaved) return t('changed, not saved yet');
  if (setHere) return subject.kind === 'topic' ? t('set on this topic') : t('set on this broker');
  return key.readOnly ? t('cannot be changed while the broker runs') : '';
}

function control(row: KeyRow): TemplateResult {
  const { key, value, complaint, onInput } = row;
  const { name, type, readOnly: disabled } = key;
  const choices = choicesOf(key);
  if (choices?.several) {
    return html`${choices.words.map((word) =>
      checkbox(word, {
        checked: partsOf(value).includes(word),
        label: `${name}: ${word}`,
        disabled,
        onChange: (checked) => onInput(withPart(value, word, checked)),
      }),
    )}`;
  }
  if (choices !== undefined) {
    return dropdown({ label: name, value, choices: choices.words, disabled, onChange: onInput });
  }
  if (type === 'boolean') {
    return checkbox(value === 'true' ? 'true' : 'false', {
      checked: value === 'true',
      label: name,
      disabled,
      onChange: (checked) => onInput(String(checked)),
    });
  }
  return textField({
    label: complaint === undefined ? name : `${name}. ${complaint}`,
    value,
    placeholder: key.sensitive ? t('secret') : t('none'),
    invalid: complaint !== undefined,
    disabled,
    type: key.sensitive ? 'password' : 'text',
    onInput,
  });
}

function undoButton({ key, onUndo }: KeyRow): TemplateResult {
  return button(t('Undo'), { label: t('Undo the change of {0}', key.name), onClick: onUndo });
}

function resetButton({ key, subject, onReset }: KeyRow): TemplateResult {
  const value = inherited(key, subject.kind);
  const text = valueText(key, value);
  const words = key.sensitive ? undefined : inWords(key.name, value ?? null);
  return button(t('Reset to {0}', words ?? text), {
    label: t('Reset {0} to {1}', key.name, words === undefined ? text : `${text}, ${words}`),
    onClick: onReset,
  });
}
