import * as vscode from 'vscode';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import { NotebookType } from '../contributions.ts';
import { t } from '../l10n.ts';
import type { Log } from '../log.ts';
import { Signal } from '../signal.ts';
import { KernelControllers } from './cluster/kernel-controllers.ts';
import type { NotebookClusters } from './cluster/notebook-clusters.ts';
import { isRunning, Kernel } from './kernel/kernel.ts';
import { startKernelProcess } from './kernel/kernel-process.ts';
import { cellLanguageOf } from './languages.ts';
import { StreamNotebookSerializer } from './serializer.ts';
import { needsLocalCluster } from './session/cluster-need.ts';
import { offerCluster } from './session/cluster-offer.ts';
import { placeOf } from './session/notebook-place.ts';
import { NotebookSession } from './session/notebook-session.ts';

/** How long a tab may take from one group to another, in milliseconds. */
const MOVING = 100;

export interface NotebooksOptions {
  /** The kernel's bundle. */
  readonly script: string;
  readonly extensionId: string;
  readonly cluster: LocalCluster;
  /** Which cluster each notebook has. */
  readonly clusters: NotebookClusters;
  readonly log: Log;
}

/** All notebooks of this window that have, or may get, a kernel of this extension. */
export class Notebooks implements vscode.Disposable {
  /** Fires when there are other sessions, or one's kernel or jobs may have changed. */
  readonly changed = new Signal<void>();
  /** Fires when a job has got on: some times a second for each. */
  readonly progressed = new Signal<void>();
  readonly #options: NotebooksOptions;
  readonly #sessions = new Map<string, NotebookSession>();
  readonly #controllers: KernelControllers;
  readonly #subscriptions: { dispose(): unknown }[];
  /** Those whose notebook is closed, about which the user may be asked. */
  readonly #closing = new Set<NotebookSession>();

