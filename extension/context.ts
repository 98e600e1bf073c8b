import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterConfig, ClusterState } from '../server/contract/control.ts';
import type { Problem } from './clusters/cluster-settings.ts';
import { Clusters, type ReachableCluster } from './clusters/clusters.ts';
import { controlPath } from './clusters/control-path.ts';
import { LocalHost } from './clusters/host-access.ts';
import type { KafkaClient } from './clusters/kafka-client.ts';
import { LocalCluster } from './clusters/local-cluster.ts';
import { UnfinishedTopics } from './clusters/unfinished-topics.ts';
import { ConnectionStore } from './connections/connection-store.ts';
import { setContextKey } from './context-keys.ts';
import { ContextKey, Setting } from './contributions.ts';
import { Explorer } from './explorer/explorer.ts';
import { LanguageSupport } from './language/language-support.ts';
import type { ToolAccess } from './language-model/tool.ts';
import { Log } from './log.ts';
import { ClusterChoices } from './notebook/cluster/cluster-choices.ts';
import { NotebookClusters } from './notebook/cluster/notebook-clusters.ts';
import { JobsView } from './notebook/jobs-view.ts';
import { KernelStatus } from './notebook/kernel-status.ts';
import { Notebooks } from './notebook/notebooks.ts';
import { ClusterPanels } from './panels/cluster-panels.ts';
import { ConfigurationPanels } from './panels/configuration-panels.ts';
import { ConnectionPanels } from './panels/connection-panels.ts';
import { DashboardPanels } from './panels/dashboard-panels.ts';
import { GroupPanels } from './panels/group-panels.ts';
import { MessagesPanels } from './panels/messages-panels.ts';
import { TopicPanels } from './panels/topic-panels.ts';
import { readClusterConfig } from './settings.ts';
import { StatusBar } from './status-bar.ts';
import { ZooKeeperView } from './zookeeper/view.ts';

/** Ports used instead of the configured ones until the window closes, because others have those. */
export interface Ports {
  port?: number;
  zookeeperPort?: number;
}

/** What commands get that are about a cluster: that cluster beside everything. */
export type ClusterContext = Pick<
  Context,
  | 'cluster'
  | 'clusterPanels'
  | 'configuration'
  | 'explorer'
  | 'groups'
  | 'language'
  | 'messages'
  | 'topics'
  | 'unfinished'
> & {
  readonly target: ReachableCluster;
  /** The target's. */
  readonly kafka: KafkaClient;
};

/** All that lives as long as the extension is active. */
export class Context implements vscode.Disposable {
  readonly log = new Log();
  readonly cluster: LocalCluster;
  readonly explorer: Explorer;
  readonly zookeeper: ZooKeeperView;
  readonly clusterPanels: ClusterPanels;
  readonly configuration: ConfigurationPanels;
  readonly notebooks: Notebooks;
  readonly notebookClusters: NotebookClusters;
  readonly jobs: JobsView;
  readonly dashboards: DashboardPanels;
  readonly messages: MessagesPanels;
  readonly groups: GroupPanels;
  readonly topics: TopicPanels;
  /** Topics that are deleted and not yet created again. */
  readonly unfinished: UnfinishedTopics;
  readonly language: LanguageSupport;
  readonly #extension: vscode.ExtensionContext;
  readonly clusters: Clusters;
  readonly connectionForms: ConnectionPanels;
  readonly connections: ConnectionStore;
  readonly #subscriptions: { dispose(): unknown }[];
  /** The run of the cluster that the client is for. */
  #run: string | undefined;
  #ports: Ports = {};
  #state: ClusterState | undefined;

