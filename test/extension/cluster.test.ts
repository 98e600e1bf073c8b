import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as vscode from 'vscode';
import { ControlClient } from '../../extension/clusters/control-client.ts';
import { controlPath } from '../../extension/clusters/control-path.ts';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, row, rows, run, withSetting } from './millrace.ts';

suite('the local cluster', () => {
  let extension: Exports;

  suiteSetup(async () => {
    extension = await millrace();
  });

  suiteTeardown(async () => {
    await run('stopCluster');
  });

  const orders = () => row(extension, 'cluster', 'topics', 'topic/orders');
  const topics = async () => rows(extension, await row(extension, 'cluster', 'topics'));

  test('starts', async () => {
    assert.deepEqual(await rows(extension), []);
    assert.equal(await run('startCluster'), true);
    const { bootstrap } = extension.context.cluster;
    assert.match(bootstrap ?? '', /^localhost:\d+$/);
    assert.deepEqual(await rows(extension), [`Local Cluster | ${bootstrap}`]);
    await reachable(bootstrap ?? '');
  });

  test('starts once only', async () => {
    const { pid } = extension.context.cluster.status ?? {};
    assert.equal(await run('startCluster'), true);
    assert.equal(extension.context.cluster.status?.pid, pid);
  });

  test('copies its address', async () => {
    const { bootstrap } = extension.context.cluster;
    assert.equal(await run('copyBootstrapAddress'), bootstrap);
    assert.equal(await vscode.env.clipboard.readText(), bootstrap);
  });

  test('gets a topic, which shows', async () => {
    assert.deepEqual(await topics(), [' | No topics']);
    const topic = { name: 'orders', partitions: 3, configs: { 'retention.ms': '60000' } };
    assert.equal(await run('createTopic', topic), 'orders');
    assert.deepEqual(await topics(), ['orders | 3 partitions']);
    assert.deepEqual(await rows(extension, await orders()), [
      'Partition 0 | 0 – 0 · 0 B · leader 1',
      'Partition 1 | 0 – 0 · 0 B · leader 1',
      'Partition 2 | 0 – 0 · 0 B · leader 1',
    ]);
  });

  test('does not get the same topic again', async () => {
    assert.equal(await run('createTopic', { name: 'orders', configs: {} }), undefined);
  });

  test('filters', async () => {
    await run('filter', 'ERS');
    assert.deepEqual(await topics(), ['orders | 3 partitions']);
    await run('filter', 'payments');
    assert.deepEqual(await topics(), [" | Nothing matches 'payments'"]);
    await run('clearFilter');
    assert.deepEqual(await topics(), ['orders | 3 partitions']);
  });

  test('copies names of rows', async () => {
    assert.equal(await run('copyName', await orders()), 'orders');
    const partition = await row(
      extension,
      'cluster',
      'topics',
      'topic/orders',
      'partition/orders/1',
    );
    assert.equal(await run('copyName', partition), 'orders-1');
    assert.equal(await run('copyLatestOffset', partition), '0');
    const selected = [partition, await orders()];
    assert.equal(await run('copyName', partition, selected), 'orders-1\norders');
    assert.equal(await run('copyLatestOffset', partition, selected), '0');
    assert.equal(await run('copyName', await orders(), [partition]), 'orders');
  });

  test('is read aloud in words', async () => {
    const { explorer } = extension.context;
    const [broker] = await explorer.getChildren(await row(extension, 'cluster', 'brokers'));
    assert.ok(broker);
    const { bootstrap } = extension.context.cluster;
    assert.equal(
      explorer.getTreeItem(broker).accessibilityInformation?.label,
      `Broker 1, ${bootstrap}, controller, leads 3 partitions`,
    );
  });

  test('has details for the mouse', async () => {
    const { explorer } = extension.context;
    const node = await orders();
    const item = explorer.resolveTreeItem(explorer.getTreeItem(node), node);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    assert.match(item.tooltip.value, /Replication factor \| 1/);
  });

  test('is emptied', async () => {
    assert.deepEqual(await run('emptyTopics', { topics: ['orders'], confirmed: true }), ['orders']);
    const records = [{ topic: 'orders', partition: 0, before: 5 }];
    assert.equal(await run('deleteRecords', { records, confirmed: true }), undefined);
  });

  test('keeps its topics when it restarts', async () => {
    const { startedAt } = extension.context.cluster.status ?? {};
    assert.equal(await run('restartCluster'), true);
    assert.notEqual(extension.context.cluster.status?.startedAt, startedAt);
    assert.deepEqual(await topics(), ['orders | 3 partitions']);
  });

  test('loses a deleted topic, and another one stays', async () => {
    await run('createTopic', { name: 'payments', configs: {} });
    assert.deepEqual(await run('deleteTopics', { topics: ['orders'], confirmed: true }), [
      'orders',
    ]);
    assert.deepEqual(await topics(), ['payments | 1 partition']);
  });

  test('shows a broker that was ended elsewhere, and starts it', async () => {
    const { client } = await ControlClient.connect(path());
    await client.call('killBroker', { id: 1 });
    client.dispose();
    const { context } = extension;
    await eventually(() => assert.equal(context.cluster.status?.brokers[0]?.state, 'stopped'));
    assert.equal(context.clusters.local, undefined);
    assert.deepEqual(await rows(extension), ['Local Cluster | no broker runs']);
    const brokers = await row(extension, 'cluster', 'brokers/incomplete');
    assert.deepEqual(await rows(extension, brokers), ['Broker 1 | stopped']);
    await run('startBroker', await row(extension, 'cluster', 'brokers/incomplete', 'broker/1'));
    assert.deepEqual(await topics(), ['payments | 1 partition']);
  });

  test('that is killed has failed, is told of, and starts again', async () => {
    const { cluster } = extension.context;
    process.kill(cluster.status?.pid ?? 0, 'SIGKILL');
    await eventually(() => assert.equal(cluster.state, 'failed'));
    assert.match(cluster.failure?.message ?? '', /ended unexpectedly/);
    assert.equal(await run('startCluster'), true);
    assert.deepEqual(await topics(), ['payments | 1 partition']);
  });

  test('stops', async () => {
    const { bootstrap } = extension.context.cluster;
    assert.equal(await run('stopCluster'), true);
    assert.deepEqual(await rows(extension), []);
    await assert.rejects(reachable(bootstrap ?? ''));
  });

  test('whose port is taken names another, on which it starts', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await withSetting('port', port, async () => {
      assert.equal(await run('startCluster'), false);
      const { failure } = extension.context.cluster;
      assert.equal(failure?.kind, 'port-in-use');
      assert.equal(failure?.port, port);
      assert.equal(await run('startOnFreePort'), true);
      assert.equal(extension.context.cluster.bootstrap, `localhost:${failure?.freePort}`);
      assert.equal(await run('stopCluster'), true);
    });
    other.close();
  });

  test('whose broker configuration is wrong says so', async () => {
    await withSetting('brokerConfig', { 'num.partitions': 'many' }, async () => {
      assert.equal(await run('startCluster'), false);
      const { failure } = extension.context.cluster;
      assert.equal(failure?.kind, 'invalid-config');
      assert.match(failure?.message ?? '', /num\.partitions/);
    });
  });

  test('does not start with settings that cannot be', async () => {
    await withSetting('port', -1, async () => {
      assert.equal(await run('startCluster'), false);
      const wanted = extension.context.wantedConfig();
      assert.ok('problems' in wanted);
      assert.match(wanted.problems[0]?.message ?? '', /-1 is no port/);
    });
    assert.ok('config' in extension.context.wantedConfig());
  });
});

/** Where this window's cluster host is controlled. */
function path(): string {
  return controlPath({
    platform: process.platform,
    env: process.env,
    uid: process.getuid?.(),
    userName: '',
    temporaryDirectory: tmpdir(),
  });
}

/** Connects and hangs up. @throws Error if nobody listens. */
async function reachable(address: string): Promise<void> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  socket.destroy();
}