  constructor(options: NotebooksOptions) {
    this.#options = options;
    const { extensionId, clusters } = options;
    this.#controllers = new KernelControllers({
      ...{ extensionId, clusters },
      run: (cells, notebook, by) => this.#run(notebook, cells, by),
    });
    this.#subscriptions = [
      this.#controllers,
      this.#controllers.selectedChanged.on(() => this.changed.fire()),
      vscode.workspace.registerNotebookSerializer(
        NotebookType.stream,
        new StreamNotebookSerializer(),
        { transientOutputs: true },
      ),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => void this.#onClosed(uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => this.#onTabsClosed(closed)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.of(notebook)?.forgetRemovedCells();
      }),
      vscode.window.onDidChangeVisibleNotebookEditors(() => this.#prepare()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#prepare()),
      options.clusters.changed.on(() => this.#onClustersChanged()),
    ];
    this.#prepare();
  }

  /** Those that have a kernel, or had one. */
  get sessions(): readonly NotebookSession[] {
    return [...this.#sessions.values()];
  }

  of(notebook: vscode.NotebookDocument): NotebookSession | undefined {
    return this.#sessions.get(notebook.uri.toString());
  }

  /** Whether a kernel of this extension is, or would be, selected for it. */
  isOurs({ notebookType, uri }: vscode.NotebookDocument): boolean {
    return (
      notebookType === NotebookType.stream || this.#controllers.of(uri.toString()) !== undefined
    );
  }

  /** The id of the cluster that its toolbar shows; undefined where VS Code has selected no kernel yet. */
  clusterShown({ uri }: vscode.NotebookDocument): string | undefined {
    return this.#controllers.shown(uri.toString());
  }

  /** Runs cells as if the user had pressed run; ends first what they still do. */
  async run(notebook: vscode.NotebookDocument, cells: vscode.NotebookCell[]): Promise<void> {
    const controller = this.#controllers.of(notebook.uri.toString());
    if (controller !== undefined) await this.#run(notebook, cells, controller);
  }

  /** Ends all kernels; resolves when they are gone. */
  async shutdown(): Promise<void> {
    await Promise.all(this.sessions.map(({ kernel }) => kernel.shutdown()));
  }

  dispose(): void {
    for (const { kernel } of this.#sessions.values()) kernel.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.changed.dispose();
    this.progressed.dispose();
  }

  async #run(
    notebook: vscode.NotebookDocument,
    cells: vscode.NotebookCell[],
    controller: vscode.NotebookController,
  ): Promise<void> {
    // VS Code asks for trust before it runs cells; this is for whatever else may call.
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showErrorMessage(t('Cells cannot be run in Restricted Mode.'));
      return;
    }
    const session = this.#sessionFor(notebook);
    const needsCluster = cells.some((cell) => {
      const language = cellLanguageOf(cell.document.languageId);
      return language !== undefined && needsLocalCluster(language, cell.document.getText());
    });
    const { clusters } = this.#options;
    const chosen = clusters.of(notebook.uri.toString());
    const current = () => this.#controllers.of(session.notebook.uri.toString()) ?? controller;
    await session.run(cells, chosen.id, current, async (stopped) => {
      const isLocal = chosen.id === LOCAL;
      const goOn =
        !needsCluster || !isLocal || (await offerCluster(this.#options.cluster, stopped));
      // Another may have been selected since: the process is told of both.
      if (goOn && this.of(session.notebook) === session) session.kernel.prepare();
      const now = clusters.all.find(({ id }) => id === chosen.id) ?? chosen;
      await session.tellCluster(() => clusters.kernelCluster(now));
      await this.#tellCluster(session);
      return goOn;
    });
  }

  #sessionFor(notebook: vscode.NotebookDocument): NotebookSession {
    const key = notebook.uri.toString();
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const kernel = this.#newKernel(notebook);
    const session = new NotebookSession(notebook, kernel);
    this.#sessions.set(key, session);
    void this.#tellCluster(session);
    kernel.changed.on(() => this.changed.fire());
    kernel.progressed.on(() => this.progressed.fire());
    kernel.crashed.on(({ how }) =>
      this.#options.log.error(`The kernel of ${placeOf(notebook).notebook} ended: ${how}`),
    );
    kernel.strayed.on(({ text }) => this.#options.log.info(`[kernel] ${text.trimEnd()}`));
    kernel.becameUnresponsive.on(() => void this.#offerRestart(session));
    this.changed.fire();
    return session;
  }

  #newKernel(notebook: vscode.NotebookDocument): Kernel {
    const { script, log } = this.#options;
    return new Kernel(() => {
      const place = placeOf(notebook);
      return startKernelProcess({
        script,
        folder: place.folder,
        settings: { notebook: place.notebook },
        report: (line) => log.debug(`[kernel] ${line}`),
      });
    });
  }

  /** Kernels of notebooks on screen are started before the first cell is run, which would have to wait for them. */
  #prepare(): void {
    if (!vscode.workspace.isTrusted) return;
    for (const { notebook } of vscode.window.visibleNotebookEditors) {
      if (notebook.notebookType !== NotebookType.stream) continue;
      if (notebook.getCells().some(({ kind }) => kind === vscode.NotebookCellKind.Code)) {
        this.#sessionFor(notebook).kernel.prepare();
      }
    }
  }

  #onClustersChanged(): void {
    for (const session of this.#sessions.values()) void this.#tellCluster(session);
    this.changed.fire();
  }

  #tellCluster(session: NotebookSession): Promise<void> {
    const { clusters } = this.#options;
    return session.tellCluster(() => clusters.kernelClusterOf(session.notebook.uri.toString()));
  }

  async #offerRestart({ kernel }: NotebookSession): Promise<void> {
    const restart = t('Restart Kernel');
    const message = t(
      'The kernel does not react to the interrupt. Variables are lost if it restarts.',
    );
    if ((await vscode.window.showWarningMessage(message, restart)) === restart) {
      await kernel.restart();
    }
  }

  /** VS Code may keep the document for minutes when the last editor of it is closed; for the user it is closed. */
  #onTabsClosed(closed: readonly vscode.Tab[]): void {
    for (const { input } of closed) {
      if (!(input instanceof vscode.TabInputNotebook)) continue;
      const { uri } = input;
      // A tab that moves to another group is closed and opened.
      setTimeout(() => {
        if (!hasTab(uri)) void this.#onClosed(uri);
      }, MOVING);
    }
  }

  /** VS Code cannot be kept from closing a notebook; where a job runs it can be opened again. */
  async #onClosed(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const session = this.#sessions.get(key);
    if (session === undefined || this.#closing.has(session)) return;
    this.#closing.add(session);
    try {
      if (session.kernel.hasRunningJob && !(await this.#mayStop(session))) {
        if (await this.#reopen(session)) return;
      }
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
      session.abandon();
      this.changed.fire();
      await session.kernel.shutdown();
      session.kernel.dispose();
    } finally {
      this.#closing.delete(session);
    }
  }

  async #mayStop({ notebook, kernel }: NotebookSession): Promise<boolean> {
    const jobs = kernel.jobs.filter(isRunning).map(({ name }) => name);
    const stop = t('Stop Job');
    const answer = await vscode.window
      .showWarningMessage(
        t('A streaming job of the closed notebook is still running. Stop it?'),
        {
          modal: true,
          detail: t(
            '{0} in {1}. If you cancel, the notebook opens again, and the job goes on.',
            jobs.join(', '),
            placeOf(notebook).notebook,
          ),
        },
        stop,
      )
      // VS Code shows no dialogs while it runs tests, or closes.
      .then(undefined, () => stop);
    return answer === stop;
  }

  /** Opens a notebook again, with the kernel that it had. Resolves to whether that was possible. */
  async #reopen(session: NotebookSession): Promise<boolean> {
    const { uri } = session.notebook;
    if (uri.scheme === 'untitled') return false;
    const key = uri.toString();
    try {
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(notebook);
      if (!session.notebook.isClosed) return true;
      await this.#controllers.whenSelected(key);
      session.moveTo(notebook);
      this.changed.fire();
      return true;
    } catch (error) {
      this.#options.log.error(String(error));
      return false;
    }
  }
}

function hasTab(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(
    ({ input }) =>
      input instanceof vscode.TabInputNotebook && input.uri.toString() === uri.toString(),
  );
}
