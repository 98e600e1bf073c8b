import type * as vscode from 'vscode';
import type { ClusterOverview } from '../../../server/contract/kafka-client/cluster.ts';
import type {
  ClusterEvent,
  ClusterNow,
  ClusterRequests,
  HistoryPoint,
} from '../../../webview/contract/cluster.ts';
import { LOCAL } from '../../clusters/cluster-id.ts';
import type { Clusters } from '../../clusters/clusters.ts';
import type { LocalCluster } from '../../clusters/local-cluster.ts';
import { t } from '../../l10n.ts';
import type { Subject, SubjectPanel } from '../subject-panels.ts';
import { WebviewChannel } from '../webview-channel.ts';
import { act } from './actions.ts';
import { ClusterWatch } from './cluster-watch.ts';
import { HISTORY_MS, History } from './history.ts';

export interface ClusterPanelServices {
  readonly clusters: Clusters;
  readonly local: LocalCluster;
}

/**
 * One cluster's panel as the extension has it: it looks at the cluster while the page is seen, and keeps what the charts show
 * as long as the panel is open.
 */
export class ClusterPanel implements SubjectPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #subject: Subject;
  readonly #services: ClusterPanelServices;
  readonly #channel: WebviewChannel<ClusterRequests, ClusterEvent>;
  readonly #history = new History();
  readonly #watch: ClusterWatch;
  readonly #subscriptions: { dispose(): unknown }[];
  #overview: ClusterOverview | undefined;
  #time: number | undefined;
  #problem: string | undefined;
  #name: string;

  constructor(panel: vscode.WebviewPanel, subject: Subject, services: ClusterPanelServices) {
    this.#panel = panel;
    this.#subject = subject;
    this.#services = services;
    this.#name = subject.cluster === LOCAL ? t('Local Cluster') : t('Cluster');
    this.#watch = new ClusterWatch({
      onLook: (overview) => this.#onLook(overview),
      onProblem: (problem) => this.#onProblem(problem),
    });
    this.#channel = new WebviewChannel<ClusterRequests, ClusterEvent>(panel.webview, {
      load: async () => ({
        now: this.now,
        history: this.#history.points,
        span: HISTORY_MS,
      }),
      act: async (action) => {
        await act(action, subject.cluster, services.clusters);
        this.#watch.refresh();
        return null;
      },
    });
    this.#subscriptions = [
      services.local.changed.on(() => this.#onLocalChanged()),
      panel.onDidChangeViewState(() => this.#setActive(panel.visible)),
      this.#channel,
      this.#watch,
    ];
    this.clustersChanged();
    this.#setActive(panel.visible);
  }

  /** How the cluster is, as far as it is known. */
  get now(): ClusterNow {
    const isLocal = this.#subject.cluster === LOCAL;
    const { clusters, local } = this.#services;
    const cluster = clusters.get(this.#subject.cluster);
    const brokers = isLocal ? (local.status?.brokers ?? []) : undefined;
    return {
      subject: this.#subject,
      name: this.#name,
      isLocal,
      readOnly: cluster?.connection?.readOnly ?? false,
      state: cluster !== undefined ? 'running' : isLocal ? 'stopped' : 'gone',
      localBrokers:
        brokers?.map(({ id, state, host, port, failure }) => ({
          id,
          state,
          address: { host, port },
          ...(failure === undefined ? {} : { failure }),
        })) ?? null,
      overview: this.#overview ?? null,
      time: this.#time ?? null,
      problem: this.#problem ?? null,
    };
  }

  clustersChanged(): void {
    const cluster = this.#services.clusters.get(this.#subject.cluster);
    this.#name = cluster?.name ?? this.#name;
    if (cluster === undefined) {
      // What was known is not so any more.
      this.#overview = undefined;
      this.#problem = undefined;
    }
    this.#watch.follow(cluster?.kafka);
    this.#tell(this.#history.interrupt(Date.now()));
  }

  /** Leaves the panel open. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #setActive(active: boolean): void {
    if (!active) this.#history.interrupt(Date.now());
    this.#watch.setActive(active);
  }

  #onLook(overview: ClusterOverview): void {
    this.#overview = overview;
    this.#problem = undefined;
    this.#time = Date.now();
    this.#tell(this.#history.add(this.#time, overview));
  }

  #onProblem(problem: string): void {
    this.#problem = problem;
    this.#tell(this.#history.interrupt(Date.now()));
  }

  /** A broker came or went: the others tell what that means. */
  #onLocalChanged(): void {
    if (this.#subject.cluster !== LOCAL) return;
    this.#tell(undefined);
    this.#watch.refresh();
  }

  #tell(point: HistoryPoint | undefined): void {
    // A page that is shown again asks by itself.
    if (this.#panel.visible) this.#channel.tell({ now: this.now, point: point ?? null });
  }
}
