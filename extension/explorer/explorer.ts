import * as vscode from 'vscode';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import { setContextKey } from '../context-keys.ts';
import { ContextKey, View } from '../contributions.ts';
import { t } from '../l10n.ts';
import { appearanceOf } from './appearance.ts';
import { Expansion } from './expansion.ts';
import { type ChangeSource, Feed } from './feed.ts';
import { toTooltip, toTreeItem } from './items.ts';
import { ClusterModel } from './model.ts';
import type { Node } from './nodes.ts';
import { tooltipOf } from './tooltip.ts';
import { ClusterTree } from './tree.ts';

/** A window that nobody has used for this long, in milliseconds, is not kept up to date. */
const UNUSED = 5 * 60_000;

/** The Clusters view. */
export class Explorer implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly tree: ClusterTree;
  readonly #cluster: LocalCluster;
  readonly #model = new ClusterModel();
  readonly #expansion = new Expansion();
  readonly #feed: Feed;
  readonly #view: vscode.TreeView<Node>;
  readonly #changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly #subscriptions: { dispose(): unknown }[] = [this.#changed];
  #several = false;
  #reassigning = false;
  /** The brokers and their states, as they were last. */
  #brokers: string | undefined;
  #unusedTimer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(cluster: LocalCluster) {
    this.#cluster = cluster;
    this.tree = new ClusterTree(this.#model, cluster);
    this.#feed = new Feed(this.#model, () => this.#expansion.interest(this.tree));
    this.#view = vscode.window.createTreeView(View.clusters, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions.push(
      this.#view,
      this.#feed,
      this.#feed.touched.on((ids) => this.#onTouched(ids)),
      this.#feed.problemChanged.on(() => this.#showState()),
      this.#view.onDidExpandElement(({ element }) => this.#onExpanded(element)),
      this.#view.onDidCollapseElement(({ element }) => this.#onCollapsed(element)),
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

  /** Shows what `source` tells from now on. */
  follow(source: ChangeSource | undefined): void {
    this.#feed.follow(source);
    this.#expansion.clear();
    this.tree.forget();
    this.#changed.fire(undefined);
  }

  /** Asks for what is shown. Resolves when it is known. */
  async refresh(): Promise<void> {
    await this.#cluster.attach();
    await this.#feed.refresh();
  }

  /** Shows a topic that has just come into being. */
  async revealTopic(name: string): Promise<void> {
    await this.#feed.refresh();
    if (!this.#view.visible || !this.tree.visibleTopics().includes(name)) return;
    await this.#view.reveal(this.tree.topicNode(name), { select: true, focus: false });
  }

  setFilter(filter: string): void {
    if (filter === this.tree.filter) return;
    this.tree.filter = filter;
    void setContextKey(ContextKey.filterActive, filter !== '');
    this.#showState();
    this.#changed.fire(undefined);
  }

  setInternalTopicsShown(shown: boolean): void {
    this.tree.internalTopicsShown = shown;
    void setContextKey(ContextKey.internalTopicsShown, shown);
    this.#changed.fire(undefined);
  }

  showMore(of: string): void {
    this.tree.showMore(of);
    this.#changed.fire(this.tree.find(of));
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return this.tree.children();
    this.#expansion.open(node);
    if (this.#isUnknown(node)) await this.#feed.refresh();
    return this.tree.children(node);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return toTreeItem(node, appearanceOf(node, this.tree));
  }

  /** Tooltips are made when the mouse asks for one. */
  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const tooltip = tooltipOf(node, this.tree);
    if (tooltip !== undefined) item.tooltip = toTooltip(tooltip);
    return item;
  }

  getParent(node: Node): Node | undefined {
    return this.tree.parent(node);
  }

  dispose(): void {
    clearTimeout(this.#unusedTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Whether what is below `node` has to be asked for first. */
  #isUnknown(node: Node): boolean {
    switch (node.kind) {
      case 'brokers':
        return !this.#model.cluster?.brokers.every(({ load }) => load !== undefined);
      case 'topics':
        return !this.#model.topics.known;
      case 'topic':
        return !this.#model.partitions.has(node.topic);
      case 'groups':
        return !this.#model.groups.known;
      case 'group':
        return !this.#model.groupDetails.has(node.group);
      default:
        return false;
    }
  }

  #onTouched(ids: ReadonlySet<string>): void {
    this.#showChoices();
    const nodes = [...ids].map((id) => this.tree.find(id)).filter((node) => node !== undefined);
    if (nodes.length > 0) this.#changed.fire(nodes);
  }

  #onExpanded(node: Node): void {
    this.#expansion.open(node);
    if (this.#isUnknown(node)) void this.#feed.refresh();
  }

  /** What nobody sees is not kept up to date, so it is forgotten and asked for when opened again. */
  #onCollapsed(node: Node): void {
    this.#expansion.close(node);
    if (node.kind === 'topic') this.#model.partitions.delete(node.topic);
    if (node.kind === 'group') this.#model.groupDetails.delete(node.group);
  }

  /** The view was shown or hidden, or the window was gone to or left. */
  #onUse(): void {
    clearTimeout(this.#unusedTimer);
    const { focused } = vscode.window.state;
    const { visible } = this.#view;
    this.#feed.setActive(visible);
    if (visible && !focused) {
      this.#unusedTimer = setTimeout(() => this.#feed.setActive(false), UNUSED);
    }
    // A cluster may have been started by another window meanwhile.
    if (visible && focused) void this.#cluster.attach();
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
    if (this.#view.visible) void this.#feed.refresh();
  }

  /** Commands that would make no sense now are not offered. */
  #showChoices(): void {
    const { topics } = this.#model;
    const several = this.tree.brokerIds().length > 1;
    const reassigning = topics.names.some((name) => (topics.get(name)?.reassigning ?? 0) > 0);
    if (several !== this.#several) void setContextKey(ContextKey.severalBrokers, several);
    if (reassigning !== this.#reassigning) void setContextKey(ContextKey.reassigning, reassigning);
    this.#several = several;
    this.#reassigning = reassigning;
  }

  #showState(): void {
    const { filter } = this.tree;
    const parts = [
      this.#feed.problem,
      filter === '' ? undefined : t("Only names that contain '{0}'", filter),
    ].filter((part) => part !== undefined);
    // The view's description would be the place, but VS Code hides it in a container of one view. And
    // a message takes the place of the welcome.
    this.#view.message = this.#cluster.state === 'running' ? parts.join('\n') : '';
  }
}
