import * as vscode from 'vscode';
import type { LocalCluster } from './clusters/local-cluster.ts';
import { Command } from './contributions.ts';
import { t } from './l10n.ts';

/** The status-bar item: the cluster's state and address. Hidden until there was a cluster to speak of. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'millrace.status',
    vscode.StatusBarAlignment.Left,
  );
  readonly #cluster: LocalCluster;
  readonly #subscription: { dispose(): void };
  #wasThere = false;

  constructor(cluster: LocalCluster) {
    this.#cluster = cluster;
    this.#item.name = t('Millrace Cluster');
    this.#item.command = Command.showActions;
    this.#subscription = cluster.changed.on(() => this.#update());
    this.#update();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const { state } = this.#cluster;
    if (state !== undefined && state !== 'stopped') this.#wasThere = true;
    if (!this.#wasThere) return;
    const { text, spoken, tooltip } = this.#look();
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: spoken, role: 'button' };
    this.#item.backgroundColor =
      state === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }

  #look(): { readonly text: string; readonly spoken: string; readonly tooltip: string } {
    const { state, bootstrap, failure } = this.#cluster;
    switch (state) {
      case 'running': {
        if (bootstrap === undefined) {
          const spoken = t('Millrace: no broker of the local cluster runs');
          return { text: '$(warning) Millrace', spoken, tooltip: spoken };
        }
        const spoken = t('Millrace: local cluster running at {0}', bootstrap);
        return { ...this.#running(bootstrap), spoken, tooltip: spoken };
      }
      case 'starting': {
        const spoken = t('Millrace: local cluster starting');
        return { text: '$(loading~spin) Millrace', spoken, tooltip: spoken };
      }
      case 'stopping': {
        const spoken = t('Millrace: local cluster stopping');
        return { text: '$(loading~spin) Millrace', spoken, tooltip: spoken };
      }
      case 'failed': {
        const spoken = t('Millrace: local cluster failed');
        const tooltip = `${spoken}\n${failure?.message ?? ''}`;
        return { text: '$(error) Millrace', spoken, tooltip };
      }
      default: {
        const spoken = t('Millrace: local cluster stopped');
        return { text: '$(circle-slash) Millrace', spoken, tooltip: spoken };
      }
    }
  }

  /** Of several brokers there is room for the first. */
  #running(bootstrap: string): { readonly text: string } {
    const all = this.#cluster.status?.brokers.length ?? 1;
    if (all === 1) return { text: `$(server-environment) Millrace ${bootstrap}` };
    const [first, ...others] = bootstrap.split(',');
    const running = others.length + 1;
    return running === all
      ? { text: `$(server-environment) Millrace ${first} · ${t('{0} brokers', all)}` }
      : { text: `$(warning) Millrace ${first} · ${t('{0} of {1} brokers', running, all)}` };
  }
}
