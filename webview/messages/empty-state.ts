import { html, nothing, type TemplateResult } from 'lit';
import type { ReadingStatus } from '../../server/contract/messages/reading.ts';
import type { ReadingChoice } from '../contract/messages.ts';
import { button } from '../ui/controls.ts';
import { formatNumber, t } from '../ui/text.ts';
import { isEmpty } from './filter/filter-model.ts';

export interface EmptyStateEnds {
  readonly onClearFilter: () => void;
  readonly onEarliest: () => void;
  readonly onAllPartitions: () => void;
  /** Null where nothing can be sent. */
  readonly onSend: (() => void) | null;
}

/** What stands in the table's place while it has no row: why, and what can be done. */
export function emptyState(
  status: ReadingStatus | undefined,
  choice: ReadingChoice,
  ends: EmptyStateEnds,
): TemplateResult | typeof nothing {
  if (status === undefined || status.matching > 0) return nothing;
  const { state, scanned, filtering } = status;
  if (state === 'starting' || state === 'failed' || filtering !== undefined) return nothing;
  if (!isEmpty(choice.filter) && scanned > 0) {
    return empty(
      state === 'reading' ? t('No match yet') : t('No record matches'),
      t('{0} records were looked at.', formatNumber(scanned)),
      button(t('Clear Filter'), { onClick: ends.onClearFilter }),
    );
  }
  if (state === 'reading') return nothing;
  const onlyNew = choice.start.kind === 'latest';
  return empty(
    onlyNew ? t('Waiting for new records') : t('No records here'),
    state === 'live'
      ? t('Records appear as they are sent.')
      : t('There is nothing between where reading starts and where it stops.'),
    html`${
      onlyNew || state === 'done'
        ? button(t('Read from Earliest'), { onClick: ends.onEarliest })
        : nothing
    }
    ${
      choice.partitions === undefined
        ? nothing
        : button(t('Read All Partitions'), { onClick: ends.onAllPartitions })
    }
    ${ends.onSend === null ? nothing : button(t('Send a Record'), { kind: 'primary', onClick: ends.onSend })}`,
  );
}

/** A title, a sentence and what can be done. */
export function empty(title: string, text: string, actions: unknown): TemplateResult {
  return html`<div class="empty">
    <h2>${title}</h2>
    <p class="quiet">${text}</p>
    <div class="actions">${actions}</div>
  </div>`;
}
