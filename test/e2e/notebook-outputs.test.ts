// What a job shows is looked at, sorted, filtered, copied and saved while it moves; and nothing of it is left when VS Code is
// killed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

/** Counts that grow ten times a second: those of `gate` by one, of `mill` by two, and so on. */
const notebook = `\`\`\`ts
import { writeFileSync } from 'node:fs';

writeFileSync('pids.json', JSON.stringify([process.pid, process.ppid]));
const moving = new StreamingContext(sc, 0.1);
let batch = 0;
const rows = moving.queueStream(Array.from({ length: 20_000 }, () => sc.parallelize(['gate', 'mill', 'sluice', 'wheel'])));
const counts = rows.transform((rdd) => {
  batch += 1;
  return rdd.zipWithIndex().map(([word, i]) => ({ word, count: batch * (i + 1) }));
});
counts.showTable({ title: 'Word counts' });
counts.map(({ word, count }) => [word, count]).showChart({ title: 'Growth' });
await moving.start();
\`\`\`
`;

/** For what comes with the next batches, on a machine that has much else to do. */
const PATIENT = { timeout: 20_000 };

describe('outputs of a job', () => {
  let window: MillraceWindow;
  let table: Locator;
  let chart: Locator;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'notebook-outputs',
      files: { 'moving.stream.md': notebook },
    });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  /** VS Code may make the page of the outputs anew when the notebook was not in front. */
  async function find(): Promise<void> {
    const outputs = await window.workbench.outputs();
    table = outputs.locator('millrace-table').first();
    chart = outputs.locator('millrace-chart');
  }

  const words = () => table.locator('tbody tr:not(.gap) td:first-child').allInnerTexts();
  /** The count of a word, as it is shown now. */
  const countOf = async (word: string) =>
    Number(
      (await table.getByRole('row', { name: word }).locator('td').last().innerText()).replace(
        /\D/g,
        '',
      ),
    );
  const choose = async (output: Locator, menu: RegExp, item: string) => {
    await output.getByRole('button', { name: menu }).click();
    await output.getByRole('menuitem', { name: item }).click();
  };

  test('are a table and a chart that move', async () => {
    const { workbench } = window;
    await workbench.page.setViewportSize({ width: 1280, height: 1400 });
    await workbench.openFile('moving.stream.md');
    await workbench.statusBarItem('Kernel: idle').waitFor({ timeout: 60_000 });
    await workbench.page.getByRole('button', { name: 'Run All' }).click();
    await expect
      .poll(async () => (await workbench.outputs()).locator('millrace-chart canvas').count(), {
        timeout: 60_000,
      })
      .toBe(1);
    await find();
    expect(await words()).toEqual(['gate', 'mill', 'sluice', 'wheel']);
    const before = await countOf('wheel');
    await expect.poll(() => countOf('wheel'), PATIENT).toBeGreaterThan(before);
    await window.picture('moving');
  });

  test('keep order, filter and selection while they move', async () => {
    const order = table.getByRole('columnheader', { name: 'count' });
    await order.getByRole('button').click();
    await order.getByRole('button').click();
    await expect.poll(words, PATIENT).toEqual(['wheel', 'sluice', 'mill', 'gate']);
    await table.getByRole('searchbox').fill('l');
    await expect.poll(words, PATIENT).toEqual(['wheel', 'sluice', 'mill']);
    await table.getByRole('row', { name: 'sluice' }).click();
    await window.workbench.page.keyboard.press('Shift+ArrowDown');
    const selected = () => table.locator('tr[aria-selected=true] td:first-child').allInnerTexts();
    const before = await countOf('mill');
    await expect.poll(() => countOf('mill'), PATIENT).toBeGreaterThan(before + 10);
    expect(await words()).toEqual(['wheel', 'sluice', 'mill']);
    expect(await selected()).toEqual(['sluice', 'mill']);
    await window.picture('selected');
  });

  test('are copied as text and as JSON', async () => {
    const { workbench } = window;
    await choose(table, /^Copy/, 'As Text');
    await expect
      .poll(() => workbench.clipboard(), PATIENT)
      .toMatch(/^word\tcount\nsluice\t\d+\nmill\t\d+$/);
    await choose(table, /^Copy/, 'As JSON');
    await expect.poll(() => workbench.clipboard(), PATIENT).toMatch(/^\[/);
    const copied = JSON.parse(await workbench.clipboard());
    expect(copied.map(({ word }: { word: string }) => word)).toEqual(['sluice', 'mill']);
  });

  test('are saved as files: a table as CSV, a chart as PNG', async () => {
    expect(await saved(table, 'As CSV…', 'word-counts.csv')).toMatch(
      /^word,count\r\nsluice,\d+\r\nmill,\d+\r\n$/,
    );
    await window.workbench.openFile('moving.stream.md');
    await expect.poll(() => find().then(() => chart.isVisible()), PATIENT).toBe(true);
    expect(await saved(chart, 'As PNG…', 'growth.png')).toMatch(/^\ufffdPNG/);
  });

  /** Saves an output under the name that is offered, and reads the file. */
  async function saved(output: Locator, form: string, name: string): Promise<string> {
    const { quickInput } = window.workbench;
    await choose(output, /^Save/, form);
    await expect.poll(() => quickInput.value(), PATIENT).toMatch(new RegExp(`${name}$`));
    await window.picture(`save ${name}`);
    await quickInput.accept(join(window.folder, name));
    const read = () => {
      try {
        return readFileSync(join(window.folder, name), 'utf8');
      } catch {
        return '';
      }
    };
    await expect.poll(read, PATIENT).not.toBe('');
    // VS Code shows what it has saved.
    const tab = window.workbench.page.locator('.tab.active', { hasText: name });
    await tab.waitFor({ timeout: 60_000 });
    return read();
  }

  test('end, with kernel and extension host, when VS Code is killed', async () => {
    const [kernel, extensionHost]: number[] = JSON.parse(
      readFileSync(join(window.folder, 'pids.json'), 'utf8'),
    );
    expect([kernel, extensionHost].map((pid) => isAlive(pid))).toEqual([true, true]);
    // The one that it starts others from, and nothing but that.
    process.kill(window.server.pid, 'SIGKILL');
    await expect.poll(() => isAlive(extensionHost), { timeout: 60_000 }).toBe(false);
    await expect.poll(() => isAlive(kernel), PATIENT).toBe(false);
  });
});

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
