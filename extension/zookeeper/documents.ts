import * as vscode from 'vscode';
import { t } from '../l10n.ts';
import type { ZnodeClient } from './view.ts';
import { readValue } from './znode-value.ts';

/** The scheme of the documents that show the data of znodes: `millrace-znode:/brokers/ids/1`. */
export const ZNODE_SCHEME = 'millrace-znode';

/** Data of znodes as read-only documents, which follow what happens to them while they are on screen. */
export class ZnodeDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #client: () => ZnodeClient | undefined;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  /** `visibleChanged` is called when other documents are on screen than before. */
  constructor(client: () => ZnodeClient | undefined, visibleChanged: () => void) {
    this.#client = client;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(ZNODE_SCHEME, this),
      vscode.window.onDidChangeVisibleTextEditors(visibleChanged),
    ];
  }

  /** Opens the data of a znode beside what is open, as JSON where it is. @throws Error */
  async open(path: string): Promise<vscode.TextDocument> {
    const client = this.#client();
    if (client === undefined) throw new Error(t('No cluster is running.'));
    // An error is said at once instead of being the content of a document.
    const { data } = await client.call('read', path);
    const document = await vscode.workspace.openTextDocument(uriOf(path));
    const language = readValue(data).kind === 'json' ? 'json' : 'plaintext';
    const shown =
      document.languageId === language
        ? document
        : await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(shown, { preview: true });
    return shown;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const client = this.#client();
    if (client === undefined) return t('No cluster is running.');
    try {
      const value = readValue((await client.call('read', uri.path)).data);
      return value.kind === 'none' ? '' : value.text;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Paths of the documents that are on screen. */
  visible(): string[] {
    const uris = vscode.window.visibleTextEditors.map(({ document }) => document.uri);
    const paths = uris.filter(({ scheme }) => scheme === ZNODE_SCHEME).map(({ path }) => path);
    return [...new Set(paths)].sort();
  }

  /** These znodes have changed. */
  touch(paths: readonly string[]): void {
    const touched = new Set(paths);
    for (const path of this.#opened()) if (touched.has(path)) this.#changed.fire(uriOf(path));
  }

  /** There is another service now, or none. */
  forget(): void {
    for (const path of this.#opened()) this.#changed.fire(uriOf(path));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #opened(): string[] {
    const documents = vscode.workspace.textDocuments.filter(
      ({ uri }) => uri.scheme === ZNODE_SCHEME,
    );
    return documents.map(({ uri }) => uri.path);
  }
}

function uriOf(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: ZNODE_SCHEME, path });
}
