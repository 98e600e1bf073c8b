// VS Code's quick input: the command palette, quick picks and input boxes.

import type { Locator, Page } from 'playwright-core';
import { whole } from './whole-text.ts';

export interface QuickPickRow {
  readonly label: string;
  readonly description: string;
}

/** How often a command is tried, and how long each step of that may take, in milliseconds. */
const ATTEMPTS = 4;
const STEP_MS = 8_000;
/** Rows above the one that was looked for by its whole name, at most. */
const MOST_ROWS = 20;
/** A question that has closed again would have done so by now, in milliseconds. */
const SETTLED_MS = 250;

/** The quick input of one window. Each method waits until the widget is there. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
  }

  /**
   * Opens the palette and runs the command with exactly this title, category included. The palette lists what could be run
   * when it opened, and closes when a part of VS Code that is still on its way takes the focus: it is opened again then.
   */
  async runCommand(title: string): Promise<void> {
    await persistently(() => this.#chooseCommand(title));
  }

  /** Opens a file of the folder that is open, by its name. */
  async openFile(name: string): Promise<void> {
    await persistently(() => this.#choose('Control+P', name, name));
  }

  /** Runs a command that asks something at once, and waits for that. It closes as the palette does. */
  async ask(title: string): Promise<void> {
    await persistently(async () => {
      await this.#chooseCommand(title);
      await this.#input.waitFor({ timeout: STEP_MS });
      await this.#page.waitForTimeout(SETTLED_MS);
      if (!(await this.#input.isVisible())) throw new Error(`'${title}' asks no more`);
    });
  }

  /** Replaces the text in the input. */
  async type(text: string): Promise<void> {
    await this.#input.fill(text);
  }

  /** Presses Enter: accepts the text or the focused row. */
  async accept(text?: string): Promise<void> {
    if (text !== undefined) await this.type(text);
    await this.#input.press('Enter');
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
    return this.#input.inputValue();
  }

  /** The rows in view. */
  async rows(): Promise<QuickPickRow[]> {
    await this.#widget.waitFor();
    return this.#widget.evaluate((widget) =>
      [...widget.querySelectorAll('.quick-input-list .monaco-list-row')].map((row) => ({
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
      })),
    );
  }

  #chooseCommand(title: string): Promise<void> {
    return this.#choose('F1', `>${title}`, title);
  }

  async #choose(key: string, text: string, label: string): Promise<void> {
    // These keys need the focus in the page, and not in a webview's frame.
    await this.#page.locator('.monaco-workbench').press(key);
    await this.#input.fill(text, { timeout: STEP_MS });
    const row = this.#row(label);
    await row.waitFor({ timeout: STEP_MS });
    const focused = row.and(this.#page.locator('.focused'));
    for (let rows = 0; rows < MOST_ROWS && (await focused.count()) === 0; rows++) {
      await this.#input.press('ArrowDown');
    }
    await focused.waitFor({ timeout: STEP_MS });
    await this.accept();
    // What is typed next is for what comes next.
    await row.waitFor({ state: 'hidden', timeout: STEP_MS });
  }

  get #input(): Locator {
    return this.#widget.locator('.quick-input-box input');
  }

  #row(label: string): Locator {
    return this.#widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.#page.locator('.label-name', { hasText: whole(label) }) });
  }
}

async function persistently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
