import * as assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, run } from './millrace.ts';

suite('notebooks', () => {
  let extension: Exports;
  let folder: string;
  let files = 0;

  suiteSetup(async () => {
    extension = await millrace();
    folder = await mkdtemp(join(tmpdir(), 'millrace-notebooks-'));
  });
  suiteTeardown(async () => {
    await closeAll();
    await rm(folder, { recursive: true, force: true });
  });
  teardown(closeAll);

  /** Opens a file with this text as a notebook, in front. */
  async function open(text: string): Promise<vscode.NotebookDocument> {
    files += 1;
    const file = join(folder, `test-${files}.stream.md`);
    await writeFile(file, text);
    return show(await vscode.workspace.openNotebookDocument(vscode.Uri.file(file)));
  }

  /** Code cells of TypeScript in a notebook. */
  function openCells(...cells: string[]): Promise<vscode.NotebookDocument> {
    return open(cells.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join('\n'));
  }

  async function show(notebook: vscode.NotebookDocument): Promise<vscode.NotebookDocument> {
    await vscode.window.showNotebookDocument(notebook);
    await eventually(() => assert.ok(extension.context.notebooks.isOurs(notebook)));
    return notebook;
  }

  async function closeAll(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await eventually(async () => {
      // Outputs of an .ipynb are changes to it, about which VS Code would ask. One may come after the cell has ended.
      const dirty = vscode.workspace.notebookDocuments.filter((each) => each.isDirty);
      for (const notebook of dirty) if (!notebook.isUntitled) await notebook.save();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      assert.equal(extension.context.notebooks.sessions.length, 0);
    });
  }

  /** Presses run; resolves when the next cell may run. */
  async function start(notebook: vscode.NotebookDocument, index: number): Promise<void> {
    await vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: index, end: index + 1 }],
      document: notebook.uri,
    });
  }

  async function stop(notebook: vscode.NotebookDocument, index: number): Promise<void> {
    await vscode.commands.executeCommand('notebook.cell.cancelExecution', {
      ranges: [{ start: index, end: index + 1 }],
      document: notebook.uri,
    });
  }

  /** Waits until a cell that was started has ended; resolves to whether it did what it should. */
  async function ended(cell: vscode.NotebookCell, order?: number): Promise<boolean> {
    await eventually(() => {
      const { executionSummary: summary } = cell;
      assert.notEqual(summary?.success, undefined, `outputs: ${texts(cell)}`);
      if (order !== undefined) assert.equal(summary?.executionOrder, order);
    }, 15_000);
    return cell.executionSummary?.success === true;
  }

  async function outputsOf(notebook: vscode.NotebookDocument, index: number): Promise<string[]> {
    await start(notebook, index);
    const cell = notebook.cellAt(index);
    await ended(cell);
    return texts(cell);
  }

  function texts(cell: vscode.NotebookCell): string[] {
    return cell.outputs.map(({ items }) =>
      items.map(({ data }) => new TextDecoder().decode(data)).join(' | '),
    );
  }

  async function isGone(pid: number): Promise<void> {
    await eventually(() => assert.throws(() => process.kill(pid, 0)), 15_000);
  }

  const printPid = 'console.log(process.pid)';
  const job = [
    'const words = ssc.queueStream([sc.parallelize(["a b", "b"])]).flatMap((line) => line.split(" "));',
    'words.map((word) => [word, 1]).reduceByKey((a, b) => a + b).pprint();',
    'await ssc.start();',
  ].join('\n');

  suite('files', () => {
    const text = [
      ...['# Title  ', '', 'text', '```ts {1}', 'const a = 1;', '```  ', '', '', '```sql'],
      ...['SELECT 1', '```', '', '````console', 'kafka-topics --list', '````', 'end'],
    ].join('\r\n');

    test('are cells of three languages, and text', async () => {
      const notebook = await open(text);
      assert.deepEqual(
        notebook.getCells().map(({ document }) => document.languageId),
        ['markdown', 'millrace-typescript', 'markdown', 'millrace-console', 'markdown'],
      );
    });

    test('keep every byte of what is not edited', async () => {
      const notebook = await open(text);
      const cell = notebook.cellAt(3).document;
      const edit = new vscode.WorkspaceEdit();
      edit.insert(cell.uri, new vscode.Position(0, 0), 'kafka-topics --help\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.ok(await notebook.save());
      const now = await readFile(notebook.uri.fsPath, 'utf8');
      assert.equal(
        now,
        text.replace('kafka-topics --list', 'kafka-topics --help\r\nkafka-topics --list'),
      );
    });

    test('are as they were when an edit is taken back', async () => {
      const notebook = await open(text);
      const uri = notebook.cellAt(1).document.uri;
      for (const value of ['const b = 2;', 'const a = 1;']) {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(uri, new vscode.Range(0, 0, 0, 100), value);
        assert.ok(await vscode.workspace.applyEdit(edit));
        assert.ok(await notebook.save());
      }
      assert.equal(await readFile(notebook.uri.fsPath, 'utf8'), text);
    });

    test('hold cells that were added, and no outputs', async () => {
      const notebook = await openCells('1 + 1');
      assert.deepEqual(await outputsOf(notebook, 0), ['2']);
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, [
        vscode.NotebookEdit.insertCells(1, [
          new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, 'new', 'markdown'),
          new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'ls', 'millrace-console'),
        ]),
      ]);
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.ok(await notebook.save());
      assert.equal(
        await readFile(notebook.uri.fsPath, 'utf8'),
        '```ts\n1 + 1\n```\n\nnew\n\n```console\nls\n```\n',
      );
    });
  });

  suite('outputs', () => {
    test('are what is printed, and the value of the last line', async () => {
      const notebook = await openCells('console.log("one"); console.error("two"); 6 * 7');
      assert.deepEqual(await outputsOf(notebook, 0), ['one\n', 'two\n', '42']);
      assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, 1);
    });

    test('are errors with the lines of the cell', async () => {
      const notebook = await openCells('1', 'const x = 1;\nthrow new TypeError("no " + x);');
      const [shown = ''] = await outputsOf(notebook, 1);
      const { name, message, stack } = JSON.parse(shown);
      assert.deepEqual([name, message], ['TypeError', 'no 1']);
      assert.match(stack, /^TypeError: no 1\n.*Cell 2, line 2/);
    });

    test('come ten times a second at most, all of them in the end', async () => {
      const notebook = await openCells(
        'for (let i = 1; i <= 200; i++) { console.log(i); await new Promise((r) => setTimeout(r, 5)); }',
      );
      let updates = 0;
      const listener = vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
        updates += cellChanges.filter(({ outputs }) => outputs !== undefined).length;
      });
      const [shown = ''] = await outputsOf(notebook, 0);
      listener.dispose();
      assert.equal(shown, Array.from({ length: 200 }, (_, i) => `${i + 1}\n`).join(''));
      const { startTime = 0, endTime = 0 } = notebook.cellAt(0).executionSummary?.timing ?? {};
      assert.ok(updates <= (endTime - startTime) / 100 + 5, `${updates} updates`);
    });

    test('of a cell that runs again take the place of those before', async () => {
      const notebook = await openCells('console.log(Math.floor(1.5))');
      await outputsOf(notebook, 0);
      await start(notebook, 0);
      await ended(notebook.cellAt(0), 2);
      assert.deepEqual(texts(notebook.cellAt(0)), ['1\n']);
    });
  });

  suite('kernels', () => {
    test('keep what cells declare', async () => {
      const notebook = await openCells('const shared = [1, 2];', 'shared.length');
      await outputsOf(notebook, 0);
      assert.deepEqual(await outputsOf(notebook, 1), ['2']);
    });

    test('do not run the cells after one that fails', async () => {
      const notebook = await openCells('1', 'throw new Error("stop")', 'console.log("never")');
      await vscode.commands.executeCommand('notebook.execute', notebook.uri);
      assert.equal(await ended(notebook.cellAt(1)), false);
      assert.deepEqual(await outputsOf(notebook, 0), ['1']);
      assert.deepEqual(texts(notebook.cellAt(2)), []);
    });

    test('end an endless loop, and go on', async () => {
      const notebook = await openCells('console.log("in"); for (;;) {}', '"still here"');
      await outputsOf(notebook, 1);
      void start(notebook, 0);
      await eventually(() => assert.deepEqual(texts(notebook.cellAt(0)), ['in\n']));
      await stop(notebook, 0);
      assert.equal(await ended(notebook.cellAt(0)), false);
      await start(notebook, 1);
      await ended(notebook.cellAt(1), 3);
      assert.deepEqual(texts(notebook.cellAt(1)), ["'still here'"]);
    });

    test('start again after a crash, which is told in the cell', async () => {
      const notebook = await openCells('process.kill(process.pid, "SIGKILL"); for (;;) {}', '1');
      const [crash = ''] = await outputsOf(notebook, 0);
      assert.equal(JSON.parse(crash).name, 'KernelEnded');
      assert.match(JSON.parse(crash).message, /ended unexpectedly \(SIGKILL\)/);
      assert.deepEqual(await outputsOf(notebook, 1), ['1']);
    });

    test('start anew when told to', async () => {
      const notebook = await openCells('var left = 1; process.pid', 'typeof left');
      const [pid] = await outputsOf(notebook, 0);
      assert.equal(await run('restartKernel', notebook.uri), true);
      await isGone(Number(pid));
      assert.deepEqual(await outputsOf(notebook, 1), ["'undefined'"]);
      assert.equal(notebook.cellAt(1).executionSummary?.executionOrder, 1);
    });

    test('of two notebooks know nothing of each other', async () => {
      const one = await openCells('var mine = "one"', 'mine');
      const two = await openCells('var mine = "two"', 'mine');
      await outputsOf(one, 0);
      await outputsOf(two, 0);
      assert.deepEqual(await outputsOf(one, 1), ["'one'"]);
      assert.deepEqual(await outputsOf(two, 1), ["'two'"]);
    });

    test('end with their notebook', async () => {
      const notebook = await openCells(printPid);
      const [pid] = await outputsOf(notebook, 0);
      await closeAll();
      await isGone(Number(pid));
    });
  });

  suite('jobs', () => {
    test('go on while other cells run, until they are stopped', async () => {
      const notebook = await openCells(job, '"meanwhile"');
      await start(notebook, 0);
      await eventually(() => assert.match(texts(notebook.cellAt(0)).join(), /\(b,2\)/));
      assert.deepEqual(await outputsOf(notebook, 1), ["'meanwhile'"]);
      assert.equal(notebook.cellAt(0).executionSummary?.success, undefined);
      const { jobs } = extension.context;
      await eventually(() => assert.equal(jobs.list.running.length, 1));
      const [row] = jobs.getChildren();
      assert.ok(row);
      assert.equal(jobs.getTreeItem(row).contextValue, 'job');
      assert.equal(row.source.cellOf(row.status)?.index, 0);
      assert.equal(await run('stopJob', row), true);
      assert.equal(await ended(notebook.cellAt(0)), true);
      await eventually(() => assert.equal(jobs.list.running.length, 0));
      await eventually(() => assert.equal(jobs.list.jobs[0]?.status.state, 'stopped'));
    });

    test('have a dashboard in an editor, one each, which outlives them', async () => {
      const notebook = await openCells(job);
      await start(notebook, 0);
      const { jobs, dashboards } = extension.context;
      await eventually(() => assert.notEqual(jobs.list.running[0]?.progress, undefined));
      const [row] = jobs.list.running;
      for (let i = 0; i < 2; i++) assert.equal(await run('openDashboard', row), true);
      const title = `${row?.status.name}: Dashboard`;
      assert.deepEqual(dashboards.titles, [title]);
      const panels = () =>
        vscode.window.tabGroups.all.flatMap(({ tabs }) =>
          tabs.filter(({ label }) => label === title),
        );
      await eventually(() => assert.equal(panels().length, 1));
      await stop(notebook, 0);
      await ended(notebook.cellAt(0));
      const last = () => jobs.list.get(row?.id ?? '');
      await eventually(() => assert.equal(last()?.status.state, 'stopped'));
      assert.notEqual(last()?.progress, undefined);
      assert.equal(panels().length, 1);
      await vscode.window.tabGroups.close(panels());
      await eventually(() => assert.deepEqual(dashboards.titles, []));
    });

    test('are shown as text where no renderer is', async () => {
      const notebook = await openCells(job);
      await start(notebook, 0);
      await eventually(() => {
        const mimes = notebook
          .cellAt(0)
          .outputs.flatMap(({ items }) => items.map(({ mime }) => mime));
        assert.ok(mimes.includes('application/vnd.millrace.progress+json'), mimes.join());
        assert.ok(mimes.includes('text/plain'));
      });
      await stop(notebook, 0);
      await ended(notebook.cellAt(0));
    });

    test('stop at once when they are stopped once more', async () => {
      const notebook = await openCells(
        [
          'const slow = ssc.queueStream([sc.parallelize([1])]);',
          'slow.foreachRDD(() => { console.log("begun"); return new Promise((done) => setTimeout(done, 60_000)); });',
          'await ssc.start();',
        ].join('\n'),
        '"next"',
      );
      const cell = notebook.cellAt(0);
      await start(notebook, 0);
      await eventually(() => assert.match(texts(cell).join(), /begun/));
      await stop(notebook, 0);
      const { jobs } = extension.context;
      await eventually(() => assert.equal(jobs.list.running[0]?.status.state, 'stopping'));
      // Its batch is waited for.
      assert.equal(cell.executionSummary?.success, undefined);
      await eventually(async () => {
        await stop(notebook, 0);
        assert.notEqual(cell.executionSummary?.success, undefined);
      });
      await eventually(() => assert.equal(jobs.list.running.length, 0));
      assert.deepEqual(await outputsOf(notebook, 1), ["'next'"]);
    });

    test('are replaced when their cell runs again', async () => {
      const notebook = await openCells(job);
      await start(notebook, 0);
      await eventually(() => assert.match(texts(notebook.cellAt(0)).join(), /\(b,2\)/));
      void run('runCellAgain', notebook.cellAt(0));
      await eventually(() => assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, 2));
      await eventually(() => assert.match(texts(notebook.cellAt(0)).join(), /\(b,2\)/));
      const running = notebook.cellAt(0).executionSummary;
      assert.equal(running?.success, undefined);
      await stop(notebook, 0);
      await ended(notebook.cellAt(0), 2);
    });

    test('end with their notebook', async () => {
      const notebook = await openCells(printPid, job);
      const [pid] = await outputsOf(notebook, 0);
      await start(notebook, 1);
      await eventually(() => assert.equal(extension.context.jobs.list.running.length, 1));
      await closeAll();
      await isGone(Number(pid));
      await eventually(() => assert.equal(extension.context.jobs.list.running.length, 0));
    });
  });

  suite('notebooks of Jupyter', () => {
    /** Opens an `.ipynb` with these cells, whose kernel has not been chosen yet. */
    async function openJupyter(cells: readonly string[]): Promise<vscode.NotebookDocument> {
      files += 1;
      const uri = vscode.Uri.file(join(folder, `test-${files}.ipynb`));
      const content = {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: cells.map((source, i) => ({
          cell_type: 'code',
          id: `cell-${i}`,
          source: [source],
          metadata: { vscode: { languageId: 'typescript' } },
          outputs: [],
          execution_count: null,
        })),
      };
      await writeFile(uri.fsPath, JSON.stringify(content));
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(notebook);
      assert.equal(notebook.notebookType, 'jupyter-notebook');
      return notebook;
    }

    /** Chooses the kernel of this extension, as the user does from the list. */
    async function choose(notebook: vscode.NotebookDocument): Promise<void> {
      await vscode.commands.executeCommand('notebook.selectKernel', {
        id: 'millrace-jupyter-notebook',
        extension: 'millrace.millrace',
      });
      await show(notebook);
    }

    test('run with a kernel of this extension', async () => {
      const notebook = await openJupyter([
        'const words: string[] = ["a", "b", "a"]; words.length',
        'throw new RangeError("no")',
      ]);
      await choose(notebook);
      assert.deepEqual(await outputsOf(notebook, 0), ['3']);
      const [failed = ''] = await outputsOf(notebook, 1);
      assert.match(JSON.parse(failed).stack, /Cell 2, line 1/);
      assert.ok(await notebook.save());
    });

    test('have jobs, and keep their outputs', async () => {
      const notebook = await openJupyter([job]);
      await choose(notebook);
      await start(notebook, 0);
      await eventually(() => assert.match(texts(notebook.cellAt(0)).join(), /\(b,2\)/));
      await stop(notebook, 0);
      assert.equal(await ended(notebook.cellAt(0)), true);
      assert.ok(await notebook.save());
      const saved = JSON.parse(await readFile(notebook.uri.fsPath, 'utf8'));
      assert.match(JSON.stringify(saved.cells[0].outputs), /\(b,2\)/);
    });
  });

  suite('clusters', () => {
    suiteTeardown(async () => void (await run('stopCluster')));

    test('are waited for by cells that need one, and found by kernels that run', async () => {
      const notebook = await open(
        '```console\nkafka-topics --create --topic fromcell\n```\n\n```ts\nawait admin.topics()\n```\n',
      );
      void start(notebook, 0);
      await eventually(() => assert.equal(notebook.cellAt(0).executionSummary?.success, undefined));
      await run('startCluster');
      assert.equal(await ended(notebook.cellAt(0)), true, texts(notebook.cellAt(0)).join());
      assert.match((await outputsOf(notebook, 1)).join(), /fromcell/);
    });
  });

  suite('commands', () => {
    test('open a new notebook, whose first job runs', async () => {
      const notebook = (await run('newNotebook')) as vscode.NotebookDocument;
      assert.equal(notebook.isUntitled, true);
      await show(notebook);
      await start(notebook, 1);
      await eventually(() => assert.match(texts(notebook.cellAt(1)).join(), /\(the,2\)/));
      await stop(notebook, 1);
      await ended(notebook.cellAt(1));
    });

    test('copy an exercise with its data, once', async () => {
      const target = vscode.Uri.file(join(folder, 'copies'));
      const name = 'queue-stream.stream.md';
      const notebook = (await run('openExercise', name, target)) as vscode.NotebookDocument;
      assert.equal(notebook.uri.fsPath, join(folder, 'copies', name));
      assert.ok((await readFile(join(folder, 'copies/data/sonnets.txt'), 'utf8')).length > 100);
      await closeAll();
      await writeFile(notebook.uri.fsPath, 'mine\n');
      await run('openExercise', name, target);
      assert.equal(await readFile(notebook.uri.fsPath, 'utf8'), 'mine\n');
    });
  });
});
