import { html, nothing, type TemplateResult } from 'lit';
import type { Delivery, ProducingStatus } from '../../../server/contract/messages/producing.ts';
import { formatNumber, plural, t } from '../../ui/text.ts';
import { icon } from '../../ui/toolbar/icon.ts';

/** How it goes, on a line. */
export function statusText({ state, sent, acknowledged, failed, rate }: ProducingStatus): string {
  const parts =
    state === 'sending'
      ? [t('{0} of {1} acknowledged', formatNumber(acknowledged), formatNumber(sent))]
      : [plural(acknowledged, '{0} record sent', '{0} records sent')];
  if (failed > 0) parts.push(t('{0} failed', formatNumber(failed)));
  if (state === 'sending' && rate > 0) parts.push(t('{0} a second', formatNumber(rate)));
  if (state === 'stopped') parts.push(t('stopped'));
  return parts.join(' · ');
}

export function progressLine(status: ProducingStatus | undefined): TemplateResult {
  const { state, progress } = status ?? {};
  const part = state === 'sending' ? progress : undefined;
  return html`<div
    class="progress"
    role=${part === undefined ? nothing : 'progressbar'}
    aria-label=${part === undefined ? nothing : t('Sent')}
    aria-valuenow=${part === undefined ? nothing : Math.round(part * 100)}
  >
    ${part === undefined ? nothing : html`<div .style=${`width: ${part * 100}%`}></div>`}
  </div>`;
}

/** What became of records. @param deliveries the newest first */
export function results(deliveries: readonly Delivery[]): TemplateResult | typeof nothing {
  if (deliveries.length === 0) return nothing;
  return html`<ul class="results" tabindex="0" aria-label=${t('What became of the records')}>
    ${deliveries.map((each) =>
      'problem' in each
        ? html`<li class="bad">${icon('warning')}<span>${each.problem}</span></li>`
        : html`<li>${icon('check')}<span>${placeText(each.partition, each.offset)}</span></li>`,
    )}
  </ul>`;
}

function placeText(partition: number, offset: number): string {
  return offset < 0
    ? t('Partition {0}, offset not told', partition)
    : t('Partition {0}, offset {1}', partition, formatNumber(offset));
}
