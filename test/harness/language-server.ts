// The language server as an editor has it, for tests: the built one, in a process of its own, over LSP.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  type CompletionItem,
  type CompletionList,
  CompletionRequest,
  CompletionResolveRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeNotebookDocumentNotification,
  DidCloseNotebookDocumentNotification,
  DidOpenNotebookDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  LogMessageNotification,
  NotebookCellKind,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver/node';
import type { LanguageSituation } from '../../server/contract/language.ts';
import { atEnd } from './at-end.ts';
import { inDist, node } from './places.ts';

/** A cell to open: its language id and its text. */
export interface OpenedCell {
  readonly language?: string;
  readonly code: string;
}

export interface Published {
  readonly uri: string;
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export class LanguageServerProcess {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly logged: string[] = [];
  readonly published: Published[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #forget: () => void;

  constructor(file = inDist('language.js')) {
    this.child = fork(file, ['--node-ipc'], { execPath: node, execArgv: [], stdio: 'inherit' });
    const reader = new IPCMessageReader(this.child);
    this.connection = createProtocolConnection(reader, new IPCMessageWriter(this.child));
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.logged.push(message);
    });
    this.connection.onNotification(PublishDiagnosticsNotification.type, (published) => {
      const { uri, version, diagnostics } = published;
      this.published.push({ uri, version, diagnostics });
      for (const each of this.#waiting) each();
    });
    this.connection.listen();
    this.#forget = atEnd(() => this.child.kill());
  }

  async initialize(situation?: LanguageSituation): Promise<InitializeResult> {
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      ...{ processId: process.pid, rootUri: null },
      capabilities: { notebookDocument: { synchronization: {} } },
      initializationOptions: situation,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  async open(uri: string, cells: readonly OpenedCell[]): Promise<OpenNotebook> {
    const notebook = new OpenNotebook(this, uri, cells);
    await this.connection.sendNotification(DidOpenNotebookDocumentNotification.type, {
      notebookDocument: {
        ...{ uri, notebookType: 'millrace-notebook', version: 1 },
        cells: cells.map((_, i) => ({ kind: NotebookCellKind.Code, document: notebook.uriOf(i) })),
      },
      cellTextDocuments: cells.map(({ language = 'millrace-typescript', code }, i) => ({
        ...{ uri: notebook.uriOf(i), languageId: language, version: 1, text: code },
      })),
    });
    return notebook;
  }

  /** Resolves when what is published last of a cell is what is looked for. */
  async diagnosticsOf(
    uri: string,
    isIt: (diagnostics: readonly Diagnostic[]) => boolean = (all) => all.length > 0,
  ): Promise<readonly Diagnostic[]> {
    for (;;) {
      const last = this.published.findLast((each) => each.uri === uri)?.diagnostics;
      if (last !== undefined && isIt(last)) return last;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  async close(): Promise<void> {
    this.connection.dispose();
    this.#forget();
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }
}

/** A notebook that is open in the server, and what is typed in it. */
export class OpenNotebook {
  readonly #server: LanguageServerProcess;
  readonly uri: string;
  readonly #codes: string[];
  #version = 1;

  constructor(server: LanguageServerProcess, uri: string, cells: readonly OpenedCell[]) {
    this.#server = server;
    this.uri = uri;
    this.#codes = cells.map(({ code }) => code);
  }

  uriOf(cell: number): string {
    return `vscode-notebook-cell:${this.uri.slice('file:'.length)}#${cell}`;
  }

  /** The position of the n-th occurrence of a text in a cell, or so many characters behind its beginning. */
  positionOf(cell: number, text: string, behind = 0): Position {
    const offset = this.#codes[cell]!.indexOf(text);
    if (offset < 0) throw new Error(`There is no ${text} in cell ${cell}.`);
    const lines = this.#codes[cell]!.slice(0, offset + behind).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  }

  /** What requests about a place are sent with. */
  at(cell: number, text: string, behind = 0) {
    return {
      textDocument: { uri: this.uriOf(cell) },
      position: this.positionOf(cell, text, behind),
    };
  }

  /** Puts a text in the place of a cell's. */
  async edit(cell: number, code: string): Promise<void> {
    this.#codes[cell] = code;
    this.#version++;
    await this.#server.connection.sendNotification(DidChangeNotebookDocumentNotification.type, {
      notebookDocument: { uri: this.uri, version: this.#version },
      change: {
        cells: {
          textContent: [
            {
              document: { uri: this.uriOf(cell), version: this.#version },
              changes: [{ text: code }],
            },
          ],
        },
      },
    });
  }

  async complete(cell: number, text: string, behind = text.length): Promise<CompletionItem[]> {
    const params = this.at(cell, text, behind);
    const list = await this.#server.connection.sendRequest(CompletionRequest.type, params);
    return (list as CompletionList).items;
  }

  resolve(item: CompletionItem): Promise<CompletionItem> {
    return this.#server.connection.sendRequest(CompletionResolveRequest.type, item);
  }

  async close(): Promise<void> {
    await this.#server.connection.sendNotification(DidCloseNotebookDocumentNotification.type, {
      notebookDocument: { uri: this.uri },
      cellTextDocuments: this.#codes.map((_, i) => ({ uri: this.uriOf(i) })),
    });
  }
}
