import { Signal } from '../signal.ts';
import { Expansion } from './expansion.ts';
import { type ChangeSource, Feed } from './feed.ts';
import { ClusterModel } from './model.ts';
import { type Node, nodeId } from './nodes.ts';
import { type ClusterLife, ClusterTree } from './tree.ts';

/** A cluster in the view: its rows, which of them are open, and what keeps them up to date. */
export class ShownCluster {
  /** Fires with the rows to show anew. */
  readonly touched = new Signal<readonly Node[]>();
  /** Fires when the tree's `problem` has changed. */
  readonly problemChanged = new Signal<void>();
  readonly tree: ClusterTree;
  readonly #model = new ClusterModel();
  readonly #expansion = new Expansion();
  readonly #feed: Feed;
  #active = false;

  constructor(life: ClusterLife) {
    this.tree = new ClusterTree(this.#model, life);
    this.#feed = new Feed(this.#model, () => this.#expansion.interest(this.tree));
    this.#feed.touched.on((ids) => {
      const nodes = [...ids].map((id) => this.tree.find(id)).filter((node) => node !== undefined);
      this.touched.fire(nodes);
    });
    this.#feed.problemChanged.on(() => {
      this.tree.problem = this.#feed.problem;
      this.problemChanged.fire();
    });
  }

  /** Shows what `source` tells from now on. */
  follow(source: ChangeSource | undefined): void {
    this.#feed.follow(source);
    this.#expansion.clear();
    this.tree.forget();
  }

  /** Whether somebody looks. Of a connection that is closed in the view nothing is asked. */
  setActive(active: boolean): void {
    this.#active = active;
    this.#feed.setActive(active && this.#isWanted());
  }

  /** Asks for what is shown. Resolves when it is known. */
  async refresh(): Promise<void> {
    if (this.#isWanted()) await this.#feed.refresh();
  }

  /** The rows below one, which is open from now on; asked for first where they are not known. */
  async childrenOf(node: Node): Promise<Node[]> {
    this.#open(node);
    if (this.#isUnknown(node)) await this.#feed.refresh();
    return this.tree.children(node);
  }

  expanded(node: Node): void {
    this.#open(node);
    if (this.#isUnknown(node)) void this.#feed.refresh();
  }

  /** What nobody sees is not kept up to date, so it is forgotten and asked for when opened again. */
  collapsed(node: Node): void {
    this.#expansion.close(node);
    if (node.kind === 'topic') this.#model.partitions.delete(node.topic);
    if (node.kind === 'group') this.#model.groupDetails.delete(node.group);
    if (node.kind === 'cluster') this.setActive(this.#active);
  }

  dispose(): void {
    this.#feed.dispose();
    this.touched.dispose();
    this.problemChanged.dispose();
  }

  #open(node: Node): void {
    this.#expansion.open(node);
    if (node.kind === 'cluster') this.setActive(this.#active);
  }

  /** The local cluster costs nothing that anyone else would notice. */
  #isWanted(): boolean {
    return this.tree.life.connection === undefined || this.#expansion.has(nodeId.cluster);
  }

  /** Whether what is below `node` has to be asked for first. */
  #isUnknown(node: Node): boolean {
    switch (node.kind) {
      case 'cluster':
        return this.tree.life.connection !== undefined && this.#model.cluster === undefined;
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
}
