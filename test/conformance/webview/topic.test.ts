// The view of a topic, in a browser: what it shows of partitions, groups, configuration and samples, what it asks of the
// extension, and whether everybody can use it.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConfigKey } from '../../../server/contract/configuration.ts';
import type { Partition } from '../../../server/contract/kafka-client/model.ts';
import type { TopicReaders, TopicSnapshot } from '../../../server/contract/kafka-client/topics.ts';
import type { SamplingStatus } from '../../../server/contract/messages/sampling.ts';
import type { OpenedTopic } from '../../../webview/contract/topic.ts';
import { violationsIn } from '../../harness/accessibility.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { need } from '../../harness/requirements.ts';
import { type ThemeName, themes } from '../../harness/vscode-themes.ts';
import { WebviewPage } from '../../harness/webview-page.ts';

let browser: Browser;
let webview: WebviewPage;
/** What the extension was asked last, by request. */
const told = new Map<string, unknown>();

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach((context) => {
  told.clear();
  need(context, 'browser');
});
afterEach(() => webview?.close());

const opened: OpenedTopic = {
  ...{ topic: 'orders', cluster: 'Local Cluster', clusterId: 'local', readOnly: false },
  sampling: null,
};

const partitions: readonly Partition[] = [
  { index: 0, records: 1_000, size: 52_000 },
  { index: 1, records: 9_000, size: 480_000 },
  { index: 2, records: 2_000, size: 101_000 },
].map(({ index, records, size }) => ({
  ...{ index, size, leader: index + 1, leaderEpoch: 0, replicas: [1, 2, 3], isr: [1, 2, 3] },
  ...{ offlineReplicas: [], earliest: 100, latest: 100 + records },
}));
/** One follower lags behind, one broker is away. */
const troubled: readonly Partition[] = [
  { ...partitions[0]!, isr: [1, 3] },
  { ...partitions[1]!, isr: [2, 1], offlineReplicas: [3] },
  { ...partitions[2]!, leader: -1, isr: [3], offlineReplicas: [3] },
];

const readers: TopicReaders = {
  at: 0,
  silent: [],
  groups: [
    {
      ...{ group: 'billing', state: 'Stable', members: 2 },
      offsets: [
        { partition: 0, committed: 1_000 },
        { partition: 1, committed: 9_100 },
      ],
    },
    { group: 'audit', state: 'Empty', members: 0, offsets: [{ partition: 2, committed: 100 }] },
  ],
};

const key = (
  name: string,
  value: string,
  source: ConfigKey['source'],
  usual: string,
): ConfigKey => ({
  ...{
    name,
    value,
    source,
    readOnly: false,
    sensitive: false,
    type: 'string',
    documentation: null,
  },
  origins: [
    { name, value, source },
    { name: `log.${name}`, value: usual, source: 'default' },
  ],
});
const configuration = {
  subject: { kind: 'topic', name: 'orders' },
  keys: [
    key('segment.bytes', '1048576', 'broker-file', '1073741824'),
    key('cleanup.policy', 'compact', 'topic', 'delete'),
    key('retention.ms', '604800000', 'topic', '604800000'),
  ],
};

