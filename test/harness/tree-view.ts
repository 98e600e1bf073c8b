// A tree view in the side bar.

import type { Locator, Page } from 'playwright-core';
import { whole } from './whole-text.ts';

/** A visible row of a tree. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for roots. */
  readonly level: number;
  /** Undefined for a leaf. */
  readonly expanded: boolean | undefined;
  /** What a screen reader says. */
  readonly accessibleLabel: string;
}

/** The view with this title. Rows that are scrolled out of sight do not count: VS Code draws only those in view. */
export class TreeView {
  readonly #page: Page;
  readonly #pane: Locator;

  constructor(page: Page, title: string) {
    this.#page = page;
    const heading = page.locator('.pane-header .title', { hasText: whole(title) });
    this.#pane = page.locator('.split-view-view > .pane').filter({ has: heading });
  }

  /** All rows in view, read at one moment, from top to bottom. */
  rows(): Promise<TreeRow[]> {
    // Elements show other rows a moment later: they are found and read in one go.
    return this.#pane.evaluateAll((panes) =>
      panes
        .flatMap((pane) => [...pane.querySelectorAll('.monaco-list-row')])
        .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => {
          const expanded = row.getAttribute('aria-expanded');
          return {
            label: row.querySelector('.label-name')?.textContent ?? '',
            description: row.querySelector('.label-description')?.textContent ?? '',
            level: Number(row.getAttribute('aria-level')),
            expanded: expanded === null ? undefined : expanded === 'true',
            accessibleLabel: row.getAttribute('aria-label') ?? '',
          };
        }),
    );
  }

  /** The rows as an indented outline, `label  description`: what a test compares and a failure shows. */
  async outline(): Promise<string> {
    const rows = await this.rows();
    return rows
      .map((row) => `${'  '.repeat(row.level - 1)}${row.label}  ${row.description}`.trimEnd())
      .join('\n');
  }

  /** The first row in view with exactly this label. */
  row(label: string): Locator {
    return this.#pane
      .locator('.monaco-list-row')
      .filter({ has: this.#page.locator('.label-name', { hasText: whole(label) }) })
      .first();
  }

  /** Opens or closes the whole view, where its container has several. */
  async show(open: boolean): Promise<void> {
    const header = this.#pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) !== String(open)) await header.click();
  }

  /** Opens one row after the other: `expand('Local', 'Topics', 'orders')`. Open ones stay open. */
  async expand(...labels: string[]): Promise<void> {
    for (const label of labels) {
      const row = this.row(label);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) === 'true') continue;
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  async select(...labels: string[]): Promise<void> {
    for (const [index, label] of labels.entries()) {
      await this.row(label).click({ modifiers: index === 0 ? [] : ['ControlOrMeta'] });
    }
  }

  /** Opens the context menu of a row and chooses the item with this title. */
  async contextMenu(label: string, item: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    await this.#page
      .locator('.monaco-menu')
      .getByRole('menuitem', { name: item, exact: true })
      // A menu ignores the button's release in its first 100 ms: it may end the press that opened it.
      .click({ delay: 200 });
  }

  /** Presses the button with this title on a row (shown while the pointer is over it). */
  async inlineAction(label: string, title: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    await row.getByRole('button', { name: title }).click();
  }

  /** Presses the button with this title in the view's title bar. */
  async titleAction(title: string): Promise<void> {
    const own = this.#pane.locator('.pane-header');
    // The only view of a container has its title bar merged with the container's.
    const merged = this.#page.locator('.part.sidebar > .composite.title');
    const bar = (await own.isVisible()) ? own : merged;
    await bar.hover();
    await bar.getByRole('button', { name: title }).click();
  }

  /** The text of the welcome content that an empty view shows. */
  welcome(): Promise<string> {
    return this.#pane.locator('.welcome-view-content').innerText();
  }

  /** Presses a button or link of the welcome content. */
  async welcomeAction(title: string): Promise<void> {
    await this.#pane
      .locator('.welcome-view-content')
      .locator('a, .monaco-button')
      .getByText(title, { exact: true })
      .first()
      .click();
  }
}
