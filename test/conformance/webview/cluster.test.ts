// The page about a cluster, in a browser: what it shows of what the extension tells, and what it asks for.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  BrokerOverview,
  ClusterOverview,
  Measured,
  TroubledPartition,
} from '../../../server/contract/kafka-client/cluster.ts';
import type {
  ClusterAction,
  ClusterNow,
  HistoryPoint,
  HistoryValues,
} from '../../../webview/contract/cluster.ts';
import { violationsIn } from '../../harness/accessibility.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { need } from '../../harness/requirements.ts';
import type { ThemeName } from '../../harness/vscode-themes.ts';
import { WebviewPage } from '../../harness/webview-page.ts';

const NOW = Date.UTC(2026, 4, 7, 12);
const KB = 1024;

let browser: Browser;
let webview: WebviewPage;
let faults: string[];
/** What the page asked for. */
let asked: ClusterAction[];

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach((context) => {
  need(context, 'browser');
  faults = [];
  asked = [];
});
afterEach(async () => {
  await webview?.close();
  expect(faults).toEqual([]);
});

const known = (value: number): Measured => ({ value, partial: false });
const unknown: Measured = { value: null, partial: true };

function broker(id: number, changes: Partial<BrokerOverview> = {}): BrokerOverview {
  return {
    id,
    address: { host: 'kafka.example', port: 9091 + id },
    rack: `rack-${id}`,
    load: { leads: 20 * id, replicas: 120, outOfSync: 0 },
    notPreferred: 0,
    rates: { records: known(100 * id), bytes: known(20 * KB * id) },
    disk: 40 * KB * KB * id,
    volume: { total: 1024 ** 3, usable: 512 * 1024 ** 2 },
    ...changes,
  };
}

const overview: ClusterOverview = {
  id: 'MkU3OEVBNTcwNTJENDM2Qk',
  controller: 2,
  brokers: [1, 2, 3].map((id) => broker(id)),
  topics: 14,
  partitions: 120,
  groups: known(7),
  rates: { records: known(600), bytes: known(120 * KB) },
  period: 1004,
  disk: known(240 * KB * KB),
  health: {
    offline: 0,
    belowMinIsr: known(0),
    atMinIsr: known(0),
    underReplicated: 0,
    notPreferred: 12,
  },
  troubledPartitions: 0,
  troubled: [],
  topTopics: [
    'orders',
    'clicks',
    'a-topic-with-a-rather-long-name-that-goes-on',
    '__consumer_offsets',
  ].map((name, at) => ({
    name,
    internal: name.startsWith('__'),
    partitions: 12,
    rates: { records: known(400 / (at + 1)), bytes: known((80 * KB) / (4 - at)) },
    recent: { records: 400 / (at + 1), bytes: (80 * KB) / (4 - at) },
    size: known((4 - at) * 10 * KB * KB),
    disk: known((4 - at) * 30 * KB * KB),
  })),
};

const trouble = (partition: number, changes: Partial<TroubledPartition>): TroubledPartition => ({
  topic: 'orders',
  partition,
  troubles: ['underReplicated'],
  leader: 1,
  replicas: [1, 2, 3],
  isr: [1, 2],
  minIsr: 1,
  ...changes,
});

/** Broker 3 was killed. */
const wounded: ClusterOverview = {
  ...overview,
  controller: 1,
  brokers: [
    broker(1),
    broker(2),
    broker(3, {
      address: null,
      rack: null,
      load: { leads: 0, replicas: 120, outOfSync: 120 },
      rates: { records: unknown, bytes: unknown },
      disk: null,
      volume: null,
    }),
  ],
  groups: { value: 5, partial: true },
  rates: { records: { value: 310, partial: true }, bytes: unknown },
  disk: { value: 120 * KB * KB, partial: true },
  health: {
    offline: 1,
    belowMinIsr: known(1),
    atMinIsr: known(1),
    underReplicated: 119,
    notPreferred: 40,
  },
  troubledPartitions: 120,
  troubled: [
    trouble(0, { troubles: ['offline'], leader: -1, isr: [3] }),
    trouble(1, { troubles: ['belowMinIsr', 'underReplicated'], minIsr: 3 }),
    trouble(2, { troubles: ['atMinIsr', 'underReplicated'], minIsr: 2 }),
    ...Array.from({ length: 9 }, (_, at) => trouble(at + 3, {})),
  ],
};

const now: ClusterNow = {
  subject: { cluster: 'local', name: '' },
  name: 'Local Cluster',
  isLocal: true,
  readOnly: false,
  state: 'running',
  localBrokers: [1, 2, 3].map((id) => ({
    id,
    state: 'running',
    address: { host: 'kafka.example', port: 9091 + id },
  })),
  overview,
  time: NOW,
  problem: null,
};

