// A cluster that asks for TLS and credentials, from its connection to a record that is sent to it: by the keyboard alone. And
// each panel on the way as axe sees it, in three themes.

import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { violationsOf } from '../harness/accessibility.ts';
import { run } from '../harness/child.ts';
import { inOrder } from '../harness/in-order.ts';
import { produceLines, readLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { missing, need } from '../harness/requirements.ts';
import { type SecuredKafka, startSecuredKafka, user } from '../harness/secured-kafka.ts';

/** Controls between one and another, at most. */
const MOST_TABS = 80;

describe('a secured cluster, by the keyboard', () => {
  let kafka: SecuredKafka;
  let window: MillraceWindow;

  beforeAll(async () => {
    if (missing('java', 'kcat') !== undefined) return;
    [kafka, window] = await Promise.all([
      startSecuredKafka(),
      MillraceWindow.open({ name: 'secured-cluster' }),
    ]);
    await produceLines(kafka.plaintext, 'orders', ['a:one', 'b:two', 'a:three'], ['-K', ':']);
    const reader = ['-G', 'readers', '-e', '-q', '-X', 'auto.offset.reset=earliest'];
    await run('kcat', ['-b', kafka.plaintext, ...reader, 'orders']);
  });
  afterAll(async () => {
    await window?.close();
    await kafka?.stop();
  });
  beforeEach((context) => need(context, 'java', 'kcat'));
  inOrder((step) => window?.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const press = (key: string) => window.workbench.page.keyboard.press(key);
  const type = (text: string) => window.workbench.page.keyboard.insertText(text);

  /** Answers a question of VS Code's, once its first answer is `expected`. */
  async function answer(text: string, expected: string): Promise<void> {
    const { quickInput } = window.workbench;
    await until(async () => (await quickInput.rows()).map(({ label }) => label)).toContain(
      expected,
    );
    await type(text);
    await until(async () => (await quickInput.rows())[0]?.label).toBe(expected);
    await press('Enter');
  }

  /** Runs a command from the palette. */
  async function command(title: string, ...answers: readonly string[]): Promise<void> {
    await window.workbench.runCommand(title);
    for (const each of answers) await answer(each, each);
  }

  /** Tabs on until a control has the focus. */
  async function tabTo(control: Locator): Promise<void> {
    await control.waitFor();
    const hasFocus = () => control.evaluate((element) => element.matches(':focus'));
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if (await hasFocus()) return;
      await press('Tab');
    }
    throw new Error(`The keyboard does not come to ${control}.`);
  }

  /** What axe finds in the page in front, in each theme, which is pictured. */
  async function expectAccessible(name: string): Promise<void> {
    const found: Record<string, string[]> = {};
    await window.picture(name, async (theme) => {
      found[theme] = await violationsOf(window.workbench.webview());
    });
    expect(found).toEqual({ light: [], dark: [], 'high-contrast': [] });
  }

  test('a connection is described, tested and saved', async () => {
    await command('Millrace: Add Connection…');
    const form = window.workbench.webview();
    const fill = async (name: string, text: string) => {
      await tabTo(form.getByRole('textbox', { name, exact: true }));
      await type(text);
    };
    const choose = async (name: string, value: string) => {
      const list = form.getByRole('combobox', { name, exact: true });
      await tabTo(list);
      const chosen = () => list.evaluate((element) => (element as HTMLSelectElement).value);
      // Lists are short.
      for (let steps = 0; steps < 5 && (await chosen()) !== value; steps++)
        await press('ArrowDown');
      expect(await chosen()).toBe(value);
    };
    await fill('Name', 'Secured');
    await fill('Bootstrap servers', kafka.sasl);
    await choose('Security protocol', 'SASL_SSL');
    await choose('SASL mechanism', 'SCRAM-SHA-512');
    await fill('User', user.name);
    await fill('Password', 'not the right one');
    await fill('Authorities to trust (PEM)', kafka.files.authority);
    await tabTo(form.getByRole('button', { name: 'Test the connection' }));
    await press('Enter');
    const result = form.getByRole('region', { name: 'Result of the test' });
    await until(() => result.innerText()).toContain('does not accept the credentials');
    await expectAccessible('a test that fails');
    await fillAnew(form, 'Password', user.password);
    await tabTo(form.getByRole('button', { name: 'Test the connection' }));
    await press('Enter');
    await until(() => result.innerText()).toContain('The connection works.');
    await expectAccessible('a test that works');
    await press('Control+s');
    const clusters = window.workbench.tree('Clusters');
    await command('Millrace: Focus on Clusters View');
    await until(() => clusters.outline()).toMatch(/^Secured {2}/m);
  });

  async function fillAnew(form: FrameLocator, name: string, text: string): Promise<void> {
    const field = form.getByRole('textbox', { name, exact: true });
    await tabTo(field);
    await press('Control+a');
    await type(text);
  }

  test('its topics are in the tree', async () => {
    const clusters = window.workbench.tree('Clusters');
    await command('Millrace: Focus on Clusters View');
    // The end of the tree is the connection; right opens a row, and goes into an open one. A key that is pressed while the tree
    // is drawn anew is lost, as it is for a person, who presses it again.
    await until(async () => {
      if (/^ {2}Topics/m.test(await clusters.outline())) return true;
      await press('End');
      await press('ArrowRight');
      return false;
    }).toBe(true);
    await press('Home');
    await until(async () => {
      if (!(await clusters.outline()).includes('orders')) await press('ArrowDown');
      if (!(await clusters.outline()).includes('orders')) await press('ArrowRight');
      return await clusters.outline();
    }).toMatch(/^ {4}orders/m);
    await window.picture('the tree');
  });

  test('its messages are read', async () => {
    await command('Millrace: Open Messages', 'orders');
    const panel = window.workbench.webview();
    await until(() => panel.locator('.counts').innerText()).toBe('3 records');
    await tabTo(panel.getByRole('grid'));
    await press('ArrowDown');
    await until(() => panel.locator('.about').innerText()).toContain('Offset');
    await expectAccessible('messages');
  });

  test('a record is sent', async () => {
    const panel = window.workbench.webview();
    await tabTo(panel.getByRole('button', { name: 'Send records' }));
    await press('Enter');
    const form = panel.getByRole('region', { name: 'Send records' });
    await tabTo(form.getByRole('textbox', { name: 'Key', exact: true }));
    await type('c');
    await tabTo(form.getByRole('textbox', { name: 'Value', exact: true }));
    await type('{"sent": "by keys"}');
    await press('Control+Enter');
    await until(() => panel.locator('.counts').innerText()).toBe('4 records');
    await expectAccessible('sending');
    const all = await readLines(kafka.plaintext, 'orders', '%k=%s');
    expect(all.at(-1)).toBe('c={"sent": "by keys"}');
  });

  test.each([
    ['topic', 'Millrace: Open Topic', 'orders', /Partitions/],
    ['group', 'Millrace: Open Consumer Group', 'readers', /orders/],
    ['configuration', 'Millrace: Edit Topic Configuration…', 'orders', /retention\.ms/],
  ])('the %s is shown', async (name, title, subject, text) => {
    await command(title, subject);
    await window.workbench.webview().getByText(text).first().waitFor();
    await expectAccessible(name);
  });

  test('the cluster is shown', async () => {
    await command('Millrace: Open Cluster Overview');
    await window.workbench
      .webview()
      .getByText(/Brokers/)
      .first()
      .waitFor();
    await expectAccessible('cluster');
  });
});
