import { html, type TemplateResult } from 'lit';
import type { GroupMember } from '../../server/contract/kafka-client/model.ts';
import { formatNumber, t } from '../ui/text.ts';
import { type PartitionRow, rangesText, totalLag } from './rows.ts';

/** The members of a group, with what is assigned to each. */
export function memberTable(
  members: readonly GroupMember[],
  rows: readonly PartitionRow[],
): TemplateResult {
  return html`<h2 id="members">${t('Members')}</h2>
    ${
      members.length === 0
        ? html`<p class="quiet">
            ${t('No consumer is a member at present. What the group has committed is kept for the next one.')}
          </p>`
        : html`<div class="scroller" tabindex="0" role="region" aria-labelledby="members">
            <table aria-labelledby="members">
              <thead>
                <tr>
                  <th scope="col">${t('Client ID')}</th>
                  <th scope="col">${t('Instance ID')}</th>
                  <th scope="col">${t('Host')}</th>
                  <th scope="col">${t('Assigned')}</th>
                  <th scope="col" class="end">${t('Lag')}</th>
                  <th scope="col">${t('Member ID')}</th>
                </tr>
              </thead>
              <tbody>
                ${members.map((member) => memberRow(member, rows))}
              </tbody>
            </table>
          </div>`
    }`;
}

function memberRow(member: GroupMember, rows: readonly PartitionRow[]): TemplateResult {
  const lag = totalLag(rows.filter((row) => row.member === member.id));
  const assigned = member.assigned
    .map(({ topic, partitions }) => `${topic}: ${rangesText(partitions)}`)
    .join('; ');
  return html`<tr>
    <th scope="row">${member.clientId}</th>
    <td>${member.instanceId ?? html`<span class="quiet">${t('none')}</span>`}</td>
    <td>${member.host}</td>
    <td>${assigned === '' ? html`<span class="quiet">${t('nothing')}</span>` : assigned}</td>
    <td class="end">${lag === undefined ? '–' : formatNumber(lag)}</td>
    <td class="quiet">${member.id}</td>
  </tr>`;
}
