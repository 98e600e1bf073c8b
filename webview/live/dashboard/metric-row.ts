import { html, svg, type TemplateResult } from 'lit';
import { BOTTOM_AXIS, TOP } from '../chart/live-plot.ts';
import { yScale } from '../chart/plot-data.ts';
import { axisText, count } from '../formats.ts';
import { seriesVariable } from '../theme.ts';
import { histogramOf } from './histogram.ts';
import type { Metric } from './metrics.ts';

/** Pixels of a timeline. */
const HEIGHT = 116;
/** Pixels of a histogram; it is drawn as wide as there is room. */
const WIDTH = 140;
const PARTS = 12;

/**
 * A metric's numbers, its timeline and, over the same axis, its histogram. `more` follows the numbers.
 * @param level of its heading, as others count it
 */
export function metricRow(
  metric: Metric,
  group: string,
  level: number,
  more: unknown,
): TemplateResult {
  return html`<section class="metric">
    <div class="facts">
      <h4 aria-level=${level} title=${metric.about}>${metric.title}</h4>
      <dl>
        ${metric.facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}
      </dl>
      ${more}
    </div>
    <millrace-plot
      .data=${metric.plot}
      .label=${`${metric.title}. ${metric.about}`}
      .height=${HEIGHT}
      .group=${group}
    ></millrace-plot>
    ${histogram(metric)}
  </section>`;
}

/** Bars to the right: how many batches are at this height of the timeline. */
function histogram({ plot, title }: Metric): TemplateResult {
  const { max } = yScale(plot);
  const { counts, mostInOne } = histogramOf(plot.series[0]?.values ?? [], max, PARTS);
  const height = (HEIGHT - TOP - BOTTOM_AXIS) / PARTS;
  const told = (part: number) =>
    `${axisText((part / PARTS) * max, plot.unit)} – ${axisText(((part + 1) / PARTS) * max, plot.unit)}`;
  return html`<svg
    class="histogram"
    role="img"
    aria-label=${`${title}, how it is distributed: ${counts
      .map((each, i) => (each === 0 ? '' : `${told(i)}: ${each}`))
      .filter(Boolean)
      .join('; ')}`}
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    height=${HEIGHT}
  >
    <line x1="0.5" x2="0.5" y1=${TOP} y2=${HEIGHT - BOTTOM_AXIS} class="axis" />
    ${counts.map(
      (each, i) =>
        svg`<rect class="hit" x="0" width=${WIDTH} y=${TOP + (PARTS - 1 - i) * height} height=${height}>
            <title>${told(i)}: ${each === 1 ? '1 batch' : `${count(each)} batches`}</title>
          </rect>
          <rect class="part" x="1" y=${TOP + (PARTS - 1 - i) * height + 0.5} height=${height - 1}
            width=${each === 0 ? 0 : Math.max(2, (each / mostInOne) * (WIDTH - 4))}
            .style=${`fill: var(${seriesVariable(0)})`} />`,
    )}
    </svg>`;
}
