import * as vscode from 'vscode';
import type { KeptDashboard } from '../../webview/contract/dashboard.ts';
import { t } from '../l10n.ts';
import type { JobRow, JobsView } from '../notebook/jobs-view.ts';
import { DashboardPanel } from './dashboard-panel.ts';

const VIEW_TYPE = 'millrace.dashboard';

/** The dashboards that are open in editors, one for each job at most. */
export class DashboardPanels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #jobs: JobsView;
  /** By the id of the job. */
  readonly #panels = new Map<string, DashboardPanel>();
  readonly #subscriptions: { dispose(): unknown }[];

  /** `extension` is the folder of the extension. */
  constructor(extension: vscode.Uri, jobs: JobsView) {
    this.#extension = extension;
    this.#jobs = jobs;
    this.#subscriptions = [
      jobs.updated.on(() => {
        for (const panel of this.#panels.values()) panel.update();
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        // Kernels end with their window, so the job is gone; the page has kept how it was.
        deserializeWebviewPanel: async (panel, kept?: KeptDashboard) => {
          if (kept === undefined) panel.dispose();
          else new DashboardPanel(panel, extension, { title: titleOf(kept.progress.name) });
        },
      }),
    ];
  }

  /** The titles of those that are open and have a job. */
  get titles(): string[] {
    return [...this.#panels.values()].map(({ title }) => title);
  }

  /** Shows the dashboard of a job, which is made unless it is open. */
  show({ id, status }: JobRow): void {
    const known = this.#panels.get(id);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const title = titleOf(status.name);
    const options = { enableFindWidget: true };
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      title,
      vscode.ViewColumn.Active,
      options,
    );
    const job = () => this.#jobs.list.get(id);
    this.#panels.set(id, new DashboardPanel(panel, this.#extension, { title, job }));
    panel.onDidDispose(() => this.#panels.delete(id));
  }

  dispose(): void {
    // The panels stay: a window that is loaded anew has them still.
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }
}

function titleOf(job: string): string {
  return t('{0}: Dashboard', job);
}
