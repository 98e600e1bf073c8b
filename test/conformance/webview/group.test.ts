// The page of a consumer group, in a browser: in the place of the extension stands the test.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GroupSnapshot, PlannedChange } from '../../../server/contract/kafka-client/groups.ts';
import type {
  GroupLook,
  KeptGroup,
  LagSample,
  OpenedGroup,
  WantedPlan,
} from '../../../webview/contract/group.ts';
import { violationsIn } from '../../harness/accessibility.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { need } from '../../harness/requirements.ts';
import type { ThemeName } from '../../harness/vscode-themes.ts';
import { WebviewPage } from '../../harness/webview-page.ts';

let browser: Browser;
let webview: WebviewPage;
let faults: string[];
/** What the extension was asked, by request. */
let asked: Map<string, unknown[]>;
/** What it answers instead. */
let answers: Record<string, unknown>;

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach((context) => {
  need(context, 'browser');
  faults = [];
  asked = new Map();
  answers = {};
});
afterEach(async () => {
  const violations = await webview?.violations();
  await webview?.close();
  expect([...faults, ...(violations ?? [])]).toEqual([]);
});

const member = (id: string, partitions: number[], instanceId: string | null = null) => ({
  ...{ id: `${id}-1f3c`, instanceId, clientId: id, host: '10.0.0.7' },
  assigned: [{ topic: 'orders', partitions }],
});
const stable: GroupSnapshot = {
  ...{ name: 'billing', state: 'Stable', protocol: 'classic', strategy: 'range' },
  coordinator: { id: 1, host: 'localhost', port: 9092 },
  members: [member('invoices', [0, 1]), member('reminders', [2], 'reminders-eu')],
  offsets: [
    {
      topic: 'orders',
      partition: 0,
      committed: 120,
      earliest: 0,
      latest: 150,
      member: 'invoices-1f3c',
    },
    {
      topic: 'orders',
      partition: 1,
      committed: 7,
      earliest: 40,
      latest: 4_200,
      member: 'invoices-1f3c',
    },
    { topic: 'orders', partition: 2, earliest: 0, latest: 90, member: 'reminders-1f3c' },
    { topic: 'payments', partition: 0, committed: 33, earliest: 0, latest: 33 },
  ],
};
const alone: GroupSnapshot = {
  ...{ ...stable, state: 'Empty', strategy: '', members: [] },
  offsets: stable.offsets
    .filter(({ committed }) => committed !== undefined)
    .map(({ member: _, ...rest }) => rest),
};
const start = Date.UTC(2026, 0, 31, 12);

function sample(snapshot: GroupSnapshot, second: number): LagSample {
  const lags = snapshot.offsets.flatMap(({ topic, partition, committed, latest = 0 }) =>
    committed === undefined ? [] : [[`${topic}-${partition}`, latest - committed] as const],
  );
  const wave = 1 + 0.5 * Math.sin(second / 20) - second / 400;
  return {
    time: start + second * 1000,
    lags: Object.fromEntries(lags.map(([key, lag]) => [key, Math.round(lag * wave)])),
  };
}

const look = (snapshot: GroupSnapshot, second = 200): GroupLook => ({
  snapshot,
  sample: { ...sample(snapshot, 0), time: start + second * 1000 },
});

const planned: PlannedChange[] = [
  { topic: 'orders', partition: 0, before: 120, after: 0, latest: 150 },
  { topic: 'orders', partition: 1, before: 7, after: 40, latest: 4_200 },
  { topic: 'payments', partition: 0, before: 33, after: 33, latest: 33 },
];

