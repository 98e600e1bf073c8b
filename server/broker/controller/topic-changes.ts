import { counted, type Logger } from '../../ports/logger.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import type { ControlledTopics } from './controlled-topics.ts';
import type { ControlledPartition, ControllerContext } from './controller-context.ts';
import { replicasOf } from './controller-context.ts';
import type { FencedCoordination } from './fenced-coordination.ts';
import type { PartitionStateMachine } from './partition-state-machine.ts';
import type { Reassignments } from './reassignments.ts';
import type { ReplicaStateMachine } from './replica-state-machine.ts';
import type { TopicDeletionManager } from './topic-deletion-manager.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly zk: FencedCoordination;
  readonly topics: ControlledTopics;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly deletion: TopicDeletionManager;
  readonly reassignments: Reassignments;
  readonly logger: Logger;
  /** Hears that a topic has come or gone. */
  readonly onTopics: () => void;
  /** Hears that a topic is to be deleted. */
  readonly onDeletions: () => void;
  readonly deletionEnabled: () => boolean;
}

/** Topics that are created, extended and deleted, by whomever (KafkaController.processTopicChange and others). */
export class TopicChanges {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Reads all topics as the term begins. */
  async load(): Promise<void> {
    const { context, topics, onTopics } = this.#parts;
    for (const topic of await topics.read(await topics.names(onTopics))) {
      context.topics.set(topic.name, topic);
    }
  }

  /** Takes on topics that have come, and forgets those that somebody has simply removed. */
  async process(): Promise<void> {
    const { context, topics, onTopics, logger } = this.#parts;
    const names = new Set(await topics.names(onTopics));
    for (const name of [...context.topics.keys()])
      if (!names.has(name)) context.topics.delete(name);
    const added = await topics.read([...names].filter((name) => !context.topics.has(name)));
    for (const topic of added) context.topics.set(topic.name, topic);
    const partitions = added.flatMap((topic) => [...topic.partitions.values()]);
    await this.#onNewPartitions(partitions);
    if (added.length === 1) {
      const count = counted(partitions.length, 'partition');
      logger.info(`created topic ${added[0]!.name} with ${count}`);
    } else if (added.length > 1) logger.info(`created ${counted(added.length, 'topic')}`);
  }

  /** Takes on partitions that a topic has been given. */
  async processPartitions(name: string): Promise<void> {
    const { context, topics, logger } = this.#parts;
    const found = await topics.assignment(name);
    const topic = context.topics.get(name);
    if (found === undefined || topic === undefined) return;
    const added = [...found.znode.assignment].filter(([number]) => !topic.partitions.has(number));
    if (topic.isToBeDeleted) {
      if (added.length === 0) return;
      logger.error(`partitions of topic ${name} cannot be added, it is being deleted`);
      await topics.write(topic);
      return;
    }
    const partitions = added.map(([number, assignment]) => topic.partition(number, assignment));
    await this.#onNewPartitions(partitions);
    // An old tool writes the topic anew and knows no ids.
    if (found.znode.topicId === null) await topics.write(topic);
    if (added.length > 0) {
      logger.info(`topic ${name} now has ${counted(topic.partitions.size, 'partition')}`);
    }
  }

  /** Takes on topics that are to be deleted. */
  async processDeletions(): Promise<void> {
    await this.queueDeletions();
    await this.#parts.deletion.resume();
  }

  /** Marks the topics that are to be deleted, and drops marks of topics that do not exist. */
  async queueDeletions(): Promise<void> {
    const { context, zk, topics, deletion, reassignments, logger } = this.#parts;
    const { onDeletions, deletionEnabled } = this.#parts;
    const { children } = await zk.read((each) => each.getChildren(paths.deleteTopics, onDeletions));
    if (!deletionEnabled()) {
      if (children.length > 0) logger.warn(`delete.topic.enable is off: ${children} stay`);
      await topics.unmark(children);
      return;
    }
    for (const name of children) {
      const topic = context.topics.get(name);
      if (topic === undefined) {
        await this.#dropMark(name);
        continue;
      }
      deletion.queue(topic);
      const moving = [...reassignments.underWay].find((each) => each.topic === topic);
      if (moving) deletion.holdUp(topic, `${moving.name} is being reassigned`);
    }
  }

  /** A topic that is not known here may only not be known yet: its creation is heard of later than its end. */
  async #dropMark(name: string): Promise<void> {
    const { context, zk, topics, onDeletions } = this.#parts;
    const there = await unlessMissing(zk.read((each) => each.getData(paths.topic(name))));
    if (there === undefined) {
      await topics.unmark([name]);
      return;
    }
    await this.process();
    if (context.topics.has(name)) onDeletions();
    // One that nobody can read has no replicas that anybody knows of.
    else await topics.delete(name);
  }

  async #onNewPartitions(added: readonly ControlledPartition[]): Promise<void> {
    if (added.length === 0) return;
    const { partitions, replicas } = this.#parts;
    const all = added.flatMap((partition) => [...replicasOf(partition)]);
    partitions.enter(added, 'New');
    replicas.enter(all, 'New');
    await partitions.elect(added, { kind: 'offline' });
    replicas.enter(all, 'Online');
  }
}
