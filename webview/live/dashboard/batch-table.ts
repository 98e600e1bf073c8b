import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BatchProgress, BatchStatus } from '../../../server/contract/streaming-progress.ts';
import { t } from '../../ui/text.ts';
import { clockTime, count, dateTime, valueText } from '../formats.ts';
import { failuresOf, failureText, outputsText, rootMessage } from './failures.ts';

/** Which batches are told in detail, and who changes that. */
export interface BatchTableState {
  readonly open: ReadonlySet<number>;
  readonly onToggle: (batchTime: number) => void;
}

const COLUMNS = 7;
const STATUS: Readonly<Record<BatchStatus, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
};

/** Batches, those that wait first and then the latest; each opens to what it read, wrote and why it failed. */
export function batchTable(
  batches: readonly BatchProgress[],
  state: BatchTableState,
): TemplateResult {
  return html`<div class="batches">
    <table>
      <thead>
        <tr>
          <th scope="col">${t('Batch')}</th>
          <th scope="col" class="end">${t('Records')}</th>
          <th scope="col" class="end">${t('Scheduling delay')}</th>
          <th scope="col" class="end">${t('Processing time')}</th>
          <th scope="col" class="end">${t('Total delay')}</th>
          <th scope="col" class="end">${t('Outputs')}</th>
          <th scope="col">${t('Status')}</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          batches,
          ({ batchTime }) => batchTime,
          (batch) => rows(batch, state),
        )}
      </tbody>
    </table>
  </div>`;
}

function rows(batch: BatchProgress, { open, onToggle }: BatchTableState): TemplateResult {
  const { batchTime, status } = batch;
  const isOpen = open.has(batchTime);
  const failures = failuresOf(batch);
  return html`<tr class=${status}>
      <th scope="row">
        <button
          class="plain"
          aria-expanded=${isOpen}
          title=${dateTime(batchTime)}
          @click=${() => onToggle(batchTime)}
        >
          <span class="twistie" aria-hidden="true"></span>${clockTime(batchTime)}
        </button>
      </th>
      <td class="end">${count(batch.records)}</td>
      <td class="end">${valueText(batch.schedulingDelay, 'ms')}</td>
      <td class="end">${valueText(batch.processingTime, 'ms')}</td>
      <td class="end">${valueText(batch.totalDelay, 'ms')}</td>
      <td class="end">${outputsText(batch)}</td>
      <td class="status">
        <span class="dot" aria-hidden="true"></span>${STATUS[status]}${
          failures[0] === undefined
            ? nothing
            : html`<span class="why" title=${rootMessage(failures[0].failure)}>${rootMessage(failures[0].failure)}</span>`
        }
      </td>
    </tr>
    ${isOpen ? details(batch) : nothing}`;
}

function details(batch: BatchProgress): TemplateResult {
  return html`<tr class="details">
    <td colspan=${COLUMNS}>
      ${failuresOf(batch).map(
        ({ where, failure }) => html`<div class="failure">
          <div class="error">${where}</div>
          <pre tabindex="0">${failureText(failure)}</pre>
        </div>`,
      )}
      <dl>
        ${batch.inputs.map(
          ({ name, records, description, lag }) => html`<dt>${name}</dt>
            <dd>
              ${t(records === 1 ? '{0} record' : '{0} records', count(records))}${
                lag === null ? nothing : html`, ${t('lag {0}', count(lag))}`
              }${description === '' ? nothing : html`<pre>${description}</pre>`}
            </dd>`,
        )}
        ${batch.outputs.map(
          ({ name, status, duration }) => html`<dt>${name}</dt>
            <dd>${STATUS[status]}${duration === null ? nothing : html`, ${valueText(duration, 'ms')}`}</dd>`,
        )}
      </dl>
      ${batch.inputs.length + batch.outputs.length === 0 ? html`<span class="quiet">${t('Nothing was read or written.')}</span>` : nothing}
    </td>
  </tr>`;
}
