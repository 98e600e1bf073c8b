// The page of a dashboard's panel, in a browser: what it asks of the extension, and what it keeps.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JobProgress } from '../../../webview/contract/dashboard.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { need } from '../../harness/requirements.ts';
import { snapshotAfter } from '../../harness/streaming-snapshots.ts';
import { WebviewPage } from '../../harness/webview-page.ts';

let browser: Browser;
let webview: WebviewPage;
/** What the extension knows; null where the job is of a window that was loaded anew. */
let known: JobProgress | null;
let saved: unknown;

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach((context) => need(context, 'browser'));
afterEach(() => webview?.close());

function progress(batches: number, state: JobProgress['state'] = 'running'): JobProgress {
  return { name: 'Words', notebook: 'words.stream.md', state, snapshot: snapshotAfter(batches) };
}

async function open(first: JobProgress | null): Promise<void> {
  known = first;
  webview = await WebviewPage.open(browser, 'dashboard', (request, argument) => {
    if (request === 'save') saved = argument;
    return request === 'load' ? known : null;
  });
}

const state = () => webview.page.getByRole('status').first().innerText();
const header = () => webview.page.locator('p.header').innerText();
const named = (name: string | RegExp) => webview.page.getByRole('button', { name });

test('follows a job until it ends, within its policy', async () => {
  await open(progress(40));
  await expect.poll(state).toBe('Running · words.stream.md');
  await expect.poll(() => webview.page.locator('canvas').count()).toBe(6);
  await webview.tell({ kind: 'progress', progress: progress(41) });
  await expect.poll(header).toContain('41 completed');
  const bar = webview.page.locator('.histogram .part').first();
  expect(await bar.evaluate((each) => getComputedStyle(each).fill)).not.toBe('rgb(0, 0, 0)');
  await webview.pictures('running');
  await webview.tell({ kind: 'progress', progress: progress(42, 'stopped') });
  await expect.poll(state).toBe('Stopped · words.stream.md');
  expect(await named(/the job$/).count()).toBe(0);
  expect(await webview.violations()).toEqual([]);
});

test('asks the extension to stop the job, at once the second time, and to show its cell', async () => {
  await open(progress(3));
  await named('Stop the job').click();
  await webview.tell({ kind: 'progress', progress: progress(3, 'stopping') });
  await named('Stop Now the job').click();
  await named('Go to Cell').click();
  await expect.poll(() => webview.requests).toEqual(['load', 'stop', 'stop', 'reveal']);
});

test('has the extension save files, since links to data do nothing in a panel', async () => {
  await open(progress(3));
  await named('Save the dashboard').click();
  await webview.page.getByRole('menuitem', { name: 'As Text' }).click();
  await expect.poll(() => webview.requests).toContain('save');
  expect(saved).toMatchObject({ name: 'streaming-job.txt' });
  const text = Buffer.from((saved as { content: string }).content, 'base64').toString();
  expect(text).toContain('Scheduling delay: ');
});

test('is as it was left when it is shown again', async () => {
  await open(progress(40));
  await named(/^All \d+$/).click();
  await named('2 streams').click();
  await webview.page.evaluate('window.scrollTo(0, 300)');
  await expect
    .poll(() => webview.page.evaluate("JSON.parse(sessionStorage.getItem('state')).scroll"))
    .toBe(300);
  known = progress(50);
  await webview.reload();
  await expect.poll(header).toContain('50 completed');
  expect(await named(/^All \d+$/).getAttribute('aria-pressed')).toBe('true');
  await expect.poll(() => webview.page.evaluate('window.scrollY')).toBe(300);
});

test('shows a job that is gone as it was last', async () => {
  await open(progress(40));
  await named('2 streams').click();
  known = null;
  await webview.reload();
  await expect.poll(state).toMatch(/^Ended when the window was loaded anew; as it was at 20/);
  expect(await header()).toContain('40 completed');
  expect(await named('Go to Cell').count()).toBe(0);
  await webview.pictures('gone');
  known = progress(41, 'failed');
  await webview.reload();
  await expect.poll(header).toContain('41 completed');
  known = null;
  await webview.reload();
  await expect.poll(state).toBe('Failed · words.stream.md');
});
