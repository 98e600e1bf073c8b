import * as assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { LOCAL } from '../../extension/clusters/cluster-id.ts';
import type { Connection } from '../../extension/connections/connection.ts';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, run } from './millrace.ts';

const none = { properties: {} };

/** Another cluster, by VS Code's own executable; it ends with the channel to this process. */
async function startElsewhere() {
  const { extensionPath = '' } = vscode.extensions.getExtension('millrace.millrace') ?? {};
  const started = spawn(
    process.execPath,
    [
      join(extensionPath, 'dist/cli.js'),
      ...['start', '--memory', '--port', '0', '--zookeeper-port', '0'],
    ],
    {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  assert.ok(started.stdout);
  for await (const line of createInterface({ input: started.stdout })) {
    const [, bootstrap] = /^millrace ready bootstrap=(\S+)/.exec(line) ?? [];
    if (bootstrap !== undefined) return { process: started, bootstrap };
  }
  throw new Error('millrace start ended before it was ready.');
}

suite('the cluster of a notebook', () => {
  let extension: Exports;
  let folder: string;
  let elsewhere: ChildProcess;
  let remote: Connection;
  let notebook: vscode.NotebookDocument;

  const cells = [
    '```ts\n(await admin.topics()).join()\n```\n',
    '```console\nkafka-topics --list\n```\n',
    "```ts\nvoid produceAtRate('kept', 20, (i) => i)\n```\n",
  ];

  suiteSetup(async () => {
    extension = await millrace();
    folder = await mkdtemp(join(tmpdir(), 'millrace-notebook-cluster-'));
    const { process, bootstrap } = await startElsewhere();
    elsewhere = process;
    await run('startCluster');
    await run('createTopic', { name: 'here', configs: {} });
    remote = await extension.context.connections.add(
      {
        name: 'Elsewhere',
        properties: { 'bootstrap.servers': bootstrap },
        ...{ readOnly: false, mark: 'red' },
      },
      none,
    );
    await run('createTopic', { name: 'there', configs: {}, cluster: remote.id });
    notebook = await open('one.stream.md');
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of extension.context.connections.all) {
      await extension.context.connections.remove(id);
    }
    await run('deleteTopics', { topics: ['here'], confirmed: true });
    await run('stopCluster');
    elsewhere.kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(name: string): Promise<vscode.NotebookDocument> {
    const file = join(folder, name);
    await writeFile(file, cells.join('\n'));
    const opened = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await vscode.window.showNotebookDocument(opened);
    await selected(opened, LOCAL);
    return opened;
  }

  const clusterOf = (of: vscode.NotebookDocument) =>
    extension.context.notebookClusters.of(of.uri.toString());

  /** Waits until VS Code has selected a cluster's kernel. */
  async function selected(of: vscode.NotebookDocument, cluster: string): Promise<void> {
    await eventually(() => {
      assert.equal(clusterOf(of).id, cluster);
      assert.equal(extension.context.notebooks.clusterShown(of), cluster);
    });
  }

  async function select(cluster: string): Promise<void> {
    assert.equal(await run('selectNotebookCluster', notebook.uri, cluster), cluster);
    await selected(notebook, cluster);
  }

  async function start(index: number): Promise<void> {
    await vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: index, end: index + 1 }],
      document: notebook.uri,
    });
  }

  function outputOf(index: number): string {
    const decoder = new TextDecoder();
    return notebook
      .cellAt(index)
      .outputs.flatMap(({ items }) => items.map(({ data }) => decoder.decode(data)))
      .join('');
  }

  let runs = 0;
  async function outputsOf(index: number): Promise<string> {
    const before = notebook.cellAt(index).executionSummary?.timing?.startTime;
    runs += 1;
    await start(index);
    await eventually(() => {
      const { success, timing } = notebook.cellAt(index).executionSummary ?? {};
      assert.notEqual(success, undefined, `run ${runs}: ${outputOf(index)}`);
      assert.notEqual(timing?.startTime, before);
    }, 20_000);
    return outputOf(index);
  }

  test('is the local one at first', async () => {
    assert.match(await outputsOf(0), /here/);
    assert.doesNotMatch(outputOf(0), /there/);
  });

  test('is the one that is picked, for cells of each kind', async () => {
    await select(remote.id);
    assert.equal(await outputsOf(0), "'there'");
    assert.equal(await outputsOf(1), 'there\n');
    await select(LOCAL);
    assert.doesNotMatch(await outputsOf(1), /there/);
  });

  test('is picked in VS Code’s own picker of kernels, too', async () => {
    const notebookEditor = vscode.window.activeNotebookEditor;
    await vscode.commands.executeCommand('notebook.selectKernel', {
      notebookEditor,
      id: `millrace-millrace-notebook-${remote.id}`,
      extension: 'millrace.millrace',
    });
    await selected(notebook, remote.id);
    assert.equal(await outputsOf(1), 'there\n');
  });

  test('is not written into the notebook', async () => {
    await notebook.save();
    assert.equal(await readFile(notebook.uri.fsPath, 'utf8'), cells.join('\n'));
  });

  test('comes back with the notebook, which others do not share', async () => {
    const { uri } = notebook;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await open('two.stream.md');
    notebook = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(notebook);
    await selected(notebook, remote.id);
    assert.equal(await outputsOf(1), 'there\n');
  });

  test('is where a missing topic is created', async () => {
    await run('createMissingTopic', 'kept');
    assert.equal(await outputsOf(1), 'kept\nthere\n');
  });

  test('stays with what runs when another is picked', async () => {
    await start(2);
    const sent = () => Number(/([\d,]+) records sent/.exec(outputOf(2))?.[1] ?? 0);
    await eventually(() => assert.ok(sent() > 2), 20_000);
    await select(LOCAL);
    const before = sent();
    await eventually(() => assert.ok(sent() > before + 5), 20_000);
    assert.doesNotMatch(await outputsOf(1), /kept/);
    await vscode.commands.executeCommand('notebook.cell.cancelExecution', {
      ranges: [{ start: 2, end: 3 }],
      document: notebook.uri,
    });
    await eventually(() =>
      assert.equal(notebook.cellAt(2).executionSummary?.success, true, outputOf(2)),
    );
    await select(remote.id);
  });

  test('that is read-only is read, and nothing is created there', async () => {
    await extension.context.connections.replace({ ...remote, readOnly: true }, none);
    assert.equal(await run('createMissingTopic', 'refused'), undefined);
    assert.equal(await outputsOf(1), 'kept\nthere\n');
  });

  test('whose connection is removed is no other: cells say so', async () => {
    await extension.context.connections.remove(remote.id);
    await selected(notebook, remote.id);
    for (const index of [0, 1]) {
      assert.match(
        await outputsOf(index),
        /The connection 'Elsewhere'.* was removed\. Select another cluster in the notebook's toolbar\./,
      );
    }
    await select(LOCAL);
    assert.match(await outputsOf(1), /here/);
  });
});
