import * as vscode from 'vscode';
import type { KeptSubject } from '../../webview/contract/subject.ts';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { ClusterMark } from './cluster-mark.ts';
import { webviewPage, webviewRoot } from './webview-page.ts';

/** What a panel is about: something by its name in a cluster; '' for the cluster itself. */
export interface Subject {
  /** The cluster's id. */
  readonly cluster: string;
  readonly name: string;
}

/** Fills one panel, until it is disposed of. */
export interface SubjectPanel extends vscode.Disposable {
  /** Is told whenever a cluster came, went or is reached elsewhere. */
  clustersChanged(): void;
}

export interface SubjectPanelsOptions {
  /** The folder of the extension. */
  readonly extension: vscode.Uri;
  readonly clusters: Clusters;
  /** The page's bundle, and with `millrace.` before it the type of the panels. */
  readonly page: string;
  /** What stands on a panel's tab; `cluster` is the name of another cluster than the local one. */
  readonly title: (name: string, cluster: string | undefined) => string;
  readonly fill: (panel: vscode.WebviewPanel, subject: Subject) => SubjectPanel;
}

/** The panels of one kind, one for each subject that is open. They come back when the window is loaded anew. */
export class SubjectPanels implements vscode.Disposable {
  readonly #options: SubjectPanelsOptions;
  readonly #viewType: string;
  /** By `keyOf` its subject. */
  readonly #open = new Map<
    string,
    { panel: vscode.WebviewPanel; subject: Subject; filled: SubjectPanel }
  >();
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(options: SubjectPanelsOptions) {
    this.#options = options;
    this.#viewType = `millrace.${options.page}`;
    this.#subscriptions = [
      options.clusters.changed.on(() => {
        for (const { panel, subject, filled } of this.#open.values()) {
          // One that is gone is called what it was called.
          if (options.clusters.get(subject.cluster) !== undefined) {
            panel.title = this.#titleOf(subject);
          }
          filled.clustersChanged();
        }
      }),
      vscode.window.registerWebviewPanelSerializer(this.#viewType, {
        deserializeWebviewPanel: async (panel, kept?: KeptSubject) => {
          const subject = kept?.subject;
          if (subject === undefined || this.#open.has(keyOf(subject))) panel.dispose();
          else this.#adopt(panel, subject);
        },
      }),
    ];
  }

  /** The titles of the panels that are open. */
  get titles(): string[] {
    return [...this.#open.values()].map(({ panel }) => panel.title);
  }

  /** Shows the panel of a subject, which is made unless it is open. */
  show(subject: Subject): void {
    const open = this.#open.get(keyOf(subject));
    if (open !== undefined) {
      open.panel.reveal();
      return;
    }
    const column = vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(this.#viewType, '', column), subject);
  }

  /** Closes the panel of what is not there any more. */
  close(subject: Subject): void {
    this.#open.get(keyOf(subject))?.panel.dispose();
  }

  dispose(): void {
    // The panels stay: a window that is loaded anew has them still.
    for (const { filled } of this.#open.values()) filled.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, subject: Subject): void {
    const { extension, clusters, page, fill } = this.#options;
    panel.title = this.#titleOf(subject);
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extension)] };
    new ClusterMark(panel, extension, clusters, subject.cluster);
    const filled = fill(panel, subject);
    this.#open.set(keyOf(subject), { panel, subject, filled });
    panel.onDidDispose(() => {
      this.#open.delete(keyOf(subject));
      filled.dispose();
    });
    panel.webview.html = webviewPage(panel.webview, extension, page, panel.title);
  }

  #titleOf({ cluster, name }: Subject): string {
    const { clusters, title } = this.#options;
    return title(name, cluster === LOCAL ? undefined : clusters.get(cluster)?.name);
  }
}

function keyOf({ cluster, name }: Subject): string {
  return JSON.stringify([cluster, name]);
}
