import { html, nothing, type TemplateResult } from 'lit';
import type { PlannedChange } from '../../../server/contract/kafka-client/groups.ts';
import { button } from '../../ui/controls.ts';
import { formatNumber, t } from '../../ui/text.ts';
import { keyOf } from '../rows.ts';
import { lag, noteText } from './target.ts';

export interface PlanTableOptions {
  /** The keys of those changes that are not to be made. */
  readonly left: ReadonlySet<string>;
  readonly onLeave: (keys: readonly string[], isLeft: boolean) => void;
  /** How many rows are drawn, until all are asked for. */
  readonly most: number;
  readonly onAll: () => void;
}

/** Every change before it is made. */
export function planTable(
  changes: readonly PlannedChange[],
  { left, onLeave, most, onAll }: PlanTableOptions,
): TemplateResult {
  const possible = changes.filter(({ after }) => after !== undefined).map(keyOf);
  const chosen = possible.filter((key) => !left.has(key));
  return html`<div class="scroller">
      <table aria-label=${t('What is going to change')}>
        <thead>
          <tr>
            <th class="check">
              <input
                type="checkbox"
                aria-label=${t('Reset all of these')}
                .checked=${chosen.length > 0 && chosen.length === possible.length}
                .indeterminate=${chosen.length > 0 && chosen.length < possible.length}
                @change=${(event: Event) =>
                  onLeave(possible, !(event.target as HTMLInputElement).checked)}
              />
            </th>
            <th scope="col">${t('Topic')}</th>
            <th scope="col" class="end">${t('Partition')}</th>
            <th scope="col" class="end">${t('Offset')}</th>
            <th scope="col" class="end">${t('New offset')}</th>
            <th scope="col" class="end">${t('Change')}</th>
            <th scope="col" class="end">${t('Lag')}</th>
            <th scope="col" class="end">${t('New lag')}</th>
            <th scope="col">${t('Note')}</th>
          </tr>
        </thead>
        <tbody>
          ${changes.slice(0, most).map((change) => planRow(change, left, onLeave))}
        </tbody>
      </table>
    </div>
    ${
      changes.length > most
        ? html`<div class="more">
            ${button(t('Show All {0}', formatNumber(changes.length)), { onClick: onAll })}
          </div>`
        : nothing
    }`;
}

function planRow(
  change: PlannedChange,
  left: ReadonlySet<string>,
  onLeave: (keys: readonly string[], isLeft: boolean) => void,
): TemplateResult {
  const { topic, partition, before, after, latest } = change;
  const key = keyOf(change);
  const isSet = after !== undefined && !left.has(key);
  const stays = before === after;
  return html`<tr class=${isSet && !stays ? '' : 'quiet'}>
    <td class="check">
      <input
        type="checkbox"
        aria-label=${t('Reset {0}, partition {1}', topic, partition)}
        .checked=${isSet}
        ?disabled=${after === undefined}
        @change=${() => onLeave([key], isSet)}
      />
    </td>
    <th scope="row">${topic}</th>
    <td class="end">${partition}</td>
    <td class="end">${before === undefined ? t('none') : formatNumber(before)}</td>
    <td class="end">
      ${after === undefined ? '–' : html`<span class=${stays ? '' : 'new'}>${formatNumber(after)}</span>`}
    </td>
    <td class="end">${differenceText(before, after)}</td>
    <td class="end">${lagText(before, latest)}</td>
    <td class="end">${lagText(after, latest)}</td>
    <td class=${change.problem === undefined ? 'quiet' : 'error'}>${noteText(change)}</td>
  </tr>`;
}

function lagText(offset: number | undefined, latest: number | undefined): string {
  const records = lag(offset, latest);
  return records === undefined ? '–' : formatNumber(records);
}

function differenceText(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined) return '–';
  const by = after - before;
  return by === 0 ? t('stays') : `${by > 0 ? '+' : '−'}${formatNumber(Math.abs(by))}`;
}
