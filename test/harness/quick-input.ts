// VS Code's quick input: the command palette, quick picks and input boxes.

import type { Locator, Page } from 'playwright-core';
import { whole } from './whole-text.ts';

export interface QuickPickRow {
  readonly label: string;
  readonly description: string;
}

/** The quick input of one window. Each method waits until the widget is there. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
  }

  /** Opens the palette and runs the command with exactly this title, category included. */
  async runCommand(title: string): Promise<void> {
    // The key that opens the palette needs the focus in the page, and not in a webview's frame.
    await this.#page.locator('.monaco-workbench').press('F1');
    await this.type(`>${title}`);
    await this.pick(title);
  }

  /** Replaces the text in the input. */
  async type(text: string): Promise<void> {
    await this.#widget.locator('.quick-input-box input').fill(text);
  }

  /** Presses Enter: accepts the text or the focused row. */
  async accept(text?: string): Promise<void> {
    if (text !== undefined) await this.type(text);
    await this.#widget.locator('.quick-input-box input').press('Enter');
  }

  /** Chooses the row with exactly this label. */
  async pick(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** Ticks or unticks the row with this label, where several can be chosen. */
  async toggle(label: string): Promise<void> {
    await this.#row(label).click();
  }

  async cancel(): Promise<void> {
    await this.#widget.waitFor();
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden' });
  }

  title(): Promise<string> {
    return this.#widget.locator('.quick-input-title').innerText();
  }

  /** The prompt or, if the text is not valid, what is wrong with it. */
  message(): Promise<string> {
    return this.#widget.locator('.quick-input-message').innerText();
  }

  value(): Promise<string> {
    return this.#widget.locator('.quick-input-box input').inputValue();
  }

  /** The rows in view. */
  async rows(): Promise<QuickPickRow[]> {
    await this.#widget.waitFor();
    return this.#widget.locator('.quick-input-list .monaco-list-row').evaluateAll((rows) =>
      rows.map((row) => ({
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
      })),
    );
  }

  #row(label: string): Locator {
    return this.#widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.#page.locator('.label-name', { hasText: whole(label) }) });
  }
}
