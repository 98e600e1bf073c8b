// The messages panel as it is used, in a real browser, with the policy that it has in VS Code. The records are generated.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReadingOptions, RecordFilter } from '../../../server/contract/messages/reading.ts';
import type { KeptMessages, ReadingEvent, ShownText } from '../../../webview/contract/messages.ts';
import { violationsIn } from '../../harness/accessibility.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { earliest } from '../../harness/messages/kept-messages.ts';
import { MessagesPage, type MessagesPageOptions } from '../../harness/messages/messages-page.ts';
import { need } from '../../harness/requirements.ts';
import type { ThemeName } from '../../harness/vscode-themes.ts';

let browser: Browser;
let panel: MessagesPage;
let faults: string[];

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach((context) => {
  need(context, 'browser');
  faults = [];
});
afterEach(async () => {
  await panel?.close();
  expect(faults).toEqual([]);
});

async function open(options: MessagesPageOptions = {}): Promise<void> {
  panel = await MessagesPage.open(browser, options);
  panel.page.on('pageerror', (error) => faults.push(error.message));
  panel.page.on('console', (message) => {
    // Also what the policy forbids is told here.
    if (message.type() === 'error') faults.push(message.text());
  });
}

const reading = { records: 1_000_000, rate: 10_000, spacing: 2 };

const grid = () => panel.page.getByRole('grid');
const counts = () => panel.page.locator('.counts');
const search = () => panel.page.getByRole('textbox', { name: 'Search keys' });
const active = () => panel.page.locator('.row.active');
const key = (name: string) => panel.page.keyboard.press(name);

/** The row that the keyboard is at. Found and looked at in one go: the same element shows another row a moment later. */
async function activeNow(): Promise<{ text: string; y: number; index: number }> {
  const row = await grid().evaluate((table) => {
    const element = table.querySelector<HTMLElement>('.row.active');
    return (
      element && {
        text: element.innerText,
        y: element.getBoundingClientRect().y,
        index: Number(element.getAttribute('aria-rowindex')),
      }
    );
  });
  return row ?? { text: '', y: Number.NaN, index: Number.NaN };
}

/** The texts of the rows that are seen, from the top. */
async function rows(): Promise<string[]> {
  const all = await grid().evaluate((table) =>
    [...table.querySelectorAll('.row:not(.away)')]
      .map((element) => ({
        top: element.getBoundingClientRect().top,
        text: [...element.querySelectorAll('.cell')].map((cell) => cell.textContent).join('|'),
      }))
      .sort((a, b) => a.top - b.top),
  );
  const { top, bottom } = await edges();
  return all.filter((row) => row.top >= top - 1 && row.top < bottom).map(({ text }) => text);
}

async function edges(): Promise<{ top: number; bottom: number }> {
  const box = await grid().boundingBox();
  return { top: (box?.y ?? 0) + 26, bottom: (box?.y ?? 0) + (box?.height ?? 0) };
}

/** Clicks on the row so many below the first that is seen. */
async function clickRow(
  below: number,
  options: Parameters<MessagesPage['page']['mouse']['click']>[2] = {},
) {
  const { top } = await edges();
  await panel.page.mouse.click(420, top + below * 22 + 11, options);
}

/** What the details show. */
async function detailText(): Promise<string> {
  const parts = panel.page.locator('millrace-record-detail :is(.about, .lines, .none, table)');
  return (await parts.allInnerTexts()).join('\n');
}

const lastFilter = async () => (await panel.asked('filter')).at(-1) as RecordFilter | undefined;
const lastReading = async () => (await panel.asked('read')).at(-1) as ReadingOptions | undefined;