  constructor(extension: vscode.ExtensionContext) {
    this.#extension = extension;
    this.cluster = new LocalCluster(
      new LocalHost({
        script: extension.asAbsolutePath('dist/cluster-host.js'),
        controlPath: controlPath({
          platform: process.platform,
          env: process.env,
          uid: process.getuid?.(),
          // A container's user may have a number only.
          userName: process.getuid === undefined ? userInfo().username : '',
          temporaryDirectory: tmpdir(),
        }),
        errorFile: join(extension.logUri.fsPath, 'cluster-host.err'),
        uid: process.getuid?.(),
        report: (line) => this.log.info(line),
      }),
    );
    this.connections = new ConnectionStore({
      state: extension.globalState,
      secrets: extension.secrets,
    });
    this.clusters = new Clusters(
      extension.asAbsolutePath('dist/kafka-worker.js'),
      this.connections,
    );
    this.connectionForms = new ConnectionPanels(
      extension.extensionUri,
      extension.asAbsolutePath('dist/kafka-worker.js'),
      this.connections,
    );
    this.explorer = new Explorer(this.cluster);
    this.zookeeper = new ZooKeeperView(
      extension.asAbsolutePath('dist/zookeeper-worker.js'),
      this.cluster,
    );
    this.configuration = new ConfigurationPanels(extension.extensionUri, this.clusters);
    this.clusterPanels = new ClusterPanels(extension.extensionUri, this.clusters, this.cluster);
    this.messages = new MessagesPanels({
      extension,
      clusters: this.clusters,
      connections: this.connections,
      report: (line) => this.log.info(line),
    });
    this.groups = new GroupPanels({
      extension: extension.extensionUri,
      clusters: this.clusters,
      onChange: (cluster) => this.explorer.refresh(cluster),
    });
    this.topics = new TopicPanels({
      extension: extension.extensionUri,
      clusters: this.clusters,
      services: this.messages.services,
    });
    this.unfinished = new UnfinishedTopics(extension.globalState);
    this.notebookClusters = new NotebookClusters({
      local: this.cluster,
      connections: this.connections,
      choices: new ClusterChoices(extension.workspaceState),
    });
    this.notebooks = new Notebooks({
      script: extension.asAbsolutePath('dist/kernel.js'),
      extensionId: this.extensionId,
      clusters: this.notebookClusters,
      cluster: this.cluster,
      log: this.log,
    });
    this.jobs = new JobsView(this.notebooks);
    this.dashboards = new DashboardPanels(extension.extensionUri, this.jobs);
    this.language = new LanguageSupport({
      script: extension.asAbsolutePath('dist/language.js'),
      clusters: this.notebookClusters,
      log: this.log,
    });
    this.#subscriptions = [
      this.groups,
      this.topics,
      this.messages,
      this.dashboards,
      this.language,
      this.jobs,
      new KernelStatus(this.notebooks),
      this.notebooks,
      this.notebookClusters,
      this.cluster.logged.on((line) => this.log.add(line)),
      this.cluster.changed.on(() => this.#onClusterChanged()),
      this.clusters.changed.on(() => this.#onClustersChanged()),
      this.clusters,
      this.connectionForms,
      vscode.workspace.onDidChangeConfiguration((change) => this.#onSettingsChanged(change)),
      this.explorer,
      this.zookeeper,
      this.clusterPanels,
      this.configuration,
      new StatusBar(this.cluster),
      this.cluster,
      this.log,
    ];
    this.#onClusterChanged();
    this.#onClustersChanged();
  }

  get extensionId(): string {
    return this.#extension.extension.id;
  }

  /** The folder of the notebooks that come with the extension. */
  get exercises(): vscode.Uri {
    return vscode.Uri.joinPath(this.#extension.extensionUri, 'media', 'exercises');
  }

  /** What language models' tools reach clusters by. */
  get toolAccess(): ToolAccess {
    return {
      clusters: this.clusters,
      attach: () => this.cluster.attach(),
      isTrusted: () => vscode.workspace.isTrusted,
      records: this.messages.services,
    };
  }

  /** Whether the local cluster runs and can be spoken to. */
  isRunning(): boolean {
    return this.clusters.local !== undefined;
  }

  /** What the settings, and ports chosen for this session, ask for; or what is wrong with them. */
  wantedConfig(): { readonly config: ClusterConfig } | { readonly problems: readonly Problem[] } {
    const outcome = readClusterConfig(this.#extension);
    return 'config' in outcome ? { config: { ...outcome.config, ...this.#ports } } : outcome;
  }

  /** Takes other ports than the configured ones until the window closes or these settings change. */
  useInstead(ports: Ports): void {
    this.#ports = { ...this.#ports, ...ports };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #onClusterChanged(): void {
    const { state, bootstrap, failure, run } = this.cluster;
    const local = this.clusters.local;
    if (bootstrap === undefined ? local !== undefined : run !== this.#run || local === undefined) {
      this.#run = run;
      this.clusters.setLocal(bootstrap);
      this.explorer.follow(this.clusters.local);
    } else if (local !== undefined && bootstrap !== undefined) {
      // Brokers come and go: the client finds the others, and its view of the cluster stays.
      local.bootstrap = bootstrap;
    }
    if (state === this.#state) return;
    this.#state = state;
    if (state !== undefined) void setContextKey(ContextKey.clusterState, state);
    void setContextKey(ContextKey.failureKind, failure?.kind);
  }

  #onClustersChanged(): void {
    this.explorer.connect(
      this.clusters.connected.map(({ connection, kafka }) => ({ connection, source: kafka })),
    );
    this.configuration.refresh();
    void setContextKey(ContextKey.connected, this.clusters.connected.length > 0);
  }

  #onSettingsChanged(change: vscode.ConfigurationChangeEvent): void {
    if (change.affectsConfiguration(Setting.port)) delete this.#ports.port;
    if (change.affectsConfiguration(Setting.zookeeperPort)) delete this.#ports.zookeeperPort;
  }
}
