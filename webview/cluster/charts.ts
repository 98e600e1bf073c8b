import { html, nothing, type TemplateResult } from 'lit';
import type { ClusterViewState, HistoryPoint } from '../contract/cluster.ts';
import type { PlotData } from '../live/chart/plot-data.ts';
import { duration } from '../live/formats.ts';
import { seriesVariable } from '../live/theme.ts';
import { t } from '../ui/text.ts';
import { select } from '../ui/toolbar/controls.ts';
import { type LineColors, linesOf, MOST_SERIES, plotOf, troublePlot } from './plots.ts';

/** Pixels, with the axis. */
const HEIGHT = 150;
/** The charts show the same moment at once. */
const GROUP = 'cluster';

/** What comes in, of the whole or of its parts, and what it is measured from. */
export function throughputSection(
  history: readonly HistoryPoint[],
  whose: ClusterViewState['throughput'],
  period: number | null,
  colors: LineColors,
  onChoose: (whose: ClusterViewState['throughput']) => void,
): TemplateResult {
  const records = linesOf(whose, 'records', history, colors);
  const bytes = linesOf(whose, 'bytes', history, colors);
  return html`<section aria-labelledby="throughput">
    <div class="heading">
      <h2 id="throughput">${t('Throughput')}</h2>
      ${select({
        label: t('Whose throughput is drawn'),
        value: whose,
        choices: [
          { value: 'cluster', text: t('Whole cluster') },
          { value: 'brokers', text: t('By broker') },
          { value: 'topics', text: t('Busiest topics') },
        ],
        onChange: onChoose,
      })}
    </div>
    <div class="charts">
      ${chart(t('Records in'), plotOf(history, records, 'records', 'rate'))}
      ${chart(t('Bytes in'), plotOf(history, bytes, 'bytes', 'byteRate'))}
    </div>
    <p class="quiet about">
      ${
        whose === 'cluster'
          ? nothing
          : t('Drawn are at most {0}: those that had most of it lately. ', MOST_SERIES)
      }${measuredFrom(period)}
    </p>
  </section>`;
}

/** What is on disks, and how many partitions are in trouble. */
export function timelineSection(
  history: readonly HistoryPoint[],
  colors: LineColors,
): TemplateResult {
  const disks = linesOf('brokers', 'disk', history, colors);
  return html`<section aria-labelledby="timeline">
    <h2 id="timeline">${t('Disks and replicas')}</h2>
    <div class="charts">
      ${chart(t('Disk used by broker'), plotOf(history, disks, 'disk', 'bytes'))}
      ${chart(t('Partitions in trouble'), troublePlot(history))}
    </div>
  </section>`;
}

function chart(title: string, data: PlotData): TemplateResult {
  return html`<figure>
    <figcaption>
      <h3>${title}</h3>
      ${data.series.length > 1 ? legend(data) : nothing}
    </figcaption>
    <millrace-plot .data=${data} .label=${title} .height=${HEIGHT} .group=${GROUP}></millrace-plot>
  </figure>`;
}

function legend({ series }: PlotData): TemplateResult {
  return html`<ul class="legend" aria-hidden="true">
    ${series.map(
      ({ label, color }) =>
        html`<li>
          <span class="swatch" .style=${`border-color: var(${seriesVariable(color)})`}></span
          ><span class="name">${label}</span>
        </li>`,
    )}
  </ul>`;
}

function measuredFrom(period: number | null): string {
  const how = t(
    'Records are counted by the partitions’ latest offsets, bytes by the sizes of their leaders’ logs: by what differs between one look and the next. Kafka’s own topics and the markers of transactions count, too. Where something became smaller, by retention or because a topic was created anew, it is not known for that moment what came in.',
  );
  return period === null
    ? how
    : `${how} ${t('The last two looks were {0} apart.', duration(period))}`;
}
