import * as vscode from 'vscode';
import type { KeptMessages, WantedRecords } from '../../webview/contract/messages.ts';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { Clusters } from '../clusters/clusters.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { Command } from '../contributions.ts';
import { t } from '../l10n.ts';
import { Registries } from '../messages/registries.ts';
import { MessagesService } from '../messages/service.ts';
import { ServiceClusters } from '../messages/service-clusters.ts';
import { ClusterMark } from './cluster-mark.ts';
import { linkFrom, MESSAGES_PATH } from './messages/message-link.ts';
import { MessagesMemory } from './messages/messages-memory.ts';
import { MessagesPanel, type MessagesSubject } from './messages/messages-panel.ts';
import type { MessagesServices } from './messages/messages-services.ts';
import { ShownTexts } from './messages/shown-texts.ts';
import { webviewPage, webviewRoot } from './webview-page.ts';

const VIEW_TYPE = 'millrace.messages';

export interface MessagesPanelsOptions {
  readonly extension: vscode.ExtensionContext;
  readonly clusters: Clusters;
  readonly connections: ConnectionStore;
  /** Is given what the process prints. */
  readonly report: (line: string) => void;
}

/** The panels with topics' messages, one for each topic that is open, and the process that works for them. */
export class MessagesPanels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  /** What they share, also with whatever else reads or sends records. */
  readonly services: MessagesServices;
  readonly #panels = new Map<number, MessagesPanel>();
  readonly #subscriptions: { dispose(): unknown }[];

  constructor({ extension, clusters, connections, report }: MessagesPanelsOptions) {
    this.#extension = extension.extensionUri;
    const service = new MessagesService({
      script: extension.asAbsolutePath('dist/messages.js'),
      report,
    });
    const texts = new ShownTexts();
    const registries = new Registries(extension, connections);
    this.services = {
      extensionId: extension.extension.id,
      clusters,
      service,
      serviceClusters: new ServiceClusters(connections, registries),
      memory: new MessagesMemory(extension.workspaceState),
      registries,
      texts,
    };
    this.#subscriptions = [
      service.told.on(({ panel, event }) => this.#panels.get(panel)?.take(event)),
      service.crashed.on((problem) => {
        for (const panel of this.#panels.values()) panel.crashed(problem);
      }),
      clusters.changed.on(() => {
        for (const panel of this.#panels.values()) panel.clustersChanged();
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, kept?: KeptMessages) => {
          if (kept?.topic === undefined) panel.dispose();
          else this.#adopt(panel, { topic: kept.topic, cluster: kept.clusterId }, undefined);
        },
      }),
      vscode.window.registerUriHandler({ handleUri: (uri) => this.follow(uri) }),
      texts,
      service,
    ];
  }

  /** The titles of the panels that are open. */
  get titles(): string[] {
    return [...this.#panels.values()].map(({ panel }) => panel.title);
  }

  /** Shows a topic's messages; its panel is made unless it is open. */
  show(subject: MessagesSubject, wanted?: WantedRecords): void {
    const known = [...this.#panels.values()].find(
      (each) => each.subject.topic === subject.topic && each.subject.cluster === subject.cluster,
    );
    if (known !== undefined) {
      if (wanted !== undefined) known.want(wanted);
      known.panel.reveal();
      return;
    }
    const title = this.#titleOf(subject);
    const column = vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(VIEW_TYPE, title, column), subject, wanted);
  }

  dispose(): void {
    // The panels stay: a window that is loaded anew has them still.
    for (const panel of this.#panels.values()) panel.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Fills a panel that is new, or was there before the window was loaded anew. */
  #adopt(
    panel: vscode.WebviewPanel,
    subject: MessagesSubject,
    wanted: WantedRecords | undefined,
  ): void {
    const number = this.services.service.newPanel();
    panel.title = this.#titleOf(subject);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#extension)],
    };
    new ClusterMark(panel, this.#extension, this.services.clusters, subject.cluster);
    this.#panels.set(number, new MessagesPanel(panel, number, subject, this.services, wanted));
    panel.onDidDispose(() => this.#panels.delete(number));
    panel.webview.html = webviewPage(panel.webview, this.#extension, 'messages', panel.title);
  }

  /** A link from elsewhere. Whatever it says, it only shows records. */
  async follow({ path, query }: vscode.Uri): Promise<void> {
    const link = path === MESSAGES_PATH ? linkFrom(query) : undefined;
    if (link === undefined) {
      void vscode.window.showErrorMessage(t('This link leads nowhere in Millrace.'));
      return;
    }
    const { cluster: name, ...rest } = link;
    const { connected } = this.services.clusters;
    const cluster = name === undefined ? LOCAL : connected.find((each) => each.name === name)?.id;
    if (cluster === undefined) {
      void vscode.window.showErrorMessage(t('There is no connection {0}.', name ?? ''));
      return;
    }
    await vscode.commands.executeCommand(Command.openMessages, { cluster, ...rest });
  }

  #titleOf({ topic, cluster }: MessagesSubject): string {
    const other = cluster === LOCAL ? undefined : this.services.clusters.get(cluster)?.name;
    return other === undefined ? topic : `${topic} (${other})`;
  }
}
