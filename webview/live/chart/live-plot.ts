import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import uPlot from 'uplot';
import { t } from '../../ui/text.ts';
import { axisText, valueText } from '../formats.ts';
import { taken } from '../menu.ts';
import {
  colorsOf,
  dashOf,
  onThemeChange,
  seriesVariable,
  type ThemeColors,
  translucent,
} from '../theme.ts';
import { type PlotData, summaryOf, xRange, xText, xTicks, yScale } from './plot-data.ts';
import type { Scale } from './scale.ts';

/** Pixels between the labels of the axis to the right. */
const LABEL_WIDTH = 80;
/** Pixels of the axis at the left: the same in all plots, so that those below each other line up. */
export const LEFT_AXIS = 64;
/** Pixels of the axis below. */
export const BOTTOM_AXIS = 26;
/** Pixels above the highest line. */
export const TOP = 8;

/**
 * Lines, areas and what they are compared with. Given other data of the same series it draws that; a tooltip says the values
 * below the pointer, or where the arrow keys have gone.
 */
export class LivePlot extends LitElement {
  static override readonly properties = {
    data: { attribute: false },
    label: {},
    height: { type: Number },
    group: {},
  };
  static override readonly styles = css`
    :host {
      display: block;
      position: relative;
      contain: inline-size;
    }
    .frame {
      position: relative;
      border-radius: 3px;
    }
    .frame:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .uplot,
    .u-wrap {
      position: relative;
      user-select: none;
    }
    .u-over,
    .u-under,
    .u-axis,
    .u-select,
    .u-cursor-x,
    .u-cursor-y,
    .u-cursor-pt {
      position: absolute;
    }
    .u-cursor-x {
      left: 0;
      top: 0;
      height: 100%;
      border-right: 1px solid var(--vscode-descriptionForeground);
      opacity: 0.6;
      pointer-events: none;
    }
    .u-cursor-pt {
      top: 0;
      left: 0;
      border-radius: 50%;
      pointer-events: none;
    }
    .u-off {
      display: none;
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
    }
    .tip {
      position: absolute;
      top: ${TOP}px;
      z-index: 2;
      max-width: 22em;
      padding: 4px 8px;
      pointer-events: none;
      color: var(--vscode-editorHoverWidget-foreground);
      background: var(--vscode-editorHoverWidget-background);
      border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder));
      border-radius: 4px;
      box-shadow: 0 2px 8px var(--vscode-widget-shadow);
      font-variant-numeric: tabular-nums;
    }
    .tip div {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    .tip span:nth-child(2) {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .swatch {
      width: 10px;
      height: 3px;
      flex: none;
    }
  `;
  declare data: PlotData;
  declare label: string;
  /** Pixels, with the axis. */
  declare height: number;
  /** Plots of the same group show the same x at once. */
  declare group: string | undefined;

