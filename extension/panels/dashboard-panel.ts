import * as vscode from 'vscode';
import type {
  DashboardEvent,
  DashboardRequests,
  JobProgress,
} from '../../webview/contract/dashboard.ts';
import { Command } from '../contributions.ts';
import { type JobRow, notebookName } from '../notebook/jobs-view.ts';
import { saveFile } from './save-file.ts';
import { WebviewChannel } from './webview-channel.ts';
import { webviewPage, webviewRoot } from './webview-page.ts';

/** In milliseconds: nobody can see more than ten pictures a second of numbers. */
const PERIOD = 100;

export interface DashboardPanelOptions {
  readonly title: string;
  /** The job as it is listed; absent for one of a window that was loaded anew since. */
  readonly job?: () => JobRow | undefined;
}

/** The dashboard of one job in an editor. A job that is not listed any more stays as it was last. */
export class DashboardPanel implements vscode.Disposable {
  readonly title: string;
  readonly #panel: vscode.WebviewPanel;
  readonly #job: () => JobRow | undefined;
  readonly #channel: WebviewChannel<DashboardRequests, DashboardEvent>;
  #latest: JobRow | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = 0;

  /** Fills a panel that is new, or was there before the window was loaded anew. */
  constructor(
    panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    { title, job = () => undefined }: DashboardPanelOptions,
  ) {
    this.title = title;
    this.#panel = panel;
    this.#job = job;
    this.#latest = job();
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extension)] };
    this.#channel = new WebviewChannel<DashboardRequests, DashboardEvent>(panel.webview, {
      load: async () => (this.#latest === undefined ? null : progressOf(this.#latest)),
      stop: async () => {
        this.#latest?.source.stopJob(this.#latest.status);
        return null;
      },
      reveal: async () => {
        await vscode.commands.executeCommand(Command.revealJob, this.#latest);
        return null;
      },
      save: saveFile,
    });
    panel.onDidDispose(() => this.dispose());
    panel.webview.html = webviewPage(panel.webview, extension, 'dashboard', title);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** To be called when the job may have got on. */
  update(): void {
    const job = this.#job();
    if (job === undefined || !hasChanged(job, this.#latest)) return;
    this.#latest = job;
    // A page that is shown again asks by itself.
    if (!this.#panel.visible) return;
    this.#timer ??= setTimeout(
      () => this.#tell(),
      Math.max(this.#toldAt + PERIOD - performance.now(), 0),
    );
  }

  /** Leaves the panel open. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#channel.dispose();
  }

  #tell(): void {
    this.#timer = undefined;
    this.#toldAt = performance.now();
    if (this.#latest === undefined) return;
    this.#channel.tell({ kind: 'progress', progress: progressOf(this.#latest) });
  }
}

/** The list makes new rows whenever it is updated. */
function hasChanged(job: JobRow, before: JobRow | undefined): boolean {
  return job.progress !== before?.progress || job.status.state !== before?.status.state;
}

function progressOf(row: JobRow): JobProgress {
  const { name, state } = row.status;
  return { name, state, notebook: notebookName(row), snapshot: row.progress ?? null };
}
