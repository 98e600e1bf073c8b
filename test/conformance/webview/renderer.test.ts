// The notebook renderer as it is used, in a real browser.

import { readFileSync } from 'node:fs';
import type { Browser, Download } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChartEvent, TableEvent } from '../../../server/contract/display.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { RendererPage } from '../../harness/renderer-page.ts';
import { need } from '../../harness/requirements.ts';
import { snapshotAfter } from '../../harness/streaming-snapshots.ts';

const TABLE = 'application/vnd.millrace.table+json';
const CHART = 'application/vnd.millrace.chart+json';
const PROGRESS = 'application/vnd.millrace.progress+json';

let browser: Browser;
let notebook: RendererPage;
let faults: string[];

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async (context) => {
  need(context, 'browser');
  notebook = await RendererPage.open(browser);
  faults = [];
  notebook.page.on('pageerror', (error) => faults.push(error.message));
});
afterEach(async () => {
  await notebook?.close();
  expect(faults).toEqual([]);
});

const words = ['stream', 'mill', 'wheel', 'grain', 'flour', 'water', 'sluice', 'gate'];

/** Counts of words, in another order and with other counts each time. */
function counts(batch: number, rows = 200): TableEvent {
  return {
    kind: 'table',
    id: 'counts',
    title: 'Word counts',
    batchTime: batch * 1000,
    columns: ['word', 'count', 'seen last'],
    rows: Array.from({ length: rows }, (_, i) => {
      const at = (i + batch * 7) % rows;
      return [`${words[at % 8]} ${at}`, ((at * 37) % 100) + batch, at % 9 === 0 ? null : 'today'];
    }),
    total: rows + 50,
  };
}

function rates(type: ChartEvent['type'], points: number): ChartEvent {
  const start = Date.UTC(2026, 0, 31, 12);
  const series = ['orders', 'payments', 'a series with a rather long name'];
  return {
    kind: 'chart',
    id: 'rates',
    title: 'Records per second',
    batchTime: start,
    type,
    points: Array.from({ length: points }, (_, i) =>
      series.map((name, s) => ({
        series: name,
        x: start + i * 1000,
        y: Math.round(400 + 200 * s + 150 * Math.sin(i / (9 + 4 * s)) + ((i * 7919) % 40)),
      })),
    ).flat(),
    keep: 300,
  };
}

