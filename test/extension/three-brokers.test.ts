import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Node } from '../../extension/explorer/nodes.ts';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, row, rows, run } from './millrace.ts';

/** What the tree has to show after a broker was killed, in milliseconds. */
const FAILOVER = 2_000;

suite('three brokers', () => {
  let extension: Exports;
  let data: string;
  const dataBefore = settings().get('dataDirectory');

  suiteSetup(async () => {
    extension = await millrace();
    // Other suites find their own data as they left it.
    data = mkdtempSync(join(tmpdir(), 'millrace-three-brokers-'));
    await set('dataDirectory', data);
    await set('brokers', 3);
    assert.equal(await run('startCluster'), true);
  });

  suiteTeardown(async () => {
    await run('stopCluster');
    await set('brokers', undefined);
    await set('dataDirectory', dataBefore);
    rmSync(data, { recursive: true, force: true });
  });

  const brokers = async () => {
    const { tree } = extension.context.explorer;
    const folder = tree.isIncomplete ? 'brokers/incomplete' : 'brokers';
    return rows(extension, await row(extension, 'cluster', folder));
  };
  const topic = () => row(extension, 'cluster', 'topics', 'topic/flights');
  const partition = (index: number) =>
    row(extension, 'cluster', 'topics', 'topic/flights', `partition/flights/${index}`);
  const replicas = async (index: number) => rows(extension, await partition(index));
  const leaderOf = async (index: number) => {
    const leading = (await replicas(index)).find((each) => each.includes('leader · epoch'));
    return Number(/^Broker (\d+)/.exec(leading ?? '')?.[1]);
  };
  /** Asks anew until `look` fits; what nobody sees is not kept up to date. */
  const seen = (look: () => Promise<void>, timeout?: number) =>
    eventually(async () => {
      await run('refresh');
      await look();
    }, timeout);
  const allInSync = () =>
    seen(async () => {
      for (const each of await rows(extension, await topic())) assert.doesNotMatch(each, /in sync/);
    });

  test('are shown, one of them the controller', async () => {
    const shown = await brokers();
    assert.equal(shown.length, 3);
    const { status } = extension.context.cluster;
    for (const [at, { port }] of (status?.brokers ?? []).entries()) {
      assert.match(shown[at] ?? '', new RegExp(`^Broker ${at + 1} \\| localhost:${port} · `));
    }
    assert.equal(shown.filter((each) => each.includes('controller')).length, 1);
  });

  test('replicate a topic by default', async () => {
    await run('createTopic', { name: 'flights', partitions: 3, configs: {} });
    await allInSync();
    const shown = await replicas(0);
    assert.equal(shown.length, 3);
    assert.match(shown[0] ?? '', /^Broker \d \| leader · epoch 0 · high watermark 0$/);
    assert.deepEqual(
      shown.slice(1).map((each) => each.replace(/\d/, 'N')),
      ['Broker N | in sync', 'Broker N | in sync'],
    );
  });

  test('have another leader when one is killed, which shows within two seconds', async () => {
    const killed = await leaderOf(0);
    const killedAt = performance.now();
    assert.equal(await run('killBroker', { broker: killed, confirmed: true }), true);
    await seen(
      async () => {
        assert.notEqual(await leaderOf(0), killed);
        assert.match((await replicas(0)).join(), new RegExp(`Broker ${killed} \\| offline`));
      },
      FAILOVER - (performance.now() - killedAt),
    );
    await seen(async () => {
      assert.match((await rows(extension, await topic()))[0] ?? '', /\| 2 of 3 in sync · /);
      assert.match((await brokers())[killed - 1] ?? '', /\| stopped$/);
      const [cluster] = await rows(extension);
      assert.match(cluster ?? '', /^Local Cluster \| 2 of 3 brokers · /);
    });

    await run('startBroker', await brokerNode(killed));
    await allInSync();
  });

  test('give leadership back to the preferred leaders', async () => {
    assert.ok(Number(await run('electPreferredLeaders', { topics: ['flights'] })) > 0);
    await seen(async () => {
      const [first] = await replicas(0);
      assert.match(first ?? '', /leader · epoch [1-9]/);
    });
    assert.equal(await run('electPreferredLeaders', { topics: ['flights'] }), 0);
  });

  test('hand over cleanly when one is restarted', async () => {
    assert.equal(await run('restartBroker', { broker: 2 }), true);
    await allInSync();
  });

  test('let partitions be added', async () => {
    assert.equal(await run('addPartitions', { topic: 'flights', count: 4 }), 4);
    await seen(async () => assert.equal((await rows(extension, await topic())).length, 4));
    assert.equal(await run('addPartitions', { topic: 'flights', count: 4 }), undefined);
  });

  test('let partitions be reassigned', async () => {
    const wanted = { topic: 'flights', brokers: [1, 3], replicationFactor: 2 };
    assert.equal(await run('reassignPartitions', wanted), true);
    await seen(async () => {
      for (const index of [0, 1, 2, 3]) {
        const on = (await replicas(index)).map((each) => /\d+/.exec(each)?.[0]).sort();
        assert.deepEqual(on, ['1', '3']);
      }
    });
    assert.equal(await run('cancelReassignment'), undefined);
  });

  test('become four, which the settings remember', async () => {
    assert.equal(await run('addBroker'), 4);
    await seen(async () => assert.match((await brokers())[3] ?? '', /^Broker 4 \| localhost:\d+/));
    assert.equal(settings().get('brokers'), 4);
    assert.deepEqual(wantedBrokers(), 4);
  });

  test('lose one, whose partitions move to the others first', async () => {
    assert.equal(await run('removeBroker', { broker: 3, confirmed: true }), true);
    assert.equal(settings().get('brokers'), 3);
    await seen(async () => {
      assert.deepEqual(
        (await brokers()).map((each) => each.slice(0, 8)),
        ['Broker 1', 'Broker 2', 'Broker 4'],
      );
    });
    for (const index of [0, 1, 2, 3]) {
      const shown = (await replicas(index)).join();
      assert.doesNotMatch(shown, /Broker 3|offline/);
    }
  });

  test('are the same after a restart', async () => {
    assert.equal(await run('restartCluster'), true);
    assert.deepEqual(
      extension.context.cluster.status?.brokers.map(({ id }) => id),
      [1, 2, 4],
    );
    await allInSync();
  });

  async function brokerNode(id: number): Promise<Node> {
    const { tree } = extension.context.explorer;
    return row(
      extension,
      'cluster',
      tree.isIncomplete ? 'brokers/incomplete' : 'brokers',
      `broker/${id}`,
    );
  }

  function wantedBrokers(): number | undefined {
    const wanted = extension.context.wantedConfig();
    return 'config' in wanted ? wanted.config.brokers : undefined;
  }
});

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('millrace.cluster');
}

async function set(name: string, value: unknown): Promise<void> {
  await settings().update(name, value, vscode.ConfigurationTarget.Global);
}
