import * as vscode from 'vscode';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import { NotebookType } from '../contributions.ts';
import { t } from '../l10n.ts';
import type { Log } from '../log.ts';
import { Signal } from '../signal.ts';
import { isRunning, Kernel } from './kernel/kernel.ts';
import { startKernelProcess } from './kernel/kernel-process.ts';
import { cellLanguageOf, supportedLanguages } from './languages.ts';
import { StreamNotebookSerializer } from './serializer.ts';
import { needsLocalCluster } from './session/cluster-need.ts';
import { kernelCluster, offerCluster } from './session/cluster-offer.ts';
import { placeOf } from './session/notebook-place.ts';
import { NotebookSession } from './session/notebook-session.ts';

/** How long a tab may take from one group to another, in milliseconds. */
const MOVING = 100;

/** How long VS Code may take to select the kernel that a notebook had, in milliseconds. */
const LONGEST_SELECTION = 5_000;

export interface NotebooksOptions {
  /** The kernel's bundle. */
  readonly script: string;
  readonly cluster: LocalCluster;
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
  readonly #controllers: readonly vscode.NotebookController[];
  readonly #subscriptions: { dispose(): unknown }[];
  /** Those that have a controller of ours, by their address. */
  readonly #selected = new Map<string, vscode.NotebookController>();
  readonly #selectedChanged = new Signal<void>();
  /** Those whose notebook is closed, about which the user may be asked. */
  readonly #closing = new Set<NotebookSession>();

  constructor(options: NotebooksOptions) {
    this.#options = options;
    this.#controllers = Object.values(NotebookType).map((type) => this.#controllerFor(type));
    this.#subscriptions = [
      ...this.#controllers,
      vscode.workspace.registerNotebookSerializer(
        NotebookType.stream,
        new StreamNotebookSerializer(),
        { transientOutputs: true },
      ),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
        this.#selected.delete(uri.toString());
        void this.#onClosed(uri);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => this.#onTabsClosed(closed)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.of(notebook)?.forgetRemovedCells();
      }),
      vscode.window.onDidChangeVisibleNotebookEditors(() => this.#prepare()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#prepare()),
      options.cluster.changed.on(() => this.#onClusterChanged()),
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
    return notebookType === NotebookType.stream || this.#selected.has(uri.toString());
  }

  /** Runs cells as if the user had pressed run; ends first what they still do. */
  async run(notebook: vscode.NotebookDocument, cells: vscode.NotebookCell[]): Promise<void> {
    const controller = this.#selected.get(notebook.uri.toString());
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

  #controllerFor(type: string): vscode.NotebookController {
    const controller = vscode.notebooks.createNotebookController(
      `millrace-${type}`,
      type,
      'Millrace',
      (cells, notebook, by) => this.#run(notebook, cells, by),
    );
    controller.description = t('Streaming jobs and Kafka tools');
    controller.supportedLanguages = supportedLanguages(type);
    controller.supportsExecutionOrder = true;
    controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      const key = notebook.uri.toString();
      if (selected) this.#selected.set(key, controller);
      else if (this.#selected.get(key) === controller) this.#selected.delete(key);
      this.#selectedChanged.fire();
      this.changed.fire();
    });
    return controller;
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
    await session.run(cells, controller, (stopped) =>
      needsCluster ? offerCluster(this.#options.cluster, stopped) : Promise.resolve(true),
    );
  }

  #sessionFor(notebook: vscode.NotebookDocument): NotebookSession {
    const key = notebook.uri.toString();
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const kernel = this.#newKernel(notebook);
    const session = new NotebookSession(notebook, kernel);
    this.#sessions.set(key, session);
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
    const { script, cluster, log } = this.#options;
    return new Kernel((known) => {
      const place = placeOf(notebook);
      return startKernelProcess({
        script,
        folder: place.folder,
        settings: { notebook: place.notebook, cluster: known },
        report: (line) => log.debug(`[kernel] ${line}`),
      });
    }, kernelCluster(cluster));
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

  #onClusterChanged(): void {
    const cluster = kernelCluster(this.#options.cluster);
    for (const { kernel } of this.#sessions.values()) kernel.setCluster(cluster);
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
      await this.#whenSelected(key);
      session.moveTo(notebook);
      this.changed.fire();
      return true;
    } catch (error) {
      this.#options.log.error(String(error));
      return false;
    }
  }

  /** @throws Error if VS Code selects no kernel of this extension for it. */
  #whenSelected(key: string): Promise<void> {
    if (this.#selected.has(key)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (over: () => void) => {
        clearTimeout(timer);
        listener.dispose();
        over();
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`No kernel was selected for ${key}.`))),
        LONGEST_SELECTION,
      );
      const listener = this.#selectedChanged.on(() => {
        if (this.#selected.has(key)) end(resolve);
      });
    });
  }
}

function hasTab(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(
    ({ input }) =>
      input instanceof vscode.TabInputNotebook && input.uri.toString() === uri.toString(),
  );
}