const sizes = (p50: number, p95: number, max: number) => ({
  ...{ count: 5_800, total: 5_800 * p50, p50, p95, max },
  bars: [32, 64, 128, 256].map((from, i) => ({ from, count: [900, 3_000, 1_700, 200][i]! })),
});
const sampled: SamplingStatus = {
  state: 'done',
  progress: 1,
  sample: {
    ...{ records: 6_000, population: 12_000, isWhole: false },
    ...{ nullKeys: 200, tombstones: 35, withHeaders: 6_000 },
    keys: { sampled: 480, isExact: true, estimate: 512, low: 495, high: 540, most: 6_280 },
    keySizes: sizes(64, 200, 300),
    valueSizes: sizes(120, 400, 511),
    times: {
      range: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) },
      start: Date.UTC(2026, 0, 1),
      step: 3_600_000,
      bars: Array.from({ length: 24 }, (_, i) => (i * 37) % 50),
      late: 12,
    },
    batches: {
      ...{
        count: 300,
        sizes: sizes(4_000, 9_000, 16_000),
        records: sizes(20, 40, 50),
        transactional: 0,
      },
      codecs: [
        { codec: 'lz4', batches: 200, records: 5_000, stored: 400_000, plain: 1_200_000 },
        { codec: 'none', batches: 100, records: 1_000, stored: 90_000, plain: 90_000 },
      ],
    },
    partitions: [0, 1, 2].map((partition) => ({
      ...{ partition, records: 2_000, nullKeys: 60, tombstones: 10 },
      ...{ bytes: [90_000, 410_000, 120_000][partition]!, keys: [40, 400, 40][partition]! },
    })),
  },
};

interface Given {
  readonly open?: Partial<OpenedTopic>;
  readonly topic?: () => TopicSnapshot;
  readonly readers?: () => TopicReaders;
}

/** Each answer is a second after the one before, by the clock of what is asked. */
async function show(given: Given = {}): Promise<void> {
  let [topicAt, readersAt] = [0, 0];
  webview = await WebviewPage.open(browser, 'topic', (request, argument) => {
    told.set(request, argument);
    if (request === 'open') return { ...opened, ...given.open };
    if (request === 'topic') {
      const snapshot = given.topic?.() ?? { id: 'one', internal: false, partitions, at: 0 };
      topicAt += 1_000;
      return { ...snapshot, at: topicAt };
    }
    if (request === 'readers') {
      readersAt += 1_000;
      return { ...(given.readers?.() ?? readers), at: readersAt };
    }
    if (request === 'configuration') return configuration;
    return null;
  });
  await expect.poll(() => region('Partitions').count()).toBe(1);
}

const region = (name: string) => webview.page.getByRole('region', { name, exact: true });
const button = (name: string) => webview.page.getByRole('button', { name, exact: true });
/** The texts of a table's cells, row by row. */
const rows = (name: string) =>
  region(name)
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll('th, td')].map((cell) =>
          (cell as HTMLElement).innerText.trim().replace(/\s+/g, ' '),
        ),
      ),
    );
const column = async (name: string, at: number) => (await rows(name)).map((row) => row[at]);
const tile = (name: string) =>
  webview.page
    .locator('.tiles div', { has: webview.page.getByText(name, { exact: true }) })
    .locator('dd')
    .innerText();

test.each([
  ['No cluster is running.', true],
  ['This cluster is not connected any more.', false],
])('a topic that cannot be looked at: %s', async (problem, canStart) => {
  webview = await WebviewPage.open(browser, 'topic', (request, argument) => {
    told.set(request, argument);
    return request === 'open' ? { problem, canStart } : null;
  });
  await expect.poll(() => webview.page.getByRole('alert').innerText()).toBe(problem);
  // Only the local cluster can be started from here.
  const start = button('Start the local cluster');
  expect(await start.count()).toBe(canStart ? 1 : 0);
  if (!canStart) return;
  await start.click();
  await expect.poll(() => told.get('act')).toEqual({ kind: 'startCluster' });
});

