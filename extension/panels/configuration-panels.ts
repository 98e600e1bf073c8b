import * as vscode from 'vscode';
import type {
  ConfigSubject,
  Configuration,
  ConfigurationEvent,
  ConfigurationRequests,
} from '../../webview/contract/configuration.ts';
import type { KafkaClient } from '../clusters/kafka-client.ts';
import { t } from '../l10n.ts';
import { WebviewChannel } from './webview-channel.ts';
import { webviewPage, webviewRoot } from './webview-page.ts';

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly channel: WebviewChannel<ConfigurationRequests, ConfigurationEvent>;
}

/** The forms for the configuration of topics and brokers, one for each that is open. */
export class ConfigurationPanels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #client: () => KafkaClient | undefined;
  readonly #panels = new Map<string, OpenPanel>();

  /** `extension` is the folder of the extension; `client` is asked anew for each request. */
  constructor(extension: vscode.Uri, client: () => KafkaClient | undefined) {
    this.#extension = extension;
    this.#client = client;
  }

  /** The titles of the forms that are open. */
  get titles(): string[] {
    return [...this.#panels.values()].map(({ panel }) => panel.title);
  }

  /** Shows the form of a topic or broker, which is made unless it is open. */
  show(subject: ConfigSubject): void {
    const key = `${subject.kind} ${subject.name}`;
    const known = this.#panels.get(key);
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const title = titleOf(subject);
    const panel = vscode.window.createWebviewPanel(
      'millrace.configuration',
      title,
      vscode.ViewColumn.Active,
      {
        enableScripts: true,
        enableFindWidget: true,
        localResourceRoots: [webviewRoot(this.#extension)],
      },
    );
    const channel = new WebviewChannel<ConfigurationRequests, ConfigurationEvent>(panel.webview, {
      load: () => this.load(subject),
      validate: (changes) => this.#call().call('alterConfig', { subject, changes, dryRun: true }),
      save: async (changes) => {
        const complaint = await this.#call().call('alterConfig', {
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
    return this.#call().call('configuration', subject);
  }

  dispose(): void {
    for (const { panel } of [...this.#panels.values()]) panel.dispose();
  }

  #call(): KafkaClient {
    const client = this.#client();
    if (client === undefined) throw new Error(t('No cluster is running.'));
    return client;
  }
}

function titleOf({ kind, name }: ConfigSubject): string {
  return kind === 'topic' ? t('{0}: Configuration', name) : t('Broker {0}: Configuration', name);
}
