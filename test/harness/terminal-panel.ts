// VS Code's integrated terminals, typed into and read as a user types and reads.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Settings } from './vscode-server.ts';

/** What the shell of `terminalSettings` prompts with. */
const PROMPT = '$';

/**
 * Settings with which terminals can be read: drawn as elements and not on a canvas, by a bash that knows nothing of
 * who runs the test.
 * @param home the shell's home folder; its `.bashrc` is written.
 */
export function terminalSettings(home: string): Settings {
  writeFileSync(join(home, '.bashrc'), `PS1='${PROMPT} '\n`);
  const profiles = { bash: { path: 'bash', env: { HOME: home } } };
  return {
    'terminal.integrated.gpuAcceleration': 'off',
    'terminal.integrated.profiles.linux': profiles,
    'terminal.integrated.defaultProfile.linux': 'bash',
    'terminal.integrated.profiles.osx': profiles,
    'terminal.integrated.defaultProfile.osx': 'bash',
    'terminal.integrated.cursorBlinking': false,
  };
}

/** One terminal of those that are in view side by side. */
export class Terminal {
  readonly #page: Page;
  readonly #screen: Locator;

  /** @param index 0 for the leftmost. */
  constructor(page: Page, index: number) {
    this.#page = page;
    const pane = page.locator('.terminal-split-pane').filter({ visible: true }).nth(index);
    // The sticky command above the lines is drawn by a second xterm.
    this.#screen = pane.locator('.terminal-wrapper > .terminal-xterm-host > .xterm');
  }

  /** The lines in view, without what is empty at the end of each and below them. Long ones are broken at the edge. */
  async text(): Promise<string> {
    const rows = await this.#rows().allTextContents();
    return rows
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** What the last command printed, as far as it is in view; undefined until the shell prompts again. */
  async printed(): Promise<string | undefined> {
    const lines = (await this.text()).split('\n');
    if (lines.at(-1) !== PROMPT) return undefined;
    const command = lines.findLastIndex((line) => line.startsWith(`${PROMPT} `));
    return lines.slice(command + 1, -1).join('\n');
  }

  /** Types a line, and presses Enter once it is there to be read. */
  async enter(line: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.type(line);
    const rows = await this.#screen.locator('.xterm-rows').elementHandle();
    await this.#page.waitForFunction(
      ([element, typed]) => element?.textContent?.replaceAll(/\s/g, '').endsWith(typed),
      [rows, line.replaceAll(/\s/g, '')] as const,
    );
    await this.#page.keyboard.press('Enter');
  }

  /** Presses a key in the terminal, for example `Control+C`. */
  async press(key: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press(key);
  }

  /** Ends the shell, and waits until the terminal is gone. */
  async exit(): Promise<void> {
    const screen = await this.#screen.elementHandle();
    await this.enter('exit 0');
    await screen?.waitForElementState('hidden');
  }

  async focus(): Promise<void> {
    await this.#screen.locator('.xterm-helper-textarea').focus();
  }

  #rows(): Locator {
    return this.#screen.locator('.xterm-rows > div');
  }
}
