import type { Logger } from '../../ports/logger.ts';
import type { Watcher } from '../../zookeeper/coordination.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { brokerZnode, ZnodeError } from '../metadata/znodes.ts';
import type { BrokerRequests } from './broker-requests.ts';
import type { ControllerContext, LiveBroker, Replica } from './controller-context.ts';
import type { FencedCoordination } from './fenced-coordination.ts';
import type { PartitionStateMachine } from './partition-state-machine.ts';
import type { Reassignments } from './reassignments.ts';
import type { ReplicaStateMachine } from './replica-state-machine.ts';
import type { TopicDeletionManager } from './topic-deletion-manager.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly zk: FencedCoordination;
  readonly requests: BrokerRequests;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly deletion: TopicDeletionManager;
  readonly reassignments: Reassignments;
  readonly logger: Logger;
  /** Hears that a broker has come, gone, or registered anew. */
  readonly onChange: () => void;
  /** Hears that a broker has altered its registration. */
  readonly onModified: (id: number) => void;
}

/** Brokers that come and go (KafkaController.processBrokerChange). */
export class BrokerChanges {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Who is registered, each in its present life; the next change is heard of. */
  async registered(): Promise<Map<number, LiveBroker>> {
    const { zk, onChange } = this.#parts;
    const { children } = await zk.read((each) => each.getChildren(paths.brokerIds, onChange));
    const brokers = await Promise.all(children.map((id) => this.#read(Number(id))));
    return new Map(
      brokers.filter((broker) => broker !== undefined).map((broker) => [broker.id, broker]),
    );
  }

  /**
   * Takes on what has changed. A broker that was away so briefly that nobody saw it go is another one by its
   * epoch: it is treated as gone and come.
   */
  async process(): Promise<void> {
    const { context, requests, logger } = this.#parts;
    const now = await this.registered();
    const gone = [...context.brokers.values()].filter(
      ({ id, epoch }) => now.get(id)?.epoch !== epoch,
    );
    const come = [...now.values()].filter(
      ({ id, epoch }) => context.brokers.get(id)?.epoch !== epoch,
    );
    for (const { id } of gone) {
      requests.channels.remove(id);
      context.removeBroker(id);
    }
    if (gone.length > 0) {
      logger.info(`${named(gone)} gone`);
      await this.#onFailure(gone.map(({ id }) => id));
    }
    for (const broker of come) {
      context.addBroker(broker);
      requests.channels.add(broker);
    }
    if (come.length > 0) {
      logger.info(`${named(come)} come`);
      await this.#onStartup(come.map(({ id }) => id));
    }
  }

  /** Takes on that a broker has altered its registration, without having been away. */
  async modify(id: number): Promise<void> {
    const { context, requests } = this.#parts;
    const now = await this.#read(id);
    const known = context.brokers.get(id);
    // Another life is a matter for `process`.
    if (now === undefined || known?.epoch !== now.epoch) return;
    context.addBroker(now);
    if (known.host === now.host && known.port === now.port) this.#tellWhoIsThere();
    else {
      // What the old address has not answered is told to the new one.
      requests.channels.add(now);
      await this.#onStartup([id]);
    }
  }

  /**
   * Has replicas stop counting: partitions that they led get other leaders, and ISRs lose them
   * (KafkaController.onReplicasBecomeOffline).
   */
  async replicasWentOffline(all: readonly Replica[], why: string): Promise<void> {
    const { context, partitions, replicas, deletion } = this.#parts;
    const doomed = all.filter(({ partition }) => partition.topic.isToBeDeleted);
    const offline = all.filter(({ partition }) => !partition.topic.isToBeDeleted);
    const leaderless = offline
      .map(({ partition }) => partition)
      .filter((partition) => {
        const { leadership } = partition;
        return leadership && !context.isOnline({ partition, broker: leadership.leader }, true);
      });
    partitions.enter(leaderless, 'Offline');
    await partitions.electWhereMissing();
    await replicas.goOffline(offline);
    await deletion.failed(doomed, why);
    // Otherwise everybody has heard of the change in passing.
    if (offline.length === 0) this.#tellWhoIsThere();
  }

  /**
   * Has replicas count again that did not: they follow or lead, and partitions without a leader get one.
   * @param complete brokers of which these are all replicas
   */
  async replicasCameOnline(
    all: readonly Replica[],
    complete: readonly number[] = [],
  ): Promise<void> {
    const { replicas, partitions, deletion, reassignments } = this.#parts;
    const doomed = all.filter(({ partition }) => partition.topic.isToBeDeleted);
    replicas.enter(
      all.filter(({ partition }) => !partition.topic.isToBeDeleted),
      'Online',
      complete,
    );
    await partitions.electWhereMissing();
    const brokers = new Set(all.map(({ broker }) => broker));
    for (const partition of [...reassignments.underWay]) {
      const touched = partition.replicas.some((id) => brokers.has(id));
      if (touched) await reassignments.proceed(partition);
    }
    await deletion.release(new Set(doomed.map(({ partition }) => partition.topic)));
  }

  async #onFailure(ids: readonly number[]): Promise<void> {
    await this.replicasWentOffline(this.#replicasOn(ids), `broker ${ids.join(', ')} is away`);
  }

  /** The new brokers hear of all partitions that they hold, then everything that clients may ask. */
  async #onStartup(ids: readonly number[]): Promise<void> {
    const { requests } = this.#parts;
    this.#tellWhoIsThere();
    await this.replicasCameOnline(this.#replicasOn(ids), ids);
    const batch = requests.batch();
    batch.everything(ids);
    batch.send();
  }

  /** Tells all brokers about each other. */
  #tellWhoIsThere(): void {
    const batch = this.#parts.requests.batch();
    batch.updateMetadata([]);
    batch.send();
  }

  #replicasOn(brokers: readonly number[]): Replica[] {
    const { context } = this.#parts;
    return brokers.flatMap((broker) =>
      Array.from(context.partitionsOn(broker), (partition) => ({ partition, broker })),
    );
  }

  async #read(id: number): Promise<LiveBroker | undefined> {
    const { zk, onModified, logger } = this.#parts;
    const path = paths.brokerId(id);
    const watcher: Watcher = ({ type }) => {
      if (type === 'dataChanged') onModified(id);
    };
    const found = await unlessMissing(zk.read((each) => each.getData(path, watcher)));
    if (found === undefined) return undefined;
    try {
      return { ...brokerZnode.decode(path, found.data), id, epoch: found.stat.czxid };
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      logger.error(error.message);
      return undefined;
    }
  }
}

/** `broker 2 has`, `brokers 2, 3 have`. */
function named(brokers: readonly LiveBroker[]): string {
  const ids = brokers.map(({ id }) => id).join(', ');
  return brokers.length === 1 ? `broker ${ids} has` : `brokers ${ids} have`;
}