describe('the table', () => {
  test('begins with the newest records, newest first', async () => {
    await open();
    await expect.poll(() => counts().innerText()).toBe('500 records');
    await expect
      .poll(async () => (await rows())[0])
      .toMatch(/^2026-11-22 10:23:19\.750\|1\|3333\|customer-/);
    expect(await grid().getAttribute('aria-rowcount')).toBe('501');
    expect(await lastReading()).toMatchObject({
      topic: 'orders',
      start: { kind: 'last', count: 500 },
    });
  });

  test('tells null, empty, tombstones and records of headers alone apart', async () => {
    await open();
    await expect.poll(async () => (await rows()).join('\n')).toContain('tombstone');
    for (const kind of ['null', 'headers only']) {
      expect((await rows()).join('\n')).toContain(kind);
    }
    await panel.page.getByRole('combobox', { name: 'Where to start' }).selectOption('earliest');
    await search().fill('"order":10');
    await expect.poll(() => panel.page.locator('.row mark').first().innerText()).toBe('"order":10');
  });

  test('has a million rows, and those that are seen alone exist', async () => {
    await open({ topic: { ...reading, rate: 0 }, state: earliest });
    await expect.poll(() => grid().getAttribute('aria-rowcount')).toBe('1000001');
    expect(await panel.page.locator('.row').count()).toBeLessThan(60);
    await clickRow(3);
    await key('End');
    await expect.poll(() => active().getAttribute('aria-rowindex')).toBe('1000001');
    await expect.poll(async () => (await rows()).at(-1)).toContain('|0|0|customer-0000|');
    await key('PageUp');
    await expect
      .poll(async () => Number(await active().getAttribute('aria-rowindex')))
      .toBeLessThan(1_000_000);
    await key('Home');
    await expect.poll(() => active().getAttribute('aria-rowindex')).toBe('2');
  });

  test('scrolls by the wheel to any of ten million rows', async () => {
    await open({ topic: { records: 10_000_000, rate: 0, spacing: 1 }, state: earliest });
    await expect.poll(() => grid().getAttribute('aria-rowcount')).toBe('10000001');
    await clickRow(0);
    await panel.page.mouse.wheel(0, 220);
    await expect.poll(async () => (await rows())[0]).toContain('|5|1666664|');
    await grid().evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await expect.poll(async () => (await rows()).at(-1)).toContain('|0|0|customer-0000|');
  });

  test('keeps the selected record in its place while 10,000 a second come', async () => {
    await open({ topic: reading, state: earliest });
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(10);
    await clickRow(4);
    await expect.poll(() => active().count()).toBe(1);
    const { text, y, index: first } = await activeNow();
    const index = async () => (await activeNow()).index;
    await expect.poll(index).toBeGreaterThan(first + 500);
    expect(await activeNow()).toMatchObject({ text, y });
    await expect.poll(index).toBeGreaterThan(first + 5500);
    expect(await activeNow()).toMatchObject({ text, y });
    await panel.page.getByRole('button', { name: /new records$/ }).click();
    await expect.poll(() => panel.page.locator('#row-0').count()).toBe(1);
    expect(await active().count()).toBe(0);
  });

  test('follows the newest where they come last', async () => {
    await open({
      topic: { ...reading, records: 50_000 },
      state: { ...earliest, choice: { ...earliest.choice, order: 'oldest' } },
    });
    await expect.poll(async () => (await rows())[0]).toContain('|0|0|customer-0000|');
    await grid().press('End');
    await expect.poll(() => active().count()).toBe(1);
    await panel.page.getByRole('button', { name: /new records$/ }).click();
    const last = async () => Number((await rows()).at(-1)?.split('|')[2]);
    const before = await last();
    await expect.poll(last).toBeGreaterThan(before + 1000);
  });

  test('selects ranges, copies and compares', async () => {
    await open();
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(10);
    await clickRow(2);
    await panel.page.keyboard.down('Shift');
    await clickRow(3);
    await panel.page.keyboard.up('Shift');
    await expect.poll(() => panel.page.locator('.status').innerText()).toContain('2 selected');
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    await expect.poll(() => panel.asked('compare')).toHaveLength(1);
    const [[left, right]] = (await panel.asked('compare')) as [[ShownText, ShownText]];
    expect([left.title, right.title]).toEqual(['orders-4@3332', 'orders-5@3332']);
    expect(JSON.parse(left.text)).toMatchObject({ topic: 'orders', partition: 4, offset: 3332 });
    await grid().focus();
    await grid().press('Shift+End');
    await expect.poll(() => panel.page.locator('.status').innerText()).toContain('498 selected');
  });

  test('changes its columns from the keyboard, and keeps them', async () => {
    await open();
    const names = () => panel.page.getByRole('columnheader').allInnerTexts();
    await expect
      .poll(names)
      .toEqual(['Timestamp', 'Partition', 'Offset', 'Key', 'Value', 'Headers']);
    await panel.page.getByRole('columnheader', { name: 'Timestamp' }).focus();
    await key('ArrowRight');
    await key('Alt+ArrowRight');
    await expect
      .poll(names)
      .toEqual(['Timestamp', 'Offset', 'Partition', 'Key', 'Value', 'Headers']);
    const width = async () =>
      (await panel.page.getByRole('columnheader', { name: 'Partition' }).boundingBox())?.width ?? 0;
    const before = await width();
    await key('Shift+ArrowRight');
    await expect.poll(width).toBe(before + 16);
    await panel.page.getByRole('button', { name: 'Columns and time' }).click();
    await panel.page.getByRole('menuitemcheckbox', { name: 'Producer ID' }).click();
    await expect.poll(names).toContain('Producer ID');
    await panel.page.getByRole('button', { name: 'Columns and time' }).click();
    await panel.page.getByRole('menuitemcheckbox', { name: 'Epoch' }).click();
    await expect.poll(async () => (await rows())[0]).toMatch(/^\d{13}\|/);
    expect((await panel.asked('keepLook')).at(-1)).toMatchObject({ time: 'epoch' });
  });
});

