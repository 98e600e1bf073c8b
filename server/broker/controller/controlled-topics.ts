import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import { type Operation, type Watcher, ZooKeeperError } from '../../zookeeper/coordination.ts';
import type { AssignedReplicas } from '../metadata/assigned-replicas.ts';
import { randomUuid } from '../metadata/random-uuid.ts';
import { chunks, unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { type TopicZnode, topicZnode, ZnodeError } from '../metadata/znodes.ts';
import { type ControlledPartition, ControlledTopic } from './controller-context.ts';
import type { FencedCoordination } from './fenced-coordination.ts';

/** How many topics are read at a time: enough to keep the connection busy. */
const TOPICS_AT_ONCE = 100;

interface Parts {
  readonly zk: FencedCoordination;
  readonly random: Random;
  readonly logger: Logger;
  /** Hears that a topic's znode has changed since it was read. */
  readonly onChange: (topic: string) => void;
}

/** The topics' znodes, `/brokers/topics/T` and what goes with it, as a controller reads and writes them. */
export class ControlledTopics {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The names of all topics; `watcher` hears of the next that comes or goes. */
  async names(watcher: Watcher): Promise<string[]> {
    return (await this.#parts.zk.read((zk) => zk.getChildren(paths.topics, watcher))).children;
  }

  /**
   * Reads topics, with their partitions and where those are to be; from now on the next change is heard of.
   * Gives ids to those that an old tool has made without (KIP-516). Those that are gone, or that nobody can
   * read, are left out.
   */
  async read(names: readonly string[]): Promise<ControlledTopic[]> {
    const topics: ControlledTopic[] = [];
    for (const some of chunks(names, TOPICS_AT_ONCE)) {
      const found = await Promise.all(some.map((name) => this.#readOne(name)));
      topics.push(...found.filter((topic) => topic !== undefined));
    }
    return topics;
  }

  /** What a topic's znode says now, or undefined; from now on its next change is heard of. @throws ZnodeError */
  async assignment(
    name: string,
  ): Promise<{ readonly znode: TopicZnode; readonly version: number } | undefined> {
    const path = paths.topic(name);
    const watcher: Watcher = ({ type }) => {
      if (type === 'dataChanged') this.#parts.onChange(name);
    };
    const found = await unlessMissing(this.#parts.zk.read((zk) => zk.getData(path, watcher)));
    if (found === undefined) return undefined;
    return { znode: topicZnode.decode(path, found.data), version: found.stat.version };
  }

  /**
   * Writes where all partitions of a topic are, with `changed` in place of what is known of that one.
   * @throws ControllerMovedError, ZooKeeperError NONODE when the topic is gone
   */
  async write(
    topic: ControlledTopic,
    changed?: { readonly partition: ControlledPartition; readonly assignment: AssignedReplicas },
  ): Promise<void> {
    const assignment = new Map(
      [...topic.partitions.values()]
        .sort((one, other) => one.number - other.number)
        .map((each) => [
          each.number,
          each === changed?.partition ? changed.assignment : each.assignment,
        ]),
    );
    const data = topicZnode.encode({ topicId: topic.id, assignment });
    await this.#parts.zk.write([{ type: 'setData', path: paths.topic(topic.name), data }]);
  }

  /**
   * Removes every trace of a topic: its partitions first, the mark that it is to be deleted last, together
   * with its name, so that whoever comes after a failure goes on, and whoever takes the name loses nothing.
   */
  async delete(name: string): Promise<void> {
    const { zk } = this.#parts;
    const listed = await unlessMissing(zk.read((each) => each.getChildren(paths.partitions(name))));
    const partitions = (listed?.children ?? []).map(Number);
    await this.#deleteEach(partitions.map((number) => paths.partitionState(name, number)));
    await this.#deleteEach(partitions.map((number) => paths.partition(name, number)));
    await this.#deleteEach([paths.partitions(name)]);
    const last = [paths.topic(name), paths.topicConfig(name), paths.deleteTopic(name)];
    const there = await Promise.all(last.map((path) => zk.read((each) => each.exists(path))));
    const operations = last.filter((_, i) => there[i] !== undefined).map(remove);
    try {
      if (operations.length > 0) await zk.write(operations);
    } catch (error) {
      // A lost answer, or a tool that tidies at the same time.
      if (!(error instanceof ZooKeeperError)) throw error;
      await this.#deleteEach(last);
    }
  }

  /** Forgets that topics are to be deleted. */
  async unmark(names: readonly string[]): Promise<void> {
    await this.#deleteEach(names.map((name) => paths.deleteTopic(name)));
  }

  async #readOne(name: string): Promise<ControlledTopic | undefined> {
    try {
      const found = await this.assignment(name);
      if (found === undefined) return undefined;
      const { znode, version } = found;
      const id = znode.topicId ?? (await this.#giveId(name, znode, version));
      if (id === undefined) return await this.#readOne(name);
      const topic = new ControlledTopic(name, id);
      for (const [number, assignment] of znode.assignment) topic.partition(number, assignment);
      return topic;
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      this.#parts.logger.error(`topic ${name} is left out: ${error.message}`);
      return undefined;
    }
  }

  /** The new id of a topic that has none, or undefined when its znode has changed meanwhile. */
  async #giveId(name: string, znode: TopicZnode, version: number): Promise<string | undefined> {
    const topicId = randomUuid(this.#parts.random);
    const data = topicZnode.encode({ ...znode, topicId });
    const [outcome] = await this.#parts.zk.writeEach([
      { type: 'setData', path: paths.topic(name), data, version },
    ]);
    return outcome instanceof ZooKeeperError ? undefined : topicId;
  }

  async #deleteEach(all: readonly string[]): Promise<void> {
    for (const outcome of await this.#parts.zk.writeEach(all.map(remove))) {
      const expected = outcome instanceof ZooKeeperError && outcome.code === 'NONODE';
      if (outcome instanceof ZooKeeperError && !expected) throw outcome;
    }
  }
}

function remove(path: string): Operation {
  return { type: 'delete', path };
}
