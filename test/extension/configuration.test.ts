import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, run } from './millrace.ts';

suite('the configuration form', () => {
  let extension: Exports;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    await run('createTopic', { name: 'configured', configs: { 'retention.ms': '60000' } });
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('deleteTopics', { topics: ['configured'], confirmed: true });
    await run('stopCluster');
  });

  const tabs = () =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

  test('opens once for a topic, and for a broker', async () => {
    await run('editTopicConfiguration', 'configured');
    await run('editTopicConfiguration', 'configured');
    await run('editBrokerConfiguration', { broker: 1 });
    await eventually(() =>
      assert.deepEqual(tabs().sort(), ['Broker 1: Configuration', 'configured: Configuration']),
    );
    assert.equal(extension.context.configuration.titles.length, 2);
  });

  test('has what the broker tells of each key', async () => {
    const { configuration } = extension.context;
    const { keys } = await configuration.load({ kind: 'topic', name: 'configured' });
    const retention = keys.find(({ name }) => name === 'retention.ms');
    assert.equal(retention?.value, '60000');
    assert.deepEqual(
      retention?.origins.map(({ source }) => source),
      ['topic', ...retention.origins.slice(1).map(({ source }) => source)],
    );
    assert.match(retention?.documentation ?? '', /\w/);
  });

  test('goes when it is closed', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => assert.deepEqual(extension.context.configuration.titles, []));
  });
});
