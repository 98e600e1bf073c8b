// A developer keeps a job's dashboard in sight: beside the notebook, hidden, and after the window was loaded anew.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from '../harness/accessibility.ts';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

/** A job that goes on until it is stopped; each fourth batch fails. */
const endless = `\`\`\`ts
const batches = Array.from({ length: 6000 }, (_, i) => sc.parallelize(Array.from({ length: 50 + (i * 7) % 40 }, () => 'mill')));
const context = new StreamingContext(sc, 1);
context.queueStream(batches).foreachRDD(async (rdd, time) => {
  if (++count % 4 === 0) throw new TypeError('the stone is cracked');
  await rdd.count();
});
var count = 0;
await context.start();
\`\`\`
`;

describe('the dashboard', () => {
  let window: MillraceWindow;
  let page: FrameLocator;

  beforeAll(async () => {
    window = await MillraceWindow.open({ name: 'dashboard', files: { 'mill.stream.md': endless } });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const state = () => page.getByRole('status').first().innerText();
  const completed = async () => {
    const text = await page.locator('p.header').innerText({ timeout: 5_000 });
    return Number(/\((\d+) completed/.exec(text)?.[1] ?? 0);
  };

  test('opens from the view, beside the notebook', async () => {
    const { workbench } = window;
    await workbench.openFile('mill.stream.md');
    await expect
      .poll(() => workbench.statusBarItem('Kernel: idle').count(), { timeout: 60_000 })
      .toBe(1);
    await workbench.page.getByRole('button', { name: 'Run All', exact: true }).click();
    await workbench.openContainer('Millrace');
    const jobs = workbench.tree('Streaming Jobs');
    await expect.poll(() => jobs.outline(), { timeout: 90_000 }).toMatch(/records\/s/);
    await workbench.runCommand('View: Split Editor Right');
    const [row] = await jobs.rows();
    await jobs.inlineAction(row?.label ?? '', 'Open Dashboard');
    page = workbench.webview();
    await expect.poll(state, { timeout: 90_000 }).toMatch(/^Running · mill\.stream\.md$/);
    const before = await completed();
    await expect.poll(completed, { timeout: 60_000 }).toBeGreaterThan(before + 2);
    const found: Record<string, string[]> = {};
    await window.picture('running', async (theme) => {
      found[theme] = await violationsOf(page);
    });
    expect(found).toEqual({ light: [], dark: [], 'high-contrast': [] });
  });

  test('shows why a batch failed, and keeps what is open while it is hidden', async () => {
    const { workbench } = window;
    await page.getByRole('button', { name: /^All \d+/ }).click();
    await page.locator('tr.failed').first().getByRole('button').click();
    const why = page.locator('.failure pre').first();
    await expect.poll(() => why.innerText()).toMatch(/the stone is cracked/);
    await page.getByRole('button', { name: '1 stream' }).click();
    await workbench.runCommand('Millrace: Show Log');
    await workbench.runCommand('File: New Untitled Text File');
    await expect.poll(() => workbench.page.locator('iframe.webview.ready').count()).toBeLessThan(3);
    await workbench.runCommand('View: Close Editor');
    page = workbench.webview();
    await expect.poll(state, { timeout: 60_000 }).toMatch(/^Running/);
    expect(await page.getByRole('button', { name: /^All \d+/ }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    expect(await page.locator('.streams .metric').count()).toBe(1);
  });

  test('stops the job and stays as it was last', async () => {
    await page.getByRole('button', { name: 'Stop the job' }).click();
    await expect.poll(state, { timeout: 60_000 }).toMatch(/^(Stopped|Failed) ·/);
    expect(await completed()).toBeGreaterThan(8);
    expect(await page.getByRole('button', { name: /the job$/ }).count()).toBe(0);
    await window.picture('stopped');
  });

  test('is still there after a reload of the window', async () => {
    const { workbench } = window;
    const before = await Promise.all([state(), completed()]);
    // In a browser VS Code writes down what pages keep every five seconds, and not when it is left.
    await workbench.page.waitForTimeout(6_000);
    await workbench.reload();
    page = workbench.webview();
    await expect.poll(state, { timeout: 90_000 }).toBe(before[0]);
    expect(await completed()).toBe(before[1]);
    expect(await page.getByRole('button', { name: 'Go to Cell' }).count()).toBe(0);
    await window.picture('after a reload');
  });
});
