import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ClusterOverview,
  Trouble,
  TroubledPartition,
} from '../../server/contract/kafka-client/cluster.ts';
import { formatNumber, plural, t } from '../ui/text.ts';
import { icon } from '../ui/toolbar/icon.ts';
import { unknownCell } from './measured.ts';
import { scrolled } from './scrolled.ts';

/** The partitions with which something is wrong, the worst first. `onTopic` opens the view of a topic. */
export function troubleTable(
  { troubled, troubledPartitions, health }: ClusterOverview,
  onTopic: (topic: string) => void,
): TemplateResult {
  const more = troubledPartitions - troubled.length;
  return html`<section aria-labelledby="trouble">
    <h2 id="trouble">${t('Partitions in trouble')}</h2>
    ${
      troubled.length === 0
        ? html`<p class="fine">
            ${icon('check')}${t('All partitions have a leader, and all their replicas are in sync.')}
          </p>`
        : scrolled(t('Partitions in trouble'), table(troubled, onTopic))
    }
    ${
      more > 0
        ? html`<p class="quiet">
            ${plural(more, 'And {0} more partition.', 'And {0} more partitions.')}
          </p>`
        : nothing
    }
    ${
      health.belowMinIsr.partial
        ? html`<p class="quiet about">
            ${t('Of some topics it is not known how many replicas min.insync.replicas asks for.')}
          </p>`
        : nothing
    }
  </section>`;
}

function table(
  troubled: readonly TroubledPartition[],
  onTopic: (topic: string) => void,
): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t('Partition')}</th>
        <th scope="col">${t('What is wrong')}</th>
        <th scope="col">${t('Leader')}</th>
        <th scope="col">${t('In sync')}</th>
        <th scope="col">${t('Not in sync')}</th>
        <th scope="col">min.insync.replicas</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        troubled,
        ({ topic, partition }) => `${topic}-${partition}`,
        ({ topic, partition, troubles, leader, replicas, isr, minIsr }) => html`<tr>
          <th scope="row">
            <button class="link" title=${t('Open topic {0}', topic)} @click=${() => onTopic(topic)}>
              ${topic}-${partition}
            </button>
          </th>
          <td>
            <span class=${troubles[0] === 'offline' ? 'trouble worst' : 'trouble'}
              >${icon('warning')}${troubleName(troubles[0])}</span
            >
          </td>
          <td>${leader < 0 ? t('none') : leader}</td>
          <td>${isr.join(', ') || t('none')}</td>
          <td>${replicas.filter((id) => !isr.includes(id)).join(', ') || t('none')}</td>
          <td>${minIsr === null ? unknownCell() : formatNumber(minIsr)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function troubleName(trouble: Trouble | undefined): string {
  switch (trouble) {
    case 'offline':
      return t('no leader');
    case 'belowMinIsr':
      return t('below the minimum');
    case 'atMinIsr':
      return t('at the minimum');
    default:
      return t('under-replicated');
  }
}
