import * as vscode from 'vscode';
import { LOCAL } from '../../clusters/cluster-id.ts';
import { NotebookType } from '../../contributions.ts';
import { joined } from '../../explorer/look.ts';
import { t } from '../../l10n.ts';
import { Signal } from '../../signal.ts';
import { supportedLanguages } from '../languages.ts';
import { type NotebookCluster, type NotebookClusters, shownName } from './notebook-clusters.ts';

/** How long VS Code may take to select the kernel that a notebook had, in milliseconds. */
const LONGEST_SELECTION = 5_000;

export interface KernelControllersOptions {
  /** Of this extension. */
  readonly extensionId: string;
  readonly clusters: NotebookClusters;
  readonly run: (
    cells: vscode.NotebookCell[],
    notebook: vscode.NotebookDocument,
    controller: vscode.NotebookController,
  ) => void | Promise<void>;
}

interface OwnController {
  readonly controller: vscode.NotebookController;
  readonly cluster: string;
}

/**
 * What VS Code can select as the kernel of a notebook: one for each type of notebook and each cluster, so that the notebook's
 * toolbar shows its cluster, and VS Code's own picker has them all. A notebook has one kernel process whichever is selected.
 */
export class KernelControllers implements vscode.Disposable {
  /** Fires when a notebook has, or has not any more, a kernel of this extension. */
  readonly selectedChanged = new Signal<void>();
  readonly #options: KernelControllersOptions;
  /** By their ids. */
  readonly #all = new Map<string, OwnController>();
  /** Of notebooks that have one, by their addresses. */
  readonly #selected = new Map<string, OwnController>();
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(options: KernelControllersOptions) {
    this.#options = options;
    this.#update();
    this.#subscriptions = [
      options.clusters.changed.on(() => this.#onClustersChanged()),
      vscode.window.onDidChangeVisibleNotebookEditors(() => this.#selectForAll()),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
        this.#selected.delete(uri.toString());
        // The next one that is not saved yet may have the same address.
        if (uri.scheme === 'untitled') void options.clusters.forget(uri.toString());
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) {
          void options.clusters.moved(oldUri.toString(), newUri.toString());
        }
      }),
    ];
    this.#selectForAll();
  }

  /** The one that is selected for a notebook, by the notebook's address. */
  of(notebook: string): vscode.NotebookController | undefined {
    return this.#selected.get(notebook)?.controller;
  }

  /** The id of the cluster that the toolbar of a notebook shows. */
  shown(notebook: string): string | undefined {
    return this.#selected.get(notebook)?.cluster;
  }

  /** Selects a cluster's for a notebook that is in an editor. Resolves to whether VS Code did. */
  async select(editor: vscode.NotebookEditor, cluster: string): Promise<boolean> {
    const id = idOf(editor.notebook.notebookType, cluster);
    const { extensionId: extension } = this.#options;
    const done = await vscode.commands.executeCommand('notebook.selectKernel', {
      ...{ notebookEditor: editor, id, extension },
    });
    return done === true;
  }

  /** @throws Error if VS Code selects none for a notebook. */
  whenSelected(notebook: string): Promise<void> {
    if (this.#selected.has(notebook)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (over: () => void) => {
        clearTimeout(timer);
        listener.dispose();
        over();
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`No kernel was selected for ${notebook}.`))),
        LONGEST_SELECTION,
      );
      const listener = this.selectedChanged.on(() => {
        if (this.#selected.has(notebook)) end(resolve);
      });
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { controller } of this.#all.values()) controller.dispose();
    this.selectedChanged.dispose();
  }

  #onClustersChanged(): void {
    this.#update();
    this.#selectForAll();
  }

  /** Has one for each cluster, looking as that does now. */
  #update(): void {
    const wanted = new Set<string>();
    for (const cluster of this.#options.clusters.all) {
      for (const type of Object.values(NotebookType)) {
        const id = idOf(type, cluster.id);
        wanted.add(id);
        const own = this.#all.get(id) ?? this.#create(id, type, cluster);
        show(own.controller, cluster);
      }
    }
    for (const [id, { controller }] of this.#all) {
      if (wanted.has(id)) continue;
      this.#all.delete(id);
      controller.dispose();
    }
  }

  #create(id: string, type: string, cluster: NotebookCluster): OwnController {
    const controller = vscode.notebooks.createNotebookController(
      id,
      type,
      'Millrace',
      (cells, notebook, by) => this.#options.run(cells, notebook, by),
    );
    controller.supportedLanguages = supportedLanguages(type);
    controller.supportsExecutionOrder = true;
    controller.detail = t('Streaming jobs and Kafka tools');
    const own = { controller, cluster: cluster.id };
    this.#all.set(id, own);
    controller.onDidChangeSelectedNotebooks(({ notebook, selected }) =>
      this.#onSelected(notebook, own, selected),
    );
    return own;
  }

  #onSelected(notebook: vscode.NotebookDocument, own: OwnController, isSelected: boolean): void {
    const key = notebook.uri.toString();
    if (isSelected) {
      this.#selected.set(key, own);
      const { clusters } = this.#options;
      const cluster = clusters.all.find(({ id }) => id === own.cluster);
      if (cluster !== undefined) void clusters.choose(key, cluster);
    } else if (this.#selected.get(key) === own) this.#selected.delete(key);
    this.selectedChanged.fire();
  }

  /**
   * Where there are several, VS Code would ask before it runs the first cell of a notebook that it does not know. Notebooks
   * of other types may be for another extension's.
   */
  #selectForAll(): void {
    const isOnly = this.#options.clusters.all.length === 1;
    for (const editor of vscode.window.visibleNotebookEditors) {
      const { notebookType, uri } = editor.notebook;
      const key = uri.toString();
      const { id } = this.#options.clusters.of(key);
      const selected = this.#selected.get(key);
      const isOurs = selected !== undefined || (notebookType === NotebookType.stream && !isOnly);
      // Editors that cannot select one by a command have their own picker.
      if (isOurs && selected?.cluster !== id) void this.select(editor, id).catch(() => {});
    }
  }
}

function idOf(type: string, cluster: string): string {
  return cluster === LOCAL ? `millrace-${type}` : `millrace-${type}-${cluster}`;
}

function show(controller: vscode.NotebookController, cluster: NotebookCluster): void {
  const { connection, isRemoved } = cluster;
  const states = [connection?.readOnly && t('read-only'), isRemoved && t('removed')];
  const state = joined(...states);
  const label = `Millrace: ${shownName(cluster)}${state === '' ? '' : ` (${state})`}`;
  if (controller.label !== label) controller.label = label;
  const servers = connection?.properties['bootstrap.servers'] ?? '';
  if (controller.description !== servers) controller.description = servers;
}
