// A developer watches a cluster while a broker is killed from its page, and opens one that is marked as production.

import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { SteadyProducer } from '../harness/steady-producer.ts';
import type { TreeView } from '../harness/tree-view.ts';

describe('the overview of a cluster', () => {
  let window: MillraceWindow;
  let tree: TreeView;
  let page: FrameLocator;
  let bootstrap: string;
  let producer: SteadyProducer | undefined;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'cluster-view',
      settings: { 'millrace.cluster.brokers': 3, 'millrace.cluster.port': 0 },
    });
    tree = window.workbench.tree('Clusters');
  });
  afterAll(async () => {
    producer?.kill();
    await window?.close();
  });
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const fact = (name: string) =>
    page
      .locator('.fact', { has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .innerText();

  const band = () => page.getByRole('region', { name: 'Cluster', exact: true });

  test('it opens from the cluster’s row', async () => {
    const { workbench } = window;
    await workbench.openContainer('Millrace');
    await until(() => tree.welcome()).toMatch(/Run a Kafka-compatible/);
    await tree.welcomeAction('Start Local Cluster');
    await until(() => tree.outline()).toMatch(/^Local Cluster {2}localhost:\d+,\S+,\S+$/m);
    bootstrap = /^Local Cluster {2}(\S+)$/m.exec(await tree.outline())?.[1] ?? '';
    await workbench.ask('Millrace: Create Topic…');
    await workbench.quickInput.accept('flights');
    for (const value of ['1', '3']) {
      await until(() => workbench.quickInput.value()).toBe(value);
      await workbench.quickInput.accept();
    }
    await until(async () => (await workbench.quickInput.rows())[0]?.label).toMatch(/'flights'/);
    await workbench.quickInput.accept();
    await tree.contextMenu('Local Cluster', 'Open Cluster Overview');
    page = workbench.webview();
    await until(() => fact('Brokers')).toBe('3');
    await until(() => fact('Controller')).toMatch(/^Broker \d$/);
    await until(() => fact('Under-replicated')).toBe('0');
  });

  test('it shows what comes in', async () => {
    producer = new SteadyProducer(bootstrap, 'flights');
    await until(() => fact('Records in')).toMatch(/^[1-9][\d,.]*\/s$/);
    await until(() => fact('Bytes in')).toMatch(/^[1-9].*B\/s$/);
    const topics = page.getByRole('region', { name: 'Busiest topics' });
    await until(() => topics.innerText()).toContain('flights');
    await window.picture('what comes in');
  });

  test('a broker is killed by keys alone, and started again', async () => {
    const { workbench } = window;
    const actions = page.getByRole('button', { name: 'Actions for broker 3' });
    await actions.press('Enter');
    await until(() => page.getByRole('menuitem', { name: 'Kill…' }).count()).toBe(1);
    await workbench.page.keyboard.press('k');
    await workbench.page.keyboard.press('Enter');
    await until(() => workbench.dialogText()).toContain('Kill broker 3?');
    await workbench.answerDialog('Kill');
    await until(() => fact('Brokers')).toBe('2 of 3 run');
    await until(() => fact('Under-replicated')).toMatch(/^[1-9]/);
    const trouble = page.getByRole('region', { name: 'Partitions in trouble' });
    await until(() => trouble.innerText()).toContain('flights-0');
    await window.picture('a broker is away');
    await actions.press('Enter');
    await page.getByRole('menuitem', { name: 'Start', exact: true }).press('Enter');
    await until(() => fact('Brokers')).toBe('3');
    await until(() => fact('Under-replicated')).toBe('0');
    await until(() => trouble.innerText()).toContain('All partitions have a leader');
  });

  test('what the charts show is there when the page is shown again', async () => {
    const { workbench } = window;
    await page.getByRole('combobox', { name: 'Whose throughput is drawn' }).selectOption('brokers');
    await page.getByRole('button', { name: 'Open topic flights' }).click();
    await until(() => workbench.page.locator('.tab.active').innerText()).toContain('flights');
    await workbench.page.getByRole('tab', { name: /^Local Cluster: Overview/ }).click();
    page = workbench.webview();
    const chart = page.getByRole('img', { name: /^Records in\. .*Broker \d: .* at last, from/ });
    await until(() => chart.count()).toBe(1);
    await window.picture('by broker');
  });

  test('one that is marked as production says so wherever one acts on it', async () => {
    const { workbench } = window;
    await workbench.runCommand('Millrace: Add Connection…');
    const form = workbench.webview();
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Payments');
    await form.getByRole('textbox', { name: 'Bootstrap servers' }).fill(bootstrap);
    await form.getByRole('combobox', { name: 'Colour' }).click();
    await form.getByRole('option', { name: 'red' }).click();
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await until(() => tree.outline()).toMatch(/^Payments /m);
    await tree.contextMenu('Payments', 'Open Cluster Overview');
    page = workbench.webview();
    await until(() => band().innerText()).toMatch(/Payments\s*production/);
    await until(() => fact('Brokers')).toBe('3');
    await window.picture('production');
    // Its rows have the same names.
    await tree.row('Local Cluster').click();
    await until(() => tree.outline()).toMatch(/^Local Cluster .*\nPayments /m);
    await tree.expand('Payments', 'Topics');
    await tree.contextMenu('flights', 'Empty Topic…');
    await until(() => workbench.dialogText()).toContain(
      "Payments (production): Delete all records of topic 'flights'?",
    );
    await window.picture('the question');
    await workbench.answerDialog('Cancel');
    const panels = [
      ['Open Messages', 'flights (Payments)'],
      ['Edit Topic Configuration…', 'flights: Configuration (Payments)'],
      ['Open Topic', 'Topic flights (Payments)'],
    ] as const;
    for (const [item, title] of panels) {
      await tree.contextMenu('flights', item);
      await until(() => workbench.page.locator('.tab.active').innerText()).toBe(title);
      page = workbench.webview();
      await until(() => band().innerText()).toMatch(/Payments\s*production/);
      await window.picture(item);
    }
  });
});
