import * as assert from 'node:assert/strict';
import { Kafka, logLevel } from 'kafkajs';
import * as vscode from 'vscode';
import { LOCAL } from '../../extension/clusters/cluster-id.ts';
import type { Connection } from '../../extension/connections/connection.ts';
import type { Node } from '../../extension/explorer/nodes.ts';
import type { Exports } from '../../extension/main.ts';
import type { PlannedChange } from '../../server/contract/kafka-client/groups.ts';
import { eventually, millrace, row, rows, run } from './millrace.ts';

const TOPIC = 'readings';

suite('consumer groups', () => {
  let extension: Exports;
  let kafka: Kafka;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    const brokers = [extension.context.cluster.bootstrap ?? ''];
    kafka = new Kafka({ brokers, clientId: 'sensors', logLevel: logLevel.NOTHING });
    await run('createTopic', { name: TOPIC, partitions: 2, configs: {} });
    const producer = kafka.producer();
    await producer.connect();
    const messages = Array.from({ length: 10 }, (_, i) => ({ value: `${i}`, partition: 0 }));
    await producer.send({ topic: TOPIC, messages });
    await producer.disconnect();
  });

  suiteTeardown(async () => {
    for (const { id } of extension.context.connections.all) {
      await extension.context.connections.remove(id);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('deleteTopics', { topics: [TOPIC], confirmed: true });
    await run('stopCluster');
  });

  const client = () => {
    const local = extension.context.clusters.local;
    assert.ok(local);
    return local;
  };
  const commit = (group: string, ...offsets: number[]) =>
    client().call('commitOffsets', {
      group,
      offsets: offsets.map((offset, partition) => ({ topic: TOPIC, partition, offset })),
    });
  const committed = async (group: string) =>
    (await client().call('group', group)).offsets.map((each) => each.committed);
  const groupRow = (group: string, ...below: string[]) =>
    row(extension, 'cluster', 'groups', `group/${group}`, ...below);
  const titles = () => extension.context.groups.titles;

  test('open from their rows, one panel for each', async () => {
    await commit('meter', 4, 0);
    await commit('thermometer', 1);
    await run('refresh');
    await run('openGroup', await groupRow('meter'));
    await run('openGroup', await groupRow('meter', `groupTopic/${TOPIC}/meter`));
    await run('openGroup', { group: 'thermometer' });
    await eventually(() => assert.deepEqual(titles(), ['meter', 'thermometer']));
  });

  test('are looked at while they are seen, and not otherwise', async () => {
    const { groups } = extension.context;
    const kafka = client();
    const call = kafka.call;
    let looks = 0;
    kafka.call = function (method, argument) {
      if (method === 'group' && argument === 'thermometer') looks++;
      return call.call(this, method, argument) as never;
    };
    try {
      groups.show({ cluster: LOCAL, name: 'thermometer' });
      await eventually(() => assert.ok(looks >= 2));
      groups.show({ cluster: LOCAL, name: 'meter' });
      await new Promise((resolve) => setTimeout(resolve, 200));
      const before = looks;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      assert.equal(looks, before);
    } finally {
      kafka.call = call;
    }
  });

  test('have the form for resetting, from their rows and those of their topics', async () => {
    const topic = await groupRow('meter', `groupTopic/${TOPIC}/meter`);
    assert.equal(await run('resetOffsets', topic, [topic]), undefined);
    assert.deepEqual(await committed('meter'), [4, 0]);
  });

  test('are reset when that was agreed to, and show it', async () => {
    const changes = (await run('resetOffsets', {
      ...{ group: 'meter', target: { kind: 'earliest' }, confirmed: true },
      scope: { topics: [], partitions: [{ topic: TOPIC, partition: 0 }] },
    })) as PlannedChange[];
    assert.deepEqual(changes, [{ topic: TOPIC, partition: 0, before: 4, after: 0, latest: 10 }]);
    assert.deepEqual(await committed('meter'), [0, 0]);
    await run('refresh');
    await eventually(async () => {
      const shown = await rows(extension, await row(extension, 'cluster', 'groups'));
      assert.ok(shown.includes('meter | empty · 0 members · lag 10'), shown.join('; '));
    });
  });

  test('begin at a position', async () => {
    await run('createGroup', { name: 'barometer' });
    await eventually(() => assert.ok(titles().includes('barometer')));
    await run('resetOffsets', {
      ...{ group: 'barometer', target: { kind: 'group', group: 'thermometer' } },
      confirmed: true,
    });
    assert.deepEqual(await committed('barometer'), [1]);
    // There is one already.
    await run('createGroup', { name: 'barometer' });
    assert.equal(titles().filter((title) => title === 'barometer').length, 1);
  });

  test('with members stay as they are', async () => {
    const consumer = kafka.consumer({ groupId: 'thermometer' });
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC });
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    await joined;
    const target = { kind: 'latest' };
    assert.equal(
      await run('resetOffsets', { group: 'thermometer', target, confirmed: true }),
      undefined,
    );
    assert.equal(
      await run('deleteGroups', { groups: ['thermometer'], confirmed: true }),
      undefined,
    );
    const partitions = [{ topic: TOPIC, partition: 0 }];
    const deletion = { group: 'thermometer', partitions, confirmed: true };
    assert.equal(await run('deleteOffsets', deletion), undefined);
    assert.equal((await committed('thermometer'))[0], 1);
    await consumer.disconnect();
  });

  test('lose offsets', async () => {
    const partitions = [{ topic: TOPIC, partition: 1 }];
    const deletion = { group: 'meter', partitions, confirmed: true };
    assert.deepEqual(await run('deleteOffsets', deletion), partitions);
    assert.deepEqual(await committed('meter'), [0]);
  });

  test('of read-only clusters are looked at only', async () => {
    const properties = { 'bootstrap.servers': extension.context.cluster.bootstrap ?? '' };
    const { connections, clusters } = extension.context;
    const added = await connections.add(
      { name: 'Shown', properties, readOnly: true },
      { properties: {} },
    );
    const { id } = added satisfies Connection;
    await eventually(() => assert.ok(clusters.get(id)));
    const target = { kind: 'latest' };
    const request = { group: 'meter', target, confirmed: true, cluster: id };
    assert.equal(await run('resetOffsets', request), undefined);
    const deletion = { groups: ['meter'], confirmed: true, cluster: id };
    assert.equal(await run('deleteGroups', deletion), undefined);
    assert.deepEqual(await committed('meter'), [0]);
    await run('openGroup', { group: 'meter', cluster: id });
    await eventually(() => assert.ok(titles().includes('meter (Shown)')));
  });

  test('are deleted together, and their panels close', async () => {
    await run('refresh');
    const both: Node[] = [await groupRow('meter'), await groupRow('barometer')];
    assert.ok(both.every(({ cluster }) => cluster === LOCAL));
    const groups = ['meter', 'barometer'];
    assert.deepEqual(await run('deleteGroups', { groups, confirmed: true }), groups);
    await eventually(() => assert.deepEqual(titles().sort(), ['meter (Shown)', 'thermometer']));
    await run('refresh');
    const shown = await rows(extension, await row(extension, 'cluster', 'groups'));
    assert.ok(!shown.some((text) => /^(meter|barometer) /.test(text)), shown.join('; '));
  });
});
