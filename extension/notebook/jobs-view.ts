import { basename } from 'node:path';
import * as vscode from 'vscode';
import { setContextKey } from '../context-keys.ts';
import { Command, ContextKey, View } from '../contributions.ts';
import { toTooltip, treeItemOf } from '../explorer/items.ts';
import { t } from '../l10n.ts';
import { Signal } from '../signal.ts';
import { jobAppearance, jobTooltip } from './job-appearance.ts';
import { JobsList, type ListedJob } from './jobs-list.ts';
import type { Notebooks } from './notebooks.ts';
import type { NotebookSession } from './session/notebook-session.ts';

export type JobRow = ListedJob<NotebookSession>;

/** Rates change with each batch, which may take 10 ms; people read once in a while. In milliseconds. */
const PERIOD = 500;

/** The view Streaming Jobs: jobs of all notebooks that run, or have run lately. */
export class JobsView implements vscode.TreeDataProvider<JobRow>, vscode.Disposable {
  readonly list = new JobsList<NotebookSession>();
  /** Fires when `list` may have changed: as often as kernels tell something. */
  readonly updated = new Signal<void>();
  readonly #notebooks: Notebooks;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<JobRow>;
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shownAt = 0;
  #isRunning = false;
  #isListed = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(notebooks: Notebooks) {
    this.#notebooks = notebooks;
    this.#view = vscode.window.createTreeView(View.jobs, { treeDataProvider: this });
    this.#subscriptions = [
      this.#changed,
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#show()),
      notebooks.changed.on(() => {
        this.#update();
        this.#schedule();
      }),
      notebooks.progressed.on(() => this.#update()),
    ];
  }

  getChildren(row?: JobRow): JobRow[] {
    return row === undefined ? [...this.list.jobs] : [];
  }

  getTreeItem(row: JobRow): vscode.TreeItem {
    const item = treeItemOf(row.id, jobAppearance(row.status, notebookName(row)));
    item.command = { command: Command.revealJob, title: t('Go to Cell'), arguments: [row] };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, row: JobRow): vscode.TreeItem {
    item.tooltip = toTooltip({
      title: row.status.name,
      lines: jobTooltip(row.status, notebookName(row)),
    });
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.updated.dispose();
  }

  #update(): void {
    this.list.update(this.#notebooks.sessions);
    const isRunning = this.list.running.length > 0;
    const isListed = this.list.jobs.length > 0;
    // It is told as often as batches end.
    if (isRunning !== this.#isRunning) void setContextKey(ContextKey.jobRunning, isRunning);
    if (isListed !== this.#isListed) void setContextKey(ContextKey.jobListed, isListed);
    this.#isRunning = isRunning;
    this.#isListed = isListed;
    this.updated.fire();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => this.#show(),
      Math.max(this.#shownAt + PERIOD - Date.now(), 0),
    );
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shownAt = Date.now();
    const running = this.list.running.length;
    this.#view.badge =
      running === 0 ? undefined : { value: running, tooltip: t('Streaming jobs: {0}', running) };
    if (this.#view.visible) this.#changed.fire(undefined);
  }
}

/** The name of a job's notebook, as its tab has it. */
export function notebookName({ source }: JobRow): string {
  return basename(source.notebook.uri.path);
}