describe('what is read', () => {
  test('is chosen in the toolbar', async () => {
    await open();
    const { page } = panel;
    await page.getByRole('combobox', { name: 'Where to start' }).selectOption('offset');
    await page.getByRole('textbox', { name: 'Offset to start at' }).fill('3000');
    await key('Enter');
    await expect
      .poll(async () => (await lastReading())?.start)
      .toEqual({ kind: 'offset', offset: 3000 });
    const partitions = page.getByRole('textbox', { name: /^Partitions to read/ });
    await partitions.fill('0-2, 9');
    await key('Enter');
    await expect.poll(() => partitions.getAttribute('title')).toBe('There is no partition 9.');
    await partitions.fill('0-2, 5');
    await key('Enter');
    await expect.poll(async () => (await lastReading())?.partitions).toEqual([0, 1, 2, 5]);
    await page.getByRole('button', { name: /^When to stop/ }).click();
    await page.getByRole('checkbox', { name: /^At the end/ }).click();
    await expect.poll(async () => (await lastReading())?.stop).toEqual({ atEnd: true });
    await key('Escape');
    await expect.poll(() => page.locator('.state').innerText()).toBe('Done');
  });

  test('is decoded with a schema from a file or a registry', async () => {
    await open();
    await panel.page
      .getByRole('combobox', { name: 'How the bytes of Value' })
      .selectOption('avro-file');
    await expect
      .poll(async () => (await lastReading())?.value)
      .toEqual({
        format: 'avro',
        schema: { kind: 'file', path: '/home/user/schemas/order.avsc' },
      });
    await panel.page
      .getByRole('combobox', { name: 'How the bytes of Key' })
      .selectOption('protobuf-registry');
    await expect
      .poll(async () => (await lastReading())?.key)
      .toEqual({
        format: 'protobuf',
        schema: { kind: 'registry' },
      });
    expect(await panel.asked('askRegistry')).toHaveLength(1);
  });

  test('pauses, goes on and stops', async () => {
    await open({ topic: reading, state: earliest });
    await panel.page.getByRole('button', { name: 'Pause reading' }).click();
    await expect.poll(() => panel.page.locator('.state').innerText()).toBe('Paused');
    await panel.page.getByRole('button', { name: 'Resume reading' }).click();
    await expect.poll(() => panel.page.locator('.state').innerText()).toBe('Live');
    await panel.page.getByRole('button', { name: 'Stop reading' }).click();
    await expect.poll(() => panel.page.locator('.state').innerText()).toBe('Done');
  });

  test('is what a link asks for', async () => {
    await open({ opened: { wanted: { partition: 3, offset: 170 } } });
    await expect.poll(lastReading).toMatchObject({
      partitions: [3],
      start: { kind: 'offset', offset: 170 },
      order: 'oldest',
    });
    await panel.tell({ kind: 'wanted', wanted: { partition: 1 } });
    await expect.poll(async () => (await lastReading())?.partitions).toEqual([1]);
  });

  test('goes on when the page is made anew, with all that was chosen', async () => {
    await open({ topic: reading, state: earliest });
    await search().fill('lisbon');
    await expect.poll(async () => (await lastFilter())?.text).toBe('lisbon');
    const kept = (await panel.kept()) as KeptMessages;
    await panel.close();
    await open({ topic: reading, state: kept });
    await expect.poll(() => search().inputValue()).toBe('lisbon');
    await expect
      .poll(lastReading)
      .toMatchObject({ start: { kind: 'earliest' }, filter: { text: 'lisbon' } });
  });
});

