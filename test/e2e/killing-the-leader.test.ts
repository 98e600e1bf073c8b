// A learner kills the broker that leads a partition while a producer writes to it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { readLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { accepts } from '../harness/ports.ts';
import { SteadyProducer } from '../harness/steady-producer.ts';
import type { TreeView } from '../harness/tree-view.ts';

/** How long the tree may take to show the new leader, in milliseconds. */
const FAILOVER_MS = 2_000;

describe('killing the leader in the tree', () => {
  let window: MillraceWindow;
  let tree: TreeView;
  let bootstrap: string;
  let producer: SteadyProducer | undefined;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'killing-the-leader',
      settings: { 'millrace.cluster.brokers': 3, 'millrace.cluster.port': 0 },
    });
    tree = window.workbench.tree('Clusters');
  });
  afterAll(async () => {
    producer?.kill();
    await window?.close();
  });
  inOrder((step) => window.keepEvidence(step));

  const seen = (outline: RegExp, timeout = 20_000) =>
    expect.poll(() => tree.outline(), { timeout, interval: 20 }).toMatch(outline);

  /** The broker that the rows below the partition say leads it. */
  const leader = async () => /Broker (\d) {2}leader · epoch/.exec(await tree.outline())?.[1] ?? '';

  test('three brokers start, one of them the controller', async () => {
    await window.workbench.openContainer('Millrace');
    await expect.poll(() => tree.welcome(), { timeout: 30_000 }).toMatch(/Run a Kafka-compatible/);
    await tree.welcomeAction('Start Local Cluster');
    await seen(/^Local Cluster {2}localhost:\d+,localhost:\d+,localhost:\d+$/m, 30_000);
    bootstrap = /^Local Cluster {2}(\S+)$/m.exec(await tree.outline())?.[1] ?? '';
    await tree.expand('Brokers');
    await seen(/ {4}Broker 1 {2}localhost:\d+ · .*\n {4}Broker 2 .*\n {4}Broker 3 /);
    await expect.poll(async () => (await tree.outline()).match(/controller/g)).toHaveLength(1);
  });

  test('a topic is on all three', async () => {
    const { quickInput } = window.workbench;
    await window.workbench.ask('Millrace: Create Topic…');
    await quickInput.accept('flights');
    for (const value of ['1', '3']) {
      await expect.poll(() => quickInput.value()).toBe(value);
      await quickInput.accept();
    }
    await expect.poll(async () => (await quickInput.rows())[0]?.label).toMatch(/'flights'/);
    await quickInput.accept();
    await seen(/ {4}flights {2}1 partition$/m);
    await tree.expand('flights', 'Partition 0');
    await seen(/leader · epoch 0 · high watermark 0/);
    await expect.poll(async () => (await tree.outline()).match(/in sync/g)).toHaveLength(2);
    await window.picture('three brokers');
  });

  test('when its leader is killed, another one leads within two seconds', async () => {
    producer = new SteadyProducer(bootstrap, 'flights');
    await expect.poll(() => tree.outline(), { timeout: 10_000 }).toMatch(/high watermark [1-9]/);
    const killed = await leader();
    // The row in the folder Brokers is the first of its name.
    await tree.contextMenu(`Broker ${killed}`, 'Kill Broker…');
    await expect.poll(() => window.workbench.dialogText()).toContain(`Kill broker ${killed}?`);
    await window.picture('the question');
    await window.workbench.answerDialog('Kill');
    const killedAt = performance.now();
    await expect
      .poll(leader, { timeout: FAILOVER_MS, interval: 20 })
      .toSatisfy((now: string) => now !== '' && now !== killed);
    console.log(`another leader after ${Math.round(performance.now() - killedAt)} ms`);
    await seen(new RegExp(` {4}Broker ${killed} {2}stopped`));
    await seen(/ {6}Partition 0 {2}2 of 3 in sync · /);
    await seen(new RegExp(` {8}Broker ${killed} {2}offline`));
    await window.picture('another leader');
  });

  test('the producer loses no record', async () => {
    const { sent } = producer as SteadyProducer;
    await expect.poll(() => producer?.sent, { timeout: 10_000 }).toBeGreaterThan(sent + 100);
    const lines = await (producer as SteadyProducer).finish();
    expect(lines.length).toBeGreaterThan(200);
    expect(await readLines(bootstrap, 'flights')).toEqual(lines);
  });

  test('the broker comes back and catches up', async () => {
    const stopped = /Broker (\d) {2}stopped/.exec(await tree.outline())?.[1] ?? '';
    await tree.inlineAction(`Broker ${stopped}`, 'Start Broker');
    await seen(new RegExp(` {4}Broker ${stopped} {2}localhost:`));
    await seen(/ {6}Partition 0 {2}0 – /);
    await expect.poll(async () => (await tree.outline()).match(/ in sync/g)).toHaveLength(2);
    await window.picture('all in sync again');
  });

  test('its partition is reassigned, after a look at what moves', async () => {
    const { quickInput } = window.workbench;
    await tree.contextMenu('flights', 'Reassign Partitions…');
    await expect.poll(() => quickInput.title()).toMatch(/^Reassign Partitions: flights/);
    const spare = (await leader()) === '3' ? '2' : '3';
    await quickInput.toggle(`Broker ${spare}`);
    await window.picture('the brokers to choose from');
    await quickInput.accept();
    await expect.poll(() => quickInput.value()).toBe('2');
    await quickInput.accept();
    await expect
      .poll(async () => (await quickInput.rows()).map(({ label }) => label))
      .toEqual([expect.stringContaining('Reassign 1 partition'), 'Partition 0']);
    const [, row] = await quickInput.rows();
    expect(row?.description).toMatch(/^\d, \d, \d → \d, \d$/);
    await window.picture('what moves');
    await quickInput.accept();
    // Below the folder Brokers it is still there.
    await expect
      .poll(async () => (await tree.outline()).match(new RegExp(`Broker ${spare} `, 'g')), {
        timeout: 10_000,
      })
      .toHaveLength(1);
    await seen(/ {6}Partition 0 {2}0 – /);
  });

  test('a broker is removed, after what it has has moved', async () => {
    const leading = await leader();
    await tree.contextMenu(`Broker ${leading}`, 'Remove Broker…');
    await expect
      .poll(() => window.workbench.dialogText(), { timeout: 10_000 })
      .toMatch(/First the other brokers take over the partition that it has/);
    await window.picture('what removing takes');
    await window.workbench.answerDialog('Remove');
    await seen(/ {2}Brokers {2}2\n/);
    await seen(/ {6}Partition 0 {2}0 – /);
    expect(await tree.outline()).not.toContain(`Broker ${leading}`);
    expect(await leader()).not.toBe(leading);
  });

  test('when VS Code is killed and does not come back, the cluster ends by itself', async () => {
    const port = Number(/^Local Cluster {2}\S+:(\d+)$/m.exec(await tree.outline())?.[1]);
    expect(await accepts(port)).toBe(true);
    await window.kill();
    // Long enough for a window to be loaded anew.
    await expect.poll(() => accepts(port), { timeout: 60_000 }).toBe(false);
  });
});
