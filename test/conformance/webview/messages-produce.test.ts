// The side of the messages panel that sends, in a real browser. What the process would say is said by the test.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  ProducingOptions,
  ProducingStatus,
  RecordPreview,
} from '../../../server/contract/messages/producing.ts';
import type { KeptMessages } from '../../../webview/contract/messages.ts';
import { violationsIn } from '../../harness/accessibility.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { MessagesPage, type MessagesPageOptions } from '../../harness/messages/messages-page.ts';
import { need } from '../../harness/requirements.ts';
import type { ThemeName } from '../../harness/vscode-themes.ts';

const preview: RecordPreview = { key: '', value: '', headers: [], problems: [] };
const answers = { preview, produce: null, stopProducing: null };
const status: ProducingStatus = {
  ...{ state: 'done', sent: 1, acknowledged: 1, failed: 0, rate: 0, progress: 1 },
  deliveries: [{ index: 0, partition: 2, offset: 4711, timestamp: 1 }],
};

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

/** The panel with the form open. */
async function open(options: MessagesPageOptions = {}): Promise<void> {
  panel = await MessagesPage.open(browser, { answers, ...options });
  panel.page.on('pageerror', (error) => faults.push(error.message));
  panel.page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await panel.page.getByRole('row').nth(3).waitFor();
  const isShown = await form().isVisible();
  if (!isShown) await panel.page.getByRole('button', { name: 'Send records' }).click();
  await form().waitFor();
}

const form = () => panel.page.locator('millrace-produce');
const box = (name: string) => form().getByRole('textbox', { name, exact: true });
const tell = (changes: Partial<ProducingStatus>) =>
  panel.tell({ kind: 'producing', status: { ...status, ...changes } });

async function sent(): Promise<ProducingOptions[]> {
  return (await panel.asked('produce')) as ProducingOptions[];
}

