import * as vscode from 'vscode';
import type { MarkedCluster, ToExtension } from '../../webview/contract/channel.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { isProduction } from '../connections/connection.ts';

/**
 * What tells a marked cluster's panel from others: an icon of its colour on the tab, and a band with its name on the page.
 * The page asks for it by itself (`ExtensionHost`), whatever it is about.
 */
export class ClusterMark implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #icons: vscode.Uri;
  readonly #clusters: Clusters;
  readonly #cluster: string;
  readonly #subscriptions: { dispose(): unknown }[];

  /** @param extension the folder of the extension. @param cluster the id of the cluster that the panel is of. */
  constructor(
    panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    clusters: Clusters,
    cluster: string,
  ) {
    this.#panel = panel;
    this.#icons = vscode.Uri.joinPath(extension, 'media', 'marks');
    this.#clusters = clusters;
    this.#cluster = cluster;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: ToExtension<never>) => {
        if ('wants' in message) this.#tell();
      }),
      clusters.changed.on(() => this.#show()),
      panel.onDidDispose(() => this.dispose()),
    ];
    this.#showIcon();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get #marked(): MarkedCluster | null {
    const connection = this.#clusters.get(this.#cluster)?.connection;
    const { name, mark } = connection ?? {};
    if (connection === undefined || name === undefined || mark === undefined) return null;
    return { name, mark, isProduction: isProduction(connection) };
  }

  #show(): void {
    this.#showIcon();
    this.#tell();
  }

  #showIcon(): void {
    const mark = this.#marked?.mark;
    const icon = (theme: string) => vscode.Uri.joinPath(this.#icons, `${mark}-${theme}.svg`);
    const panel: { iconPath?: vscode.WebviewPanel['iconPath'] | undefined } = this.#panel;
    // Without a mark it is what VS Code has for such panels.
    if (mark !== undefined) panel.iconPath = { light: icon('light'), dark: icon('dark') };
    else if (panel.iconPath !== undefined) panel.iconPath = undefined;
  }

  #tell(): void {
    // A page that is hidden does not listen, and asks again when it is shown.
    void this.#panel.webview.postMessage({ cluster: this.#marked });
  }
}
