import * as vscode from 'vscode';
import type { LanguageNotifications, LanguageSituation } from '../../server/contract/language.ts';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import { NotebookType, Setting } from '../contributions.ts';
import { t } from '../l10n.ts';
import type { Log } from '../log.ts';
import { readSetting } from '../settings.ts';
import type { RunningLanguageClient } from './language-client.ts';
import { servedCells } from './served-cells.ts';

export interface LanguageSupportOptions {
  /** The server's bundle. */
  readonly script: string;
  readonly cluster: LocalCluster;
  readonly log: Log;
}

/** Has the language server run while a notebook is open that has cells for it, and tells it what it needs to know. */
export class LanguageSupport implements vscode.Disposable {
  readonly #options: LanguageSupportOptions;
  readonly #subscriptions: { dispose(): unknown }[];
  /** The server that runs or starts; undefined where it could not be started. */
  #client: Promise<RunningLanguageClient | undefined> | undefined;
  /** Resolves when the one before has ended. */
  #ending: Promise<void> = Promise.resolve();
  /** What the server has been told last. */
  #told = '';

  constructor(options: LanguageSupportOptions) {
    this.#options = options;
    const update = () => this.#update();
    const tell = () => this.#tellSituation();
    this.#subscriptions = [
      vscode.workspace.onDidOpenNotebookDocument(update),
      vscode.workspace.onDidCloseNotebookDocument(update),
      // A cell that is new, or has another language now, is a document that opens.
      vscode.workspace.onDidOpenTextDocument(update),
      vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
        if (cellChanges.some(hasRun)) this.topicsChanged();
      }),
      options.cluster.changed.on(tell),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(Setting.sampleTopics)) tell();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
    ];
    update();
  }

  /** Whether the server runs or is being started. */
  get isActive(): boolean {
    return this.#client !== undefined;
  }

  /** To be called when topics may have been created or deleted. */
  topicsChanged(): void {
    void this.#tell('millrace/topicsChanged', null);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#stop();
  }

  #update(): void {
    const isWanted = vscode.workspace.notebookDocuments.some(hasServedCells);
    if (isWanted === this.isActive) return;
    if (isWanted) this.#client = this.#start();
    else this.#stop();
  }

  async #start(): Promise<RunningLanguageClient | undefined> {
    await this.#ending;
    try {
      const { startLanguageClient } = await import('./language-client.ts');
      return await startLanguageClient({
        script: this.#options.script,
        situation: () => {
          const situation = this.#situation();
          this.#told = JSON.stringify(situation);
          return situation;
        },
        crashed: (isStartedAgain) => void this.#onCrash(isStartedAgain),
        translate: [vscode.l10n.t, vscode.env.language],
      });
    } catch (error) {
      this.#options.log.error(String(error));
      void this.#offerStart(t('The language server of notebooks could not be started.'));
      return undefined;
    }
  }

  #stop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    this.#ending = client
      .then((running) => running?.stop())
      .catch((error: unknown) => this.#options.log.error(String(error)));
  }

  async #onCrash(isStartedAgain: boolean): Promise<void> {
    if (!isStartedAgain) {
      await this.#offerStart(t('The language server of notebooks ended again and again.'));
      return;
    }
    const showLog = t('Show Log');
    const answer = await vscode.window.showWarningMessage(
      t('The language server of notebooks ended unexpectedly. It has been started again.'),
      showLog,
    );
    if (answer === showLog) (await this.#client)?.showLog();
  }

  async #offerStart(message: string): Promise<void> {
    const start = t('Start Again');
    if ((await vscode.window.showErrorMessage(message, start)) !== start) return;
    this.#stop();
    this.#update();
  }

  #situation(): LanguageSituation {
    const { bootstrap = '' } = this.#options.cluster;
    return {
      cluster: { name: t('Local Cluster'), bootstrap },
      // In Restricted Mode the text of a notebook is not to decide which records are read.
      sampleTopics: vscode.workspace.isTrusted && readSetting(Setting.sampleTopics) !== false,
    };
  }

  #tellSituation(): void {
    const situation = this.#situation();
    const text = JSON.stringify(situation);
    if (text === this.#told) return;
    this.#told = text;
    void this.#tell('millrace/situation', situation);
  }

  async #tell<M extends keyof LanguageNotifications>(
    method: M,
    params: LanguageNotifications[M],
  ): Promise<void> {
    (await this.#client)?.tell(method, params);
  }
}

/** A notebook of this extension's own type has, or will get, cells for the server; any other once it has one. */
function hasServedCells(notebook: vscode.NotebookDocument): boolean {
  const { notebookType: type } = notebook;
  if (type === NotebookType.stream) return true;
  const languages = servedCells.filter(([served]) => served === type).map(([, id]) => String(id));
  return notebook.getCells().some(({ document }) => languages.includes(document.languageId));
}

/** Whether a cell has ended, which may have created topics or sent to them. */
function hasRun({ executionSummary }: vscode.NotebookDocumentCellChange): boolean {
  return executionSummary?.success !== undefined;
}