  #plot: uPlot | undefined;
  /** What a plot was made for: only other data can be drawn into it. */
  #shape = '';
  #scale: Scale = { min: 0, max: 1, ticks: [0, 1], step: 1 };
  #colors: ThemeColors | undefined;
  #width = 0;
  #index: number | null = null;
  #isPointed = false;
  #forgetTheme = () => {};
  readonly #size = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width === this.#width) return;
    this.#width = width;
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
    this.#forgetTheme = onThemeChange(() => this.#recolor());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#forgetTheme();
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#width = 0;
  }

  protected override render(): TemplateResult {
    return html`<div
      class="frame"
      tabindex="0"
      role="img"
      aria-label=${`${this.label}. ${summaryOf(this.data)}`}
      .style=${`height: ${this.height}px`}
      @pointerenter=${() => this.#point(true)}
      @pointerleave=${() => this.#point(false)}
      @keydown=${this.#onKey}
      @blur=${() => this.#plot?.setCursor({ left: -10, top: -10 })}
    >
      <div class="canvas"></div>
      ${this.#tip()}
    </div>`;
  }

  protected override updated(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (this.#width === 0) return;
    const { data, height } = this;
    const shape = JSON.stringify([
      data.series.map(({ label, color }) => [label, color]),
      data.xKind,
      data.isArea,
      data.unit,
      height,
    ]);
    if (this.#plot === undefined || shape !== this.#shape) {
      this.#shape = shape;
      this.#create();
    } else {
      if (this.#plot.width !== this.#width) this.#plot.setSize({ width: this.#width, height });
      if (changed.has('data')) this.#draw();
    }
  }

  #create(): void {
    this.#plot?.destroy();
    this.#colors = colorsOf(this);
    this.#scale = yScale(this.data, this.height > 160 ? 6 : 4);
    const target = this.renderRoot.querySelector<HTMLElement>('.canvas');
    if (target === null) return;
    this.#plot = new uPlot(this.#options(), this.#columns(), target);
  }

  #draw(): void {
    this.#scale = yScale(this.data, this.height > 160 ? 6 : 4);
    this.#plot?.setData(this.#columns());
  }

  #columns(): uPlot.AlignedData {
    const { xs, series } = this.data;
    return [[...xs], ...series.map(({ values }) => [...values])];
  }

  #options(): uPlot.Options {
    const { series, isArea, unit } = this.data;
    const quiet = () => this.#colors?.quiet ?? 'gray';
    const font = `11px ${this.#colors?.fontFamily ?? 'sans-serif'}`;
    const grid = { stroke: () => this.#colors?.grid ?? 'gray', width: 1 };
    const ticksOf = (min: number, max: number) =>
      xTicks(
        this.data,
        [min, max],
        Math.max(2, Math.floor((this.#width - LEFT_AXIS) / LABEL_WIDTH)),
      );
    return {
      width: this.#width,
      height: this.height,
      ms: 1,
      padding: [TOP, 26, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 7, width: 1 },
        ...(this.group === undefined ? {} : { sync: { key: this.group } }),
      },
      scales: {
        x: { time: false, range: () => [...xRange(this.data)] },
        y: { range: () => [this.#scale.min, this.#scale.max] },
      },
      axes: [
        {
          stroke: quiet,
          font,
          grid: { show: false },
          ticks: { show: false },
          size: BOTTOM_AXIS,
          splits: (_, _axis, min, max) => [...ticksOf(min, max).at],
          values: (_, splits) => {
            const [min, max] = xRange(this.data);
            const { at, texts } = ticksOf(min, max);
            return splits.map((split) => texts[at.indexOf(split)] ?? '');
          },
        },
        {
          stroke: quiet,
          font,
          grid,
          ticks: { show: false },
          size: LEFT_AXIS,
          splits: () => [...this.#scale.ticks],
          values: (_, splits) => splits.map((split) => axisText(split, unit)),
        },
      ],
      series: [
        {},
        ...series.map(({ label, color }) => ({
          label,
          width: 1.5,
          spanGaps: false,
          dash: [...dashOf(color)],
          stroke: () => this.#seriesColor(color),
          points: {
            size: 5,
            show: () => false,
            filter: (_plot: uPlot, index: number) => lonePoints(this.data.series[index - 1]),
            fill: () => this.#seriesColor(color),
          },
          ...(isArea ? { fill: () => translucent(this.#seriesColor(color), 0.22) } : {}),
        })),
      ],
      hooks: {
        draw: [(plot) => this.#drawReferences(plot)],
        setCursor: [
          ({ cursor }) => {
            const index = cursor.idx ?? null;
            if (index === this.#index) return;
            this.#index = index;
            this.requestUpdate();
          },
        ],
      },
    };
  }

  /** Lines across and marks at the bottom, over the series. */
  #drawReferences(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { references, marks } = this.data;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 3 * ratio]);
    ctx.strokeStyle = this.#colors?.foreground ?? 'gray';
    ctx.font = `${11 * ratio}px ${this.#colors?.fontFamily ?? 'sans-serif'}`;
    ctx.textAlign = 'right';
    ctx.fillStyle = this.#colors?.foreground ?? 'gray';
    for (const { label, value } of references) {
      const y = Math.round(plot.valToPos(value, 'y', true));
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      const below = y < bbox.top + 16 * ratio;
      ctx.fillText(label, bbox.left + bbox.width - 2 * ratio, y + (below ? 13 : -5) * ratio);
    }
    ctx.fillStyle = this.#colors?.error ?? 'red';
    const bottom = bbox.top + bbox.height;
    for (const mark of marks) {
      const x = plot.valToPos(mark, 'x', true);
      ctx.beginPath();
      ctx.moveTo(x - 4 * ratio, bottom);
      ctx.lineTo(x + 4 * ratio, bottom);
      ctx.lineTo(x, bottom - 7 * ratio);
      ctx.fill();
    }
    ctx.restore();
  }

  #tip(): TemplateResult | typeof nothing {
    const { data } = this;
    const index = this.#index;
    const isHere = this.#isPointed || this.shadowRoot?.activeElement !== null;
    if (index === null || data.xs[index] === undefined || !isHere || this.#plot === undefined)
      return nothing;
    const left = LEFT_AXIS + this.#plot.valToPos(data.xs[index] ?? 0, 'x');
    const side =
      left > this.#width / 2 ? `right: ${this.#width - left + 10}px` : `left: ${left + 10}px`;
    const isMarked = data.marks.includes(data.xs[index] ?? 0);
    return html`<div class="tip" role="status" .style=${side}>
      <strong>${xText(data, index)}</strong>
      ${data.series.map(
        ({ label, color, values }) => html`<div>
          <span class="swatch" .style=${`background: var(${seriesVariable(color)})`}></span>
          <span>${label}</span>
          <span>${valueText(values[index] ?? null, data.unit)}</span>
        </div>`,
      )}
      ${isMarked ? html`<div class="error">${t('failed')}</div>` : nothing}
    </div>`;
  }

  #point(isPointed: boolean): void {
    this.#isPointed = isPointed;
    this.requestUpdate();
  }

  #seriesColor(color: number): string {
    const series = this.#colors?.series ?? [];
    return series[color % series.length] ?? 'gray';
  }

  #recolor(): void {
    const colors = colorsOf(this);
    if (JSON.stringify(colors) === JSON.stringify(this.#colors)) return;
    this.#colors = colors;
    this.#plot?.redraw(false);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.data.xs.length - 1;
    const at = this.#index ?? (event.key === 'ArrowRight' ? -1 : last + 1);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined || this.#plot === undefined || last < 0) return;
    taken(event);
    const x = this.data.xs[Math.min(Math.max(to, 0), last)] ?? 0;
    this.#plot.setCursor({ left: this.#plot.valToPos(x, 'x'), top: 1 });
  };
}

/** Where a series has a value and none before and after it: no line shows that. */
function lonePoints(series: PlotData['series'][number] | undefined): number[] {
  const values = series?.values ?? [];
  const has = (index: number) => (values[index] ?? null) !== null;
  return [...values.keys()].filter((i) => has(i) && !has(i - 1) && !has(i + 1));
}
