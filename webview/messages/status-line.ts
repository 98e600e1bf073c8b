import { html, nothing, type TemplateResult } from 'lit';
import type { ReadingStatus } from '../../server/contract/messages/reading.ts';
import { formatNumber, plural, sizeText, t } from '../ui/text.ts';
import { action } from '../ui/toolbar/controls.ts';
import type { Exporting } from './exporting.ts';
import { countText, stateName } from './text.ts';

/** How many records there are, how fast they come, and what is under way. */
export function statusLine(
  status: ReadingStatus | undefined,
  isFiltered: boolean,
  selected: number,
): TemplateResult {
  if (status === undefined) return html`<span class="counts quiet">${t('Starting…')}</span>`;
  const { state, rate, evicted, kept, keptBytes } = status;
  const isMoving = state === 'reading' || state === 'live';
  return html`<span class=${`state ${state}`}>${stateName(state)}</span>
    <span class="counts number">${countText(status, isFiltered)}</span>
    ${
      isMoving && rate > 0
        ? html`<span class="quiet number">${t('{0}/s', formatNumber(Math.round(rate)))}</span>`
        : nothing
    }
    ${
      evicted > 0
        ? html`<span
            class="quiet number"
            title=${t('{0} are kept in {1}; older ones had to go. There is a setting for the memory.', formatNumber(kept), sizeText(keptBytes))}
            >${plural(evicted, '{0} forgotten', '{0} forgotten')}</span
          >`
        : nothing
    }
    ${selected > 1 ? html`<span class="number">${t('{0} selected', formatNumber(selected))}</span>` : nothing}`;
}

/** The part of the work that is done, from 0 to 1; undefined while none is under way, null if it is not known. */
export function progressOf(status: ReadingStatus | undefined): number | null | undefined {
  if (status === undefined) return null;
  if (status.filtering !== undefined) return status.filtering;
  if (status.state === 'starting') return null;
  if (status.state === 'reading') return status.progress ?? null;
  return undefined;
}

export function progressBar(progress: number | null | undefined): TemplateResult {
  if (progress === undefined) return html`<div class="progress"></div>`;
  return html`<div
    class=${`progress ${progress === null ? 'unknown' : ''}`}
    role="progressbar"
    aria-label=${t('Reading')}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${progress === null ? nothing : Math.round(progress * 100)}
  >
    <div class="done" .style=${`width: ${progress === null ? 30 : progress * 100}%`}></div>
  </div>`;
}

/** How an export goes on, with what can be done about it. */
export function exportLine(
  exporting: Exporting,
  ends: { onCancel: () => void; onShow: (file: string) => void },
): TemplateResult | typeof nothing {
  const { file, problem, progress } = exporting;
  if (problem !== undefined) {
    return html`<div class="banner bad" role="alert">
      <span class="text">${problem}</span>${action('close', t('Dismiss'), () => exporting.forget())}
    </div>`;
  }
  if (progress === undefined) return nothing;
  const { written, total } = progress;
  return html`<div class="banner">
    <span class="text number">${exporting.text}</span>
    ${
      exporting.isWriting
        ? html`<progress aria-label=${t('Export')} max=${Math.max(1, total)} value=${written}></progress>
            ${action('close', t('Cancel the export'), ends.onCancel, { text: t('Cancel') })}`
        : html`${
            file !== undefined && progress.state === 'done'
              ? action('open', t('Open the exported file'), () => ends.onShow(file), {
                  text: t('Open'),
                })
              : nothing
          }
          ${action('close', t('Dismiss'), () => exporting.forget())}`
    }
  </div>`;
}
