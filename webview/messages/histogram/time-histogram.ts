import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { TimeHistogram } from '../../../server/contract/messages/reading.ts';
import type { TimeForm } from '../../contract/messages.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { formatNumber, t } from '../../ui/text.ts';
import { momentText, shortMoment } from '../../ui/times.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { barsPath, endOf, highestOf } from './bars.ts';
import { brushed, type Edge, nudged, placed, type TimeRange, type TimeScale } from './brush.ts';

/** Pixels: of the picture's own coordinates, which are stretched to its width. */
const WIDTH = 1000;
const HEIGHT = 40;
/** Pixels that the pointer moves at least before something is brushed: less is a click. */
const DRAG = 3;

/** How records are spread over time, and a brush: what is drawn over shows only those of that time. */
export class HistogramBrush extends LitElement {
  static override readonly properties = {
    histogram: { attribute: false },
    range: { attribute: false },
    time: {},
    onRange: { attribute: false },
  };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      :host {
        display: block;
        user-select: none;
      }
      .picture {
        position: relative;
        height: ${HEIGHT}px;
        cursor: crosshair;
        touch-action: none;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      svg {
        display: block;
        width: 100%;
        height: 100%;
      }
      .kept {
        fill: color-mix(in srgb, var(--vscode-charts-blue, currentColor) 30%, transparent);
      }
      .matching {
        fill: var(--vscode-charts-blue, currentColor);
      }
      .brush {
        position: absolute;
        inset-block: 0;
        background: color-mix(in srgb, var(--vscode-focusBorder) 18%, transparent);
        border-inline: 1px solid var(--vscode-focusBorder);
        pointer-events: none;
      }
      .handle {
        position: absolute;
        inset-block: 0;
        width: 9px;
        margin-inline-start: -4px;
        cursor: ew-resize;
        border-radius: 2px;
      }
      .handle.whole {
        opacity: 0;
      }
      .handle:focus-visible {
        opacity: 1;
        outline: 2px solid var(--vscode-focusBorder);
        background: color-mix(in srgb, var(--vscode-focusBorder) 40%, transparent);
      }
      .axis {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        min-height: 1.4em;
        font-size: 0.9em;
        color: var(--vscode-descriptionForeground);
      }
      .told {
        color: var(--vscode-foreground);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
  declare histogram: TimeHistogram | null;
  /** What is brushed. */
  declare range: TimeRange | undefined;
  declare time: TimeForm;
  /** Undefined for all of the time. */
  declare onRange: (range: TimeRange | undefined) => void;
  /** Where a drag began, from 0 to 1, and what it has brushed so far. */
  #drag: { readonly from: number; readonly x: number; range: TimeRange | undefined } | undefined;
  /** Where the pointer is, from 0 to 1. */
  #pointed: number | undefined;

  protected override render(): TemplateResult {
    const { histogram } = this;
    if (histogram === null || histogram.kept.length === 0) {
      return html`<div class="picture" aria-hidden="true"></div><div class="axis"></div>`;
    }
    const highest = highestOf(histogram);
    const span = endOf(histogram) - histogram.from;
    const range = this.#drag?.range ?? this.range;
    return html`
      <div
        class="picture"
        role="group"
        aria-label=${t('Records over time: two sliders choose a part of it')}
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#onCancel}
        @pointerleave=${this.#onLeave}
      >
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          <path class="kept" d=${barsPath(histogram.kept, highest, WIDTH, HEIGHT)}></path>
          <path class="matching" d=${barsPath(histogram.matching, highest, WIDTH, HEIGHT)}></path>
        </svg>
        ${this.#brush(range)} ${this.#handle('from', range)} ${this.#handle('to', range)}
      </div>
      <div class="axis number">
        <span>${shortMoment(histogram.from, span, this.time)}</span>
        <span class="told">${this.#told}</span>
        <span>${shortMoment(endOf(histogram), span, this.time)}</span>
      </div>
    `;
  }

  #brush(range: TimeRange | undefined): TemplateResult | typeof nothing {
    const scale = this.#scale;
    if (scale === undefined || range === undefined) return nothing;
    const [from, to] = placed(scale, range);
    return html`<div class="brush" .style=${`left: ${from * 100}%; right: ${(1 - to) * 100}%`}></div>`;
  }

  #handle(edge: Edge, range: TimeRange | undefined): TemplateResult | typeof nothing {
    const scale = this.#scale;
    if (scale === undefined) return nothing;
    const [from, to] = placed(scale, range ?? scale);
    const value = (range ?? scale)[edge];
    return html`<div
      class=${`handle ${range === undefined ? 'whole' : ''}`}
      role="slider"
      tabindex="0"
      aria-label=${edge === 'from' ? t('From') : t('Until')}
      aria-valuemin=${scale.from}
      aria-valuemax=${scale.to}
      aria-valuenow=${value}
      aria-valuetext=${momentText(value, this.time)}
      .style=${`left: ${(edge === 'from' ? from : to) * 100}%`}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, edge)}
    ></div>`;
  }

