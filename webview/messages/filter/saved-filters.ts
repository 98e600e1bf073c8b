import { html, nothing, type TemplateResult } from 'lit';
import type { RecordFilter } from '../../../server/contract/messages/reading.ts';
import type { SavedFilter } from '../../contract/messages.ts';
import { button } from '../../ui/controls.ts';
import { t } from '../../ui/text.ts';
import { action } from '../../ui/toolbar/controls.ts';
import { isEmpty, isSame } from './filter-model.ts';

/** The filters that were saved, each to use or delete, and a field to save the one that there is. */
export function savedFilters(
  saved: readonly SavedFilter[],
  filter: RecordFilter,
  onFilter: (filter: RecordFilter) => void,
  onSaved: (saved: readonly SavedFilter[]) => void,
): TemplateResult {
  const current = saved.find((each) => isSame(each.filter, filter));
  const save = (from: Element | null) => {
    const input = from?.closest('.saved')?.querySelector('input');
    const name = input?.value.trim() ?? '';
    if (input == null || name === '') return;
    input.value = '';
    onSaved([...saved.filter((each) => each.name !== name), { name, filter }]);
  };
  return html`<millrace-popover
    .text=${''}
    .icon=${'bookmark'}
    .label=${t('Saved filters')}
    .isActive=${current !== undefined && !isEmpty(filter)}
  >
    <div class="saved">
      <h3>${t('Saved filters')}</h3>
      ${saved.map(
        (each) => html`<div class="row">
          ${action('conditions', t('Use the filter {0}', each.name), () => onFilter(each.filter), {
            text: each.name,
            pressed: each === current,
          })}
          ${action('close', t('Delete the filter {0}', each.name), () =>
            onSaved(saved.filter((other) => other !== each)),
          )}
        </div>`,
      )}
      ${saved.length === 0 ? html`<p class="hint">${t('None yet.')}</p>` : nothing}
      ${
        isEmpty(filter)
          ? html`<p class="hint">${t('Search for something or add a condition, and save it here.')}</p>`
          : html`<div class="row">
              <input
                type="text"
                aria-label=${t('Name of the filter to save')}
                placeholder=${t('Name')}
                spellcheck="false"
                @keydown=${(event: KeyboardEvent) => {
                  if (event.key === 'Enter') save(event.currentTarget as Element);
                }}
              />
              <span @click=${(event: Event) => save(event.currentTarget as Element)}
                >${button(t('Save'), { label: t('Save the filter'), onClick: () => {} })}</span
              >
            </div>`
      }
    </div>
  </millrace-popover>`;
}
