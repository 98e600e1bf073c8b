import { type Coordination, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { paths } from './znode-paths.ts';
import { configZnode, type TopicZnode, topicZnode } from './znodes.ts';

/**
 * Topics as the coordination service holds them: `/brokers/topics`, `/config/topics` and
 * `/admin/delete_topics`, in Kafka's layout. What is written here the controller sees and acts on.
 */
export class TopicStore {
  readonly #coordination: Coordination;

  constructor(coordination: Coordination) {
    this.#coordination = coordination;
  }

  /** Undefined when there is no such topic; with the version of its znode. @throws ZnodeError */
  async topic(name: string): Promise<(TopicZnode & { readonly version: number }) | undefined> {
    const path = paths.topic(name);
    const found = await unlessMissing(this.#coordination.getData(path));
    return found && { ...topicZnode.decode(path, found.data), version: found.stat.version };
  }

  /** A topic's own configuration; nothing for one that has none. @throws ZnodeError */
  async config(name: string): Promise<Record<string, string>> {
    const path = paths.topicConfig(name);
    const found = await unlessMissing(this.#coordination.getData(path));
    return found ? configZnode.decode(path, found.data) : {};
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

  /** Replaces the assignment of replicas, as when partitions are added. @throws ZooKeeperError BADVERSION */
  async update(name: string, topic: TopicZnode, version: number): Promise<void> {
    await this.#coordination.setData(paths.topic(name), topicZnode.encode(topic), version);
  }

  /** Writes down that the topic is to go, so that its deletion is carried on after a crash. */
  async markForDeletion(name: string): Promise<void> {
    await unlessThere(this.#coordination.create(paths.deleteTopic(name), null));
  }

  /** Whether the name is free; if not, `onChange` hears when that may have changed. */
  async isFree(name: string, onChange: () => void): Promise<boolean> {
    return (await this.#coordination.exists(paths.topic(name), onChange)) === undefined;
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

/** Makes a znode; does not mind if it is there already. */
export async function unlessThere(creation: Promise<string>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
  }
}

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
