import * as vscode from 'vscode';
import type { ZnodeEvent, ZnodeInterest, ZnodeMethods } from '../../server/contract/znodes.ts';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import { WorkerClient } from '../clusters/worker-client.ts';
import { setContextKey } from '../context-keys.ts';
import { ContextKey, View } from '../contributions.ts';
import { toTooltip, treeItemOf } from '../explorer/items.ts';
import { appearanceOf, tooltipOf } from './appearance.ts';
import { ZnodeDocuments } from './documents.ts';
import { ZnodeModel } from './model.ts';
import { parentPath } from './paths.ts';
import { type ZnodeRow, ZnodeTree } from './tree.ts';

/** A window that nobody has used for this long, in milliseconds, is not kept up to date. */
const UNUSED = 5 * 60_000;
/** In milliseconds. */
const SOON = 2_000;

export type ZnodeClient = WorkerClient<ZnodeMethods, ZnodeEvent>;

/** The ZooKeeper view: the znodes of the local cluster's coordination service. */
export class ZooKeeperView implements vscode.TreeDataProvider<ZnodeRow>, vscode.Disposable {
  readonly tree: ZnodeTree;
  readonly documents: ZnodeDocuments;
  readonly #script: string;
  readonly #cluster: LocalCluster;
  readonly #model = new ZnodeModel();
  /** Rows whose children VS Code has asked for and that nobody has closed, by path. */
  readonly #open = new Set<string>();
  readonly #view: vscode.TreeView<ZnodeRow>;
  readonly #changed = new vscode.EventEmitter<ZnodeRow | ZnodeRow[] | undefined>();
  readonly #subscriptions: { dispose(): unknown }[] = [this.#changed];
  #client: ZnodeClient | undefined;
  #unusedTimer: ReturnType<typeof setTimeout> | undefined;
  #active = false;
  /** What the worker has been asked for last. */
  #asked = '';
  #following: Promise<void> = Promise.resolve();

  readonly onDidChangeTreeData = this.#changed.event;

