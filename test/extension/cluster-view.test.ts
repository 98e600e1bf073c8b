import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../extension/connections/connection.ts';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, row, run } from './millrace.ts';

suite('the overview of a cluster', () => {
  let extension: Exports;
  let again: Connection;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    again = await extension.context.connections.add(
      {
        name: 'Again',
        properties: { 'bootstrap.servers': extension.context.cluster.bootstrap ?? '' },
        readOnly: true,
        mark: 'red',
      },
      { properties: {} },
    );
  });

  suiteTeardown(async () => {
    await extension.context.connections.remove(again.id);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('stopCluster');
  });

  const titles = () => extension.context.clusterPanels.titles;
  const tabs = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.map(({ label }) => label));

  test('opens from the rows of a cluster and its brokers, once for each', async () => {
    await run('openCluster', await row(extension, 'cluster'));
    await run('openCluster', await row(extension, 'cluster', 'brokers'));
    await run('openCluster', { cluster: again.id });
    assert.deepEqual(titles(), ['Local Cluster: Overview', 'Again: Overview']);
    await eventually(() => assert.deepEqual(tabs(), titles()));
  });

  test('has what the page shows, also of a cluster that may not be changed', async () => {
    for (const { kafka } of extension.context.clusters.all) {
      const { brokers, partitions } = await kafka.call('clusterOverview', { anew: true });
      assert.deepEqual(
        brokers.map(({ id }) => id),
        [1],
      );
      assert.equal(brokers[0]?.load.leads, partitions);
    }
  });

  test('has the name that its connection has', async () => {
    await extension.context.connections.replace({ ...again, name: 'Staging' }, { properties: {} });
    await eventually(() =>
      assert.deepEqual(titles(), ['Local Cluster: Overview', 'Staging: Overview']),
    );
  });

  test('stays when its cluster stops', async () => {
    await run('stopCluster');
    assert.equal(titles()[0], 'Local Cluster: Overview');
    await run('startCluster');
    assert.equal(titles().length, 2);
  });

  test('is gone when it is closed', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => assert.deepEqual(titles(), []));
  });
});
