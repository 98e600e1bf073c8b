import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { fittingPart, partAfterKey } from './split-size.ts';

/** Two sides with a divider that is dragged or moved by keys. The second side can be left out. */
export class Split extends LitElement {
  static override readonly properties = {
    secondSize: { attribute: false },
    isVertical: { attribute: false },
    showsSecond: { attribute: false },
    label: {},
    onSize: { attribute: false },
  };
  static override readonly styles = css`
    :host {
      display: flex;
      min-height: 0;
      min-width: 0;
    }
    .side {
      display: flex;
      flex: 1 1 0;
      min-width: 0;
      min-height: 0;
      overflow: hidden;
    }
    ::slotted(*) {
      flex: 1;
      min-width: 0;
      min-height: 0;
    }
    .divider {
      position: relative;
      flex: none;
      background: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
      touch-action: none;
    }
    .divider.across {
      height: 1px;
      cursor: ns-resize;
    }
    .divider.along {
      width: 1px;
      cursor: ew-resize;
    }
    .divider::after {
      content: '';
      position: absolute;
      z-index: 3;
      transition: background 100ms ease-out 200ms;
    }
    .divider.across::after {
      inset: -2px 0;
    }
    .divider.along::after {
      inset: 0 -2px;
    }
    .divider:hover::after,
    .divider:active::after,
    .divider:focus-visible::after {
      background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
    }
    .divider:focus {
      outline: none;
    }
    @media (prefers-reduced-motion: reduce) {
      .divider::after {
        transition: none;
      }
    }
  `;
  /** What the second side takes of the whole, from 0 to 1. */
  declare secondSize: number;
  /** Whether the second side is below the first. */
  declare isVertical: boolean;
  declare showsSecond: boolean;
  declare label: string;
  declare onSize: (size: number) => void;

  protected override render(): TemplateResult {
    const { isVertical, showsSecond } = this;
    this.style.flexDirection = isVertical ? 'column' : 'row';
    // Parts of a hundred: what does not add up to one would leave room.
    const second = Math.round(Math.min(Math.max(this.secondSize, 0.05), 0.95) * 1000) / 10;
    const first = showsSecond ? 100 - second : 100;
    return html`<div class="side" .style=${`flex-grow: ${first}`}><slot></slot></div>
      ${
        showsSecond
          ? html`<div
                class=${`divider ${isVertical ? 'across' : 'along'}`}
                role="separator"
                tabindex="0"
                aria-label=${this.label}
                aria-orientation=${isVertical ? 'horizontal' : 'vertical'}
                aria-valuenow=${Math.round(first)}
                @pointerdown=${this.#onDown}
                @pointermove=${this.#onMove}
                @keydown=${this.#onKey}
              ></div>
              <div class="side" .style=${`flex-grow: ${second}`}><slot name="second"></slot></div>`
          : nothing
      }`;
  }

  readonly #onDown = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    event.preventDefault();
  };

  readonly #onMove = (event: PointerEvent): void => {
    const divider = event.currentTarget as Element;
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const { left, top, width, height } = this.getBoundingClientRect();
    const whole = this.isVertical ? height : width;
    const at = this.isVertical ? event.clientY - top : event.clientX - left;
    this.onSize(fittingPart(1 - at / whole, whole));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const part = partAfterKey(event.key, this.secondSize, this.isVertical);
    if (part === undefined) return;
    event.preventDefault();
    const { width, height } = this.getBoundingClientRect();
    this.onSize(fittingPart(part, this.isVertical ? height : width));
  };
}
