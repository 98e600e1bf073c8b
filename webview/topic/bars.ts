import { html, type TemplateResult } from 'lit';
import type { SizeDistribution } from '../../server/contract/messages/sampling.ts';
import { formatNumber, sizeText, t } from '../ui/text.ts';

/** A bar with its name and what it stands for. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What is said of the value. */
  readonly text: string;
}

/** Bars below one another, as a list: each is told with its name and number. */
export function barList(label: string, bars: readonly Bar[], color = 0): TemplateResult {
  const most = bars.reduce((max, { value }) => Math.max(max, value), 0);
  return html`<div class="bars" role="list" tabindex="0" aria-label=${label}>
    ${bars.map(
      ({ name, value, text }) => html`<div role="listitem">
        <span class="name number">${name}</span>
        <span class="track" aria-hidden="true"
          ><span class=${`fill series-${color}`} .style=${`width: ${most === 0 ? 0 : (100 * value) / most}%`}></span
        ></span>
        <span class="value number">${text}</span>
      </div>`,
    )}
  </div>`;
}

/** How many are of which size, by powers of two. */
export function sizeBars(
  label: string,
  { bars, count }: SizeDistribution,
  color = 0,
): TemplateResult {
  return barList(
    label,
    bars.map((bar) => ({
      name: rangeText(bar.from),
      value: bar.count,
      text: t('{0} ({1})', formatNumber(bar.count), share(bar.count, count)),
    })),
    color,
  );
}

/** The sizes that a bar stands for: from a power of two on, below the next. */
function rangeText(from: number): string {
  if (from < 2) return sizeText(from);
  if (from < 1024) return `${from}–${sizeText(2 * from - 1)}`;
  return t('from {0}', sizeText(from));
}

/** A part of a whole: `12 %`, and never 0 or 100 unless it is. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent > 99.9) return '> 99.9 %';
  return `${formatNumber(percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent))} %`;
}
