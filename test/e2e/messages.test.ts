// The messages of a topic, as they are read and as they look, from the explorer to a window that is loaded anew.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { produceLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

describe('the messages of a topic', () => {
  let window: MillraceWindow;
  let panel: FrameLocator;

  beforeAll(async () => {
    window = await MillraceWindow.open({ name: 'messages-of-a-topic' });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const counts = () => panel.locator('.counts').innerText();
  const order = (number: number) =>
    `customer-${number % 40}:${JSON.stringify({
      order: number,
      customer: { city: ['Lisbon', 'Bergen', 'Oaxaca'][number % 3] },
      total: (number * 37) % 900,
    })}`;
  const produce = (lines: readonly string[], ...args: string[]) =>
    produceLines(window.bootstrap, 'orders', lines, ['-K', ':', ...args]);

  test('they open from the explorer, the newest first', async () => {
    const { workbench } = window;
    await workbench.openContainer('Millrace');
    const clusters = workbench.tree('Clusters');
    await until(() => clusters.welcome()).toContain('Start Local Cluster');
    await clusters.welcomeAction('Start Local Cluster');
    await until(() => clusters.outline()).toContain(window.bootstrap);
    await produce(Array.from({ length: 300 }, (_, number) => order(number)));
    await produce([order(300)], '-H', 'source=web', '-H', 'trace=4711');
    await produce(['customer-7:'], '-Z');
    await clusters.expand('Local Cluster', 'Topics');
    await clusters.contextMenu('orders', 'Open Messages');
    panel = workbench.webview();
    await until(counts).toBe('302 records');
    await until(() => panel.locator('.row .tag').first().innerText()).toBe('tombstone');
    await until(() => panel.locator('.state').innerText()).toBe('Live');
    await window.picture('newest first');
  });

  test('a record shows what it holds, and opens in an editor', async () => {
    await panel.getByRole('grid').focus();
    await panel.getByRole('grid').press('ArrowDown');
    await panel.getByRole('grid').press('ArrowDown');
    await until(() => panel.locator('.lines').innerText()).toContain('"order"');
    await until(() => panel.locator('.about').innerText()).toContain('Offset');
    await window.picture('a record');
    await panel.getByRole('button', { name: 'Open in an editor, read-only' }).click();
    const editor = window.workbench.page.locator('.editor-instance .view-lines');
    await until(() => editor.innerText()).toMatch(/"order":/);
  });

  test('what was chosen outlives the page', async () => {
    const { page } = window.workbench;
    await page.getByRole('tab', { name: /^orders$/ }).click();
    panel = window.workbench.webview();
    await until(counts).toBe('302 records');
    await panel.getByRole('textbox', { name: 'Search keys' }).fill('lisbon');
    await until(counts).toBe('101 of 302 records match');
    await until(() => panel.locator('.row mark').first().innerText()).toBe('Lisbon');
    await page.getByRole('tab', { name: /orders-\d@\d+ value/ }).click();
    await page.getByRole('tab', { name: /^orders$/ }).click();
    panel = window.workbench.webview();
    await until(counts).toBe('101 of 302 records match');
    await until(() => panel.locator('.row mark').first().innerText()).toBe('Lisbon');
    await window.picture('found');
  });

  test('what comes is seen as it comes', async () => {
    await panel.getByRole('button', { name: 'Clear the filter' }).click();
    await until(counts).toBe('302 records');
    await produce(Array.from({ length: 50 }, (_, number) => order(1000 + number)));
    await until(counts).toBe('352 records');
    await until(() => panel.locator('#row-0').innerText()).toContain('"order":1049');
  });

  test('a link that was copied leads back to the record', async () => {
    await panel.locator('#row-0').click({ button: 'right' });
    await panel.getByRole('menuitem', { name: 'Copy Link' }).click();
    await until(() => window.workbench.clipboard()).toMatch(
      /^[\w-]+:\/\/millrace\.millrace\/messages\?topic=orders&partition=0&offset=351$/,
    );
  });

  test('a window that is loaded anew has it still', async () => {
    await window.workbench.reload();
    const { page } = window.workbench;
    await page.getByRole('tab', { name: /^orders$/ }).click();
    panel = window.workbench.webview();
    // With the filter or without: VS Code may not have written down yet that it was cleared.
    await until(counts).toContain('352 records');
  });
});
