import { html, type TemplateResult } from 'lit';
import { t } from '../../ui/text.ts';
import { action, field } from '../../ui/toolbar/controls.ts';
import type { DecodingEnds } from '../toolbar/decoding-control.ts';
import { emptyHeader, type HeaderDraft } from './draft.ts';
import { checkBox, encodingSelect } from './part-editor.ts';

/** Headers, one a row. Names may be there twice. */
export function headerRows(
  headers: readonly HeaderDraft[],
  problem: string | undefined,
  ends: DecodingEnds,
  onHeaders: (headers: readonly HeaderDraft[]) => void,
): TemplateResult {
  const change = (at: number, header: HeaderDraft) => onHeaders(headers.with(at, header));
  const add = (event: Event) => {
    const section = (event.currentTarget as Element).closest('section');
    onHeaders([...headers, emptyHeader]);
    // Its name is what is typed next.
    requestAnimationFrame(() => {
      const names = section?.querySelectorAll<HTMLInputElement>('.header input.name');
      names?.item(names.length - 1)?.focus();
    });
  };
  return html`<section>
    <div class="line">
      <h3>${t('Headers')}</h3>
      ${action('add', t('Add a header'), add)}
    </div>
    ${headers.map((header, i) => headerRow(header, i, ends, change, () => onHeaders(headers.toSpliced(i, 1))))}
    ${problem === undefined ? '' : html`<p class="problem">${problem}</p>`}
  </section>`;
}

function headerRow(
  { name, value }: HeaderDraft,
  at: number,
  ends: DecodingEnds,
  change: (at: number, header: HeaderDraft) => void,
  remove: () => void,
): TemplateResult {
  const number = at + 1;
  return html`<div class="header" role="group" aria-label=${t('Header {0}', number)}>
    <input
      class="name"
      type="text"
      spellcheck="false"
      autocomplete="off"
      aria-label=${t('Name of header {0}', number)}
      placeholder=${t('Name')}
      .value=${name}
      @input=${(event: Event) =>
        change(at, { name: (event.target as HTMLInputElement).value, value })}
    />
    ${
      value.isNull
        ? html`<span class="hint">null</span>`
        : field({
            label: t('Value of header {0}', number),
            value: value.text,
            placeholder: t('Value'),
            isCode: true,
            onInput: (text) => change(at, { name, value: { ...value, text } }),
          })
    }
    ${encodingSelect(t('How header {0} is written', number), value, ends, (encoding) =>
      change(at, { name, value: { ...value, encoding } }),
    )}
    ${checkBox(t('Null'), value.isNull, (isNull) => change(at, { name, value: { ...value, isNull } }))}
    ${action('close', t('Remove header {0}', number), remove)}
  </div>`;
}
