import { css, html, LitElement, type TemplateResult } from 'lit';
import { pageStyle } from '../ui/page-style.ts';
import { outputStyle } from './output-style.ts';

/** One thing that a menu offers. */
export interface MenuItem {
  readonly text: string;
  readonly run: () => void | Promise<void>;
}

/** A button that opens a menu: arrows move in it, Escape closes it. */
export function menu(text: string, label: string, items: readonly MenuItem[]): TemplateResult {
  return html`<millrace-menu .text=${text} .label=${label} .items=${items}></millrace-menu>`;
}

export class Menu extends LitElement {
  static override readonly properties = { text: {}, label: {}, items: { attribute: false } };
  static override readonly styles = [
    pageStyle,
    outputStyle,
    css`
      :host {
        display: inline-block;
        contain: none;
        padding: 0;
      }
      :host > button:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      .chevron {
        display: inline-block;
        width: 5px;
        height: 5px;
        margin: 0 1px 3px 5px;
        border: solid currentColor;
        border-width: 0 1px 1px 0;
        transform: rotate(45deg);
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px;
        color: var(--vscode-menu-foreground);
        background: var(--vscode-menu-background);
        border: 1px solid var(--vscode-menu-border, var(--vscode-widget-border, transparent));
        border-radius: 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow);
      }
      [role='menuitem'] {
        display: block;
        width: 100%;
        padding: 2px 16px;
        text-align: start;
      }
      [role='menuitem']:hover,
      [role='menuitem']:focus {
        color: var(--vscode-menu-selectionForeground);
        background: var(--vscode-menu-selectionBackground);
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
    `,
  ];
  declare text: string;
  declare label: string;
  declare items: readonly MenuItem[];

  protected override render(): TemplateResult {
    return html`<button
        aria-label=${this.label}
        aria-haspopup="menu"
        @click=${this.#open}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown') return;
          taken(event);
          this.#open();
        }}
      >
        ${this.text}<span class="chevron"></span>
      </button>
      <div
        popover
        role="menu"
        aria-label=${this.label}
        @keydown=${this.#onKey}
      >
        ${this.items.map(
          (item) =>
            html`<button role="menuitem" tabindex="-1" @click=${() => this.#run(item)}>${item.text}</button>`,
        )}
      </div>`;
  }

  get #popover(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[popover]');
  }

  /** Below the button, or above it where there is no room. */
  readonly #open = (): void => {
    const popover = this.#popover;
    if (popover === null) return;
    popover.showPopover();
    const button = this.getBoundingClientRect();
    const { width, height } = popover.getBoundingClientRect();
    const below = button.bottom + height <= window.innerHeight || button.top < height;
    popover.style.top = `${below ? button.bottom : button.top - height}px`;
    popover.style.left = `${Math.max(0, Math.min(button.left, window.innerWidth - width - 4))}px`;
    popover.querySelector('button')?.focus();
  };

  #close(): void {
    this.#popover?.hidePopover();
    this.renderRoot.querySelector('button')?.focus();
  }

  #run(item: MenuItem): void {
    this.#close();
    void item.run();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(event.target as HTMLElement);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) items.at((at + move) % items.length)?.focus();
    else if (event.key === 'Home') items[0]?.focus();
    else if (event.key === 'End') items.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.#close();
    else return;
    taken(event);
  };
}

/** Neither the browser nor the notebook does anything for this key. */
export function taken(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
