import * as vscode from 'vscode';
import type { KernelCluster } from '../../server/contract/kernel.ts';
import type {
  LanguageCluster,
  LanguageNotifications,
  LanguageSituation,
} from '../../server/contract/language.ts';
import { LOCAL } from '../clusters/cluster-id.ts';
import { NotebookType, Setting } from '../contributions.ts';
import { t } from '../l10n.ts';
import type { Log } from '../log.ts';
import type { NotebookClusters } from '../notebook/cluster/notebook-clusters.ts';
import { readSetting } from '../settings.ts';
import type { RunningLanguageClient } from './language-client.ts';
import { servedCells } from './served-cells.ts';

export interface LanguageSupportOptions {
  /** The server's bundle. */
  readonly script: string;
  /** Which cluster each notebook has. */
  readonly clusters: NotebookClusters;
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
  /** What the server has been told last, or is told when it starts. */
  #situation: LanguageSituation = {
    cluster: { id: LOCAL, name: t('Local Cluster'), bootstrap: '' },
    sampleTopics: false,
  };
  /** Resolves when it has been looked at last. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: LanguageSupportOptions) {
    this.#options = options;
    const update = () => {
      this.#update();
      // One that is opened may have a cluster that no other has.
      void this.#tellSituation();
    };
    const tell = () => void this.#tellSituation();
    this.#subscriptions = [
      vscode.workspace.onDidOpenNotebookDocument(update),
      vscode.workspace.onDidCloseNotebookDocument(update),
      // A cell that is new, or has another language now, is a document that opens.
      vscode.workspace.onDidOpenTextDocument(update),
      vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
        if (cellChanges.some(hasRun)) this.topicsChanged();
      }),
      options.clusters.changed.on(tell),
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
    await this.#look();
    try {
      const { startLanguageClient } = await import('./language-client.ts');
      return await startLanguageClient({
        script: this.#options.script,
        situation: () => this.#situation,
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

  /** Looks at the situation, after those who look already. Resolves to whether it is another one. */
  #look(): Promise<boolean> {
    const looking = this.#looking.then(async () => {
      const before = JSON.stringify(this.#situation);
      this.#situation = await this.#read();
      return JSON.stringify(this.#situation) !== before;
    });
    this.#looking = looking;
    return looking;
  }

  async #read(): Promise<LanguageSituation> {
    const { clusters } = this.#options;
    const open = vscode.workspace.notebookDocuments.map(({ uri }) => uri.toString());
    const others = clusters.all.flatMap((cluster) => {
      const notebooks = open.filter((uri) => clusters.of(uri).id === cluster.id);
      return cluster.id === LOCAL || notebooks.length === 0 ? [] : { cluster, notebooks };
    });
    const [local] = clusters.all;
    return {
      cluster: languageCluster(await clusters.kernelCluster(local!)),
      others: await Promise.all(
        others.map(async ({ cluster, notebooks }) => ({
          ...languageCluster(await clusters.kernelCluster(cluster)),
          notebooks,
        })),
      ),
      // In Restricted Mode the text of a notebook is not to decide which records are read.
      sampleTopics: vscode.workspace.isTrusted && readSetting(Setting.sampleTopics) !== false,
    };
  }

  async #tellSituation(): Promise<void> {
    if (await this.#look()) await this.#tell('millrace/situation', this.#situation);
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

function languageCluster({ id, name, bootstrap, properties }: KernelCluster): LanguageCluster {
  return { id, name, bootstrap, ...(properties === undefined ? {} : { properties }) };
}
