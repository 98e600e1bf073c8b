import type { Interest } from '../../server/contract/kafka-client/model.ts';
import { type Node, nodeId } from './nodes.ts';
import type { ClusterTree } from './tree.ts';

/** Which rows are open, as VS Code does not say: those whose children it asked for and that nobody closed. */
export class Expansion {
  readonly #open = new Map<string, Node>();

  open(node: Node): void {
    this.#open.set(node.id, node);
  }

  close(node: Node): void {
    this.#open.delete(node.id);
  }

  clear(): void {
    this.#open.clear();
  }

  /** Whether the row with this id is open. */
  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** What the open rows show, leaving out those below a closed one. */
  interest(tree: ClusterTree): Interest {
    const seen = [...this.#open.values()].filter((node) => this.#isSeen(node, tree));
    const has = (id: string) => seen.some((node) => node.id === id);
    return {
      brokers: has(nodeId.brokers) || has(nodeId.incompleteBrokers),
      topics: has(nodeId.topics),
      partitions: seen.flatMap((node) => (node.kind === 'topic' ? [node.topic] : [])),
      groups: has(nodeId.groups),
      groupDetails: seen.flatMap((node) => (node.kind === 'group' ? [node.group] : [])),
    };
  }

  #isSeen(node: Node, tree: ClusterTree): boolean {
    for (let at: Node | undefined = node; at !== undefined; at = tree.parent(at)) {
      if (!this.#open.has(at.id)) return false;
    }
    return true;
  }
}
