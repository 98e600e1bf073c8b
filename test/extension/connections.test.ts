import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LOCAL } from '../../extension/clusters/cluster-id.ts';
import type { Connection } from '../../extension/connections/connection.ts';
import type { Exports } from '../../extension/main.ts';
import type { DiagnosisStep } from '../../server/contract/kafka-client/diagnosis.ts';
import { eventually, millrace, row, rows, run } from './millrace.ts';

const none = { properties: {} };

suite('connections', () => {
  let extension: Exports;
  let again: Connection;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    const bootstrap = extension.context.cluster.bootstrap ?? '';
    again = await extension.context.connections.add(
      { name: 'Again', properties: { 'bootstrap.servers': bootstrap }, readOnly: false },
      { properties: { 'sasl.password': 'never seen' }, registryPassword: 'nor this' },
    );
  });

  suiteTeardown(async () => {
    for (const { id } of extension.context.connections.all) {
      await extension.context.connections.remove(id);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('deleteTopics', { topics: ['here', 'there'], confirmed: true });
    await run('stopCluster');
  });

  /** The row of a connection, as VS Code has it. */
  async function connected(id: string) {
    const all = await extension.context.explorer.getChildren();
    const found = all.find(({ cluster }) => cluster === id);
    assert.ok(found);
    return found;
  }

  async function topicsOf(id: string) {
    const { explorer } = extension.context;
    const below = await explorer.getChildren(await connected(id));
    const topics = below.find(({ kind }) => kind === 'topics');
    assert.ok(topics);
    // Other suites leave topics behind.
    return (await rows(extension, topics)).filter((text) => /^(here|there|refused) /.test(text));
  }

  test('are shown below the local cluster', async () => {
    const all = await rows(extension);
    assert.deepEqual(
      all.map((text) => text.split(' | ')[0]),
      ['Local Cluster', 'Again'],
    );
    const below = await rows(extension, await connected(again.id));
    assert.deepEqual(
      below.map((text) => text.split(' | ')[0]),
      ['Brokers', 'Topics', 'Consumer Groups'],
    );
  });

  test('keep what is secret in the keychain alone', async () => {
    const { connections } = extension.context;
    assert.ok(!/never seen|nor this/.test(JSON.stringify(connections.all)));
    assert.deepEqual(await connections.secrets(again.id), {
      properties: { 'sasl.password': 'never seen' },
      registryPassword: 'nor this',
    });
  });

  test('get what a command does that is called from their rows', async () => {
    await run('createTopic', { name: 'there', configs: {}, cluster: again.id });
    await run('createTopic', { name: 'here', configs: {} });
    await extension.context.explorer.refresh();
    await eventually(async () =>
      assert.deepEqual(await topicsOf(again.id), ['here | 1 partition', 'there | 1 partition']),
    );
    assert.deepEqual(await topicsOf(LOCAL), await topicsOf(again.id));
  });

  test('have the forms of their topics', async () => {
    await run('editTopicConfiguration', (await topicRow(again.id, 'there')) as never);
    await eventually(() =>
      assert.deepEqual(extension.context.configuration.titles, ['there: Configuration (Again)']),
    );
  });

  async function topicRow(id: string, name: string) {
    const { explorer } = extension.context;
    const below = await explorer.getChildren(await connected(id));
    const topics = below.find(({ kind }) => kind === 'topics');
    return (await explorer.getChildren(topics)).find(
      (node) => node.kind === 'topic' && node.topic === name,
    );
  }

  test('that are read-only are not changed', async () => {
    const { connections } = extension.context;
    await connections.replace({ ...again, readOnly: true }, none);
    const created = await run('createTopic', { name: 'refused', configs: {}, cluster: again.id });
    assert.equal(created, undefined);
    await extension.context.explorer.refresh();
    assert.deepEqual(await topicsOf(LOCAL), ['here | 1 partition', 'there | 1 partition']);
    assert.match(String(await rows(extension)), /Again \| .*read-only/);
  });

  test('that do not answer say why, and keep nobody waiting', async () => {
    const nowhere = await extension.context.connections.add(
      { name: 'Nowhere', properties: { 'bootstrap.servers': '127.0.0.1:1' }, readOnly: false },
      none,
    );
    const [local] = await Promise.all([
      row(extension, 'cluster', 'topics'),
      connected(nowhere.id).then((node) => extension.context.explorer.getChildren(node)),
    ]);
    assert.equal(local.cluster, LOCAL);
    const [why] = await rows(extension, await connected(nowhere.id));
    assert.match(String(why), /nothing listens there/);
    assert.match(String(await rows(extension)), /Nowhere \| 127\.0\.0\.1:1 · does not answer/);
  });

  test('are tested step by step', async () => {
    const steps = (await run('testConnection', await connected(again.id))) as DiagnosisStep[];
    assert.deepEqual(
      steps.map(({ step, outcome }) => `${step} ${outcome}`),
      ['resolve ok', 'connect ok', 'authenticate ok', 'metadata ok', 'advertised ok'],
    );
    const nowhere = extension.context.connections.all.find(({ name }) => name === 'Nowhere');
    const failed = (await run(
      'testConnection',
      await connected(nowhere?.id ?? ''),
    )) as DiagnosisStep[];
    assert.deepEqual(
      failed.map(({ step, outcome }) => `${step} ${outcome}`),
      ['resolve ok', 'connect failed'],
    );
  });

  test('are edited in a form, one for each', async () => {
    await run('addConnection');
    await run('editConnection', await connected(again.id));
    await run('editConnection', await connected(again.id));
    await eventually(() =>
      assert.deepEqual(extension.context.connectionForms.titles, ['New Connection', 'Again']),
    );
  });

  test('are shown while the local cluster does not run', async () => {
    await run('stopCluster');
    assert.match(String(await rows(extension)), /^Local Cluster \| stopped,Again/);
    await run('startCluster');
  });
});
