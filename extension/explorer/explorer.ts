import * as vscode from 'vscode';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import type { Connection } from '../connections/connection.ts';
import { setContextKey } from '../context-keys.ts';
import { ContextKey, View } from '../contributions.ts';
import { t } from '../l10n.ts';
import { appearanceOf } from './appearance.ts';
import type { ChangeSource } from './feed.ts';
import { toTooltip, toTreeItem } from './items.ts';
import type { Node } from './nodes.ts';
import { ShownCluster } from './shown-cluster.ts';
import { tooltipOf } from './tooltip.ts';
import type { ClusterTree } from './tree.ts';

/** A window that nobody has used for this long, in milliseconds, is not kept up to date. */
const UNUSED = 5 * 60_000;

/** A cluster that the user has told of, and where it is asked. */
export interface ConnectedCluster {
  readonly connection: Connection;
  readonly source: ChangeSource;
}

/** The Clusters view. */
export class Explorer implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #cluster: LocalCluster;
  readonly #local: ShownCluster;
  /** The others, in the order of the view, by their ids. */
  #connected = new Map<string, ShownCluster>();
  readonly #view: vscode.TreeView<Node>;
  readonly #changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly #subscriptions: { dispose(): unknown }[] = [this.#changed];
  #several = false;
  #reassigning = false;
  /** The brokers and their states, as they were last. */
  #brokers: string | undefined;
  #active = false;
  #unusedTimer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(cluster: LocalCluster) {
    this.#cluster = cluster;
    this.#local = this.#shown(new ShownCluster(cluster));
    this.#view = vscode.window.createTreeView(View.clusters, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions.push(
      this.#view,
      this.#view.onDidExpandElement(({ element }) => this.#of(element)?.expanded(element)),
      this.#view.onDidCollapseElement(({ element }) => this.#of(element)?.collapsed(element)),
      this.#view.onDidChangeVisibility(() => this.#onUse()),
      vscode.window.onDidChangeWindowState(() => this.#onUse()),
      cluster.changed.on(() => this.#onClusterChanged()),
    );
    this.#onUse();
  }

  /** The rows that are selected. */
  get selection(): readonly Node[] {
    return this.#view.selection;
  }

  /** The rows of the local cluster. */
  get tree(): ClusterTree {
    return this.#local.tree;
  }

  /** The rows of the cluster that a row is about; undefined when that is gone. */
  treeOf(node: Node): ClusterTree | undefined {
    return this.#of(node)?.tree;
  }

  /** Shows of the local cluster what `source` tells from now on. */
  follow(source: ChangeSource | undefined): void {
    this.#local.follow(source);
    this.#changed.fire(undefined);
  }

  /** Shows these clusters below the local one. Those that stay the same keep their rows. */
  connect(clusters: readonly ConnectedCluster[]): void {
    const before = this.#connected;
    this.#connected = new Map();
    for (const { connection, source } of clusters) {
      const known = before.get(connection.id);
      before.delete(connection.id);
      if (known?.tree.life.connection?.revision === connection.revision) {
        this.#connected.set(connection.id, known);
        continue;
      }
      known?.dispose();
      const life = { state: 'running', status: undefined, failure: undefined, connection } as const;
      const shown = this.#shown(new ShownCluster(life));
      shown.tree.filter = this.filter;
      shown.tree.internalTopicsShown = this.tree.internalTopicsShown;
      shown.follow(source);
      shown.setActive(this.#active);
      this.#connected.set(connection.id, shown);
    }
    for (const gone of before.values()) gone.dispose();
    this.tree.shownAnyway = clusters.length > 0;
    this.#changed.fire(undefined);
  }

  /** Asks for what is shown, or for what is shown of one cluster. Resolves when it is known; never rejects. */
  async refresh(cluster?: string): Promise<void> {
    if (cluster === undefined || cluster === LOCAL) await this.#cluster.attach();
    const meant = cluster === undefined ? this.#all() : [this.#byId(cluster)];
    // One that does not answer keeps nobody waiting for the others.
    await Promise.all(meant.map((shown) => shown?.refresh()));
  }

  /** Shows a topic that has just come into being. */
  async revealTopic(name: string, cluster = LOCAL): Promise<void> {
    const shown = this.#byId(cluster);
    await shown?.refresh();
    if (!this.#view.visible || !shown?.tree.visibleTopics().includes(name)) return;
    await this.#view.reveal(shown.tree.topicNode(name), { select: true, focus: false });
  }

  /** The part of the name that topics and groups have to have; '' for all. */
  get filter(): string {
    return this.tree.filter;
  }

  setFilter(filter: string): void {
    if (filter === this.filter) return;
    for (const { tree } of this.#all()) tree.filter = filter;
    void setContextKey(ContextKey.filterActive, filter !== '');
    this.#showState();
    this.#changed.fire(undefined);
  }

  setInternalTopicsShown(shown: boolean): void {
    for (const { tree } of this.#all()) tree.internalTopicsShown = shown;
    void setContextKey(ContextKey.internalTopicsShown, shown);
    this.#changed.fire(undefined);
  }

  /** Shows another page of the list below a row. */
  showMore(of: string, cluster = LOCAL): void {
    const tree = this.#byId(cluster)?.tree;
    tree?.showMore(of);
    this.#changed.fire(tree?.find(of));
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return this.#all().flatMap(({ tree }) => tree.children());
    return (await this.#of(node)?.childrenOf(node)) ?? [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return toTreeItem(node, appearanceOf(node, this.treeOf(node) ?? this.tree));
  }

  /** Tooltips are made when the mouse asks for one. */
  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const tooltip = tooltipOf(node, this.treeOf(node) ?? this.tree);
    if (tooltip !== undefined) item.tooltip = toTooltip(tooltip);
    return item;
  }

  getParent(node: Node): Node | undefined {
    return this.treeOf(node)?.parent(node);
  }

  dispose(): void {
    clearTimeout(this.#unusedTimer);
    for (const shown of this.#all()) shown.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #all(): ShownCluster[] {
    return [this.#local, ...this.#connected.values()];
  }

  #byId(cluster: string): ShownCluster | undefined {
    return cluster === LOCAL ? this.#local : this.#connected.get(cluster);
  }

  #of(node: Node): ShownCluster | undefined {
    return this.#byId(node.cluster);
  }

  #shown(shown: ShownCluster): ShownCluster {
    shown.touched.on((nodes) => {
      this.#showChoices();
      if (nodes.length > 0) this.#changed.fire([...nodes]);
    });
    shown.problemChanged.on(() => {
      this.#showState();
      if (shown !== this.#local) this.#changed.fire(shown.tree.children()[0]);
    });
    return shown;
  }

  /** The view was shown or hidden, or the window was gone to or left. */
  #onUse(): void {
    clearTimeout(this.#unusedTimer);
    const { focused } = vscode.window.state;
    const { visible } = this.#view;
    this.#setActive(visible);
    if (visible && !focused) {
      this.#unusedTimer = setTimeout(() => this.#setActive(false), UNUSED);
    }
    // A cluster may have been started by another window meanwhile.
    if (visible && focused) void this.#cluster.attach();
  }

  #setActive(active: boolean): void {
    this.#active = active;
    for (const shown of this.#all()) shown.setActive(active);
  }

  #onClusterChanged(): void {
    this.#showState();
    this.#showChoices();
    this.#changed.fire(undefined);
    // Where a broker comes or goes, leaders change.
    const { status } = this.#cluster;
    const brokers = status?.brokers.map(({ id, state }) => `${id} ${state}`).join();
    if (brokers === this.#brokers) return;
    this.#brokers = brokers;
    if (this.#view.visible) void this.#local.refresh();
  }

  /** Commands that would make no sense now are not offered. */
  #showChoices(): void {
    const trees = this.#all().map(({ tree }) => tree);
    const several = trees.some((tree) => tree.brokerIds().length > 1);
    const reassigning = trees.some(({ model: { topics } }) =>
      topics.names.some((name) => (topics.get(name)?.reassigning ?? 0) > 0),
    );
    if (several !== this.#several) void setContextKey(ContextKey.severalBrokers, several);
    if (reassigning !== this.#reassigning) void setContextKey(ContextKey.reassigning, reassigning);
    this.#several = several;
    this.#reassigning = reassigning;
  }

  #showState(): void {
    const running = this.#cluster.state === 'running';
    const parts = [
      running ? this.tree.problem : undefined,
      this.filter === '' ? undefined : t("Only names that contain '{0}'", this.filter),
    ].filter((part) => part !== undefined);
    // The view's description would be the place, but VS Code hides it in a container of one view. And
    // a message takes the place of the welcome.
    this.#view.message = running || this.#connected.size > 0 ? parts.join('\n') : '';
  }
}
