import type { Logger } from '../../ports/logger.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Watcher } from '../../zookeeper/coordination.ts';
import {
  type AssignedReplicas,
  assigned,
  originReplicas,
  reassigned,
  sameAssignment,
  targetReplicas,
  without,
} from '../metadata/assigned-replicas.ts';
import { paths } from '../metadata/znode-paths.ts';
import type { BrokerRequests } from './broker-requests.ts';
import type { ControlledTopics } from './controlled-topics.ts';
import type { ControlledPartition, ControllerContext, Leadership } from './controller-context.ts';
import type { FencedCoordination } from './fenced-coordination.ts';
import type { PartitionStateMachine } from './partition-state-machine.ts';
import type { PartitionStates } from './partition-states.ts';
import type { ReplicaStateMachine } from './replica-state-machine.ts';
import type { TopicDeletionManager } from './topic-deletion-manager.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly zk: FencedCoordination;
  readonly topics: ControlledTopics;
  readonly states: PartitionStates;
  readonly requests: BrokerRequests;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly deletion: TopicDeletionManager;
  readonly logger: Logger;
  /** Hears that the ISR of a partition that is being reassigned may have changed. */
  readonly onIsrChange: (partition: ControlledPartition) => void;
  /** Hears that a partition is not being reassigned any more. */
  readonly onDone: (partition: ControlledPartition) => Promise<void>;
}

/**
 * Moves partitions to other brokers (KafkaController.onPartitionReassignment, KIP-455). The new replicas
 * are added to the old ones and catch up; when all of them are in sync, the leader is chosen among them and
 * the old ones are deleted. Where a partition is on its way to is in its topic's znode, so that a next
 * controller carries on.
 */
export class Reassignments {
  readonly #parts: Parts;
  readonly #underWay = new Set<ControlledPartition>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Partitions that are being reassigned. */
  get underWay(): ReadonlySet<ControlledPartition> {
    return this.#underWay;
  }

  /**
   * Begins to move a partition, or goes back to where it was (`null`). One that is being moved is then moved
   * elsewhere.
   * @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, NO_REASSIGNMENT_IN_PROGRESS, INVALID_REPLICA_ASSIGNMENT
   */
  async begin(partition: ControlledPartition, target: readonly number[] | null): Promise<void> {
    const { topic, assignment, isBeingReassigned } = partition;
    if (topic.isToBeDeleted) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    if (target === null && !isBeingReassigned) {
      throw new KafkaError(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
    }
    if (target !== null) this.#check(partition, target);
    const towards = reassigned(assignment, target ?? originReplicas(assignment));
    await this.#checkKeepsRecords(partition, towards);
    await this.proceed(partition, towards);
  }

  /** Takes a partition's reassignment as far as it can go at present. @throws ControllerMovedError, ZooKeeperError */
  async proceed(partition: ControlledPartition, towards = partition.assignment): Promise<void> {
    const { deletion } = this.#parts;
    deletion.holdUp(partition.topic, `${partition.name} is being reassigned`);
    await this.#redirect(partition, towards);
    this.#underWay.add(partition);
    if (await this.#caughtUp(partition)) await this.#finish(partition);
    else await this.#addReplicas(partition);
  }

  /** Looks whether the new replicas have caught up, after the ISR has changed. */
  async proceedIfCaughtUp(partition: ControlledPartition): Promise<void> {
    if (!this.#underWay.has(partition)) return;
    if (await this.#caughtUp(partition)) await this.#finish(partition);
  }

  /** @throws KafkaError INVALID_REPLICA_ASSIGNMENT */
  #check(partition: ControlledPartition, target: readonly number[]): void {
    const { context } = this.#parts;
    const refuse = (why: string) =>
      new KafkaError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, `${partition.name}: ${why}`);
    if (target.length === 0) throw refuse('the list of replicas is empty');
    if (new Set(target).size < target.length) throw refuse(`duplicate replicas in ${target}`);
    if (target.some((id) => id < 0)) throw refuse(`invalid broker id in ${target}`);
    const added = without(target, originReplicas(partition.assignment));
    const away = added.filter((id) => !context.isLive(id));
    if (away.length > 0) throw refuse(`brokers ${away} are not alive`);
  }

  /**
   * Replicas on their way are dropped at once when the partition is to go elsewhere, and must not be all that are in
   * sync. Kafka with ZooKeeper did not look, and lost what they had.
   * @throws KafkaError INVALID_REPLICA_ASSIGNMENT
   */
  async #checkKeepsRecords(
    partition: ControlledPartition,
    { replicas }: AssignedReplicas,
  ): Promise<void> {
    const state = (await this.#parts.states.read([partition])).get(partition);
    if (state === undefined || state.isr.some((id) => replicas.includes(id))) return;
    throw new KafkaError(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `${partition.name}: only brokers ${state.isr} are in sync, and would have to drop their replicas`,
    );
  }

  /** Writes down where the partition goes from now on, and stops replicas that only an earlier target had. */
  async #redirect(partition: ControlledPartition, towards: AssignedReplicas): Promise<void> {
    const { topics } = this.#parts;
    const before = partition.assignment;
    if (sameAssignment(before, towards)) return;
    await topics.write(partition.topic, { partition, assignment: towards });
    partition.assignment = towards;
    const unneeded = without(before.replicas, towards.replicas);
    if (unneeded.length > 0) {
      await this.#tellNewEpoch(partition, without(before.replicas, unneeded));
      await this.#removeReplicas(partition, unneeded);
    }
  }

  /**
   * Whether all target replicas are in sync and one of them can lead, without which the old ones must not go; where none
   * comes or goes, as on the way back, nobody is waited for.
   */
  async #caughtUp(partition: ControlledPartition): Promise<boolean> {
    if (!partition.isBeingReassigned) return true;
    const { context, zk, states, onIsrChange } = this.#parts;
    const path = paths.partitionState(partition.topic.name, partition.number);
    const watcher: Watcher = ({ type }) => {
      if (type === 'dataChanged') onIsrChange(partition);
    };
    // Watched before it is read, so that no change is missed.
    await zk.read((each) => each.exists(path, watcher));
    const state = (await states.read([partition])).get(partition);
    if (state === undefined) return false;
    const target = targetReplicas(partition.assignment);
    const isInSync = target.every((id) => state.isr.includes(id));
    return isInSync && target.some((broker) => context.isOnline({ partition, broker }));
  }

