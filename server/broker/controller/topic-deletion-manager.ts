import type { Logger } from '../../ports/logger.ts';
import type { BrokerRequests } from './broker-requests.ts';
import type { ControlledTopics } from './controlled-topics.ts';
import type { ControlledTopic, ControllerContext, Replica } from './controller-context.ts';
import type { PartitionStateMachine } from './partition-state-machine.ts';
import type { ReplicaStateMachine } from './replica-state-machine.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly topics: ControlledTopics;
  readonly requests: BrokerRequests;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly logger: Logger;
}

/**
 * Deletes topics: first everyone is told that they are gone, then every replica is deleted, then the
 * znodes. A replica whose broker is away holds the deletion up until that is back
 * (kafka.controller.TopicDeletionManager).
 */
export class TopicDeletionManager {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Marks a topic to be deleted; `resume` then does it, as soon as nothing holds it up. */
  queue(topic: ControlledTopic): void {
    if (!topic.isToBeDeleted) topic.deletion = 'queued';
  }

  /** Holds up the deletion of a topic that is to be deleted. */
  holdUp(topic: ControlledTopic, why: string): void {
    if (!topic.isToBeDeleted) return;
    topic.deletionHeldUp = why;
    this.#parts.logger.info(`the deletion of topic ${topic.name} waits: ${why}`);
  }

  /** What held up the deletion of the topics has gone. */
  async release(topics: Iterable<ControlledTopic>): Promise<void> {
    const released = [...topics].filter(({ isToBeDeleted }) => isToBeDeleted);
    for (const topic of released) topic.deletionHeldUp = undefined;
    if (released.length > 0) await this.resume();
  }

  /** Brokers have deleted replicas. */
  async succeeded(replicas: readonly Replica[]): Promise<void> {
    const started = replicas.filter(isStarted);
    this.#parts.replicas.enter(started, 'DeletionSuccessful');
    await this.resume();
  }

  /** Brokers could not delete replicas, or have died before they said so. */
  async failed(replicas: readonly Replica[], why: string): Promise<void> {
    const affected = replicas.filter(({ partition }) => partition.topic.isToBeDeleted);
    if (affected.length === 0) return;
    this.#parts.replicas.enter(affected.filter(mayFail), 'DeletionIneligible');
    for (const topic of new Set(affected.map(({ partition }) => partition.topic))) {
      this.holdUp(topic, why);
    }
    await this.resume();
  }

  /** Goes on with every deletion that can go on. */
  async resume(): Promise<void> {
    const { context } = this.#parts;
    const queued = [...context.topics.values()].filter(({ isToBeDeleted }) => isToBeDeleted);
    const eligible: ControlledTopic[] = [];
    for (const topic of queued) {
      const replicas = [...topic.replicas()];
      const all = (phase: string) => replicas.every((each) => phaseOf(each) === phase);
      const any = (phase: string) => replicas.some((each) => phaseOf(each) === phase);
      if (all('DeletionSuccessful')) {
        await this.#complete(topic);
        continue;
      }
      if (any('DeletionStarted') || topic.deletionHeldUp !== undefined) continue;
      // What could not be deleted before is tried again.
      const retried = replicas.filter((each) => phaseOf(each) === 'DeletionIneligible');
      if (retried.length > 0) await this.#parts.replicas.goOffline(retried);
      eligible.push(topic);
    }
    if (eligible.length > 0) await this.#begin(eligible);
  }

  async #begin(topics: readonly ControlledTopic[]): Promise<void> {
    const { context, partitions, requests, replicas } = this.#parts;
    const fresh = topics.filter(({ deletion }) => deletion === 'queued');
    if (fresh.length > 0) {
      const gone = fresh.flatMap((topic) => [...topic.partitions.values()]);
      partitions.enter(gone, 'Offline');
      partitions.enter(gone, 'NonExistent');
      for (const topic of fresh) topic.deletion = 'begun';
      const batch = requests.batch();
      batch.updateMetadata(gone);
      batch.send();
    }
    const remaining = topics.flatMap((topic) =>
      [...topic.replicas()].filter((each) => phaseOf(each) !== 'DeletionSuccessful'),
    );
    const away = remaining.filter((replica) => !context.isOnline(replica, true));
    const here = remaining.filter((replica) => context.isOnline(replica, true));
    await replicas.goOffline(remaining.filter((each) => phaseOf(each) !== 'Offline'));
    replicas.enter(away, 'DeletionIneligible');
    replicas.enter(here, 'DeletionStarted');
    for (const topic of new Set(away.map(({ partition }) => partition.topic))) {
      const brokers = away.filter(({ partition }) => partition.topic === topic);
      const ids = [...new Set(brokers.map(({ broker }) => broker))];
      this.holdUp(topic, `broker ${ids.join(', ')} has replicas and is away`);
    }
  }

  async #complete(topic: ControlledTopic): Promise<void> {
    const { context, topics, replicas, logger } = this.#parts;
    replicas.enter([...topic.replicas()], 'NonExistent');
    await topics.delete(topic.name);
    context.topics.delete(topic.name);
    logger.info(`deleted topic ${topic.name}`);
  }
}

function phaseOf({ partition, broker }: Replica) {
  return partition.replicaPhase(broker);
}

function isStarted(replica: Replica): boolean {
  return phaseOf(replica) === 'DeletionStarted';
}

function mayFail(replica: Replica): boolean {
  const phase = phaseOf(replica);
  return phase === 'DeletionStarted' || phase === 'Offline';
}