describe('partitions', () => {
  test('are shown with their offsets, and sorted as wanted', async () => {
    await show();
    expect((await rows('Partitions'))[1]?.slice(0, 6)).toEqual([
      ...['1', '100', '9,100', '9,000', '469 KB', '2'],
    ]);
    await button('Records').click();
    expect(await column('Partitions', 0)).toEqual(['0', '2', '1']);
    await button('Records').press('Enter');
    expect(await column('Partitions', 0)).toEqual(['1', '2', '0']);
    const heading = webview.page.getByRole('columnheader', { name: 'Records' });
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect(await tile('Records, at most')).toBe('12,000');
    await webview.reload();
    await expect.poll(() => column('Partitions', 0)).toEqual(['1', '2', '0']);
  });

  test('tell of replicas that are out of sync or offline', async () => {
    await show({ topic: () => ({ id: 'one', internal: false, partitions: troubled, at: 0 }) });
    const [lagging, away, leaderless] = await rows('Partitions');
    expect(lagging?.[6]).toContain('2 out of sync');
    expect(lagging?.[7]).toBe('2 of 3');
    expect(away?.[6]).toContain('3 offline');
    expect(leaderless?.[5]).toBe('none');
    await webview.pictures('troubled');
  });

  test('are the first hundred of many, until all are wanted', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ ...partitions[0]!, index }));
    await show({ topic: () => ({ id: 'one', internal: false, partitions: many, at: 0 }) });
    expect((await rows('Partitions')).length).toBe(100);
    await button('Show all 250 partitions').click();
    await expect.poll(async () => (await rows('Partitions')).length).toBe(250);
  });

  test('open their messages', async () => {
    await show();
    await button('Messages of partition 2').click();
    await expect.poll(() => told.get('act')).toEqual({ kind: 'messages', partition: 2 });
  });
});

describe('groups', () => {
  test('are shown with their lag, and opened', async () => {
    await show();
    await expect.poll(() => column('Groups', 0)).toEqual(['billing', 'audit']);
    expect(await column('Groups', 4)).toEqual(['100', '2,000']);
    await button('billing').click();
    await expect.poll(() => told.get('act')).toEqual({ kind: 'group', group: 'billing' });
  });

  test('and what comes in, are drawn as it goes', async () => {
    let [latest, committed] = [1_000, 1_000];
    await show({
      topic: () => {
        latest += 250;
        const moving = [{ ...partitions[0]!, latest }];
        return { id: 'one', internal: false, partitions: moving, at: 0 };
      },
      readers: () => {
        committed += 100;
        const offsets = [{ partition: 0, committed }];
        return { ...readers, groups: [{ ...readers.groups[0]!, offsets }] };
      },
    });
    await expect.poll(() => tile('In'), { timeout: 10_000 }).toBe('250/s');
    await expect.poll(() => tile('Out'), { timeout: 10_000 }).toBe('100/s');
    await expect.poll(() => column('Groups', 5)).toEqual(['100/s']);
    const plot = webview.page.getByRole('img', { name: /^Records a second\. In: 250\/s at last/ });
    await expect.poll(() => plot.count(), { timeout: 10_000 }).toBe(1);
  });
});

test('the configuration shows what differs, the topic’s own first', async () => {
  await show();
  await expect
    .poll(() => rows('Configuration'))
    .toEqual([
      ['cleanup.policy', 'compact', 'the topic', 'delete'],
      ['segment.bytes', '1048576', "the broker's file", '1073741824'],
    ]);
});

describe('a sample', () => {
  test('is taken as chosen, tells how far it is, and can be cancelled', async () => {
    await show();
    await webview.page
      .getByRole('combobox', { name: 'Which records are sampled' })
      .selectOption('spread');
    await webview.page
      .getByRole('combobox', { name: 'Records of each partition' })
      .selectOption('10000');
    await button('Take a sample of the records').click();
    await expect
      .poll(() => told.get('sample'))
      .toEqual({ which: 'spread', perPartition: 10_000, partitions: [0, 1, 2] });
    await webview.tell({
      kind: 'sampling',
      status: { ...sampled, state: 'sampling', progress: 0.4 },
    });
    const bar = webview.page.getByRole('progressbar', { name: 'Sampling' });
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('40');
    await button('Cancel the sample').click();
    await expect.poll(() => told.has('stopSampling')).toBe(true);
    await webview.tell({ kind: 'sampling', status: { ...sampled, state: 'stopped' } });
    await expect
      .poll(() => webview.page.getByRole('status').allInnerTexts())
      .toContain('6,000 records, then cancelled');
  });

  test('tells how many keys there are, and how sure that is', async () => {
    await show({ open: { sampling: sampled } });
    const text = () => webview.page.locator('.cards').innerText();
    await expect.poll(text).toContain('≈ 512 (95 %: 495 to 540)');
    expect(await text()).toContain('certainly from 480 to 6,280');
    expect(await text()).toContain('partition 1 has 2 times the mean');
    expect(await text()).toContain('67 %');
    const bars = webview.page.getByRole('list', { name: 'Sizes of values' });
    expect(await bars.getByRole('listitem').count()).toBe(4);
    await webview.pictures('sampled');
  });

  test('that fails says why', async () => {
    await show();
    await webview.tell({
      kind: 'sampling',
      status: { ...sampled, state: 'failed', problem: 'No broker answers.' },
    });
    await expect
      .poll(() => webview.page.getByRole('alert').allInnerTexts())
      .toEqual(['No broker answers.']);
  });
});