  /** Phase A: tells all replicas that there are new ones, and the new ones to follow. */
  async #addReplicas(partition: ControlledPartition): Promise<void> {
    const { context, replicas, logger } = this.#parts;
    const { adding } = partition.assignment;
    const fresh = adding.filter((id) => partition.replicaPhase(id) === 'NonExistent');
    await this.#tellNewEpoch(partition, without(context.onlineReplicas(partition), fresh));
    replicas.enter(
      fresh.map((broker) => ({ partition, broker })),
      'New',
    );
    logger.info(
      `moving ${partition.name} to brokers ${targetReplicas(partition.assignment).join(', ')}`,
    );
  }

  /** Phase B: the new replicas are in sync and take the old ones' place. */
  async #finish(partition: ControlledPartition): Promise<void> {
    const { topics, requests, replicas, deletion, onDone, logger } = this.#parts;
    const { adding, removing } = partition.assignment;
    const waiting = adding.filter((id) => partition.replicaPhase(id) !== 'Online');
    replicas.enter(
      waiting.map((broker) => ({ partition, broker })),
      'Online',
    );
    const settled = assigned(targetReplicas(partition.assignment));
    partition.assignment = settled;
    await this.#moveLeader(partition);
    await this.#removeReplicas(partition, removing);
    await topics.write(partition.topic);
    this.#underWay.delete(partition);
    logger.info(`moved ${partition.name} to brokers ${settled.replicas.join(', ')}`);
    const batch = requests.batch();
    batch.updateMetadata([partition]);
    batch.send();
    await onDone(partition);
    const others = [...this.#underWay].some(({ topic }) => topic === partition.topic);
    if (!others) await deletion.release([partition.topic]);
  }

  /** Has one of the target replicas lead, and all of them know that the others are gone. */
  async #moveLeader(partition: ControlledPartition): Promise<void> {
    const { context, partitions } = this.#parts;
    const leader = partition.leadership?.leader ?? -1;
    const mayStay = partition.replicas.includes(leader) && context.isLive(leader);
    if (mayStay) await this.#tellNewEpoch(partition, context.onlineReplicas(partition));
    else await partitions.elect([partition], { kind: 'reassign' });
  }

  async #removeReplicas(partition: ControlledPartition, brokers: readonly number[]): Promise<void> {
    const { replicas } = this.#parts;
    const removed = brokers.map((broker) => ({ partition, broker }));
    await replicas.goOffline(
      removed.filter(({ broker }) => partition.replicaPhase(broker) !== 'Offline'),
    );
    replicas.enter(removed, 'DeletionStarted');
    // A broker that is away keeps its replica until it comes back and hears that it has none.
    replicas.enter(removed, 'DeletionSuccessful');
    replicas.enter(removed, 'NonExistent');
  }

  /** Raises the leader epoch, so that nobody acts on an older set of replicas, and tells `brokers`. */
  async #tellNewEpoch(partition: ControlledPartition, brokers: readonly number[]): Promise<void> {
    const { states, requests } = this.#parts;
    const batch = requests.batch();
    const next = await this.#raiseEpoch(partition, states);
    if (next === undefined) return;
    partition.leadership = next;
    batch.leaderAndIsr(brokers, partition, { isNew: false });
    batch.send();
  }

  async #raiseEpoch(
    partition: ControlledPartition,
    states: PartitionStates,
  ): Promise<Leadership | undefined> {
    for (;;) {
      const state = (await states.read([partition])).get(partition);
      if (state === undefined) return undefined;
      const next = { ...state, leaderEpoch: state.leaderEpoch + 1 };
      const written = (await states.update(new Map([[partition, next]]))).get(partition);
      if (written !== undefined) return written;
    }
  }
}
