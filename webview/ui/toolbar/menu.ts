import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { pageStyle } from '../page-style.ts';
import { icon } from './icon.ts';
import { placeBeside } from './placing.ts';

/** One thing that a menu offers. */
export interface MenuItem {
  readonly text: string;
  /** As VS Code writes it: `Ctrl+C`. */
  readonly keys?: string;
  readonly disabled?: boolean;
  /** Of one that can be on or off. */
  readonly checked?: boolean;
  readonly run: () => unknown;
}

/** A line between items. */
export const separator: 'separator' = 'separator';

/** A menu that opens where it is told to: arrows and first letters move in it, Escape closes it. */
export class ActionMenu extends LitElement {
  static override readonly styles = [
    pageStyle,
    css`
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px;
        min-width: 160px;
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
        background: var(--vscode-menu-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-menu-border, var(--vscode-widget-border, transparent));
        border-radius: 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      button {
        display: flex;
        gap: 24px;
        align-items: center;
        width: 100%;
        min-height: 24px;
        padding: 2px 12px 2px 6px;
        border: none;
        border-radius: 3px;
        font: inherit;
        color: inherit;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      button:disabled {
        opacity: 0.5;
        cursor: default;
      }
      button:focus-visible,
      button:focus {
        color: var(--vscode-menu-selectionForeground);
        background: var(--vscode-menu-selectionBackground);
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
      .check {
        display: flex;
        width: 16px;
        margin-inline-end: -18px;
      }
      .text {
        flex: 1;
        white-space: nowrap;
      }
      .keys {
        opacity: 0.7;
      }
      hr {
        margin: 4px 0;
        border: none;
        border-top: 1px solid var(--vscode-menu-separatorBackground, var(--vscode-widget-border));
      }
    `,
  ];

  #label = '';
  #items: readonly (MenuItem | typeof separator)[] = [];
  #before: HTMLElement | null = null;

  /** Opens below `place`; a point is a place without size. The focus goes back to `focused` when it closes. */
  async open(
    label: string,
    items: readonly (MenuItem | typeof separator)[],
    place: DOMRect,
    focused: HTMLElement | null,
  ): Promise<void> {
    this.#label = label;
    this.#items = items;
    this.#before = focused;
    this.requestUpdate();
    await this.updateComplete;
    const surface = this.#surface;
    if (surface === null) return;
    surface.showPopover();
    placeBeside(surface, place);
    this.#buttons[0]?.focus();
  }

  protected override render(): TemplateResult {
    return html`<div
      popover
      role="menu"
      aria-label=${this.#label}
      @keydown=${this.#onKey}
      @mousemove=${(event: MouseEvent) => (event.target as Element).closest('button')?.focus()}
    >
      ${this.#items.map((item) => (item === separator ? html`<hr role="separator" />` : this.#item(item)))}
    </div>`;
  }

  #item(item: MenuItem): TemplateResult {
    const { text, keys, disabled = false, checked } = item;
    return html`<button
      role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked=${checked ?? nothing}
      tabindex="-1"
      ?disabled=${disabled}
      @click=${() => {
        this.#close();
        item.run();
      }}
    >
      <span class="check">${checked ? icon('check') : nothing}</span>
      <span class="text">${text}</span>
      ${keys === undefined ? nothing : html`<span class="keys" aria-hidden="true">${keys}</span>`}
    </button>`;
  }

  get #surface(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[popover]');
  }

  get #buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  }

  #close(): void {
    this.#surface?.hidePopover();
    this.#before?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const buttons = this.#buttons;
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) buttons.at((at + move) % buttons.length)?.focus();
    else if (event.key === 'Home') buttons[0]?.focus();
    else if (event.key === 'End') buttons.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.#close();
    else if (/^\p{L}$/u.test(event.key)) {
      const starts = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
      const typed = event.key.toLowerCase();
      starts.find(({ innerText }) => innerText.trim().toLowerCase().startsWith(typed))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
