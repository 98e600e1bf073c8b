import { type Coordination, type Operation, ZooKeeperError } from '../../zookeeper/coordination.ts';
import {
  configZnode,
  type PartitionState,
  partitionStateZnode,
  paths,
  type TopicZnode,
  topicZnode,
} from './znodes.ts';

/** Keeps one transaction well below the coordination service's limit of a megabyte. */
const PARTITIONS_A_TRANSACTION = 500;

/**
 * Topics as the coordination service holds them: `/brokers/topics`, `/config/topics` and
 * `/admin/delete_topics`, in Kafka's layout.
 */
export class TopicStore {
  readonly #coordination: Coordination;

  constructor(coordination: Coordination) {
    this.#coordination = coordination;
  }

  async names(): Promise<string[]> {
    return (await this.#coordination.getChildren(paths.topics)).children;
  }

  /** Undefined when there is no such topic. @throws ZnodeError */
  async topic(name: string): Promise<TopicZnode | undefined> {
    const path = paths.topic(name);
    const found = await unlessMissing(this.#coordination.getData(path));
    return found && topicZnode.decode(path, found.data);
  }

  /** The states of the partitions that a controller has given a leader. @throws ZnodeError */
  async states(name: string, partitions: Iterable<number>): Promise<Map<number, PartitionState>> {
    const states = new Map<number, PartitionState>();
    const read = async (partition: number) => {
      const path = paths.partitionState(name, partition);
      const found = await unlessMissing(this.#coordination.getData(path));
      if (found) states.set(partition, partitionStateZnode.decode(path, found.data));
    };
    for (const chunk of chunks([...partitions], PARTITIONS_A_TRANSACTION)) {
      await Promise.all(chunk.map(read));
    }
    return states;
  }

  async config(name: string): Promise<Record<string, string>> {
    const path = paths.topicConfig(name);
    const found = await unlessMissing(this.#coordination.getData(path));
    return found ? configZnode.decode(path, found.data) : {};
  }

  async setConfig(name: string, config: Readonly<Record<string, string>>): Promise<void> {
    const path = paths.topicConfig(name);
    const data = configZnode.encode(config);
    const set = await unlessMissing(this.#coordination.setData(path, data));
    if (set === undefined) await this.#coordination.create(path, data);
  }

  /**
   * Makes the topic known, with its configuration, in one transaction. Its partitions have no leader yet.
   * @throws ZooKeeperError NODEEXISTS when the name is taken.
   */
  async create(
    name: string,
    topic: TopicZnode,
    config: Readonly<Record<string, string>>,
  ): Promise<void> {
    // A configuration may have been left, or been set in advance by an old --zookeeper tool.
    const path = paths.topicConfig(name);
    const kept = await this.#coordination.exists(path);
    await this.#coordination.multi([
      { type: kept ? 'setData' : 'create', path, data: configZnode.encode(config) },
      { type: 'create', path: paths.topic(name), data: topicZnode.encode(topic) },
    ]);
  }

  /** Replaces the assignment of replicas, as when partitions are added. */
  async update(name: string, topic: TopicZnode): Promise<void> {
    await this.#coordination.setData(paths.topic(name), topicZnode.encode(topic));
  }

  /** Writes the first state of partitions; leaves those alone that have one from an attempt that broke off. */
  async createStates(name: string, states: ReadonlyMap<number, PartitionState>): Promise<void> {
    if ((await this.#coordination.exists(paths.partitions(name))) === undefined) {
      await this.#coordination.create(paths.partitions(name), null);
    }
    const { children } = await this.#coordination.getChildren(paths.partitions(name));
    const known = new Set(children.map(Number));
    const written = await this.states(name, known);
    const missing = [...states].filter(([partition]) => !written.has(partition));
    for (const chunk of chunks(missing, PARTITIONS_A_TRANSACTION)) {
      const operations: Operation[] = [];
      for (const [partition, state] of chunk) {
        if (!known.has(partition)) {
          operations.push({ type: 'create', path: paths.partition(name, partition), data: null });
        }
        const data = partitionStateZnode.encode(state);
        operations.push({ type: 'create', path: paths.partitionState(name, partition), data });
      }
      await this.#coordination.multi(operations);
    }
  }

  /** Writes down that the topic is to go, so that its deletion is carried on after a crash. */
  async markForDeletion(name: string): Promise<void> {
    if ((await this.#coordination.exists(paths.deleteTopic(name))) === undefined) {
      await this.#coordination.create(paths.deleteTopic(name), null);
    }
  }

  async markedForDeletion(): Promise<string[]> {
    return (await this.#coordination.getChildren(paths.deleteTopics)).children;
  }

  /** Removes every trace of the topic; does not mind what is gone already. */
  async delete(name: string): Promise<void> {
    const listed = await unlessMissing(this.#coordination.getChildren(paths.partitions(name)));
    const partitions = (listed?.children ?? []).map(Number);
    for (const chunk of chunks(partitions, PARTITIONS_A_TRANSACTION)) {
      const gone = chunk.flatMap((partition) => [
        this.#deleteIfThere(paths.partitionState(name, partition)),
        this.#deleteIfThere(paths.partition(name, partition)),
      ]);
      await Promise.all(gone);
    }
    await this.#deleteIfThere(paths.partitions(name));
    await this.#deleteIfThere(paths.topic(name));
    await this.#deleteIfThere(paths.topicConfig(name));
    await this.#deleteIfThere(paths.deleteTopic(name));
  }

  async #deleteIfThere(path: string): Promise<void> {
    await unlessMissing(this.#coordination.delete(path));
  }
}

/** What the operation gives, or undefined where the znode does not exist. */
export async function unlessMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof ZooKeeperError && error.code === 'NONODE') return undefined;
    throw error;
  }
}

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