  /** What is under the pointer, or what is brushed. */
  get #told(): string {
    const { histogram } = this;
    if (histogram === null) return '';
    const { from, step, kept, matching } = histogram;
    const range = this.#drag?.range ?? (this.#pointed === undefined ? this.range : undefined);
    if (range !== undefined) {
      const span = range.to - range.from;
      return `${shortMoment(range.from, span, this.time)} – ${shortMoment(range.to, span, this.time)}`;
    }
    if (this.#pointed === undefined) return '';
    const bar = Math.min(kept.length - 1, Math.floor(this.#pointed * kept.length));
    const moment = shortMoment(from + bar * step, step * kept.length, this.time);
    const all = formatNumber(kept[bar] ?? 0);
    const found = formatNumber(matching[bar] ?? 0);
    return all === found ? `${moment}: ${all}` : t('{0}: {1} of {2}', moment, found, all);
  }

  get #scale(): TimeScale | undefined {
    const { histogram } = this;
    if (histogram === null) return undefined;
    return { from: histogram.from, to: endOf(histogram), step: histogram.step };
  }

  #placeOf(event: PointerEvent): number {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    return (event.clientX - left) / Math.max(1, width);
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const scale = this.#scale;
    if (scale === undefined) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const handle = (event.target as Element).closest('.handle');
    let from = this.#placeOf(event);
    if (handle !== null && this.range !== undefined) {
      // A handle is dragged away from the other end, which stays.
      const [low, high] = placed(scale, this.range);
      from = Math.abs(from - low) < Math.abs(from - high) ? high : low;
    }
    this.#drag = { from, x: event.clientX, range: undefined };
  };

  readonly #onMove = (event: PointerEvent): void => {
    const scale = this.#scale;
    this.#pointed = Math.min(1, Math.max(0, this.#placeOf(event)));
    if (scale !== undefined && this.#drag !== undefined) {
      const isDrag = Math.abs(event.clientX - this.#drag.x) >= DRAG;
      if (isDrag || this.#drag.range !== undefined) {
        this.#drag.range = brushed(scale, this.#drag.from, this.#placeOf(event));
      }
    }
    this.requestUpdate();
  };

  /** A click shows all of the time again. */
  readonly #onUp = (): void => {
    if (this.#drag === undefined) return;
    const { range } = this.#drag;
    this.#drag = undefined;
    if (range !== undefined || this.range !== undefined) this.onRange(range);
    this.requestUpdate();
  };

  readonly #onCancel = (): void => {
    this.#drag = undefined;
    this.requestUpdate();
  };

  readonly #onLeave = (): void => {
    this.#pointed = undefined;
    this.requestUpdate();
  };

  #onKey(event: KeyboardEvent, edge: Edge): void {
    const scale = this.#scale;
    if (scale === undefined) return;
    const much = 10;
    const far = (scale.to - scale.from) / scale.step;
    const bars = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -much,
      PageUp: much,
      Home: -far,
      End: far,
    }[event.key];
    if (bars !== undefined) this.onRange(nudged(scale, this.range, edge, bars));
    else if (event.key === 'Escape' || event.key === 'Delete') this.onRange(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
