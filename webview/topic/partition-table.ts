import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Partition } from '../../server/contract/kafka-client/model.ts';
import type { PartitionColumn, PartitionSort } from '../contract/topic.ts';
import { formatNumber, sizeText, t } from '../ui/text.ts';
import { action } from '../ui/toolbar/controls.ts';
import { icon } from '../ui/toolbar/icon.ts';
import { type ReplicaState, recordsOf, replicasOf, sorted } from './partitions.ts';

/** More rows are shown when they are asked for. */
export const FEW_ROWS = 100;

export interface PartitionTableEnds {
  readonly onSort: (sort: PartitionSort) => void;
  readonly onMessages: (partition: number) => void;
  readonly onAll: () => void;
}

function columns(): readonly (readonly [PartitionColumn, string, isNumber: boolean])[] {
  return [
    ['index', t('Partition'), true],
    ['earliest', t('Earliest'), true],
    ['latest', t('Latest'), true],
    ['records', t('Records'), true],
    ['size', t('Size'), true],
    ['leader', t('Leader'), true],
    ['replicas', t('Replicas'), false],
    ['isr', t('In sync'), false],
  ];
}

export function partitionTable(
  partitions: readonly Partition[],
  sort: PartitionSort,
  isAll: boolean,
  ends: PartitionTableEnds,
): TemplateResult {
  const rows = sorted(partitions, sort);
  const shown = isAll ? rows : rows.slice(0, FEW_ROWS);
  return html`<div class="scrolled" role="region" tabindex="0" aria-label=${t('Partitions')}>
      <table>
        <thead>
          <tr>
            ${columns().map(([column, text, isNumber]) => heading(column, text, isNumber, sort, ends))}
            <th scope="col"><span class="unseen">${t('Actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            shown,
            ({ index }) => index,
            (partition) => row(partition, ends),
          )}
        </tbody>
      </table>
    </div>
    ${
      shown.length < rows.length
        ? html`<button class="link" @click=${ends.onAll}>
            ${t('Show all {0} partitions', formatNumber(rows.length))}
          </button>`
        : nothing
    }`;
}

function heading(
  column: PartitionColumn,
  text: string,
  isNumber: boolean,
  { by, descending }: PartitionSort,
  { onSort }: PartitionTableEnds,
): TemplateResult {
  const isSorted = by === column;
  const order = descending ? 'descending' : 'ascending';
  return html`<th scope="col" class=${isNumber ? 'number' : ''} aria-sort=${isSorted ? order : nothing}>
    <button
      title=${t('Sort by this column')}
      @click=${() => onSort({ by: column, descending: isSorted && !descending })}
    >
      ${text}${isSorted ? icon(descending ? 'arrow-down' : 'arrow-up') : nothing}
    </button>
  </th>`;
}

function row(partition: Partition, { onMessages }: PartitionTableEnds): TemplateResult {
  const { index, earliest, latest, size, leader, replicas, isr, moving } = partition;
  const number = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value));
  const lacks = replicas.length - isr.length;
  return html`<tr>
    <th scope="row" class="number">${index}</th>
    <td class="number">${number(earliest)}</td>
    <td class="number">${number(latest)}</td>
    <td class="number">${number(recordsOf(partition))}</td>
    <td class="number">${size === undefined ? '–' : sizeText(size)}</td>
    <td class="number">
      ${leader < 0 ? html`<span class="failed">${icon('warning')}${t('none')}</span>` : leader}
    </td>
    <td>
      <span class="replicas">${replicasOf(partition).map(({ broker, state }) => replica(broker, state))}</span>
      ${moving === undefined ? nothing : html`<span class="quiet">${t('moving')}</span>`}
    </td>
    <td class=${lacks > 0 ? 'warned' : ''}>
      ${lacks > 0 ? icon('warning') : nothing}${t('{0} of {1}', isr.length, replicas.length)}
    </td>
    <td>
      ${action('messages', t('Messages of partition {0}', index), () => onMessages(index))}
    </td>
  </tr>`;
}

function replica(broker: number, state: ReplicaState): TemplateResult {
  const said = {
    leader: t('leader'),
    inSync: t('in sync'),
    outOfSync: t('out of sync'),
    offline: t('offline'),
  }[state];
  const isBad = state === 'outOfSync' || state === 'offline';
  return html`<span class=${`replica ${state}`} title=${t('Broker {0}: {1}', broker, said)}
    >${broker}${isBad ? html`&nbsp;${said}` : html`<span class="unseen"> ${said}</span>`}</span
  >`;
}
