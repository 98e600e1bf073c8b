import type {
  BrokerStatus,
  ClusterFailure,
  ClusterState,
  ClusterStatus,
} from '../../server/contract/control.ts';
import type { BrokerLoad } from '../../server/contract/kafka-client/model.ts';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { Connection } from '../connections/connection.ts';
import { t } from '../l10n.ts';
import { filterNames } from './filter.ts';
import type { ClusterModel } from './model.ts';
import { type Node, nodeId, type PartitionNode, type Row } from './nodes.ts';

/** What the view knows of a cluster beside what it tells itself. */
export interface ClusterLife {
  /** A connection's cluster runs as far as is known. */
  readonly state: ClusterState | undefined;
  readonly status: ClusterStatus | undefined;
  readonly failure: ClusterFailure | undefined;
  /** Where the cluster is not the local one, how it is reached. */
  readonly connection?: Connection;
}

/** How many rows a list shows at first, and more with each "Show More": what VS Code renders at once. */
export const PAGE = 500;

/** Which rows there are, and which row is below which. */
export class ClusterTree {
  readonly model: ClusterModel;
  readonly life: ClusterLife;
  /** Why what is shown may be out of date, or there is nothing to show. */
  problem: string | undefined;
  filter = '';
  internalTopicsShown = false;
  /** Whether the cluster has a row although it does not run: others are shown beside it. */
  shownAnyway = false;
  readonly #limits = new Map<string, number>();
  readonly #nodes = new Map<string, Node>();

  constructor(model: ClusterModel, life: ClusterLife) {
    this.model = model;
    this.life = life;
  }