describe('the form', () => {
  test('sends what is typed, with the keyboard alone, and says where it went', async () => {
    await open();
    const { keyboard } = panel.page;
    await expect.poll(() => box('Key').evaluate((e) => e.matches(':focus'))).toBe(true);
    await keyboard.type('customer-1');
    await box('Value').focus();
    await keyboard.type('{"a":1}');
    await form().getByRole('button', { name: 'Format the JSON of Value' }).press('Enter');
    expect(await box('Value').inputValue()).toBe('{\n  "a": 1\n}');
    await keyboard.press('Control+Enter');
    await expect.poll(sent).toMatchObject([
      {
        ...{ topic: 'orders', acks: -1, idempotent: true, compression: 'none' },
        template: {
          key: { encoding: { format: 'string' }, text: 'customer-1' },
          value: { encoding: { format: 'json' }, text: '{\n  "a": 1\n}' },
        },
        repetition: { kind: 'times', count: 1 },
      },
    ]);
    await tell({});
    await form().getByText('Partition 2, offset 4,711').waitFor();
    await form().getByText('1 record sent').waitFor();
  });

  test('has headers, tombstones and no keys', async () => {
    await open();
    await form().getByRole('checkbox', { name: 'No key' }).check();
    await form().getByRole('checkbox', { name: 'Tombstone' }).check();
    await form().getByRole('button', { name: 'Add a header' }).click();
    await expect
      .poll(() => box('Name of header 1').evaluate((e) => e.matches(':focus')))
      .toBe(true);
    await panel.page.keyboard.type('source');
    await box('Value of header 1').fill('web');
    await form().getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(sent).toMatchObject([
      {
        template: {
          ...{ key: null, value: null },
          headers: [{ name: 'source', value: { text: 'web' } }],
        },
      },
    ]);
  });

  test('says what is wrong beside the part', async () => {
    const problem = 'This is not JSON: Unexpected end.';
    await open({
      answers: {
        ...answers,
        preview: { ...preview, problems: [{ part: 'value', message: problem }] },
      },
    });
    await box('Value').fill('{');
    await form().getByText(problem).waitFor();
    expect(await box('Value').getAttribute('aria-invalid')).toBe('true');
  });

  test('sends at a rate until it is stopped', async () => {
    await open();
    await form().getByRole('combobox', { name: 'How often' }).selectOption('rate');
    await box('Records a second, until stopped').fill('250');
    await form().getByRole('button', { name: 'Send', exact: true }).click();
    await tell({ state: 'sending', sent: 1200, acknowledged: 1180, rate: 251 });
    await form().getByText('1,180 of 1,200 acknowledged · 251 a second').waitFor();
    await form().getByRole('button', { name: 'Stop sending' }).click();
    await expect.poll(() => panel.asked('stopProducing')).toHaveLength(1);
    await tell({ state: 'stopped', sent: 1200, acknowledged: 1200 });
    await form().getByText('1,200 records sent · stopped').waitFor();
    expect((await sent())[0]?.repetition).toEqual({ kind: 'rate', perSecond: 250 });
  });

  test('sends a file, and takes its format from its name', async () => {
    await open({ answers: { ...answers, pickFile: '/home/user/orders.csv' } });
    await form().getByRole('combobox', { name: 'How often' }).selectOption('file');
    await form().getByRole('button', { name: 'Send', exact: true }).click();
    await form().getByText('Choose a file to send first.').waitFor();
    await form().getByRole('button', { name: 'Choose a file to send' }).click();
    await form().getByText('orders.csv').waitFor();
    await form().getByRole('button', { name: 'Send', exact: true }).click();
    await expect
      .poll(async () => (await sent())[0]?.file)
      .toEqual({ path: '/home/user/orders.csv', format: 'csv' });
    expect((await sent())[0]?.repetition).toEqual({ kind: 'times', count: 1 });
    await tell({});
    await form().getByRole('checkbox', { name: 'At a rate' }).check();
    await box('Records of the file a second').fill('50');
    await form().getByRole('button', { name: 'Send', exact: true }).click();
    await expect
      .poll(async () => (await sent())[1])
      .toMatchObject({ file: { format: 'csv' }, repetition: { kind: 'rate', perSecond: 50 } });
  });

  test('keeps what was typed and sent', async () => {
    await open();
    await box('Key').fill('first');
    await panel.page.keyboard.press('Control+Enter');
    await expect.poll(sent).toHaveLength(1);
    await tell({});
    await box('Key').fill('second');
    const state = (await panel.kept()) as KeptMessages;
    await panel.close();
    await open({ state });
    expect(await box('Key').inputValue()).toBe('second');
    await form().getByRole('button', { name: 'History of what was sent' }).click();
    await form().getByRole('menuitem', { name: 'first' }).click();
    expect(await box('Key').inputValue()).toBe('first');
  });

  test('saves templates by name, with the keyboard alone', async () => {
    await open();
    const { keyboard } = panel.page;
    const list = form().locator('millrace-template-list .list');
    const opener = form().getByRole('button', { name: 'Saved templates' });
    const save = async (name: string) => {
      await opener.press('Enter');
      await list.getByText('Templates of this workspace').waitFor();
      await list.getByRole('textbox', { name: 'Name of the template to save' }).focus();
      await keyboard.type(name);
      await keyboard.press('Enter');
      await list.getByText(name, { exact: true }).waitFor();
      await keyboard.press('Escape');
      await expect.poll(() => list.isVisible()).toBe(false);
    };
    await box('Key').fill('first');
    await save('An order');
    await box('Key').fill('second');
    await save('Another');

    // The first is what has the focus when it opens.
    await opener.press('Enter');
    await keyboard.press('Enter');
    await expect.poll(() => box('Key').inputValue()).toBe('first');
    await expect.poll(() => box('Key').evaluate((e) => e.matches(':focus'))).toBe(true);

    await opener.press('Enter');
    await list.getByRole('button', { name: 'Rename the template An order' }).press('Enter');
    await keyboard.type('Another');
    await keyboard.press('Enter');
    await list.getByText("There is a template 'Another' already.").waitFor();
    await keyboard.press('Control+A');
    await keyboard.type('The order');
    await keyboard.press('Enter');
    await list.getByText('The order', { exact: true }).waitFor();
    await list.getByRole('button', { name: 'Delete the template Another' }).press('Enter');
    await expect.poll(() => list.getByText('Another', { exact: true }).count()).toBe(0);
    expect(await list.isVisible()).toBe(true);
    await keyboard.press('Escape');
    await expect.poll(() => opener.evaluate((e) => e.matches(':focus'))).toBe(true);
    const changes = (await panel.asked('changeTemplates')).filter((change) => change !== null);
    expect(changes).toMatchObject([
      { kind: 'save', name: 'An order', draft: { key: { text: 'first' } } },
      { kind: 'save', name: 'Another', draft: { key: { text: 'second' } } },
      { kind: 'rename', name: 'An order', to: 'Another' },
      { kind: 'rename', name: 'An order', to: 'The order' },
      { kind: 'delete', name: 'Another' },
    ]);
  });

  test('has a record that was read, to send again or changed', async () => {
    await open();
    const row = panel.page.getByRole('row').nth(3);
    await row.click({ button: 'right' });
    await panel.page.getByRole('menuitem', { name: 'Edit and Send' }).click();
    await expect.poll(() => box('Key').inputValue()).toMatch(/^customer-/);
    expect(await sent()).toEqual([]);
    await row.click({ button: 'right' });
    await panel.page.getByRole('menuitem', { name: 'Send Again' }).click();
    await expect.poll(async () => (await sent())[0]?.template.value?.encoding.format).toBe('hex');
  });

  test('sends nothing to a read-only cluster', async () => {
    await open({ opened: { readOnly: true } });
    await form().getByText('The cluster is read-only').waitFor();
    await box('Key').press('Control+Enter');
    expect(await sent()).toEqual([]);
  });
});

