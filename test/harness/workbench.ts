// One VS Code window in the browser, driven as a user drives it.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { inCache } from './places.ts';
import { QuickInput } from './quick-input.ts';
import { TreeView } from './tree-view.ts';

const themeClass = { light: 'vs', dark: 'vs-dark', 'high-contrast': 'hc-black' } as const;

export type ThemeKind = keyof typeof themeClass;

export interface WorkbenchOptions {
  /** Pictures go to `.cache/screenshots/NAME`. */
  screenshots: string;
  /** True if those in there stay; else they are removed, being of an earlier run. */
  keep?: boolean;
  width?: number;
  height?: number;
}

export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  /** The folder of its screenshots. */
  readonly screenshots: string;

  /** Opens a window on a VS Code server and waits until the workbench can be used. */
  static async open(browser: Browser, url: string, options: WorkbenchOptions): Promise<Workbench> {
    const { width = 1280, height = 800 } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      // Tests read what commands copy.
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const screenshots = inCache('screenshots', options.screenshots);
    if (options.keep !== true) rmSync(screenshots, { recursive: true, force: true });
    mkdirSync(screenshots, { recursive: true });
    const workbench = new Workbench(await context.newPage(), screenshots);
    await workbench.page.goto(url);
    await workbench.ready();
    return workbench;
  }

  private constructor(page: Page, screenshots: string) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.screenshots = screenshots;
  }

  /** Waits until VS Code has laid out its last part, the status bar. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** Loads the window anew, as `Developer: Reload Window` does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Runs a command of the palette by its full title, for example `Millrace: Create Topic…`. */
  runCommand(title: string): Promise<void> {
    return this.quickInput.runCommand(title);
  }

  /** The same for a command that asks something at once; `quickInput` answers. */
  ask(title: string): Promise<void> {
    return this.quickInput.ask(title);
  }

  /** Shows a view container of the activity bar, for example `Millrace`. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page
      .locator('.part.activitybar')
      .getByRole('tab', { name: new RegExp(`^${title}`) });
    await tab.waitFor({ timeout: 30_000 });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  /** Opens a file of the folder that is open, by its name. */
  async openFile(name: string): Promise<void> {
    await this.quickInput.openFile(name);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /** The page inside the webview that is in front. */
  webview(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .last()
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** The page with the outputs of the notebook in front. @throws Error while there is none. */
  async outputs(): Promise<Frame> {
    for (const frame of this.page.frames().reverse()) {
      const found = await frame
        .locator('.output_container')
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    throw new Error('no notebook shows outputs');
  }

  /** The status-bar item whose text contains `text`. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** The messages of the notifications on screen. */
  notifications(): Promise<string[]> {
    return this.#toasts().locator('.notification-list-item-message').allInnerTexts();
  }

  /** Presses a button of the notification whose message contains `message`. */
  async answerNotification(message: string | RegExp, button: string): Promise<void> {
    const toast = this.#toasts().filter({ hasText: message });
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  async clearNotifications(): Promise<void> {
    if ((await this.#toasts().count()) === 0) return;
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** The text of the modal dialog, detail included. */
  dialogText(): Promise<string> {
    return this.page.locator('.monaco-dialog-box .dialog-message-container').innerText();
  }

  /** Presses a button of the modal dialog. */
  async answerDialog(button: string): Promise<void> {
    await this.page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: button, exact: true })
      .click();
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Waits until this theme is on: its kind, `light`, `dark` or `high-contrast`. */
  async themeIs(kind: ThemeKind): Promise<void> {
    await this.page.locator(`.monaco-workbench.${themeClass[kind]}`).first().waitFor();
  }

  /** Saves a picture `NAME.png` of the window. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  #toasts(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }
}