  /** The rows below `node`, or the topmost ones. None while nothing runs: the view welcomes then. */
  children(node?: Node): Node[] {
    switch (node?.kind) {
      case undefined:
        return this.#isAlive() || this.shownAnyway ? [this.#cluster] : [];
      case 'cluster':
        if (this.life.state !== 'running') return [];
        if (this.life.connection !== undefined && this.problem !== undefined) {
          return [this.#message(node.id, this.problem)];
        }
        return this.hasBroker ? [this.#brokers, this.#topics, this.#groups] : [this.#brokers];
      case 'brokers':
        return this.brokerIds().map((id) => this.#broker(id));
      case 'topics':
        return this.#list(node, this.visibleTopics(), (name) => this.#topic(name), t('No topics'));
      case 'topic': {
        const partitions = this.model.partitions.get(node.topic) ?? [];
        return this.#page(node, partitions, ({ index }) => this.#partition(node.topic, index));
      }
      case 'partition':
        return this.#replicas(node);
      case 'groups':
        return this.#list(node, this.visibleGroups(), (name) => this.#group(name), t('No groups'));
      case 'group':
        return this.#belowGroup(node.group);
      case 'members': {
        const members = this.model.groupDetails.get(node.group)?.members ?? [];
        return this.#page(node, members, ({ id }) => this.#member(node.group, id));
      }
      case 'groupTopic': {
        const rows = this.model.groupDetails.get(node.group)?.offsets ?? [];
        const own = rows.filter(({ topic }) => topic === node.topic);
        return this.#page(node, own, ({ partition }) =>
          this.#groupPartition(node.group, node.topic, partition),
        );
      }
      default:
        return [];
    }
  }

  /** The row above, which `reveal` needs. */
  parent(node: Node): Node | undefined {
    switch (node.kind) {
      case 'cluster':
        return undefined;
      case 'brokers':
      case 'topics':
      case 'groups':
        return this.#cluster;
      case 'broker':
        return this.#brokers;
      case 'topic':
        return this.#topics;
      case 'partition':
        return this.#topic(node.topic);
      case 'replica':
        return this.#partition(node.topic, node.partition);
      case 'group':
        return this.#groups;
      case 'members':
      case 'groupTopic':
        return this.#group(node.group);
      case 'member':
        return this.#members(node.group);
      case 'groupPartition':
        return this.#groupTopic(node.group, node.topic);
      case 'message':
      case 'more':
        return this.#nodes.get(node.of);
    }
  }

  /** The row with this id, if it has been shown. */
  find(id: string): Node | undefined {
    return this.#nodes.get(id);
  }

  topicNode(name: string): Node {
    return this.#topic(name);
  }

  /** The id of the cluster that is shown. */
  get id(): string {
    return this.life.connection?.id ?? LOCAL;
  }

  /** Whether any broker runs that could be asked. */
  get hasBroker(): boolean {
    return this.life.status?.bootstrap !== '';
  }

  /** Whether a broker has ended that should run. */
  get isIncomplete(): boolean {
    const brokers = this.life.status?.brokers ?? [];
    return brokers.some(({ state }) => state === 'failed' || state === 'stopped');
  }

  /** Those that the cluster knows, and those that should run and do not. */
  brokerIds(): readonly number[] {
    const known = this.model.cluster?.brokers.map(({ id }) => id) ?? [];
    const supervised = this.life.status?.brokers.map(({ id }) => id) ?? [];
    return [...new Set([...known, ...supervised])].sort((a, b) => a - b);
  }

  /** What is known of a broker's process, which is so of the local cluster's only. */
  brokerLife(broker: number): BrokerStatus | undefined {
    return this.life.status?.brokers.find(({ id }) => id === broker);
  }

  /** What a broker has of partitions, while that is asked for. */
  brokerLoad(broker: number): BrokerLoad | undefined {
    return this.model.cluster?.brokers.find(({ id }) => id === broker)?.load;
  }

  /** Names of the topics that the filter and the toggle for internal ones let through. */
  visibleTopics(): readonly string[] {
    const names = filterNames(this.model.topics.names, this.filter);
    if (this.internalTopicsShown) return names;
    return names.filter((name) => this.model.topics.get(name)?.internal !== true);
  }

  visibleGroups(): readonly string[] {
    return filterNames(this.model.groups.names, this.filter);
  }

  /** Makes a list show another page. */
  showMore(of: string): void {
    this.#limits.set(of, this.#limit(of) + PAGE);
  }

  /** Forgets rows that are gone, so that a long session with many topics does not gather them. */
  forget(): void {
    this.#nodes.clear();
    this.#limits.clear();
  }

  #isAlive(): boolean {
    const { state } = this.life;
    return state === 'running' || state === 'starting' || state === 'stopping';
  }

  /** Where a partition is, if it is in several places. */
  #replicas({ topic, partition }: PartitionNode): Node[] {
    const replicas = this.model.partitions.get(topic)?.[partition]?.replicas ?? [];
    if (replicas.length === 1) return [];
    return replicas.map((broker) =>
      this.#node({
        kind: 'replica',
        id: nodeId.replica(topic, partition, broker),
        topic,
        partition,
        broker,
      }),
    );
  }

  #belowGroup(group: string): Node[] {
    const details = this.model.groupDetails.get(group);
    if (details === undefined) return [];
    const topics = [...new Set(details.offsets.map(({ topic }) => topic))];
    const rows = [
      ...(details.members.length === 0 ? [] : [this.#members(group)]),
      ...topics.map((topic) => this.#groupTopic(group, topic)),
    ];
    const text = t('No members and no committed offsets');
    return rows.length === 0 ? [this.#message(nodeId.group(group), text)] : rows;
  }

  #list(
    node: Node,
    names: readonly string[],
    make: (name: string) => Node,
    whenEmpty: string,
  ): Node[] {
    if (names.length > 0) return this.#page(node, names, make);
    const text = this.filter === '' ? whenEmpty : t("Nothing matches '{0}'", this.filter);
    return [this.#message(node.id, text)];
  }

  #page<T>(node: Node, items: readonly T[], make: (item: T) => Node): Node[] {
    const limit = this.#limit(node.id);
    const rows = items.slice(0, limit).map(make);
    const hidden = items.length - rows.length;
    if (hidden > 0) {
      rows.push({
        kind: 'more',
        id: nodeId.more(node.id),
        of: node.id,
        hidden,
        cluster: this.id,
      });
    }
    return rows;
  }

  #limit(of: string): number {
    return this.#limits.get(of) ?? PAGE;
  }

  get #cluster(): Node {
    // VS Code keeps a row as closed or open as it was: the one that has nothing below is another.
    const id = this.life.state === 'running' ? nodeId.cluster : nodeId.changingCluster;
    return this.#node({ kind: 'cluster', id });
  }

  get #brokers(): Node {
    // A new row is opened, as the one that was closed would not be.
    const id = this.isIncomplete ? nodeId.incompleteBrokers : nodeId.brokers;
    return this.#node({ kind: 'brokers', id });
  }

  get #topics(): Node {
    return this.#node({ kind: 'topics', id: nodeId.topics });
  }

  get #groups(): Node {
    return this.#node({ kind: 'groups', id: nodeId.groups });
  }

  #broker(broker: number): Node {
    return this.#node({ kind: 'broker', id: nodeId.broker(broker), broker });
  }

  #topic(topic: string): Node {
    return this.#node({ kind: 'topic', id: nodeId.topic(topic), topic });
  }

  #partition(topic: string, partition: number): PartitionNode & Node {
    return this.#node({
      kind: 'partition',
      id: nodeId.partition(topic, partition),
      topic,
      partition,
    });
  }

  #group(group: string): Node {
    return this.#node({ kind: 'group', id: nodeId.group(group), group });
  }

  #members(group: string): Node {
    return this.#node({ kind: 'members', id: nodeId.members(group), group });
  }

  #member(group: string, member: string): Node {
    return this.#node({ kind: 'member', id: nodeId.member(group, member), group, member });
  }

  #groupTopic(group: string, topic: string): Node {
    return this.#node({ kind: 'groupTopic', id: nodeId.groupTopic(group, topic), group, topic });
  }

  #groupPartition(group: string, topic: string, partition: number): Node {
    return this.#node({
      kind: 'groupPartition',
      id: nodeId.groupPartition(group, topic, partition),
      group,
      topic,
      partition,
    });
  }

  #message(of: string, text: string): Node {
    return { kind: 'message', id: nodeId.message(of), of, text, cluster: this.id };
  }

  /** VS Code knows a row by its object: the same id must always be the same one. */
  #node<R extends Row>(row: R): R & Node {
    const known = this.#nodes.get(row.id);
    if (known !== undefined) return known as R & Node;
    const node = { ...row, cluster: this.id } as R & Node;
    this.#nodes.set(row.id, node);
    return node;
  }
}
