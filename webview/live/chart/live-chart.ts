import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChartEvent, TableEvent } from '../../../server/contract/display.ts';
import { t } from '../../ui/text.ts';
import { valueText } from '../formats.ts';
import { LiveOutput } from '../live-output.ts';
import { menu } from '../menu.ts';
import { copy, fileName, savePng, saveText } from '../saving.ts';
import { asCsv, asText } from '../table/table-text.ts';
import { colorsOf, dashOf, seriesVariable } from '../theme.ts';
import { type BarData, barsOf, barsWithout, extentOf } from './bars.ts';
import { chartStyle } from './chart-style.ts';
import { barsPicture, plotPicture } from './picture.ts';
import { chartTable, type PlotData, plotOf, without } from './plot-data.ts';

/** Pixels of a plot. */
const HEIGHT = 260;
/** Pixels of a bar with its name, and of all of them at most. */
const BAR_HEIGHT = 21;
const HIGHEST = 420;

/** Lines, areas or bars, with a legend that hides series, and all of it as a table, too. */
export class LiveChart extends LiveOutput<ChartEvent> {
  static override readonly styles = [...LiveOutput.styles, chartStyle];

  #made: ChartEvent | undefined;
  #plot: PlotData | undefined;
  #bars: BarData | undefined;
  #table: TableEvent | undefined;
  #hidden: ReadonlySet<string> = new Set();
  /** Lines without those that are hidden. */
  #seen: PlotData | undefined;
  #asTable = false;
  /** Bars that were seen at once: what is below the chart does not jump when a batch has fewer. */
  #most = 0;

  protected override willUpdate(): void {
    const event = this.value;
    if (event === this.#made) return;
    this.#made = event;
    this.#plot = event.type === 'bar' ? undefined : plotOf(event);
    this.#bars = event.type === 'bar' ? barsOf(event) : undefined;
    this.#table = undefined;
    this.#most = Math.max(this.#most, event.type === 'bar' ? event.points.length : 0);
    this.#seen = this.#plot && without(this.#plot, this.#hidden);
  }

  protected override render(): TemplateResult {
    const { title } = this.value;
    return html`<div class="bar">
        <h3>${title}</h3>
        <span class="space"></span>
        <button
          aria-pressed=${this.#asTable}
          title=${t('Show the values as a table')}
          @click=${() => {
            this.#asTable = !this.#asTable;
            this.requestUpdate();
          }}
        >
          ${t('Table')}
        </button>
        ${this.pauseButton()} ${this.#menus()}
      </div>
      ${this.#asTable ? this.#tableView() : html`${this.#legend()}${this.#drawing()}`} ${this.said()}`;
  }

  #tableView(): TemplateResult {
    this.#table ??= chartTable(this.value);
    return html`<millrace-table .content=${this.#table}></millrace-table>`;
  }

  #drawing(): TemplateResult {
    const { title } = this.value;
    if (this.value.points.length === 0) return html`<p class="quiet">${t('No points yet')}</p>`;
    if (this.#bars !== undefined) return this.#barList(barsWithout(this.#bars, this.#hidden));
    return html`<millrace-plot .data=${this.#seen} .label=${title} .height=${HEIGHT}></millrace-plot>`;
  }

  #barList(data: BarData): TemplateResult {
    return html`<div class="bars" role="list" tabindex="0" .style=${`min-height: ${Math.min(this.#most * BAR_HEIGHT, HIGHEST)}px`} aria-label=${this.value.title}>
      ${repeat(
        data.groups.flatMap(({ name, bars }) =>
          bars.map((bar, i) => ({ ...bar, name, isFirst: i === 0 })),
        ),
        ({ name, series }) => `${series} ${name}`,
        ({ name, series, value, isFirst }) => {
          const { from, length } = extentOf(data, value);
          const told = valueText(value, 'number');
          const label =
            data.series.length > 1
              ? `${name}, ${data.series[series]}: ${told}`
              : `${name}: ${told}`;
          return html`<div role="listitem" aria-label=${label}>
            <span class="name" title=${name}>${isFirst ? name : ''}</span>
            <span class="track" title=${label}
              ><span
                class="fill"
                .style=${`left: ${from * 100}%; width: ${length * 100}%; background: var(${seriesVariable(series)})`}
              ></span
            ></span>
            <span class="number quiet">${told}</span>
          </div>`;
        },
      )}
    </div>`;
  }

  /** One series needs none if it is called as the chart is. */
  #legend(): TemplateResult | typeof nothing {
    const labels = this.#bars?.series ?? this.#plot?.series.map(({ label }) => label) ?? [];
    if (labels.length === 0 || (labels.length === 1 && labels[0] === this.value.title))
      return nothing;
    if (this.#bars !== undefined && labels.length === 1) return nothing;
    return html`<ul class="legend" aria-label=${t('Series')}>
      ${labels.map((label, color) => {
        const isShown = !this.#hidden.has(label);
        const line = dashOf(color).length === 0 ? 'solid' : color % 2 === 0 ? 'dashed' : 'dotted';
        return html`<li>
          <button aria-pressed=${isShown} title=${t('Show or hide {0}', label)} @click=${() => this.#toggle(label)}>
            <span class="swatch" .style=${`border-top: 3px ${line} var(${seriesVariable(color)})`}></span>
            <span class="name">${label}</span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  #menus(): TemplateResult {
    const { title } = this.value;
    const copied = (text: string, form: () => string) => ({
      text,
      run: () => this.doing(() => copy(form()), t('Copied')),
    });
    const saved = (text: string, run: () => void | Promise<void>) => ({
      text,
      run: () => this.doing(run, ''),
    });
    return html`${menu(t('Copy'), t('Copy the chart’s values'), [
      copied(t('As Text'), () => asText(chartTable(this.value))),
      copied(t('As JSON'), () => JSON.stringify(this.value, undefined, 2)),
      copied(t('As CSV'), () => asCsv(chartTable(this.value))),
    ])}${menu(t('Save'), t('Save the chart'), [
      saved(t('As PNG…'), () => savePng(fileName(title, 'png'), this.#picture())),
      saved(t('As SVG…'), () => saveText(fileName(title, 'svg'), 'image/svg+xml', this.#picture())),
      saved(t('As CSV…'), () =>
        saveText(fileName(title, 'csv'), 'text/csv', asCsv(chartTable(this.value))),
      ),
      saved(t('As JSON…'), () =>
        saveText(
          fileName(title, 'json'),
          'application/json',
          JSON.stringify(this.value, undefined, 2),
        ),
      ),
    ])}`;
  }

  #picture(): string {
    const { title } = this.value;
    const colors = colorsOf(this);
    if (this.#bars !== undefined) {
      return barsPicture(title, barsWithout(this.#bars, this.#hidden), colors);
    }
    return plotPicture(title, this.#seen ?? plotOf(this.value), colors);
  }

  #toggle(label: string): void {
    const hidden = new Set(this.#hidden);
    if (!hidden.delete(label)) hidden.add(label);
    this.#hidden = hidden;
    this.#seen = this.#plot && without(this.#plot, hidden);
    this.requestUpdate();
  }
}