async function open(
  snapshot: GroupSnapshot | null = stable,
  opened: Partial<OpenedGroup> = {},
): Promise<void> {
  webview = await WebviewPage.open(browser, 'group', (request, argument) => {
    asked.set(request, [...(asked.get(request) ?? []), argument]);
    if (request in answers) return answers[request];
    switch (request) {
      case 'load':
        return {
          ...{ subject: { cluster: 'local', name: 'billing' }, cluster: null, readOnly: false },
          ...{ problem: null, wanted: null },
          look: snapshot && look(snapshot),
          samples:
            snapshot === null ? [] : Array.from({ length: 200 }, (_, i) => sample(snapshot, i)),
          ...opened,
        } satisfies OpenedGroup;
      case 'topics':
        return ['orders', 'payments', 'returns'];
      case 'groups':
        return ['archive', 'audit'];
      case 'plan':
        return planned;
      case 'reset':
        return [];
      default:
        return null;
    }
  });
  webview.page.on('pageerror', (error) => faults.push(error.message));
  webview.page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await webview.page.getByRole('heading', { name: 'billing', level: 1 }).waitFor();
}

const page = () => webview.page;
const table = () => page().getByRole('table', { name: 'Partitions' });
const press = (name: string) => page().getByRole('button', { name, exact: true }).click();
const form = () => page().locator('group-reset');
const last = (request: string) => asked.get(request)?.at(-1);
const keptState = () =>
  page().evaluate("JSON.parse(sessionStorage.getItem('state'))") as Promise<KeptGroup>;
/** The first cells of the rows: topic, partition, committed, latest, lag. */
const cells = async () =>
  (await table().locator('tbody tr').all()).length === 0
    ? []
    : table()
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) =>
            [...row.querySelectorAll('th, td')]
              .slice(1, 6)
              .map((cell) => (cell as HTMLElement).innerText.trim())
              .join(' '),
          ),
        );

/** The name of what has the focus, as a screen reader has it. */
const focused = () =>
  page().evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });

describe('the group', () => {
  test('is shown with members, offsets and lag, which move', async () => {
    await open();
    await expect
      .poll(cells)
      .toEqual([
        'orders 0 120 150 30',
        'orders 1 7 4,200 4,193',
        'orders 2 none 90 –',
        'payments 0 33 33 0',
      ]);
    const facts = await page().locator('dl').innerText();
    expect(facts.replace(/\s+/g, ' ')).toMatch(
      /State stable Members 2 Coordinator Broker 1 \(localhost:9092\) Assignment strategy range Total lag 4,223/,
    );
    const members = page().getByRole('table', { name: 'Members' });
    expect(await members.locator('tbody tr').first().innerText()).toMatch(
      /invoices\s+none\s+10\.0\.0\.7\s+orders: 0-1\s+4,223\s+invoices-1f3c/,
    );
    expect(await members.innerText()).toContain('reminders-eu');
    const [first, ...others] = stable.offsets;
    if (first === undefined) throw new Error('no offsets');
    const now = { ...stable, offsets: [{ ...first, committed: 150 }, ...others] };
    await webview.tell({ kind: 'look', look: look(now, 201) });
    await expect.poll(async () => (await cells())[0]).toBe('orders 0 150 150 0');
    await page()
      .getByRole('img', { name: /^Lag 0, at most 4/ })
      .first()
      .waitFor();
    await page()
      .getByRole('img', { name: /^Total lag 4,193, at most/ })
      .waitFor();
  });

  test('is sorted and filtered, and stays so', async () => {
    await open();
    await press('Lag');
    await expect.poll(async () => (await cells())[0]).toMatch(/^orders 1/);
    expect(await table().getByRole('columnheader', { name: 'Lag' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await press('Lag');
    await expect.poll(async () => (await cells())[0]).toMatch(/^orders 2/);
    await page().getByRole('checkbox', { name: 'Only with lag' }).check();
    await expect.poll(cells).toHaveLength(2);
    await page()
      .getByRole('textbox', { name: /^Show topics/ })
      .fill('invoices orders-1');
    await expect.poll(cells).toEqual(['orders 1 7 4,200 4,193']);
    expect(await page().getByText('1 of 4 partitions').count()).toBe(1);
    await webview.reload();
    await expect.poll(cells).toEqual(['orders 1 7 4,200 4,193']);
    expect((await keptState()).subject).toEqual({ cluster: 'local', name: 'billing' });
  });

  test('says what has gone from the log, and leads to its records', async () => {
    await open();
    await page().getByRole('img', { name: 'not in the log any more' }).waitFor();
    await press('Open the records of orders, partition 0, from the committed offset on');
    await expect
      .poll(() => last('openMessages'))
      .toEqual({ topic: 'orders', partition: 0, offset: 120 });
  });

  test('loses what is selected, when the user agrees', async () => {
    answers = { deleteOffsets: true };
    await open(alone);
    await page().getByRole('checkbox', { name: 'orders, partition 1' }).check();
    await press('Delete 1 Offset…');
    await expect.poll(() => last('deleteOffsets')).toEqual([{ topic: 'orders', partition: 1 }]);
    await page().getByRole('status').filter({ hasText: '1 offset was deleted' }).waitFor();
    await press('Delete Group…');
    await expect.poll(() => asked.get('deleteGroup')).toHaveLength(1);
  });

  test('that cannot be read says why, and how it can', async () => {
    await open(null, { problem: { text: 'No cluster is running.', canStart: true } });
    await page().getByRole('alert').filter({ hasText: 'No cluster is running.' }).waitFor();
    await press('Start Local Cluster');
    await expect.poll(() => asked.get('startCluster')).toHaveLength(1);
    const before = asked.get('load')?.length ?? 0;
    await webview.tell({ kind: 'changed' });
    await expect.poll(() => asked.get('load')?.length).toBe(before + 1);
  });

  test('of thousands of partitions shows them in parts', async () => {
    const offsets = Array.from({ length: 3_000 }, (_, partition) => ({
      ...{ topic: 'wide', partition, committed: 0, earliest: 0, latest: partition },
    }));
    await open({ ...alone, offsets }, { samples: [] });
    await expect.poll(async () => (await cells()).length).toBe(200);
    await press('Show 200 More');
    await expect.poll(async () => (await cells()).length).toBe(400);
    await press('Lag');
    await expect.poll(async () => (await cells())[0]).toBe('wide 2999 0 2,999 2,999');
  });
});

describe('the form', () => {
  test('shows every change before it is made, with the keyboard alone', async () => {
    await open(alone);
    const { keyboard } = page();
    await page().getByRole('button', { name: 'Reset Offsets…' }).focus();
    await keyboard.press('Enter');
    await expect.poll(focused).toBe('Where offsets are to be');
    await expect
      .poll(() => form().getByRole('table').locator('tbody').innerText())
      .toMatch(/orders\s+0\s+120\s+0\s+−120\s+30\s+150/);
    expect(last('plan')).toEqual({ target: { kind: 'earliest' } } satisfies WantedPlan);
    await form().getByText('2 offsets change, lag 4,223 → 4,310.').waitFor();
    expect(asked.has('reset')).toBe(false);
    // One of them is left out: from the list of targets, Tab goes on to the plan.
    for (let i = 0; i < 12 && (await focused()) !== 'Reset payments, partition 0'; i++) {
      await keyboard.press('Tab');
    }
    await keyboard.press('Space');
    await form()
      .getByRole('button', { name: /^Reset 2/ })
      .waitFor();
    for (let i = 0; i < 4 && !(await focused()).startsWith('Reset 2'); i++) {
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await expect.poll(() => last('reset')).toEqual(planned.slice(0, 2));
    await page().getByRole('status').filter({ hasText: '2 offsets were set' }).waitFor();
    await form().waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Reset Offsets…');
  });

  test.each<[string, string, string, string, WantedPlan['target']]>([
    ['offset', 'Offset to reset to', '1,234', '1.5', { kind: 'offset', offset: 1234 }],
    [
      'shift',
      'How many records to go on, or back if negative',
      '-10',
      'x',
      { kind: 'shift', by: -10 },
    ],
    [
      ...(['timestamp', 'Time of the first record to read', '2026-01-31T12:00Z', 'then'] as const),
      { kind: 'timestamp', timestamp: start },
    ],
  ])('takes a value for %s', async (kind, label, typed, wrong, target) => {
    await open(alone);
    await press('Reset Offsets…');
    await form().getByRole('combobox', { name: 'Where offsets are to be' }).selectOption(kind);
    const box = form().getByRole('textbox', { name: new RegExp(`^${label}`) });
    await box.fill(wrong);
    await form().locator('.choices .error').waitFor();
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    await box.fill(typed);
    await expect.poll(() => last('plan')).toEqual({ target });
  });

  test('takes offsets of a file and of another group, and exports the plan', async () => {
    answers = {
      chooseFile: { name: 'offsets.csv', text: 'orders,0,5\n' },
      exportPlan: 'billing-offsets.csv',
    };
    await open(alone);
    await press('Reset Offsets…');
    const where = form().getByRole('combobox', { name: 'Where offsets are to be' });
    await where.selectOption('file');
    await press('Choose File…');
    await form().getByText('offsets.csv').waitFor();
    await expect
      .poll(() => last('plan'))
      .toEqual({ target: { kind: 'file', csv: 'orders,0,5\n' } });
    await where.selectOption('group');
    await form()
      .getByRole('combobox', { name: 'Group to copy the offsets of' })
      .selectOption('audit');
    await expect.poll(() => last('plan')).toEqual({ target: { kind: 'group', group: 'audit' } });
    await press('Export Plan…');
    await expect
      .poll(() => last('exportPlan'))
      .toEqual([
        { topic: 'orders', partition: 0, offset: 0 },
        { topic: 'orders', partition: 1, offset: 40 },
        { topic: 'payments', partition: 0, offset: 33 },
      ]);
    await page().getByRole('status').filter({ hasText: 'The plan is in' }).waitFor();
  });

  test('is about what is selected, or about topics', async () => {
    await open(alone);
    await page().getByRole('checkbox', { name: 'orders, partition 1' }).check();
    await press('Reset Offsets…');
    await expect
      .poll(() => last('plan'))
      .toEqual({
        target: { kind: 'earliest' },
        scope: { topics: [], partitions: [{ topic: 'orders', partition: 1 }] },
      });
    await press('Topics and partitions: 1 partition');
    await form().getByRole('radio', { name: 'Whole topics' }).check();
    await form().getByRole('textbox', { name: 'Show topics that contain' }).fill('ret');
    await form().getByRole('checkbox', { name: 'returns' }).check();
    await expect
      .poll(() => last('plan'))
      .toEqual({
        target: { kind: 'earliest' },
        scope: { topics: ['returns'], partitions: [] },
      });
    await page().keyboard.press('Escape');
    await form().getByRole('button', { name: 'Topics and partitions: returns' }).waitFor();
    await page().keyboard.press('Escape');
    await form().waitFor({ state: 'detached' });
  });

  test('is about what a command says, also while it is open', async () => {
    const scope = { topics: ['orders'], partitions: [] };
    await open(alone, { wanted: { scope } });
    await expect.poll(() => last('plan')).toEqual({ target: { kind: 'earliest' }, scope });
    await form().getByRole('combobox', { name: 'Where offsets are to be' }).selectOption('latest');
    await expect.poll(() => last('plan')).toEqual({ target: { kind: 'latest' }, scope });
    const other = { topics: [], partitions: [{ topic: 'payments', partition: 0 }] };
    await webview.tell({ kind: 'wanted', wanted: { scope: other } });
    await expect.poll(() => last('plan')).toEqual({ target: { kind: 'latest' }, scope: other });
  });

  test('says that members are in the way, until they have left', async () => {
    await open();
    await press('Reset Offsets…');
    await form()
      .getByText('The group has 2 members: invoices (10.0.0.7), reminders-eu (10.0.0.7).')
      .waitFor();
    const doIt = form().getByRole('button', { name: 'Reset 3 Offsets' });
    expect(await doIt.isDisabled()).toBe(true);
    await webview.tell({ kind: 'look', look: look(alone, 201) });
    await expect.poll(() => doIt.isEnabled()).toBe(true);
    expect(
      await form()
        .getByText(/The group has \d/)
        .count(),
    ).toBe(0);
  });

  test('says what could not be set, and changes nothing that is read-only', async () => {
    answers = { reset: [{ what: 'orders-0', message: 'The group has members.' }] };
    await open(alone);
    await press('Reset Offsets…');
    await form().getByRole('button', { name: 'Reset 3 Offsets' }).click();
    await form().getByText('orders-0: The group has members.').waitFor();
    await webview.close();
    await open(alone, { readOnly: true, cluster: 'Staging' });
    await press('Reset Offsets…');
    await form().getByText('The cluster is read-only').waitFor();
    expect(await form().getByRole('button', { name: 'Reset 3 Offsets' }).isDisabled()).toBe(true);
    const remove = page().getByRole('button', { name: 'Delete Group…' });
    expect(await remove.isDisabled()).toBe(true);
  });

  test('makes a group', async () => {
    const dead = { ...alone, state: 'Dead', offsets: [] };
    answers = { plan: [{ topic: 'orders', partition: 0, after: 150, latest: 150 }] };
    await open(dead, { wanted: {} });
    await form().getByRole('heading', { name: 'Create the group with offsets' }).waitFor();
    await form().getByRole('button', { name: 'Create Group with 1 Offset' }).click();
    await expect.poll(() => asked.get('reset')).toHaveLength(1);
  });

  test('stays as it was filled in', async () => {
    await open(alone);
    await press('Reset Offsets…');
    await form().getByRole('combobox', { name: 'Where offsets are to be' }).selectOption('offset');
    await form().getByRole('textbox', { name: 'Offset to reset to' }).fill('5');
    await expect.poll(async () => (await keptState()).form?.values).toEqual({ offset: '5' });
    await webview.reload();
    expect(await form().getByRole('textbox', { name: 'Offset to reset to' }).inputValue()).toBe(
      '5',
    );
  });
});

describe('for everybody', () => {
  test('arrow keys go from row to row, and the order stays while one is there', async () => {
    await open();
    await press('Lag');
    await table().getByRole('checkbox', { name: 'orders, partition 1' }).focus();
    await page().keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('orders, partition 0');
    await page().keyboard.press('Space');
    const [first, ...others] = stable.offsets;
    if (first === undefined) throw new Error('no offsets');
    const now = { ...stable, offsets: [{ ...first, latest: 90_000 }, ...others] };
    await webview.tell({ kind: 'look', look: look(now, 201) });
    await expect.poll(async () => (await cells())[1]).toBe('orders 0 120 90,000 89,880');
    expect(await focused()).toBe('orders, partition 0');
    expect((await keptState()).selected).toEqual(['orders-0']);
    await page().keyboard.press('End');
    await expect.poll(focused).toMatch(/orders, partition 2|payments, partition 0/);
  });

  test.each<ThemeName>(['light', 'dark', 'high-contrast'])('no fault in %s', async (theme) => {
    await open();
    await webview.setTheme(theme);
    await press('Reset Offsets…');
    await form().getByRole('table').waitFor();
    for (const width of [980, 300]) {
      await page().setViewportSize({ width, height: 800 });
      expect(await violationsIn(page())).toEqual([]);
    }
  });

  test('pictures', async () => {
    await open();
    await table().waitFor();
    await webview.pictures('members');
    await webview.close();
    answers = {
      plan: [
        ...planned,
        { topic: 'orders', partition: 2, latest: 90, problem: 'nothingCommitted' },
        {
          ...{ topic: 'returns', partition: 0, after: 12, latest: 12 },
          note: { kind: 'beyondLatest', wanted: 99 },
        },
      ],
    };
    await open(alone, { cluster: 'Staging' });
    await page().getByRole('checkbox', { name: 'orders, partition 1' }).check();
    await press('Reset Offsets…');
    await form().getByRole('table').waitFor();
    await webview.pictures('reset');
    await page().setViewportSize({ width: 300, height: 900 });
    await webview.pictures('narrow');
    expect(await page().evaluate('document.documentElement.scrollWidth')).toBe(300);
  });
});