describe('a table', () => {
  const row = (text: string) => notebook.page.getByRole('row', { name: text });
  const selected = () => notebook.page.locator('tr[aria-selected=true]');
  const firstCells = async () =>
    (await notebook.page.locator('tbody tr:not(.gap) td:first-child').allInnerTexts()).slice(0, 3);

  test('is sorted and filtered, and stays so with other data', async () => {
    await notebook.show('1', TABLE, counts(0));
    await notebook.page.getByRole('button', { name: 'count' }).click();
    await notebook.page.getByRole('button', { name: 'count' }).click();
    // 37 × 27 and 37 × 127 end in 99.
    await expect.poll(firstCells).toEqual(expect.arrayContaining(['grain 27', 'gate 127']));
    await notebook.page.getByRole('searchbox').fill('mill');
    await expect
      .poll(() => notebook.page.locator('.bar .quiet').innerText())
      .toBe('25 of 250 rows');
    await notebook.show('1', TABLE, counts(1));
    await expect.poll(firstCells).not.toContain('stream 0');
    expect(await notebook.page.getByRole('searchbox').inputValue()).toBe('mill');
    expect(await notebook.page.locator('th[aria-sort=descending]').innerText()).toContain('count');
  });

  test('keeps selection, focus and elements while data moves', async () => {
    await notebook.show('1', TABLE, counts(0));
    await row('wheel 2 74').click();
    await notebook.page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => selected().count()).toBe(2);
    await notebook.page.evaluate("window.before = document.querySelector('millrace-table')");
    for (let batch = 1; batch < 4; batch++) await notebook.show('1', TABLE, counts(batch));
    await notebook.page.keyboard.press('Home');
    await notebook.page.keyboard.press('Shift+End');
    await expect
      .poll(() => notebook.page.locator('.bar .quiet').innerText())
      .toContain('200 selected');
    expect(
      await notebook.page.evaluate("window.before === document.querySelector('millrace-table')"),
    ).toBe(true);
  });

  test('has only the rows that can be seen, and stays where it was scrolled to', async () => {
    await notebook.show('1', TABLE, counts(0, 1000));
    const rows = notebook.page.locator('.rows');
    await rows.evaluate((element) => {
      element.scrollTop = 12_000;
    });
    await expect.poll(() => notebook.page.locator('tbody tr').count()).toBeLessThan(50);
    await expect.poll(() => notebook.page.locator('tr[aria-rowindex="502"]').count()).toBe(1);
    await notebook.show('1', TABLE, counts(1, 1000));
    expect(await rows.evaluate((element) => element.scrollTop)).toBe(12_000);
  });

  test('saves what is selected', async () => {
    await notebook.show('1', TABLE, counts(0));
    await row('wheel 2 74').click();
    await notebook.page.getByRole('button', { name: /^Save/ }).click();
    const [download] = await Promise.all([
      notebook.page.waitForEvent('download'),
      notebook.page.getByRole('menuitem', { name: 'As CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('word-counts.csv');
    expect(await textOf(download)).toBe('word,count,seen last\r\nwheel 2,74,today\r\n');
  });

  test('is held still while it is paused', async () => {
    await notebook.show('1', TABLE, counts(0));
    await notebook.page.getByRole('button', { name: 'Pause' }).click();
    await notebook.show('1', TABLE, counts(5));
    expect(await firstCells()).toEqual(['stream 0', 'mill 1', 'wheel 2']);
    await notebook.page.getByRole('button', { name: 'Paused' }).click();
    await expect.poll(firstCells).toEqual(['grain 35', 'flour 36', 'water 37']);
  });

  test('does nothing for data that is the same', async () => {
    await notebook.show('1', TABLE, counts(0));
    await notebook.page.evaluate(`
      window.changes = 0;
      new MutationObserver((all) => { window.changes += all.length; })
        .observe(document.querySelector('millrace-table').shadowRoot,
          { subtree: true, childList: true, attributes: true, characterData: true });`);
    await notebook.show('1', TABLE, counts(0));
    await notebook.page.evaluate('new Promise(requestAnimationFrame)');
    expect(await notebook.page.evaluate('window.changes')).toBe(0);
    await notebook.dispose('1');
    expect(await notebook.page.locator('millrace-table').count()).toBe(0);
  });
});

describe('a chart', () => {
  test('draws into the same canvas, hides series, and is a table too', async () => {
    await notebook.show('1', CHART, rates('line', 100));
    const canvas = notebook.page.locator('canvas');
    await expect.poll(() => canvas.count()).toBe(1);
    await canvas.evaluate((element) => element.setAttribute('data-first', ''));
    await notebook.show('1', CHART, rates('line', 130));
    await expect
      .poll(() => notebook.page.getByRole('img').getAttribute('aria-label'))
      .toContain('orders: ');
    expect(await notebook.page.locator('canvas[data-first]').count()).toBe(1);
    await notebook.page.getByRole('button', { name: 'payments' }).click();
    await expect
      .poll(() => notebook.page.getByRole('img').getAttribute('aria-label'))
      .not.toContain('payments');
    await notebook.page.getByRole('button', { name: 'Table' }).click();
    await expect
      .poll(() => notebook.page.getByRole('columnheader').allInnerTexts())
      .toHaveLength(4);
  });

  test('tells its values to the keyboard', async () => {
    await notebook.show('1', CHART, rates('area', 50));
    await notebook.page.getByRole('img').focus();
    await notebook.page.keyboard.press('End');
    await expect.poll(() => notebook.page.locator('.tip').innerText()).toContain('00:49');
    await notebook.page.keyboard.press('ArrowLeft');
    await expect.poll(() => notebook.page.locator('.tip').innerText()).toContain('00:48');
  });

  test.each([
    ['PNG', 'records-per-second.png', '\u0089PNG'],
    ['SVG', 'records-per-second.svg', '<svg '],
  ])('is saved as %s', async (form, name, start) => {
    await notebook.show('1', CHART, rates('line', 60));
    await notebook.page.getByRole('button', { name: 'Save the chart' }).click();
    const [download] = await Promise.all([
      notebook.page.waitForEvent('download'),
      notebook.page.getByRole('menuitem', { name: `As ${form}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    expect((await textOf(download, 'latin1')).slice(0, start.length)).toBe(start);
  });
});

describe('the dashboard', () => {
  test('shows four rows and what else is known, and follows', async () => {
    await notebook.show('1', PROGRESS, snapshotAfter(40));
    const titles = notebook.page.locator('.metric h4');
    await expect
      .poll(() => titles.allInnerTexts())
      .toEqual([
        ...['Input rate', 'Scheduling delay', 'Processing time', 'Total delay'],
        ...['Consumer lag', 'State size'],
      ]);
    await expect.poll(() => notebook.page.locator('canvas').count()).toBe(6);
    await notebook.page.evaluate(
      "for (const each of document.querySelector('millrace-dashboard').shadowRoot.querySelectorAll('millrace-plot')) each.shadowRoot.querySelector('canvas').first = true",
    );
    await notebook.show('1', PROGRESS, snapshotAfter(41));
    await expect.poll(() => notebook.page.locator('.header').innerText()).toContain('41 completed');
    expect(
      await notebook.page
        .locator('canvas')
        .evaluateAll((all) => all.every((each) => 'first' in each)),
    ).toBe(true);
    await notebook.page.getByRole('button', { name: '2 streams' }).click();
    await expect.poll(() => titles.count()).toBe(8);
  });

  test('marks batches that failed and says why', async () => {
    await notebook.show('1', PROGRESS, snapshotAfter(28));
    const failed = notebook.page.locator('tr.failed');
    await expect.poll(() => failed.innerText()).toContain('TypeError: order.total is not a number');
    await failed.getByRole('button').click();
    await expect
      .poll(() => notebook.page.locator('.failure pre').innerText())
      .toContain('Cell 3, line 4');
    await notebook.show('1', PROGRESS, snapshotAfter(29));
    await expect.poll(() => notebook.page.locator('.header').innerText()).toContain('29 completed');
    expect(await notebook.page.locator('.failure pre').count()).toBe(1);
  });
});

test('looks right in three themes', async () => {
  await notebook.show('table', TABLE, counts(0));
  await notebook.page.getByRole('row', { name: 'wheel 2 74' }).click();
  await notebook.page.keyboard.press('Shift+ArrowDown');
  await notebook.show('bars', CHART, {
    ...rates('bar', 0),
    title: 'Orders by city',
    points: ['Lisbon', 'Zürich', 'Kraków', 'Reykjavík', 'Oaxaca'].map((x, i) => ({
      series: 'orders',
      x,
      y: 120 - i * 23,
    })),
  });
  await notebook.show('lines', CHART, rates('line', 120));
  await notebook.show('areas', CHART, { ...rates('area', 120), title: 'As areas' });
  await notebook.pictures('outputs');
  for (const id of ['table', 'bars', 'lines', 'areas']) await notebook.dispose(id);
  await notebook.show('dashboard', PROGRESS, snapshotAfter(118));
  await notebook.page.getByRole('button', { name: '2 streams' }).click();
  await notebook.page.locator('tr.failed').first().getByRole('button').click();
  await notebook.page
    .locator('millrace-plot')
    .nth(2)
    .hover({ position: { x: 300, y: 40 } });
  await notebook.pictures('dashboard');
});

async function textOf(download: Download, encoding: BufferEncoding = 'utf8'): Promise<string> {
  return readFileSync(await download.path(), encoding);
}
