import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LOCAL } from '../../extension/clusters/cluster-id.ts';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, row, rows, run } from './millrace.ts';

const configs = { 'retention.ms': '3600000', 'cleanup.policy': 'compact' };

suite('topics', () => {
  let extension: Exports;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    await run('createTopic', { name: 'view', partitions: 3, configs });
  });

  suiteTeardown(async () => {
    for (const { id } of extension.context.connections.all) {
      await extension.context.connections.remove(id);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const left = (await namesOf()).filter((name) => name.startsWith('view'));
    await run('deleteTopics', { topics: left, confirmed: true });
    await run('stopCluster');
  });

  const kafka = () => extension.context.clusters.get(LOCAL)!.kafka;
  const namesOf = async () =>
    (await kafka().call('topics', null)).topics.map(({ name }) => name).sort();

  async function connection(name: string, readOnly: boolean): Promise<string> {
    const bootstrap = extension.context.cluster.bootstrap ?? '';
    const added = await extension.context.connections.add(
      { name, properties: { 'bootstrap.servers': bootstrap }, readOnly },
      { properties: {} },
    );
    return added.id;
  }

  test('have a view of their own, one for each', async () => {
    const { topics } = extension.context;
    const node = await row(extension, 'cluster', 'topics');
    const [first] = await extension.context.explorer.getChildren(node);
    assert.ok((await rows(extension, node)).length > 0);
    assert.ok(first?.kind === 'topic');
    await run('openTopic', { cluster: LOCAL, topic: 'view' });
    await run('openTopic', { cluster: LOCAL, topic: 'view' });
    assert.deepEqual(topics.titles, ['Topic view']);
    const other = await connection('Other', false);
    await run('openTopic', { cluster: other, topic: 'view' });
    await eventually(() => assert.deepEqual(topics.titles, ['Topic view', 'Topic view (Other)']));
  });

  test('are cloned', async () => {
    const cloned = await run('cloneTopic', {
      ...{ cluster: LOCAL, topic: 'view', name: 'view-empty', records: false },
    });
    assert.equal(cloned, 'view-empty');
    assert.deepEqual(await kafka().call('topicDefinition', 'view-empty'), {
      ...{ name: 'view-empty', partitions: 3, replicationFactor: 1, configs },
    });
  });

  test('are cloned with their records', async () => {
    const { service, serviceClusters } = extension.context.messages.services;
    const panel = service.newPanel();
    await service.request(
      panel,
      'cluster',
      await serviceClusters.of(extension.context.clusters.get(LOCAL)!),
    );
    const sent = new Promise<void>((resolve) => {
      service.told.on((told) => {
        if (told.panel !== panel || told.event.kind !== 'producing') return;
        if (told.event.status.state === 'done') resolve();
      });
    });
    const text = (value: string) => ({ encoding: { format: 'string' }, text: value }) as const;
    await service.request(panel, 'produce', {
      ...{ topic: 'view', partition: { kind: 'roundRobin' }, acks: -1, idempotent: true },
      ...{ compression: 'gzip', repetition: { kind: 'times', count: 120 } },
      template: { key: text('{{index}}'), value: text('v'), headers: [], generated: true },
    });
    await sent;
    await service.request(panel, 'close', null);
    const cloned = await run('cloneTopic', {
      ...{ cluster: LOCAL, topic: 'view', name: 'view-whole', records: true },
    });
    assert.equal(cloned, 'view-whole');
    const { partitions } = await kafka().call('topic', 'view-whole');
    assert.deepEqual(
      partitions.map(({ latest }) => latest),
      [40, 40, 40],
    );
    assert.deepEqual((await kafka().call('topicDefinition', 'view-whole')).configs, configs);
  });

  test('are created again as they were, without records', async () => {
    const before = await kafka().call('topic', 'view');
    const wanted = { cluster: LOCAL, topic: 'view', confirmed: true };
    assert.equal(await run('recreateTopic', wanted), 'view');
    const after = await kafka().call('topic', 'view');
    assert.notEqual(after.id, before.id);
    assert.deepEqual(
      after.partitions.map(({ latest }) => latest),
      [0, 0, 0],
    );
    assert.deepEqual((await kafka().call('topicDefinition', 'view')).configs, configs);
    assert.deepEqual(extension.context.unfinished.of(LOCAL), []);
  });

  test('that could not be created again are kept, and are when that is tried again', async () => {
    const definition = await kafka().call('topicDefinition', 'view');
    await extension.context.unfinished.keep(LOCAL, definition);
    await kafka().call('deleteTopics', ['view']);
    assert.equal(await run('recreateTopic', { cluster: LOCAL, topic: 'view' }), 'view');
    assert.deepEqual(await kafka().call('topicDefinition', 'view'), definition);
    assert.deepEqual(extension.context.unfinished.of(LOCAL), []);
  });

  test('whose creation is refused are offered to be tried again, and are kept meanwhile', async () => {
    const client = kafka();
    const { call } = client;
    const { window } = vscode;
    const { showErrorMessage } = window;
    const definition = await client.call('topicDefinition', 'view');
    let refusals = 1;
    const told: string[] = [];
    const refusing = async (method: string, argument: never) => {
      if (method === 'createTopic' && refusals-- > 0) throw new Error('The controller is away.');
      return call.call(client, method as never, argument);
    };
    const answering = async (message: string, ...choices: string[]) => {
      told.push(message);
      assert.deepEqual(extension.context.unfinished.of(LOCAL), [definition]);
      assert.ok(!(await namesOf()).includes('view'));
      return choices.find((choice) => choice === 'Try Again');
    };
    Object.assign(client, { call: refusing });
    Object.assign(window, { showErrorMessage: answering });
    try {
      const wanted = { cluster: LOCAL, topic: 'view', confirmed: true };
      assert.equal(await run('recreateTopic', wanted), 'view');
    } finally {
      Object.assign(client, { call });
      Object.assign(window, { showErrorMessage });
    }
    assert.equal(told.length, 1);
    assert.match(String(told[0]), /not created again: The controller is away\./);
    assert.deepEqual(await kafka().call('topicDefinition', 'view'), definition);
    assert.deepEqual(extension.context.unfinished.of(LOCAL), []);
  });

  test('that somebody else has created again are forgotten', async () => {
    const definition = await kafka().call('topicDefinition', 'view');
    await extension.context.unfinished.keep(LOCAL, { ...definition, partitions: 9 });
    assert.equal(
      await run('recreateTopic', { cluster: LOCAL, topic: 'view', confirmed: true }),
      'view',
    );
    assert.deepEqual(await kafka().call('topicDefinition', 'view'), definition);
  });

  test('that cannot be created again stay as they are', async () => {
    const client = kafka();
    const { call } = client;
    const before = await client.call('topic', 'view');
    const refuse = async (method: string, argument: never) =>
      method === 'whyNotCreate' ? 'Not now.' : call.call(client, method as never, argument);
    Object.assign(client, { call: refuse });
    try {
      const wanted = { cluster: LOCAL, topic: 'view', confirmed: true };
      assert.equal(await run('recreateTopic', wanted), undefined);
    } finally {
      Object.assign(client, { call });
    }
    assert.equal((await client.call('topic', 'view')).id, before.id);
    assert.deepEqual(extension.context.unfinished.of(LOCAL), []);
  });

  test('are neither cloned nor created again in a cluster that is read-only', async () => {
    const cluster = await connection('Protected', true);
    const before = await kafka().call('topic', 'view');
    const clone = { cluster, topic: 'view', name: 'view-refused', records: true };
    assert.equal(await run('cloneTopic', clone), undefined);
    assert.equal(
      await run('recreateTopic', { cluster, topic: 'view', confirmed: true }),
      undefined,
    );
    assert.equal((await kafka().call('topic', 'view')).id, before.id);
    assert.ok(!(await namesOf()).includes('view-refused'));
    // It may be looked at.
    await run('openTopic', { cluster, topic: 'view' });
    await eventually(() =>
      assert.ok(extension.context.topics.titles.includes('Topic view (Protected)')),
    );
  });
});
