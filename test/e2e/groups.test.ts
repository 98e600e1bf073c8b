// A consumer group, from the explorer to offsets that are reset, with the keyboard alone.

import { Kafka, logLevel } from 'kafkajs';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { produceLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

describe('a consumer group, with the keyboard alone', () => {
  let window: MillraceWindow;
  let panel: FrameLocator;

  beforeAll(async () => {
    window = await MillraceWindow.open({ name: 'consumer-group' });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const press = (key: string) => window.workbench.page.keyboard.press(key);

  /** Runs a command of the palette, without the mouse. */
  async function command(title: string): Promise<void> {
    const { page, quickInput } = window.workbench;
    await press('F1');
    await quickInput.type(`>${title}`);
    await until(async () => (await quickInput.rows())[0]?.label).toBe(title);
    await page.keyboard.press('Enter');
  }

  /** What a screen reader says of the row of the explorer that has the focus. */
  async function focusedRow(): Promise<string> {
    const label = await window.workbench.page
      .locator('.part.sidebar')
      .evaluate((bar) => bar.querySelector('.monaco-list-row.focused')?.getAttribute('aria-label'));
    return label ?? '';
  }

  /** Goes down the explorer to a row. */
  async function downTo(name: string): Promise<void> {
    for (let i = 0; i < 30 && !(await focusedRow()).startsWith(name); i++) await press('ArrowDown');
    expect(await focusedRow()).toContain(name);
  }

  /**
   * Chooses from a row's menu. VS Code tells no row to the command if the tree was drawn anew under the menu: then the command
   * asks which one, and it is chosen from the menu again.
   */
  async function fromMenu(row: string, title: string): Promise<void> {
    await downTo(row);
    await press('Shift+F10');
    const item = window.workbench.page.locator('.monaco-menu .action-item.focused');
    for (let i = 0; i < 12; i++) {
      if ((await item.allInnerTexts()).some((text) => text.includes(title))) break;
      await press('ArrowDown');
    }
    await press('Enter');
  }

  /** The name of what has the focus in the page. */
  const focused = () =>
    panel.locator('group-page').evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });

  async function tabTo(name: string): Promise<void> {
    for (let i = 0; i < 40 && (await focused()) !== name; i++) await press('Tab');
    expect(await focused()).toBe(name);
  }

  const facts = async () => (await panel.locator('dl').innerText()).replace(/\s+/g, ' ');

  test('it is opened from its row', async () => {
    const { workbench } = window;
    // The palette has the extension's commands once the window has its views.
    await workbench.page.getByRole('tab', { name: /^Millrace/ }).waitFor();
    await command('Millrace: Start Local Cluster');
    await until(async () => await workbench.statusBarItem('Millrace').first().innerText()).toMatch(
      /:\d+/,
    );
    await produceLines(
      window.bootstrap,
      'orders',
      Array.from({ length: 12 }, (_, i) => `${i}`),
    );
    const kafka = new Kafka({ brokers: [window.bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const partitions = [{ partition: 0, offset: '9' }];
    await admin.setOffsets({ groupId: 'billing', topic: 'orders', partitions });
    await admin.disconnect();
    await command('Millrace: Focus on Clusters View');
    await until(() => workbench.tree('Clusters').outline()).toContain('Consumer Groups');
    // A tree that has just got its rows is given the focus once more, which an empty one could not take.
    await command('Millrace: Focus on Clusters View');
    await downTo('Consumer Groups');
    await press('ArrowRight');
    await until(async () => workbench.tree('Clusters').outline()).toMatch(/billing {2}empty/);
    await until(async () => {
      await fromMenu('billing', 'Open Consumer Group');
      const tab = workbench.page.getByRole('tab', { name: /billing/ });
      await tab.waitFor({ timeout: 5000 }).catch(() => press('Escape'));
      return tab.count();
    }).toBe(1);
    panel = workbench.webview();
    await until(facts).toMatch(/State empty Members 0 .* Total lag 3/);
    await window.picture('open');
  });

  test('its offsets are reset once the changes were seen', async () => {
    await tabTo('Reset Offsets…');
    await press('Enter');
    await until(focused).toBe('Where offsets are to be');
    const plan = panel.getByRole('table', { name: 'What is going to change' }).locator('tbody');
    await until(() => plan.innerText()).toMatch(/orders\s+0\s+9\s+0\s+−9\s+3\s+12/);
    expect(await facts()).toMatch(/Total lag 3$/);
    await window.picture('plan');
    await tabTo('Reset 1 Offset');
    await press('Enter');
    await until(facts).toMatch(/Total lag 12$/);
    await until(() => panel.locator('group-reset').count()).toBe(0);
    await window.picture('reset');
  });

  test('its lag moves while records come', async () => {
    await produceLines(window.bootstrap, 'orders', ['12', '13', '14']);
    await until(facts).toMatch(/Total lag 15$/);
  });
});