  /** `script` is the worker's bundle. */
  constructor(script: string, cluster: LocalCluster) {
    this.#script = script;
    this.#cluster = cluster;
    this.tree = new ZnodeTree(this.#model);
    this.documents = new ZnodeDocuments(
      () => this.#client,
      () => void this.#follow(),
    );
    this.#view = vscode.window.createTreeView(View.zookeeper, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscriptions.push(
      this.#view,
      this.documents,
      this.#view.onDidExpandElement(({ element }) => this.#onExpanded(element)),
      this.#view.onDidCollapseElement(({ element }) => this.#onCollapsed(element)),
      this.#view.onDidChangeVisibility(() => this.#onUse()),
      vscode.window.onDidChangeWindowState(() => this.#onUse()),
      cluster.changed.on(() => this.#onClusterChanged()),
    );
    this.#onUse();
    this.#onClusterChanged();
  }

  /** The client of the service, while it runs. */
  get client(): ZnodeClient | undefined {
    return this.#client;
  }

  /** The znode that is selected. */
  get selection(): string | undefined {
    const [row] = this.#view.selection;
    return row?.kind === 'znode' ? row.path : undefined;
  }

  /** Asks for everything that is shown again. Resolves when it is known, or cannot be. */
  async refresh(): Promise<void> {
    await this.#cluster.attach();
    await this.#follow();
    await this.#client?.call('refresh', null).catch(() => undefined);
  }

  /** Shows a znode that has just been made. */
  async reveal(path: string): Promise<void> {
    await this.#client?.call('refresh', null).catch(() => undefined);
    const above = parentPath(path);
    const isShown = above !== undefined && this.#model.listings.has(above);
    if (!this.#view.visible || !isShown || !this.#model.rows.has(path)) return;
    await this.#view.reveal(this.tree.znode(path), { select: true, focus: false });
  }

  setFilter(filter: string): void {
    if (filter === this.tree.filter) return;
    this.tree.filter = filter;
    this.#open.clear();
    this.#open.add('/');
    void setContextKey(ContextKey.znodeFilterActive, filter !== '');
    this.#showState();
    this.#changed.fire(undefined);
  }

  showMore(path: string): void {
    this.tree.showMore(path);
    void this.#follow();
  }

  async getChildren(row?: ZnodeRow): Promise<ZnodeRow[]> {
    if (row?.kind !== 'znode') return this.tree.children(row);
    this.#open.add(row.path);
    this.#expectUse();
    if (!this.#model.listings.has(row.path)) await this.#follow();
    return this.tree.children(row);
  }

  getTreeItem(row: ZnodeRow): vscode.TreeItem {
    const look = appearanceOf(row, this.tree);
    const item = treeItemOf(row.id, look);
    if (look.command !== undefined) {
      const { id, argument } = look.command;
      item.command = { command: id, title: look.label, arguments: [argument] };
    }
    return item;
  }

  /** Tooltips are made when the mouse asks for one. */
  resolveTreeItem(item: vscode.TreeItem, row: ZnodeRow): vscode.TreeItem {
    const tooltip = tooltipOf(row, this.tree);
    if (tooltip !== undefined) item.tooltip = toTooltip(tooltip);
    return item;
  }

  getParent(row: ZnodeRow): ZnodeRow | undefined {
    return this.tree.parent(row);
  }

  dispose(): void {
    clearTimeout(this.#unusedTimer);
    this.#client?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #onClusterChanged(): void {
    const address =
      (this.#cluster.state === 'running' && this.#cluster.status?.zookeeper) || undefined;
    if (address === this.tree.address) return;
    this.#client?.dispose();
    this.tree.address = address;
    this.tree.problem = undefined;
    this.tree.forget();
    this.#model.clear();
    this.#open.clear();
    this.#asked = '';
    this.#client =
      address === undefined ? undefined : new WorkerClient(this.#script, address, { address });
    this.#client?.told.on((event) => this.#onTold(event));
    this.documents.forget();
    this.#showState();
    this.#changed.fire(undefined);
    void this.#follow();
  }

  #onTold(event: ZnodeEvent): void {
    if (event.kind === 'changes') {
      const { changes } = event;
      const touched = this.#model.apply(changes);
      this.documents.touch([...changes.rows.map(({ path }) => path), ...changes.gone]);
      if (touched.size > 0) this.#changed.fire([...touched].map((path) => this.tree.znode(path)));
    } else {
      const problem = event.kind === 'disconnected' ? event.reason : undefined;
      if (problem !== this.tree.problem) {
        this.tree.problem = problem;
        this.#changed.fire(undefined);
      }
    }
    this.#showState();
  }

  /** Tells the worker what is on screen. Resolves when it has told what is new of that, or cannot. */
  #follow(): Promise<void> {
    const interest = this.#interest();
    const wanted = JSON.stringify(interest);
    const client = this.#client;
    if (client === undefined || wanted === this.#asked) return this.#following;
    this.#asked = wanted;
    this.#following = client.call('follow', interest).then(
      () => undefined,
      () => {
        // The next call asks again, should the worker have ended.
        if (this.#asked === wanted) this.#asked = '';
      },
    );
    return this.#following;
  }

  #interest(): ZnodeInterest {
    const open = this.#active ? [...this.#open].filter((path) => this.#isSeen(path)) : [];
    return {
      open: open.sort().map((path) => ({ path, limit: this.tree.limit(path) })),
      others: this.documents.visible(),
      filter: this.#active ? this.tree.filter : '',
    };
  }

  /** Whether all rows above an open one are open. */
  #isSeen(path: string): boolean {
    for (let at: string | undefined = path; at !== undefined; at = parentPath(at)) {
      if (!this.#open.has(at)) return false;
    }
    return true;
  }

  #onExpanded(row: ZnodeRow): void {
    if (row.kind !== 'znode') return;
    this.#open.add(row.path);
    void this.#follow();
  }

  /** What nobody sees is not kept up to date, so it is forgotten and asked for when opened again. */
  #onCollapsed(row: ZnodeRow): void {
    if (row.kind !== 'znode') return;
    this.#open.delete(row.path);
    this.#model.forgetBelow(row.path);
    void this.#follow();
  }

  /** The view was shown or hidden, or the window was gone to or left. */
  #onUse(): void {
    clearTimeout(this.#unusedTimer);
    const { focused } = vscode.window.state;
    const { visible } = this.#view;
    this.#setActive(visible);
    if (visible && !focused) this.#unusedTimer = setTimeout(() => this.#setActive(false), UNUSED);
    if (visible && focused) void this.#cluster.attach();
  }

  /** VS Code may ask for rows shortly before it says that it shows them. */
  #expectUse(): void {
    if (this.#active) return;
    this.#active = true;
    clearTimeout(this.#unusedTimer);
    this.#unusedTimer = setTimeout(() => this.#onUse(), SOON);
  }

  #setActive(active: boolean): void {
    this.#active = active;
    void this.#follow();
  }

  #showState(): void {
    this.#view.message = this.tree.address === undefined ? '' : this.tree.message;
  }
}
