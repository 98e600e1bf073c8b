// The first minutes of someone who has just installed the extension.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { joinGroup, produceLines, readLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { accepts, connectTo } from '../harness/ports.ts';
import type { TreeView } from '../harness/tree-view.ts';

describe('first steps', () => {
  let window: MillraceWindow;
  let tree: TreeView;

  beforeAll(async () => {
    // On a machine that has much else to do a window takes its time to come back.
    window = await MillraceWindow.open({ name: 'first-steps', graceMs: 120_000 });
    tree = window.workbench.tree('Clusters');
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  /** Waits until the tree, as an indented outline, fits. */
  const seen = (outline: RegExp, timeout = 20_000) =>
    expect.poll(() => tree.outline(), { timeout, interval: 50 }).toMatch(outline);

  test('the view says what the extension is for and offers to start', async () => {
    await window.workbench.openContainer('Millrace');
    await expect
      .poll(() => tree.welcome(), { timeout: 30_000 })
      .toMatch(/Run a Kafka-compatible cluster on this machine/);
    await window.picture('welcome');
  });

  test('the button starts the cluster', async () => {
    await tree.welcomeAction('Start Local Cluster');
    await seen(new RegExp(`^Local Cluster  ${window.bootstrap}`), 30_000);
    await expect.poll(() => window.workbench.statusBarItem(window.bootstrap).count()).toBe(1);
    await window.picture('started');
  });

  test('a topic is created from the palette', async () => {
    const { workbench } = window;
    const { quickInput } = workbench;
    await workbench.ask('Millrace: Create Topic…');
    await expect.poll(() => quickInput.title()).toMatch(/^Create Topic/);
    await quickInput.type('my orders');
    await expect.poll(() => quickInput.message()).toMatch(/space|letters|character/i);
    await window.picture('a name that Kafka refuses');
    await quickInput.accept('orders');
    await expect.poll(() => quickInput.value()).toBe('1');
    await quickInput.accept('3');
    await expect.poll(async () => (await quickInput.rows())[0]?.label).toMatch(/'orders'/);
    await window.picture('ready to create it');
    await quickInput.accept();
    await seen(/ {4}orders {2}3 partitions/);
    await window.picture('a topic');
  });

  test('what kcat produces moves the latest offset', async () => {
    await tree.expand('orders');
    await seen(/ Partition 0 {2}0 – 0 · /);
    await produceLines(window.bootstrap, 'orders', ['tea', 'salt', 'flour'], ['-p', '0']);
    await seen(/ Partition 0 {2}0 – 3 · /, 5000);
    await window.picture('three records');

    await produceLines(window.bootstrap, 'orders', ['milk', 'bread'], ['-p', '0']);
    await seen(/ Partition 0 {2}0 – 5 · /, 5000);
    await produceLines(window.bootstrap, 'orders', ['rice'], ['-p', '2']);
    await seen(/ Partition 2 {2}0 – 1 · /, 5000);
    await window.picture('five records');
  });

  test('a restart keeps it', async () => {
    const connection = await connectTo(window.port);
    await window.workbench.runCommand('Millrace: Restart Local Cluster');
    await connection.closed;
    const read = async () => (await readLines(window.bootstrap, 'orders', '%p:%o %s')).sort();
    await expect
      .poll(() => read().catch((error: Error) => error.message), { timeout: 30_000 })
      .toEqual(['0:0 tea', '0:1 salt', '0:2 flour', '0:3 milk', '0:4 bread', '2:0 rice']);
    // The rows of a cluster that stops go, and come back closed when it starts.
    const outline = async () => {
      await tree.expand('orders');
      return tree.outline();
    };
    await expect
      .poll(outline, { timeout: 30_000 })
      .toMatch(
        / Partition 0 {2}0 – 5 · [\s\S]* Partition 1 {2}0 – 0 · [\s\S]* Partition 2 {2}0 – 1 · /,
      );
    await seen(new RegExp(`^Local Cluster  ${window.bootstrap}`));
    await window.picture('restarted');
  });

  test('a consumer group shows its members, offsets and lag', async () => {
    const consumer = await joinGroup(window.bootstrap, 'kitchen', 'orders');
    try {
      await tree.expand('Consumer Groups', 'kitchen');
      await seen(/ {4}kitchen {2}stable · 1 member · lag 0/, 30_000);
      await expect
        .poll(() => consumer.stdout.split('\n').slice(0, -1).sort())
        .toEqual(['bread', 'flour', 'milk', 'rice', 'salt', 'tea']);
      await window.picture('a group');
    } finally {
      await consumer.stop('SIGINT');
    }
    await seen(/ {4}kitchen {2}empty · 0 members · lag 0/);
    await produceLines(window.bootstrap, 'orders', ['eggs', 'oil'], ['-p', '0']);
    await seen(/ {4}kitchen {2}empty · 0 members · lag 2/, 5000);
    await window.picture('a group that lags');
  });

  test('a second window finds the cluster running', async () => {
    const other = await window.openAnother();
    await other.openContainer('Millrace');
    await expect
      .poll(() => other.tree('Clusters').outline(), { timeout: 30_000 })
      .toMatch(new RegExp(`^Local Cluster  ${window.bootstrap}[\\s\\S]* orders  3 partitions`));
    await other.screenshot('attached');
    await other.close();
  });

  test('VS Code that was killed finds the cluster running when it opens again', async () => {
    const connection = await connectTo(window.port);
    let wasCutOff = false;
    void connection.closed.then(() => {
      wasCutOff = true;
    });
    await window.kill();
    await window.reopen();
    tree = window.workbench.tree('Clusters');
    await window.workbench.openContainer('Millrace');
    await seen(
      new RegExp(`^Local Cluster  ${window.bootstrap}[\\s\\S]* orders  3 partitions`),
      60_000,
    );
    expect(wasCutOff).toBe(false);
  });

  test('it stops when told to', async () => {
    await window.workbench.runCommand('Millrace: Stop Local Cluster');
    await expect
      .poll(() => tree.welcome(), { timeout: 30_000 })
      .toMatch(/Run a Kafka-compatible cluster/);
    expect(await accepts(window.port)).toBe(false);
  });
});
