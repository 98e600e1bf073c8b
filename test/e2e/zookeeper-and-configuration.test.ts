// The view ZooKeeper and the configuration form, as they are used and as they look.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import type { TreeView } from '../harness/tree-view.ts';

describe('the view ZooKeeper and the configuration form', () => {
  let window: MillraceWindow;
  let znodes: TreeView;
  let form: FrameLocator;

  beforeAll(async () => {
    window = await MillraceWindow.open({ name: 'zookeeper-and-configuration' });
    znodes = window.workbench.tree('ZooKeeper');
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const seen = (view: TreeView, what: RegExp) => until(() => view.outline()).toMatch(what);

  test('the view says what it is for while nothing runs', async () => {
    const { workbench } = window;
    await workbench.openContainer('Millrace');
    await znodes.show(true);
    await until(() => znodes.welcome()).toContain('coordination service');
    await znodes.welcomeAction('Start Local Cluster');
    await seen(znodes, /^\/ {2}localhost:\d+\n/);
  });

  test('the tree opens, with values, and a value opens as JSON', async () => {
    const { workbench } = window;
    await workbench.tree('Clusters').show(false);
    await znodes.expand('/', 'brokers', 'ids');
    await seen(znodes, /\n {2}brokers {2}3 children\n {4}ids {2}1 child\n {6}1 {2}\{/);
    await znodes.row('1').click();
    const editor = workbench.page.locator('.editor-instance .view-lines');
    await until(() => editor.innerText()).toMatch(/"endpoints":\s\[/);
    await until(
      async () => (await znodes.rows()).find(({ label }) => label === '1')?.accessibleLabel,
    ).toMatch(/^1, ephemeral, \{/);
    await window.picture('znodes');
  });

  test('it follows what happens', async () => {
    const { quickInput } = window.workbench;
    await window.workbench.ask('Millrace: Create Topic…');
    await quickInput.accept('orders');
    await until(() => quickInput.value()).toBe('1');
    await quickInput.accept();
    await until(async () => (await quickInput.rows())[0]?.label).toMatch(/'orders'/);
    await quickInput.accept();
    await seen(znodes, / {4}topics {2}1 child/);
    await znodes.expand('topics');
    await seen(znodes, /\n {4}topics {2}1 child\n {6}orders {2}\{/);
  });

  test('it is filtered by path', async () => {
    await window.workbench.ask('Millrace: Filter Znodes by Path…');
    await window.workbench.quickInput.accept('orders');
    await seen(znodes, /^\/ .*\n {2}brokers .*\n {4}topics .*\n {6}orders /);
    await window.picture('filtered znodes');
    await window.workbench.runCommand('Millrace: Clear Znode Filter');
    await seen(znodes, /\n {2}zookeeper/);
  });

  test('a topic’s configuration is edited', async () => {
    const { workbench } = window;
    const clusters = workbench.tree('Clusters');
    await clusters.show(true);
    await clusters.expand('Local Cluster', 'Topics');
    await clusters.contextMenu('orders', 'Edit Topic Configuration…');
    form = workbench.webview();
    const retention = form.getByRole('group', { name: 'retention.ms', exact: true });
    await retention.getByRole('textbox', { name: 'retention.ms' }).fill('5400000');
    await until(() => retention.innerText()).toContain('1.5 hours');
    await form.getByRole('group', { name: 'segment.bytes' }).getByRole('textbox').fill('7');
    await until(() => form.getByRole('group', { name: 'segment.bytes' }).innerText()).toMatch(
      /must be at least/,
    );
    await until(() => form.getByRole('status').innerText()).toMatch(/cannot be saved/);
    await form.getByRole('group', { name: 'segment.bytes' }).getByRole('textbox').focus();
    await window.picture('unsaved configuration');
  });

  test('what was typed outlives the page, and is saved', async () => {
    const { workbench } = window;
    const segment = form.getByRole('group', { name: 'segment.bytes' });
    await segment.getByRole('button', { name: /^Undo/ }).click();
    await until(() => form.getByRole('status').innerText()).toBe('1 unsaved change');
    await workbench.page.getByRole('tab', { name: /^1\b/ }).click();
    await workbench.page.getByRole('tab', { name: /orders: Configuration/ }).click();
    form = workbench.webview();
    await until(() => form.getByRole('status').innerText()).toBe('1 unsaved change');
    await form.getByRole('button', { name: 'Save all changes' }).click();
    await until(() => form.getByRole('status').innerText()).toBe('Saved.');
    const retention = form.getByRole('group', { name: 'retention.ms', exact: true });
    await until(() => retention.innerText()).toMatch(/This topic: 5400000/);
    await window.picture('saved configuration');
  });

  test('a broker’s configuration says what cannot be changed while it runs', async () => {
    const { workbench } = window;
    const clusters = workbench.tree('Clusters');
    await clusters.expand('Brokers');
    await clusters.contextMenu('Broker 1', 'Edit Broker Configuration…');
    form = workbench.webview();
    await until(() => form.getByRole('heading', { level: 1 }).innerText()).toMatch(/broker 1$/);
    await form.getByRole('textbox', { name: /^Filter/ }).fill('rack');
    const rack = form.getByRole('group', { name: 'broker.rack' });
    await until(() => rack.innerText()).toContain('cannot be changed while the broker runs');
    await until(() => rack.getByRole('textbox').isDisabled()).toBe(true);
    await form.getByRole('textbox', { name: /^Filter/ }).fill('log compression retention');
    await until(() => form.getByRole('main').innerText()).toContain('No key matches');
    await form.getByRole('textbox', { name: /^Filter/ }).fill('');
    await window.picture('broker configuration');
  });
});
