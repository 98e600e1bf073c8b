import type {
  Changes,
  ClusterSummary,
  GroupDetails,
  GroupSummary,
  ListChanges,
  Moving,
  Partition,
  TopicSummary,
} from '../../server/contract/kafka-client/model.ts';
import { nodeId } from './nodes.ts';

/** What is known of one cluster, put together from what changed. */
export class ClusterModel {
  cluster: ClusterSummary | undefined;
  readonly topics = new SortedMap<TopicSummary>();
  readonly groups = new SortedMap<GroupSummary>();
  /** Of those topics that are open. */
  readonly partitions = new Map<string, readonly Partition[]>();
  /** Of those groups that are open. */
  readonly groupDetails = new Map<string, GroupDetails>();

  /** Takes the changes over. The result holds the ids of the rows to show anew, with all below. */
  apply(changes: Changes): Set<string> {
    const touched = new Set<string>();
    if (changes.first) this.clear();
    if (changes.cluster !== undefined) {
      this.cluster = changes.cluster;
      touched.add(nodeId.brokers);
    }
    applyList(this.topics, changes.topics, nodeId.topics, nodeId.topic, touched);
    for (const name of changes.topics?.removed ?? []) this.partitions.delete(name);
    for (const { topic, partitions } of changes.partitions ?? []) {
      const before = this.partitions.get(topic);
      this.partitions.set(topic, partitions);
      if (before?.length !== partitions.length) {
        touched.add(nodeId.topic(topic));
        continue;
      }
      for (const [at, partition] of partitions.entries()) {
        if (!samePartition(before[at], partition)) {
          touched.add(nodeId.partition(topic, partition.index));
        }
      }
    }
    applyList(this.groups, changes.groups, nodeId.groups, nodeId.group, touched);
    for (const name of changes.groups?.removed ?? []) this.groupDetails.delete(name);
    for (const { group, details } of changes.groupDetails ?? []) {
      this.groupDetails.set(group, details);
      touched.add(nodeId.group(group));
    }
    return touched;
  }

  clear(): void {
    this.cluster = undefined;
    this.topics.clear();
    this.groups.clear();
    this.partitions.clear();
    this.groupDetails.clear();
  }
}

/** Values by name, and the names in Kafka's order: by code unit. */
export class SortedMap<T extends { readonly name: string }> {
  readonly #values = new Map<string, T>();
  #names: readonly string[] | undefined;
  /** Whether anything has ever been told of, be it that there is none. */
  known = false;

  get(name: string): T | undefined {
    return this.#values.get(name);
  }

  get size(): number {
    return this.#values.size;
  }

  get names(): readonly string[] {
    this.#names ??= [...this.#values.keys()].sort();
    return this.#names;
  }

  put(value: T): void {
    if (!this.#values.has(value.name)) this.#names = undefined;
    this.#values.set(value.name, value);
  }

  delete(name: string): void {
    if (this.#values.delete(name)) this.#names = undefined;
  }

  clear(): void {
    this.#values.clear();
    this.#names = undefined;
    this.known = false;
  }
}

function applyList<T extends { readonly name: string }>(
  list: SortedMap<T>,
  changes: ListChanges<T> | undefined,
  listId: string,
  itemId: (name: string) => string,
  touched: Set<string>,
): void {
  if (changes === undefined) return;
  const items = new Set<string>();
  let rearranged = !list.known || changes.removed.length > 0;
  list.known = true;
  for (const name of changes.removed) list.delete(name);
  for (const value of changes.put) {
    if (list.get(value.name) === undefined) rearranged = true;
    else items.add(itemId(value.name));
    list.put(value);
  }
  // Showing the list anew shows its items anew as well.
  if (rearranged) touched.add(listId);
  else for (const id of items) touched.add(id);
}

function samePartition(a: Partition | undefined, b: Partition): boolean {
  return (
    a !== undefined &&
    a.leader === b.leader &&
    a.leaderEpoch === b.leaderEpoch &&
    a.earliest === b.earliest &&
    a.latest === b.latest &&
    a.size === b.size &&
    a.isr.join() === b.isr.join() &&
    a.replicas.join() === b.replicas.join() &&
    a.offlineReplicas.join() === b.offlineReplicas.join() &&
    sameMove(a.moving, b.moving)
  );
}

function sameMove(a: Moving | undefined, b: Moving | undefined): boolean {
  return a?.adding.join() === b?.adding.join() && a?.removing.join() === b?.removing.join();
}
