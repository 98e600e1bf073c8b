import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, run } from './millrace.ts';

/** How long the server may take on a machine that has other things to do, in milliseconds. */
const LONG = 20_000;

suite('the language server', function () {
  this.timeout(3 * LONG);
  let extension: Exports;
  let folder: string;
  let files = 0;

  suiteSetup(async () => {
    extension = await millrace();
    folder = await mkdtemp(join(tmpdir(), 'millrace-language-'));
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('stopCluster');
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens cells, each a fence's word and its text, where `|` says where the cursor is. */
  async function open(...cells: readonly (readonly [string, string])[]): Promise<Cells> {
    files += 1;
    const file = vscode.Uri.file(join(folder, `test-${files}.stream.md`));
    const fenced = cells.map(([word, code]) => `\`\`\`${word}\n${code.replace('|', '')}\n\`\`\`\n`);
    await writeFile(file.fsPath, fenced.join('\n'));
    const notebook = await vscode.workspace.openNotebookDocument(file);
    await vscode.window.showNotebookDocument(notebook);
    return new Cells(
      notebook,
      cells.map(([, code]) => code.indexOf('|')),
    );
  }

  suite('in TypeScript cells', () => {
    test('completes what is in scope', async () => {
      const notebook = await open(['ts', 'ssc.|']);
      await eventually(async () => {
        const labels = await notebook.completions(0, '.');
        assert.ok(labels.includes('queueStream') && labels.includes('start'), labels.join());
      }, LONG);
    });

    test('tells types and documentation', async () => {
      const notebook = await open(['ts', 'const lines = ssc.queue|Stream([]);']);
      await eventually(async () => assert.match(await notebook.hover(0), /queueStream/), LONG);
    });

    test('says what parameters a function takes', async () => {
      const notebook = await open(['ts', 'ssc.socketTextStream(|)']);
      await eventually(async () => {
        const help = await notebook.ask<vscode.SignatureHelp>('SignatureHelp', 0, '(');
        assert.match(help?.signatures[0]?.label ?? '', /socketTextStream\(/);
      }, LONG);
    });

    test('marks what is wrong, across cells, and no more when it is right', async () => {
      const notebook = await open(['ts', 'const mill = 1;'], ['ts', 'mill.toUpperCase();']);
      await eventually(() => assert.match(notebook.problems(1).join(), /toUpperCase/), LONG);
      assert.deepEqual(notebook.problems(0), []);
      await notebook.replace(0, "const mill = 'stone';");
      await eventually(() => assert.deepEqual(notebook.problems(1), []), LONG);
    });

    test('goes to a definition in another cell, and finds what refers to it', async () => {
      const notebook = await open(
        ['ts', 'function grind(grain: string) {\n  return grain;\n}'],
        ['ts', "gri|nd('rye');"],
      );
      await eventually(async () => {
        const found = await notebook.ask<(vscode.Location | vscode.LocationLink)[]>(
          'Definition',
          1,
        );
        const [at] = found ?? [];
        const uri = at === undefined || 'uri' in at ? at?.uri : at.targetUri;
        assert.equal(uri?.toString(), notebook.document(0).uri.toString());
      }, LONG);
      const references = await notebook.ask<vscode.Location[]>('Reference', 1);
      assert.equal(references?.length, 2);
    });

    test('renames across cells', async () => {
      const notebook = await open(['ts', 'const mi|ll = 1;'], ['ts', 'mill + mill']);
      await eventually(async () => {
        const edit = await notebook.ask<vscode.WorkspaceEdit>('DocumentRename', 0, 'stone');
        assert.ok(edit !== undefined && (await vscode.workspace.applyEdit(edit)));
        assert.equal(notebook.document(1).getText(), 'stone + stone');
      }, LONG);
      assert.equal(notebook.document(0).getText(), 'const stone = 1;');
    });

    test('has nothing against the exercises', async function () {
      this.timeout(120_000);
      const { exercises } = extension.context;
      const names = (await readdir(exercises.fsPath)).filter((name) => name.endsWith('.stream.md'));
      assert.ok(names.length > 0);
      for (const name of names) {
        const text = await readFile(join(exercises.fsPath, name), 'utf8');
        const file = vscode.Uri.file(join(folder, name));
        await writeFile(file.fsPath, `${text}\n\`\`\`ts\nnoSuchName\n\`\`\`\n`);
        const notebook = new Cells(await vscode.workspace.openNotebookDocument(file));
        const last = notebook.length - 1;
        // All cells have been looked at when the last one has.
        await eventually(() => assert.notDeepEqual(notebook.problems(last), []), LONG);
        for (let index = 0; index < last; index += 1) {
          assert.deepEqual(notebook.problems(index), [], `${name}, cell ${index}`);
        }
      }
    });
  });

  test('knows cells of Jupyter notebooks that have its language', async () => {
    const file = vscode.Uri.file(join(folder, 'test.ipynb'));
    const metadata = { vscode: { languageId: 'millrace-typescript' } };
    const cell = { cell_type: 'code', id: 'a', source: ['ssc.'], metadata, outputs: [] };
    const cells = [{ ...cell, execution_count: null }];
    await writeFile(
      file.fsPath,
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
    );
    const notebook = await vscode.workspace.openNotebookDocument(file);
    await vscode.window.showNotebookDocument(notebook);
    const shown = new Cells(notebook, ['ssc.'.length]);
    await eventually(async () => {
      const labels = await shown.completions(0, '.');
      assert.ok(labels.includes('queueStream'), labels.join());
    }, LONG);
  });

  suite('in console cells', () => {
    test('completes commands and flags', async () => {
      const notebook = await open(['console', 'kafka-top|'], ['console', 'kafka-topics --cr|']);
      await eventually(async () => {
        const commands = await notebook.completions(0);
        assert.ok(
          commands.some((label) => /^kafka-topics/.test(label)),
          commands.join(),
        );
        const flags = await notebook.completions(1);
        assert.ok(flags.includes('--create'), flags.join());
      }, LONG);
    });

    test('marks flags that there are not', async () => {
      const notebook = await open(['console', 'kafka-topics --lost']);
      await eventually(() => assert.match(notebook.problems(0).join(), /--lost|lost/), LONG);
    });
  });

  suite('with a cluster', () => {
    suiteSetup(async () => {
      assert.equal(await run('startCluster'), true);
      await run('createTopic', { name: 'grain', configs: {} });
    });

    test('completes topics in strings and in console cells', async () => {
      const notebook = await open(
        ['ts', "await producer.send('gr|', 'rye');"],
        ['console', 'kafka-console-consumer --topic gr|'],
      );
      await eventually(async () => {
        for (const index of [0, 1]) {
          const labels = await notebook.completions(index);
          assert.ok(labels.includes('grain'), `cell ${index}: ${labels.join()}`);
        }
      }, LONG);
    });

    const stream = (topic: string) =>
      [
        `const stream = KafkaUtils.createDirectStream(ssc, LocationStrategies.PreferConsistent, ConsumerStrategies.Subscribe(['${topic}'], { 'bootstrap.servers': 'x', 'value.deserializer': 'json' }));`,
        'stream.map((record) => record.value.|);',
      ].join('\n');

    test('completes the fields of records, by a sample of them', async () => {
      const sender = await open(['ts', "await producer.send('grain', { kind: 'rye', kilos: 3 });"]);
      await sender.run(0);
      const notebook = await open(['ts', stream('grain')]);
      const text = notebook.document(0).getText();
      let edits = 0;
      // One that was taken before stands for a while; then what is typed has another taken.
      await eventually(async () => {
        edits += 1;
        await notebook.replace(0, `${text} // ${edits}`);
        const labels = await notebook.completions(0, '.');
        assert.ok(labels.includes('kind') && labels.includes('kilos'), labels.join());
      }, 2 * LONG);
    });

    test('reads no records where that is switched off', async () => {
      const settings = vscode.workspace.getConfiguration('millrace.language');
      const target = vscode.ConfigurationTarget.Workspace;
      const notebook = await open(['ts', stream('grain')], ['ts', "producer.send('gr|', 1)"]);
      await eventually(async () => {
        assert.ok((await notebook.completions(0, '.')).includes('kind'));
      }, LONG);
      await settings.update('sampleTopics', false, target);
      try {
        await eventually(async () => {
          assert.ok(!(await notebook.completions(0, '.')).includes('kind'));
          // Names are known all the same.
          assert.ok((await notebook.completions(1)).includes('grain'));
        }, LONG);
      } finally {
        await settings.update('sampleTopics', undefined, target);
      }
    });

    test('creates a topic that is missing', async () => {
      const notebook = await open(['ts', "await producer.send('flo|ur', 'white');"]);
      let fix: vscode.CodeAction | undefined;
      await eventually(async () => {
        const cursor = notebook.cursor(0);
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          notebook.document(0).uri,
          new vscode.Range(cursor, cursor),
          'quickfix',
        );
        fix = actions.find(({ command }) => command?.command === 'millrace.createMissingTopic');
        assert.ok(fix, actions.map(({ title }) => title).join());
      }, LONG);
      assert.deepEqual(fix?.command?.arguments, ['flour']);
      await run('createMissingTopic', 'flour');
      await eventually(() => assert.deepEqual(notebook.hints(0), []), LONG);
      assert.ok((await notebook.completions(0)).includes('flour'));
    });
  });

  test('that cannot be started is no server that is started again and again', async () => {
    const { startLanguageClient } = await import('../../extension/language/language-client.ts');
    let crashes = 0;
    const started = startLanguageClient({
      script: join(folder, 'missing.js'),
      situation: () => ({ cluster: { id: 'local', name: '', bootstrap: '' }, sampleTopics: false }),
      crashed: () => {
        crashes += 1;
      },
      translate: [(message) => message, 'en'],
    });
    await assert.rejects(started);
    assert.equal(crashes, 0);
  });

  test('is started again when it has ended unexpectedly', async function () {
    if (process.platform === 'win32') this.skip();
    const notebook = await open(['ts', 'ssc.|']);
    const server = () =>
      promisify(execFile)('pgrep', ['-P', String(process.pid), '-f', 'dist/language.js']);
    const { stdout } = await server();
    process.kill(Number(stdout), 'SIGKILL');
    await eventually(async () => {
      assert.notEqual((await server()).stdout, stdout);
      assert.ok((await notebook.completions(0, '.')).includes('queueStream'));
    }, LONG);
  });
});

/** The cells of a notebook as the language server sees them. */
class Cells {
  readonly #notebook: vscode.NotebookDocument;
  readonly #documents: readonly vscode.TextDocument[];
  readonly #cursors: readonly number[];

  /** `cursors` are offsets in the cells. */
  constructor(notebook: vscode.NotebookDocument, cursors: readonly number[] = []) {
    this.#notebook = notebook;
    this.#documents = notebook.getCells().map(({ document }) => document);
    this.#cursors = cursors;
  }

  get length(): number {
    return this.#documents.length;
  }

  document(index: number): vscode.TextDocument {
    const document = this.#documents[index];
    if (document === undefined) throw new RangeError(`no cell ${index}`);
    return document;
  }

  cursor(index: number): vscode.Position {
    return this.document(index).positionAt(this.#cursors[index] ?? 0);
  }

  /** Asks a provider by what comes between `vscode.execute` and `Provider`, at the cursor. */
  ask<T>(what: string, index: number, ...more: unknown[]): Thenable<T | undefined> {
    return vscode.commands.executeCommand<T | undefined>(
      `vscode.execute${what}Provider`,
      this.document(index).uri,
      this.cursor(index),
      ...more,
    );
  }

  /** The labels of the completions, snippets and words aside. */
  async completions(index: number, trigger?: string): Promise<string[]> {
    const list = await this.ask<vscode.CompletionList>('CompletionItem', index, trigger);
    return (list?.items ?? [])
      .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
      .map(({ label }) => (typeof label === 'string' ? label : label.label));
  }

  async hover(index: number): Promise<string> {
    const hovers = await this.ask<vscode.Hover[]>('Hover', index);
    const contents = (hovers ?? []).flatMap((hover) => hover.contents);
    return contents
      .map((content) => (typeof content === 'string' ? content : content.value))
      .join('\n');
  }

  /** Runs a cell, which is to go well. */
  async run(index: number): Promise<void> {
    const { uri } = this.#notebook;
    const ranges = [{ start: index, end: index + 1 }];
    await vscode.commands.executeCommand('notebook.cell.execute', { ranges, document: uri });
    const cell = this.#notebook.cellAt(index);
    await eventually(() => assert.equal(cell.executionSummary?.success, true), LONG);
  }

  /** What is wrong in a cell, or may be. */
  problems(index: number): string[] {
    return this.#said(index, [vscode.DiagnosticSeverity.Error, vscode.DiagnosticSeverity.Warning]);
  }

  hints(index: number): string[] {
    return this.#said(index, [
      vscode.DiagnosticSeverity.Hint,
      vscode.DiagnosticSeverity.Information,
    ]);
  }

  async replace(index: number, text: string): Promise<void> {
    const document = this.document(index);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  #said(index: number, severities: readonly vscode.DiagnosticSeverity[]): string[] {
    return vscode.languages
      .getDiagnostics(this.document(index).uri)
      .filter(({ severity }) => severities.includes(severity))
      .map(({ message }) => message);
  }
}