test('a reading that went on while the page was hidden is taken on', async () => {
  const { choice } = earliest;
  const options: ReadingOptions = {
    ...choice,
    topic: 'orders',
    memory: 1,
    filter: { text: 'lisbon' },
  };
  const event: ReadingEvent = {
    kind: 'reading',
    rows: 7,
    status: {
      state: 'live',
      scanned: 20_000,
      matching: 2700,
      kept: 20_000,
      keptBytes: 1,
      evicted: 0,
      rate: 0,
      partitions: [],
    },
  };
  await open({ opened: { reading: { options, event } } });
  await expect.poll(async () => (await rows())[0]).toContain('Lisbon');
  expect(await search().inputValue()).toBe('lisbon');
  expect(await panel.asked('read')).toEqual([]);
});

describe('the filter', () => {
  test('looks for text, from the keyboard, and says how much was found', async () => {
    await open({ topic: { records: 20_000, rate: 0, spacing: 250 }, state: earliest });
    await expect.poll(() => counts().innerText()).toBe('20,000 records');
    await grid().focus();
    await key('/');
    await panel.page.keyboard.type('oaxaca');
    await expect.poll(() => counts().innerText()).toMatch(/^2,\d\d\d of 20,000 records match$/);
    await expect.poll(() => panel.page.locator('.row mark').first().innerText()).toBe('Oaxaca');
    await key('Escape');
    expect(await grid().evaluate((element) => element.matches(':focus'))).toBe(true);
    await panel.page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect.poll(() => counts().innerText()).toBe('20,000 records');
  });

  test('takes conditions, each of which can be taken away, and is saved', async () => {
    await open({ topic: { records: 20_000, rate: 0, spacing: 250 }, state: earliest });
    const { page } = panel;
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByRole('textbox', { name: 'Path of the field' }).fill('value.customer.city');
    await page.getByRole('combobox', { name: 'How to compare' }).selectOption('contains');
    await page.getByRole('textbox', { name: 'What to compare with' }).fill('Bergen');
    await key('Enter');
    await page.getByRole('textbox', { name: 'Name of the header' }).fill('source');
    await page.getByRole('textbox', { name: 'Value of the header' }).fill('web');
    await page.getByRole('button', { name: 'Header: Add' }).click();
    await expect.poll(lastFilter).toEqual({
      fields: [{ path: 'value.customer.city', operator: 'contains', value: 'Bergen' }],
      headers: [{ name: 'source', value: 'web' }],
    });
    await key('Escape');
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await page.getByRole('textbox', { name: 'Name of the filter' }).fill('Bergen by web');
    await key('Enter');
    await expect.poll(() => panel.asked('keepFilters')).toHaveLength(1);
    await key('Escape');
    await page.getByRole('button', { name: 'Remove the condition header source is web' }).click();
    await expect.poll(async () => (await lastFilter())?.headers).toBeUndefined();
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await page.getByRole('button', { name: 'Use the filter Bergen by web' }).click();
    await expect.poll(async () => (await lastFilter())?.headers).toHaveLength(1);
  });

  test('says what is wrong with an expression', async () => {
    await open();
    await panel.page.getByRole('button', { name: /JavaScript expression/ }).click();
    await panel.page.keyboard.type('value.amount > (10');
    await expect
      .poll(() => panel.page.locator('p.problem').innerText())
      .toBe('SyntaxError: missing ) after argument list');
    await panel.page.keyboard.type(')');
    await expect.poll(() => panel.page.locator('p.problem').count()).toBe(0);
    expect(await lastFilter()).toEqual({ expression: 'value.amount > (10)' });
  });

  test('is brushed over time, with the mouse and from the keyboard', async () => {
    await open({ topic: { records: 20_000, rate: 0, spacing: 250 }, state: earliest });
    const picture = panel.page.locator('.picture');
    await expect.poll(() => panel.page.locator('path.kept').getAttribute('d')).not.toBe('');
    const box = (await picture.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await panel.page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await panel.page.mouse.up();
    await expect.poll(async () => (await lastFilter())?.time).toBeDefined();
    await expect.poll(() => counts().innerText()).toMatch(/^(4,9|5,\d)\d\d of 20,000/);
    const from = panel.page.getByRole('slider', { name: 'From' });
    const before = Number(await from.getAttribute('aria-valuenow'));
    await from.press('ArrowRight');
    await expect
      .poll(async () => Number(await from.getAttribute('aria-valuenow')))
      .toBeGreaterThan(before);
    await from.press('Escape');
    await expect.poll(() => counts().innerText()).toBe('20,000 records');
  });
});

describe('a record', () => {
  test('is shown whole, folded, as bytes and with its headers', async () => {
    await open();
    const { page } = panel;
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(10);
    await clickRow(3);
    await expect.poll(detailText).toContain('"customer"');
    await page.getByRole('button', { name: 'Fold all', exact: true }).click();
    await expect.poll(detailText).toContain('2 fields');
    expect(await detailText()).not.toContain('"city"');
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await page.getByRole('button', { name: /hexadecimal/ }).click();
    await expect.poll(detailText).toContain('00000000  7b 22');
    await page.getByRole('tab', { name: 'Value' }).press('ArrowLeft');
    await expect.poll(detailText).toContain('trace');
    await page.getByRole('tab', { name: 'Headers' }).press('ArrowLeft');
    await page.getByRole('button', { name: 'Open in an editor' }).click();
    await expect
      .poll(() => panel.asked('openText'))
      .toEqual([{ title: 'orders-4@3332 key', text: 'customer-3324', language: 'plaintext' }]);
  });

  test('is reached and left from the keyboard, and follows it', async () => {
    await open();
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(10);
    await grid().focus();
    await key('ArrowDown');
    await key('ArrowDown');
    await expect.poll(() => active().getAttribute('aria-rowindex')).toBe('3');
    await key('Enter');
    const tab = panel.page.getByRole('tab', { name: 'Value' });
    await expect.poll(() => tab.evaluate((element) => element.matches(':focus'))).toBe(true);
    await key('Escape');
    await expect.poll(() => grid().evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(await panel.page.getByRole('region', { name: 'Details' }).count()).toBe(0);
    await key('Shift+F10');
    await expect.poll(() => panel.page.getByRole('menuitem').count()).toBeGreaterThan(6);
    await key('Escape');
    await expect.poll(() => grid().evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  test('is copied as commands, as JSON and as a link', async () => {
    await open();
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(10);
    const copied = async (item: string) => {
      await clickRow(3, { button: 'right' });
      await panel.page.getByRole('menuitem', { name: item }).click();
    };
    await copied('Copy as kcat Command');
    await copied('Copy as JSON');
    await copied('Copy Link');
    await expect.poll(() => panel.asked('copyLink')).toEqual([{ partition: 4, offset: 3332 }]);
    const [kcat, json] = (await panel.asked('copy')) as string[];
    expect(kcat).toBe('kcat -C -b localhost:9092 -t orders -p 4 -o 3332 -c 1 -e');
    expect(JSON.parse(json ?? '')).toMatchObject({ key: 'customer-3324', value: { order: 19996 } });
  });
});

describe('an export', () => {
  test('asks where to, and says how it goes on', async () => {
    await open({ topic: { ...reading, rate: 0 }, state: earliest });
    await panel.page.getByRole('button', { name: 'Export' }).click();
    await panel.page.getByRole('menuitem', { name: 'All Matching as CSV' }).click();
    await expect
      .poll(() => panel.asked('export'))
      .toEqual([{ file: '/home/user/orders.jsonl', format: 'csv' }]);
    await expect
      .poll(() => panel.page.locator('.banner').innerText())
      .toMatch(/^Exporting: [\d,]+ of 1,000,000/);
    await panel.page.getByRole('button', { name: 'Cancel the export' }).click();
    await expect.poll(() => panel.page.locator('.banner').innerText()).toMatch(/^Export cancelled/);
  });
});

describe('what goes wrong', () => {
  test('is said, with what can be done', async () => {
    await open({ answers: { open: { problem: 'No cluster is running.', canStart: true } } });
    await expect
      .poll(() => panel.page.locator('.empty').innerText())
      .toContain('No cluster is running.');
    await panel.page.getByRole('button', { name: 'Start Local Cluster' }).click();
    await expect.poll(() => panel.asked('startCluster')).toHaveLength(1);
  });

  test('is not mended by starting what is not the cluster', async () => {
    await open({ answers: { open: { error: 'Production does not answer.' } } });
    await panel.page.getByText('Production does not answer.').waitFor();
    await panel.page.getByRole('button', { name: 'Try Again' }).waitFor();
    expect(await panel.page.getByRole('button', { name: 'Start Local Cluster' }).count()).toBe(0);
  });

  test('ends nothing but the reading: it can begin again', async () => {
    await open();
    await expect.poll(() => counts().innerText()).toBe('500 records');
    await panel.tell({ kind: 'crashed', problem: 'The process has ended.' });
    await expect
      .poll(() => panel.page.getByRole('alert').innerText())
      .toContain('The process has ended.');
    await panel.page.getByRole('button', { name: 'Read again', exact: true }).click();
    await expect.poll(() => counts().innerText()).toBe('500 records');
    expect(await panel.page.getByRole('alert').count()).toBe(0);
  });

  test('a topic without records says so', async () => {
    await open({ topic: { records: 0, rate: 0, spacing: 1 } });
    await expect.poll(() => panel.page.locator('.empty').innerText()).toContain('No records here');
  });
});

describe('everybody can use it', () => {
  test.each<ThemeName>(['dark', 'light', 'high-contrast'])('as axe sees it, %s', async (theme) => {
    await open({ theme, topic: { records: 20_000, rate: 0, spacing: 250 }, state: earliest });
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(5);
    await clickRow(3);
    await search().fill('oaxaca');
    await expect.poll(() => counts().innerText()).toContain('match');
    expect(await violationsIn(panel.page)).toEqual([]);
  });
});

test('looks right in three themes', async () => {
  await open({ width: 1280, height: 820, topic: reading, state: earliest });
  await expect.poll(async () => (await rows()).length).toBeGreaterThan(10);
  await clickRow(5);
  await expect.poll(detailText).toContain('"order"');
  await panel.pictures('live');
  await panel.close();
  await open({ width: 1280, height: 820, topic: { ...reading, rate: 0 }, state: earliest });
  await search().fill('lisbon');
  await expect.poll(() => panel.page.locator('.row mark').count()).toBeGreaterThan(3);
  await panel.page.getByRole('button', { name: 'Add a condition' }).click();
  await panel.pictures('filtered');
  await panel.close();
  await open({ width: 520, height: 760 });
  await expect.poll(async () => (await rows()).length).toBeGreaterThan(5);
  await clickRow(3, { button: 'right' });
  await panel.pictures('narrow');
});