describe('what can be done', () => {
  test('is done by the extension', async () => {
    await show();
    for (const [name, kind] of [
      ['Clone this topic', 'clone'],
      ['Empty this topic: delete its records', 'empty'],
      ['Recreate this topic: delete it, and create it again', 'recreate'],
      ['Edit the configuration of this topic', 'configuration'],
      ['Open the messages of this topic', 'messages'],
    ] as const) {
      await button(name).click();
      await expect.poll(() => told.get('act')).toEqual({ kind });
    }
  });

  test('is nothing that changes a cluster that is read-only', async () => {
    await show({ open: { readOnly: true } });
    expect(await button('Clone this topic').isDisabled()).toBe(true);
    expect(await button('Recreate this topic: delete it, and create it again').isDisabled()).toBe(
      true,
    );
    expect(await button('Open the messages of this topic').isDisabled()).toBe(false);
    expect(await button('Take a sample of the records').isDisabled()).toBe(false);
  });
});

test('what cannot be had is told, and asked for again', async () => {
  let isThere = false;
  webview = await WebviewPage.open(browser, 'topic', (request) => {
    if (request === 'open') return opened;
    if (!isThere) throw new Error('There is no topic orders.');
    if (request === 'topic') return { id: 'one', internal: false, partitions, at: 0 };
    return request === 'readers' ? readers : configuration;
  });
  await expect
    .poll(() => webview.page.getByRole('alert').allInnerTexts())
    .toEqual(['There is no topic orders.']);
  isThere = true;
  await expect.poll(() => region('Partitions').count(), { timeout: 20_000 }).toBe(1);
  await expect.poll(() => webview.page.getByRole('alert').count()).toBe(0);
});

test('everything is done with the keyboard alone', async () => {
  await show();
  const { keyboard } = webview.page;
  const focused = () =>
    webview.page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });
  const reached: string[] = [];
  for (let step = 0; step < 60; step++) {
    await keyboard.press('Tab');
    reached.push(await focused());
    if (reached.at(-1) === 'Take a sample of the records') break;
  }
  expect(reached).toEqual(
    expect.arrayContaining([
      ...['Open the messages of this topic', 'Clone this topic', 'Partitions', 'Size'],
      ...['Messages of partition 1', 'billing', 'Which records are sampled'],
    ]),
  );
  await keyboard.press('Enter');
  await expect.poll(() => told.has('sample')).toBe(true);
});

test('nothing is kept from people with screen readers, in any theme', async () => {
  await show({
    open: { sampling: sampled },
    topic: () => ({ id: 'one', internal: false, partitions: troubled, at: 0 }),
  });
  await expect.poll(() => region('Groups').count()).toBe(1);
  for (const theme of Object.keys(themes) as ThemeName[]) {
    await webview.setTheme(theme);
    expect(await violationsIn(webview.page), theme).toEqual([]);
  }
  expect(await webview.violations()).toEqual([]);
});

test('it is read in a narrow column as well', async () => {
  await show({ open: { sampling: sampled } });
  await webview.page.setViewportSize({ width: 300, height: 900 });
  await webview.pictures('narrow');
  const width = () => webview.page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBeLessThanOrEqual(300);
});
