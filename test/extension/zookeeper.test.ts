import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Exports } from '../../extension/main.ts';
import type { ZnodeRow } from '../../extension/zookeeper/tree.ts';
import { eventually, millrace, run } from './millrace.ts';

suite('the view ZooKeeper', () => {
  let extension: Exports;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    await vscode.commands.executeCommand('millrace.zookeeper.focus');
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('stopCluster');
  });

  /** The rows below a path as VS Code gets them, each as `label | description`. */
  const rows = async (path?: string): Promise<string[]> => {
    const { zookeeper } = extension.context;
    const children = await zookeeper.getChildren(
      path === undefined ? undefined : zookeeper.tree.znode(path),
    );
    return children.map((row) => {
      const { label, description } = zookeeper.getTreeItem(row);
      return `${typeof label === 'string' ? label : label?.label} | ${description ?? ''}`;
    });
  };
  const item = (path: string): vscode.TreeItem => {
    const { zookeeper } = extension.context;
    return zookeeper.getTreeItem(zookeeper.tree.znode(path));
  };
  const create = (path: string, name: string, value = '') =>
    run('createZnode', { path, name, value });

  test('shows the root and where it is', async () => {
    const { zookeeper } = extension.context.cluster.status ?? {};
    assert.deepEqual(await rows(), [`/ | ${zookeeper}`]);
    const names = (await rows('/')).map((row) => row.split(' | ')[0]);
    for (const name of ['brokers', 'controller', 'zookeeper']) assert.ok(names.includes(name));
  });

  test('shows values, kinds and stats', async () => {
    await rows('/');
    await rows('/brokers');
    const [broker] = await rows('/brokers/ids');
    assert.match(broker ?? '', /^1 \| \{/);
    assert.equal(item('/brokers/ids/1').contextValue, 'znode.ephemeral');
    const { zookeeper } = extension.context;
    const row = zookeeper.tree.znode('/brokers/ids/1');
    const { tooltip } = zookeeper.resolveTreeItem(item('/brokers/ids/1'), row);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.match(tooltip.value, /ephemeralOwner \| 0x[1-9a-f]/);
    assert.match(item('/brokers/ids/1').accessibilityInformation?.label ?? '', /^1, ephemeral, /);
  });

  test('opens a value as JSON, read-only', async () => {
    const text = String(await run('openZnode', { path: '/brokers/ids/1' }));
    assert.ok(Array.isArray(JSON.parse(text).endpoints));
    assert.match(text, /^\{\n {2}"/);
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.equal(document?.languageId, 'json');
    assert.equal(document?.uri.toString(), 'millrace-znode:/brokers/ids/1');
    assert.equal(vscode.workspace.fs.isWritableFileSystem('millrace-znode'), undefined);
  });

  test('makes znodes, which show', async () => {
    assert.equal(await create('/', 'mine', 'one'), '/mine');
    assert.equal(
      await run('createZnode', { path: '/mine', name: 's-', mode: 'persistentSequential' }),
      '/mine/s-0000000000',
    );
    await eventually(async () => assert.ok((await rows('/')).includes('mine | one')));
    assert.deepEqual(await rows('/mine'), ['s-0000000000 | ']);
    assert.equal(await create('/', 'mine'), undefined);
  });

  test('follows what others do, in rows and in open values', async () => {
    assert.equal(await run('openZnode', { path: '/mine' }), 'one');
    assert.equal(await run('setZnodeValue', { path: '/mine', value: '{"two":2}' }), true);
    await eventually(() => assert.equal(item('/mine').description, '{"two":2}'));
    await eventually(() => {
      const text = vscode.window.activeTextEditor?.document.getText();
      assert.equal(text, '{\n  "two": 2\n}');
    });
  });

  test('copies paths and values', async () => {
    const row = extension.context.zookeeper.tree.znode('/mine');
    assert.equal(await run('copyZnodePath', row), '/mine');
    assert.equal(await vscode.env.clipboard.readText(), '/mine');
    assert.equal(await run('copyZnodeValue', row), '{\n  "two": 2\n}');
  });

  test('filters by path, opens the way there, and shows all again', async () => {
    await create('/mine', 'deep');
    await create('/mine/deep', 'needle');
    await run('filterZnodes', 'NEEDLE');
    assert.deepEqual(await rows('/'), ['mine | {"two":2}']);
    assert.deepEqual(await rows('/mine'), ['deep | 1 child']);
    assert.deepEqual(await rows('/mine/deep'), ['needle | ']);
    assert.equal(item('/mine').collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    await run('filterZnodes', 'nowhere');
    assert.deepEqual(await rows('/'), [" | No path contains 'nowhere'"]);
    await run('clearZnodeFilter');
    assert.ok((await rows('/')).length > 5);
  });

  test('shows large znodes by pages', async () => {
    await create('/', 'large');
    await Promise.all(Array.from({ length: 210 }, (_, i) => create('/large', `n${1_000 + i}`)));
    const listed = await rows('/large');
    assert.equal(listed.length, 201);
    assert.equal(listed.at(-1), 'Show More | 10 hidden');
    await run('showMoreZnodes', '/large');
    await eventually(async () => assert.equal((await rows('/large')).length, 210));
  });

  test('deletes a znode with what is below it', async () => {
    assert.equal(await run('deleteZnode', { path: '/large', confirmed: true }), 211);
    assert.equal(await run('deleteZnode', { path: '/mine', confirmed: true }), 4);
    await eventually(async () => {
      const names = (await rows('/')).map((row) => row.split(' | ')[0]);
      assert.ok(!names.includes('mine') && !names.includes('large'));
    });
    assert.equal(await run('deleteZnode', { path: '/mine', confirmed: true }), undefined);
  });

  test('goes on when the cluster restarts', async () => {
    const { zookeeper } = extension.context;
    await create('/', 'kept', 'here');
    assert.equal(await run('restartCluster'), true);
    await eventually(async () => assert.ok((await rows('/')).includes('kept | here')));
    assert.equal(zookeeper.tree.problem, undefined);
  });

  test('is empty when the cluster has stopped', async () => {
    await run('stopCluster');
    const none: ZnodeRow[] = [];
    assert.deepEqual(await extension.context.zookeeper.getChildren(), none);
    assert.equal(extension.context.zookeeper.client, undefined);
  });
});
