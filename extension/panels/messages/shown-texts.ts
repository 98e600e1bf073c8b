import * as vscode from 'vscode';
import type { ShownText } from '../../../webview/contract/messages.ts';
import { t } from '../../l10n.ts';

/** The scheme of the documents that show what was read. */
export const MESSAGE_SCHEME = 'millrace-message';

/** Keys, values and records as documents that cannot be edited. Their texts are kept while they are open. */
export class ShownTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable[];
  #count = 0;

  constructor() {
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(MESSAGE_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
  }

  async open(text: ShownText): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#keep(text));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async compare([left, right]: readonly [ShownText, ShownText]): Promise<void> {
    const title = `${left.title} ↔ ${right.title}`;
    const uris = [this.#keep(left), this.#keep(right)] as const;
    await vscode.commands.executeCommand('vscode.diff', ...uris, title, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    // A window that was loaded anew has the document still, and nothing of what it showed.
    return this.#texts.get(uri.toString()) ?? t('This record is not kept any more: open it again.');
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Each text has a document of its own: the same record may be read differently. */
  #keep({ title, text, language }: ShownText): vscode.Uri {
    const extension = language === 'json' ? 'json' : 'txt';
    const uri = vscode.Uri.from({
      scheme: MESSAGE_SCHEME,
      path: `/${title.replaceAll('/', '_')}.${extension}`,
      query: String(++this.#count),
    });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}
