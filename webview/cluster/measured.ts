import { html, nothing, type TemplateResult } from 'lit';
import type { Measured } from '../../server/contract/kafka-client/cluster.ts';
import { type Unit, valueText } from '../live/formats.ts';
import { formatNumber, t } from '../ui/text.ts';

/** Nobody could tell. */
export const UNKNOWN: Measured = { value: null, partial: true };

/** A number with its unit; `≥` before one of which parts are not known. */
export function measuredText({ value, partial }: Measured, unit: Unit): string {
  if (value === null) return t('unknown');
  const text = unit === 'number' ? formatNumber(value) : valueText(value, unit);
  return partial ? t('≥ {0}', text) : text;
}

/** The same in a table, where a dash stands for what is not known. */
export function measuredCell(measured: Measured, unit: Unit): TemplateResult {
  if (measured.value === null) return unknownCell();
  return html`<span title=${measured.partial ? t('Some of it is not known.') : nothing}
    >${measuredText(measured, unit)}</span
  >`;
}

export function unknownCell(): TemplateResult {
  return html`<span class="quiet" aria-hidden="true">–</span
    ><span class="unseen">${t('unknown')}</span>`;
}
