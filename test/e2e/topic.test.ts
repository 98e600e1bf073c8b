// The view of a topic in a real window: what comes in is drawn, a sample is taken, the topic is cloned with its records and
// created again.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { produceLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

describe('the view of a topic', () => {
  let window: MillraceWindow;
  let panel: FrameLocator;

  beforeAll(async () => {
    window = await MillraceWindow.open({ name: 'view-of-a-topic' });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const produce = (count: number) =>
    produceLines(
      window.bootstrap,
      'orders',
      Array.from(
        { length: count },
        (_, number) => `customer-${number % 40}:${'x'.repeat(number % 300)}`,
      ),
      ['-K', ':', '-z', 'lz4'],
    );
  const tile = (name: string) =>
    panel
      .locator('.tiles div', { has: panel.getByText(name, { exact: true }) })
      .locator('dd')
      .innerText();
  const press = (name: string) => panel.getByRole('button', { name, exact: true }).click();

  test('it opens from the explorer, and shows what comes in', async () => {
    const { workbench } = window;
    await workbench.openContainer('Millrace');
    const clusters = workbench.tree('Clusters');
    await until(() => clusters.welcome()).toContain('Start Local Cluster');
    await clusters.welcomeAction('Start Local Cluster');
    await until(() => clusters.outline()).toContain(window.bootstrap);
    await produce(500);
    await clusters.expand('Local Cluster', 'Topics');
    await clusters.contextMenu('orders', 'Open Topic');
    panel = workbench.webview();
    await until(() => tile('Records, at most')).toBe('500');
    await produce(2_000);
    await until(() => tile('Records, at most')).toBe('2,500');
    await until(() => tile('In')).toMatch(/^[1-9][\d,.]*\/s$/);
    await window.picture('live');
  });

  test('a sample tells what the records are like, with the keyboard alone', async () => {
    const { page } = window.workbench;
    await panel.getByRole('button', { name: 'Take a sample of the records' }).focus();
    await page.keyboard.press('Enter');
    await until(() => panel.locator('.cards').innerText()).toContain('Different keys');
    await until(() => panel.getByRole('status').last().innerText()).toBe(
      '1,000 records of at most 2,500',
    );
    await panel.getByRole('combobox', { name: 'Records of each partition' }).focus();
    await page.keyboard.press('ArrowDown');
    await panel.getByRole('button', { name: 'Take a sample of the records' }).focus();
    await page.keyboard.press('Enter');
    await until(() => panel.getByRole('status').last().innerText()).toBe(
      '2,500 records: all there are',
    );
    const keys = panel.locator('.card', { hasText: 'Different keys' });
    await until(() => keys.innerText()).toMatch(/Different keys\s+40/);
    await until(() => panel.locator('.card', { hasText: 'Batches' }).last().innerText()).toContain(
      'lz4',
    );
    await window.picture('sampled');
  });

  test('it is cloned with its records', async () => {
    const { workbench } = window;
    await press('Clone this topic');
    await workbench.quickInput.accept('orders-again');
    await workbench.quickInput.pick('With its records');
    const clusters = workbench.tree('Clusters');
    await until(() => clusters.outline()).toContain('orders-again');
    await until(() => workbench.notifications()).toContain(
      "'orders-again' has 2,500 records of 'orders'.",
    );
  });

  test('it is created again when that is agreed to', async () => {
    const { workbench } = window;
    await press('Recreate this topic: delete it, and create it again');
    await until(() => workbench.dialogText()).toContain(
      "Delete topic 'orders' with all its records",
    );
    await window.picture('asked');
    await window.workbench.answerDialog('Recreate');
    await until(() => tile('Records, at most')).toBe('0');
  });

  test('it is there after the window was loaded anew', async () => {
    await window.workbench.reload();
    await window.workbench.page.getByRole('tab', { name: /^Topic orders$/ }).click();
    panel = window.workbench.webview();
    await until(() => tile('Partitions')).toBe('1');
  });
});