/** Two minutes of looks, with a wave, and one that failed. */
const history: HistoryPoint[] = Array.from({ length: 120 }, (_, at) => {
  const wave = 1 + Math.sin(at / 8) / 2;
  const gone = at === 60;
  const values = (part: number): HistoryValues => ({
    records: gone ? null : 600 * part * wave,
    bytes: gone ? null : 120 * KB * part * wave,
    disk: gone ? null : (200 + at / 3) * KB * KB * part,
  });
  return {
    time: NOW - (120 - at) * 1000,
    total: values(1),
    brokers: gone ? {} : { 1: values(0.2), 2: values(0.3), 3: values(0.5) },
    topics: gone ? {} : { orders: values(0.6), clicks: values(0.3) },
    underReplicated: gone ? null : at > 90 ? 40 : 0,
    offline: gone ? null : 0,
  };
});

async function open(changes: Partial<ClusterNow> = {}): Promise<void> {
  webview = await WebviewPage.open(browser, 'cluster', (request, argument) => {
    if (request === 'load') return { now: { ...now, ...changes }, history, span: 600_000 };
    const action = argument as ClusterAction;
    asked.push(action);
    if (action.kind === 'killBroker') throw new Error('The broker cannot be killed.');
    return null;
  });
  webview.page.on('pageerror', (error) => faults.push(error.message));
  webview.page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await webview.page.getByRole('heading', { level: 1 }).waitFor();
}

const button = (name: string | RegExp) => webview.page.getByRole('button', { name });
/** The text of a row of the table below a heading, by its first cell. */
const row = (section: string, name: string | RegExp) =>
  webview.page
    .getByRole('region', { name: section })
    .getByRole('row', { name })
    .innerText()
    .then((text) => text.replace(/\s+/g, ' ').trim());
const fact = (name: string) =>
  webview.page
    .locator('.fact', { has: webview.page.getByText(name, { exact: true }) })
    .locator('dd')
    .innerText();

describe('a cluster', () => {
  test('is shown in numbers, with its brokers and topics', async () => {
    await open();
    expect(await webview.page.getByRole('heading', { level: 1 }).innerText()).toBe('Local Cluster');
    expect(await webview.page.getByRole('banner').innerText()).toContain('MkU3OEVBNTcwNTJENDM2Qk');
    expect(await fact('Brokers')).toBe('3');
    expect(await fact('Records in')).toBe('600/s');
    expect(await fact('Bytes in')).toBe('120 KB/s');
    expect(await fact('Leader skew')).toBe('Broker 3 +50\u00a0%');
    expect(await row('Brokers', /^Broker 2/)).toMatch(
      /^Broker 2 controller running 40 ±0 % 120 ±0 % 0 200\/s 40 KB\/s 80 MB 512 MB free kafka.example:9093 rack-2$/,
    );
    expect(await row('Busiest topics', /orders/)).toMatch(
      /^orders 12 400\/s 20 KB\/s 40 MB 120 MB$/,
    );
    await expect
      .poll(() => webview.page.getByRole('img', { name: /^Records in\. Whole cluster/ }).count())
      .toBe(1);
    await webview.pictures('whole');
    expect(await webview.violations()).toEqual([]);
  });

  test('draws the throughput of its parts, and keeps what was chosen', async () => {
    await open();
    await webview.page
      .getByRole('combobox', { name: 'Whose throughput is drawn' })
      .selectOption('brokers');
    const chart = webview.page.getByRole('img', { name: /^Records in\. Broker 1.*Broker 3/ });
    await expect.poll(() => chart.count()).toBe(1);
    await webview.page
      .getByRole('combobox', { name: 'Which topics are listed' })
      .selectOption('disk');
    await expect
      .poll(() => webview.page.getByRole('heading', { name: 'Largest topics' }).count())
      .toBe(1);
    await webview.pictures('by broker');
    await webview.reload();
    await expect.poll(() => chart.count()).toBe(1);
  });

  test('that has lost a broker says what that means', async () => {
    await open();
    const local = now.localBrokers?.map((each) =>
      each.id === 3 ? { ...each, state: 'stopped' as const } : each,
    );
    await webview.tell({
      now: { ...now, localBrokers: local, overview: wounded },
      point: { ...history.at(-1), time: NOW, underReplicated: 119, offline: 1 },
    });
    await expect.poll(() => fact('Brokers')).toBe('2 of 3 run');
    expect(await fact('Under-replicated')).toBe('119');
    expect(await fact('Without a leader')).toBe('1');
    expect(await fact('Records in')).toBe('≥ 310/s');
    // Unknown is not nothing.
    expect(await fact('Bytes in')).toBe('unknown');
    expect(await fact('Consumer groups')).toBe('≥ 5');
    expect(await row('Brokers', /^Broker 3/)).toContain('120');
    expect(await row('Brokers', /^Broker 3/)).toMatch(/stopped .*unknown/);
    expect(await row('Partitions in trouble', /orders-0/)).toBe('orders-0 no leader none 3 1, 2 1');
    expect(await row('Partitions in trouble', /orders-1\b/)).toBe(
      'orders-1 below the minimum 1 1, 2 3 3',
    );
    const region = webview.page.getByRole('region', { name: 'Partitions in trouble' });
    expect(await region.innerText()).toContain('And 108 more partitions.');
    await expect
      .poll(() => webview.page.getByRole('status').first().innerText())
      .toBe('1 partition without a leader, 119 under-replicated partitions');
    await webview.pictures('wounded');
    await button('orders-2').click();
    await expect.poll(() => asked).toEqual([{ kind: 'openTopic', topic: 'orders' }]);
  });

  test('that does not answer shows what was known, and no rates', async () => {
    await open();
    await webview.tell({
      now: { ...now, problem: 'kafka.example:9092 does not answer.' },
      point: null,
    });
    const alert = webview.page.getByRole('alert');
    await expect
      .poll(() => alert.innerText())
      .toMatch(/does not answer\. What is shown is how it was/);
    expect(await fact('Records in')).toBe('unknown');
    expect(await fact('Topics')).toBe('14');
    await webview.tell({ now, point: null });
    await expect.poll(() => alert.count()).toBe(0);
  });

  test('of which nothing is known yet', async () => {
    await open({ overview: null, time: null, localBrokers: null, isLocal: false });
    expect(await fact('Topics')).toBe('unknown');
    expect(await fact('Controller')).toBe('unknown');
    expect(await webview.page.getByRole('main').innerText()).toContain('Looking at the cluster…');
  });

  test('that does not run is started from here', async () => {
    await open({ state: 'stopped', overview: null, localBrokers: [] });
    await webview.pictures('stopped');
    await button('Start Local Cluster').click();
    await expect.poll(() => asked).toEqual([{ kind: 'startCluster' }]);
  });

  test('that is read-only is not changed', async () => {
    await open({ isLocal: false, localBrokers: null, readOnly: true, name: 'Production' });
    expect(await button(/^Elect Preferred Leaders/).isDisabled()).toBe(true);
    expect(await button('Reassign Partitions…').isDisabled()).toBe(true);
    expect(await button(/^Reassign partitions of/).count()).toBe(0);
    expect(await button('Add Broker').count()).toBe(0);
  });
});

