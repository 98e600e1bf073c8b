import * as vscode from 'vscode';
import type { ConfigSubject, Configuration } from '../../server/contract/configuration.ts';
import type {
  ConfigurationEvent,
  ConfigurationRequests,
  KeptConfiguration,
} from '../../webview/contract/configuration.ts';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { Clusters, ReachableCluster } from '../clusters/clusters.ts';
import type { KafkaClient } from '../clusters/kafka-client.ts';
import { readOnly } from '../commands/run.ts';
import { t } from '../l10n.ts';
import { ClusterMark } from './cluster-mark.ts';
import { WebviewChannel } from './webview-channel.ts';
import { webviewPage, webviewRoot } from './webview-page.ts';

const VIEW_TYPE = 'millrace.configuration';

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly channel: WebviewChannel<ConfigurationRequests, ConfigurationEvent>;
}

/** The forms for the configuration of topics and brokers, one for each that is open. */
export class ConfigurationPanels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #clusters: Clusters;
  readonly #panels = new Map<string, OpenPanel>();
  readonly #serializer: vscode.Disposable;

  /** `extension` is the folder of the extension. */
  constructor(extension: vscode.Uri, clusters: Clusters) {
    this.#extension = extension;
    this.#clusters = clusters;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, kept?: KeptConfiguration) => {
        const subject = kept?.subject;
        if (subject === undefined || this.#panels.has(keyOf(subject))) panel.dispose();
        else this.#adopt(panel, subject);
      },
    });
  }

  /** The titles of the forms that are open. */
  get titles(): string[] {
    return [...this.#panels.values()].map(({ panel }) => panel.title);
  }

  /** Shows the form of a topic or broker, which is made unless it is open. */
  show(subject: ConfigSubject): void {
    const known = this.#panels.get(keyOf(subject));
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const column = vscode.ViewColumn.Active;
    const options = { enableFindWidget: true };
    this.#adopt(
      vscode.window.createWebviewPanel(VIEW_TYPE, this.#titleOf(subject), column, options),
      subject,
    );
  }

  /** To be called when there is another cluster, or none: the forms ask again. */
  refresh(): void {
    for (const { channel } of this.#panels.values()) channel.tell({ kind: 'stale' });
  }

  /** Fills a panel that is new, or was there before the window was loaded anew. */
  #adopt(panel: vscode.WebviewPanel, subject: ConfigSubject): void {
    const key = keyOf(subject);
    const title = this.#titleOf(subject);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#extension)],
    };
    new ClusterMark(panel, this.#extension, this.#clusters, subject.cluster ?? LOCAL);
    const channel = new WebviewChannel<ConfigurationRequests, ConfigurationEvent>(panel.webview, {
      load: () => this.load(subject),
      validate: (changes) =>
        this.#clientOf(subject).call('alterConfig', { subject, changes, dryRun: true }),
      save: async (changes) => {
        const { connection, name } = this.#clusterOf(subject);
        if (connection?.readOnly) throw readOnly({ name });
        const complaint = await this.#clientOf(subject).call('alterConfig', {
          subject,
          changes,
          dryRun: false,
        });
        if (complaint !== null) throw new Error(complaint);
        return this.load(subject);
      },
      unsaved: async (count) => {
        panel.title = count > 0 ? `● ${title}` : title;
        return null;
      },
    });
    panel.onDidDispose(() => {
      channel.dispose();
      this.#panels.delete(key);
    });
    panel.onDidChangeViewState(() => {
      if (panel.active) channel.tell({ kind: 'stale' });
    });
    this.#panels.set(key, { panel, channel });
    panel.webview.html = webviewPage(panel.webview, this.#extension, 'configuration', title);
  }

  /** The configuration as it is. @throws Error with the broker's reason. */
  load(subject: ConfigSubject): Promise<Configuration> {
    return this.#clientOf(subject).call('configuration', subject);
  }

  dispose(): void {
    this.#serializer.dispose();
    // The panels stay: a window that is loaded anew has them still.
    for (const { channel } of this.#panels.values()) channel.dispose();
  }

  #clientOf(subject: ConfigSubject): KafkaClient {
    return this.#clusterOf(subject).kafka;
  }

  #clusterOf({ cluster = LOCAL }: ConfigSubject): ReachableCluster {
    return this.#clusters.reachable(cluster);
  }

  #titleOf({ kind, name, cluster = LOCAL }: ConfigSubject): string {
    const title =
      kind === 'topic' ? t('{0}: Configuration', name) : t('Broker {0}: Configuration', name);
    const other = cluster === LOCAL ? undefined : this.#clusters.get(cluster)?.name;
    return other === undefined ? title : `${title} (${other})`;
  }
}

function keyOf({ kind, name, cluster = LOCAL }: ConfigSubject): string {
  return `${cluster} ${kind} ${name}`;
}
