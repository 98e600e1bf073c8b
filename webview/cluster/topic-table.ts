import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { TopicOverview } from '../../server/contract/kafka-client/cluster.ts';
import type { ClusterViewState } from '../contract/cluster.ts';
import { formatNumber, t } from '../ui/text.ts';
import { action, select } from '../ui/toolbar/controls.ts';
import { measuredCell } from './measured.ts';
import { scrolled } from './scrolled.ts';

/** As many as the worker tells of each kind. */
const MOST_TOPICS = 10;

export interface TopicTableEnds {
  readonly onSort: (by: ClusterViewState['topics']) => void;
  readonly onTopic: (topic: string) => void;
  /** Absent where replicas cannot be moved. */
  readonly onReassign: ((topic: string) => void) | undefined;
}

const measures: Readonly<Record<ClusterViewState['topics'], (topic: TopicOverview) => number>> = {
  records: ({ recent }) => recent.records,
  bytes: ({ recent }) => recent.bytes,
  disk: ({ disk }) => disk.value ?? 0,
};

/** The topics with most of something, at most `MOST_TOPICS`; those with nothing of it are not there. */
export function sortedTopics(
  topics: readonly TopicOverview[],
  by: ClusterViewState['topics'],
): TopicOverview[] {
  const of = measures[by];
  return topics
    .filter((topic) => of(topic) > 0)
    .sort((a, b) => of(b) - of(a))
    .slice(0, MOST_TOPICS);
}

/** The busiest or the largest topics. */
export function topicTable(
  topics: readonly TopicOverview[],
  by: ClusterViewState['topics'],
  ends: TopicTableEnds,
): TemplateResult {
  const shown = sortedTopics(topics, by);
  return html`<section aria-labelledby="topics">
    <div class="heading">
      <h2 id="topics">${by === 'disk' ? t('Largest topics') : t('Busiest topics')}</h2>
      ${select({
        label: t('Which topics are listed'),
        value: by,
        choices: [
          { value: 'records', text: t('Most records') },
          { value: 'bytes', text: t('Most bytes') },
          { value: 'disk', text: t('Largest') },
        ],
        onChange: ends.onSort,
      })}
    </div>
    ${
      shown.length === 0
        ? html`<p class="quiet">
            ${by === 'disk' ? t('No topic is known to take room.') : t('Nothing is known to come in.')}
          </p>`
        : scrolled(t('Topics'), table(shown, ends))
    }
  </section>`;
}

function table(topics: readonly TopicOverview[], ends: TopicTableEnds): TemplateResult {
  const { onReassign } = ends;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t('Topic')}</th>
        <th scope="col" class="end">${t('Partitions')}</th>
        <th scope="col" class="end">${t('Records in')}</th>
        <th scope="col" class="end">${t('Bytes in')}</th>
        <th scope="col" class="end" title=${t('Of the leaders’ logs: one copy of everything')}>
          ${t('Size')}
        </th>
        <th scope="col" class="end" title=${t('Of all replicas')}>${t('On disks')}</th>
        <th scope="col"><span class="unseen">${t('Actions')}</span></th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        topics,
        ({ name }) => name,
        ({ name, internal, partitions, rates, size, disk }) => html`<tr>
          <th scope="row">
            <button class="link" aria-label=${t('Open topic {0}', name)} @click=${() => ends.onTopic(name)}>
              ${name}</button
            >${internal ? html` <span class="badge">${t('internal')}</span>` : nothing}
          </th>
          <td class="end">${formatNumber(partitions)}</td>
          <td class="end">${measuredCell(rates.records, 'rate')}</td>
          <td class="end">${measuredCell(rates.bytes, 'byteRate')}</td>
          <td class="end">${measuredCell(size, 'bytes')}</td>
          <td class="end">${measuredCell(disk, 'bytes')}</td>
          <td>
            ${
              onReassign === undefined
                ? nothing
                : action('diff', t('Reassign partitions of {0}', name), () => onReassign(name))
            }
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