describe('for everybody', () => {
  test.each<ThemeName>(['light', 'dark', 'high-contrast'])('no fault in %s', async (theme) => {
    await open({ theme });
    await form().getByRole('button', { name: 'Add a header' }).click();
    await tell({
      failed: 1,
      deliveries: [...status.deliveries, { index: 1, problem: 'No leader took it for 30 s.' }],
    });
    await form().getByText('No leader took it').waitFor();
    await form().getByRole('combobox', { name: 'How often' }).selectOption('file');
    await form().getByRole('checkbox', { name: 'At a rate' }).check();
    await form().getByRole('button', { name: 'Saved templates' }).click();
    const name = form().getByRole('textbox', { name: 'Name of the template to save' });
    await name.fill('An order');
    await name.press('Enter');
    await form().getByText('An order', { exact: true }).waitFor();
    // The divider is between the two sides, in none of them.
    const all = "{ exclude: [{ fromShadowDom: ['millrace-messages', '.whole', '.divider'] }] }";
    expect(await violationsIn(panel.page, all)).toEqual([]);
  });

  test('pictures', async () => {
    await open({
      width: 1300,
      height: 860,
      answers: {
        ...answers,
        preview: { ...preview, key: 'customer-0', value: '{\n  "name": "Ada",\n  "n": 0\n}' },
      },
    });
    await box('Key').fill('customer-{{index}}');
    await box('Value').fill('{\n  "name": "{{person.firstName}}",\n  "n": {{index}}\n}');
    await form()
      .getByRole('checkbox', { name: /Sample data/ })
      .check();
    await form().getByRole('button', { name: 'Add a header' }).click();
    await box('Name of header 1').fill('source');
    await form().getByRole('combobox', { name: 'How often' }).selectOption('rate');
    await form().getByText('More').click();
    await form().locator('.preview').waitFor();
    await tell({
      ...{ state: 'sending', sent: 1200, acknowledged: 1180, failed: 1, rate: 251, progress: 0.4 },
      deliveries: [
        ...Array.from({ length: 6 }, (_, i) => ({
          ...{ index: i, partition: i % 3, offset: 4711 + i, timestamp: 1 },
        })),
        { index: 7, problem: 'No leader took it for 30 s: is the cluster running?' },
      ],
    });
    await form().getByText('251 a second').waitFor();
    await panel.pictures('produce');

    await form().getByRole('button', { name: 'Saved templates' }).click();
    const name = form().getByRole('textbox', { name: 'Name of the template to save' });
    for (const template of ['An order of a customer', 'A payment']) {
      await name.fill(template);
      await name.press('Enter');
      await form().getByText(template, { exact: true }).waitFor();
    }
    await form().getByRole('button', { name: 'Rename the template A payment' }).click();
    await panel.pictures('produce-templates');
  });
});