test('keys alone do everything', async () => {
  await open();
  const { keyboard } = webview.page;
  const focused = () =>
    webview.page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.getAttribute('aria-label') ?? at?.textContent?.trim();
    });
  const tabTo = async (name: RegExp) => {
    for (let tries = 0; tries < 60; tries += 1) {
      if (name.test((await focused()) ?? '')) return;
      await keyboard.press('Tab');
    }
    throw new Error(`${name} is not reached, but ${await focused()}`);
  };
  await tabTo(/^Elect Preferred Leaders/);
  await keyboard.press('Enter');
  await expect.poll(() => asked.at(-1)).toEqual({ kind: 'electLeaders' });
  await tabTo(/^Whose throughput/);
  await keyboard.press('ArrowDown');
  await tabTo(/^Records in\. /);
  await keyboard.press('ArrowLeft');
  await tabTo(/^Actions for broker 2/);
  await keyboard.press('Enter');
  await expect.poll(focused).toBe('Restart');
  await keyboard.press('s');
  await keyboard.press('Enter');
  await expect.poll(() => asked.at(-1)).toEqual({ kind: 'stopBroker', broker: 2 });
  await expect.poll(focused).toBe('Actions for broker 2');
  await keyboard.press('Enter');
  await keyboard.press('k');
  await keyboard.press('Enter');
  await expect
    .poll(() => webview.page.getByRole('alert').allInnerTexts())
    .toEqual(['The broker cannot be killed.']);
  await tabTo(/^Open topic orders/);
  await keyboard.press('Enter');
  await expect.poll(() => asked.at(-1)).toEqual({ kind: 'openTopic', topic: 'orders' });
});

test.each<ThemeName>(['dark', 'light', 'high-contrast'])('as axe sees it, %s', async (theme) => {
  await open({ overview: wounded });
  await webview.mark({ name: 'Production', mark: 'red', isProduction: true });
  await webview.setTheme(theme);
  await webview.page.getByRole('region', { name: 'Cluster', exact: true }).waitFor();
  expect(await violationsIn(webview.page)).toEqual([]);
});

test('a marked cluster has a band in its colour, also while the page is scrolled', async () => {
  await open({ isLocal: false, localBrokers: null, name: 'Production' });
  const band = webview.page.getByRole('region', { name: 'Cluster', exact: true });
  expect(await band.count()).toBe(0);
  await webview.mark({ name: 'Production', mark: 'red', isProduction: true });
  await expect.poll(() => band.innerText()).toMatch(/Production\s*production/);
  await webview.page.mouse.wheel(0, 600);
  await expect.poll(() => webview.page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
  expect((await band.boundingBox())?.y).toBe(0);
  expect((await webview.page.getByRole('banner').boundingBox())?.y).toBe(24);
  await webview.pictures('marked');
  await webview.mark(null);
  await expect.poll(() => band.count()).toBe(0);
});

test('at 300 pixels nothing is cut off', async () => {
  await open({ overview: wounded });
  await webview.page.setViewportSize({ width: 300, height: 700 });
  await expect
    .poll(() => webview.page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(300);
  await webview.pictures('narrow');
});
