import { html, type TemplateResult } from 'lit';
import type { Partition } from '../../server/contract/kafka-client/model.ts';
import type { TopicReader } from '../../server/contract/kafka-client/topics.ts';
import { valueText } from '../live/formats.ts';
import { formatNumber, plural, t } from '../ui/text.ts';

/** How far behind a group is: records that it has still to read, as far as is known. */
export interface Lag {
  readonly records: number;
  /** Partitions of which it is not known: nothing is committed, or the leader does not answer. */
  readonly unknown: number;
}

export function lagOf({ offsets }: TopicReader, partitions: readonly Partition[]): Lag {
  const ends = new Map(partitions.map(({ index, latest }) => [index, latest]));
  let [records, unknown] = [0, 0];
  for (const { partition, committed } of offsets) {
    const end = ends.get(partition);
    if (committed === undefined || end === undefined) unknown++;
    else records += Math.max(0, end - committed);
  }
  return { records, unknown };
}

export function readersTable(
  groups: readonly TopicReader[],
  partitions: readonly Partition[],
  rateOf: (group: string) => number | undefined,
  onOpen: (group: string) => void,
): TemplateResult {
  if (groups.length === 0) {
    return html`<p class="quiet">
      ${t('No group has offsets of this topic. Readers without a group are not known to brokers.')}
    </p>`;
  }
  return html`<div class="scrolled" role="region" tabindex="0" aria-label=${t('Groups')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('Group')}</th>
          <th scope="col">${t('State')}</th>
          <th scope="col" class="number">${t('Members here')}</th>
          <th scope="col" class="number">${t('Partitions')}</th>
          <th scope="col" class="number">${t('Lag')}</th>
          <th scope="col" class="number">${t('Reads')}</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map((reader) => {
          const { group, state, members, offsets } = reader;
          const lag = lagOf(reader, partitions);
          return html`<tr>
            <th scope="row">
              <button class="link" title=${t('Open the view of this group')} @click=${() => onOpen(group)}>
                ${group}
              </button>
            </th>
            <td>${state}</td>
            <td class="number">${formatNumber(members)}</td>
            <td class="number">${formatNumber(offsets.length)}</td>
            <td class="number">${lagText(lag)}</td>
            <td class="number">${valueText(rateOf(group) ?? null, 'rate')}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function lagText({ records, unknown }: Lag): string {
  const known = formatNumber(records);
  return unknown === 0
    ? known
    : t('{0}, {1}', known, plural(unknown, '{0} unknown', '{0} unknown'));
}
