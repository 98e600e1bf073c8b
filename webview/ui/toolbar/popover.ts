import { css, html, LitElement, type TemplateResult } from 'lit';
import { pageStyle } from '../page-style.ts';
import { controlStyle } from './control-style.ts';
import { type IconName, icon } from './icon.ts';
import { placeBeside } from './placing.ts';

/** A button with a surface that opens below it: Escape, or a click elsewhere, closes it. */
export class Popover extends LitElement {
  static override readonly properties = { text: {}, label: {}, icon: {}, isActive: {} };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      :host {
        display: inline-block;
        position: relative;
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 12px;
        max-width: min(440px, calc(100vw - 16px));
        max-height: min(480px, calc(100vh - 16px));
        overflow: auto;
        box-sizing: border-box;
        color: var(--vscode-foreground);
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        border: 1px solid
          var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-widget-border, transparent)));
        border-radius: 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
    `,
  ];
  declare text: string;
  /** What a screen reader says, and the tooltip. */
  declare label: string;
  declare icon: IconName | undefined;
  /** Whether what it holds is not as at first. */
  declare isActive: boolean;

  close(): void {
    this.#surface?.hidePopover();
  }

  /** Its edge on the page, for what opens beside it. */
  open(): void {
    const surface = this.#surface;
    if (surface === null) return;
    surface.showPopover();
    placeBeside(surface, this.getBoundingClientRect());
    const first = this.querySelector<HTMLElement>('input, select, button, vscode-checkbox');
    first?.focus();
  }

  protected override render(): TemplateResult {
    const shows = this.icon === undefined ? '' : 'has-icon';
    return html`<button
        class=${`${this.text === '' ? 'action' : 'field-button'} ${shows} ${this.isActive ? 'on' : ''}`}
        title=${this.label}
        aria-label=${this.text === '' ? this.label : `${this.label}: ${this.text}`}
        aria-haspopup="dialog"
        @click=${() => this.open()}
      >
        ${this.icon === undefined ? '' : icon(this.icon)}${
          this.text === ''
            ? ''
            : html`<span class="text">${this.text}</span>${icon('chevron-down')}`
        }
      </button>
      <div
        popover
        role="dialog"
        aria-label=${this.label}
        @toggle=${this.#onToggle}
        @keydown=${this.#onKey}
      >
        <slot></slot>
      </div>`;
  }

  get #surface(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[popover]');
  }

  readonly #onToggle = ({ newState }: ToggleEvent): void => {
    if (newState !== 'closed') return;
    // The focus goes back to where it came from, unless the user has put it elsewhere.
    if (this.matches(':focus-within')) this.renderRoot.querySelector('button')?.focus();
    this.dispatchEvent(new Event('closed'));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
    this.renderRoot.querySelector('button')?.focus();
  };
}
