import type { Logger } from '../../ports/logger.ts';
import { without } from '../metadata/assigned-replicas.ts';
import type { BrokerRequests, RequestBatch } from './broker-requests.ts';
import {
  type ControlledPartition,
  type ControllerContext,
  type Leadership,
  type Replica,
  replicasOf,
} from './controller-context.ts';
import type { PartitionStates } from './partition-states.ts';
import { type ReplicaPhase, replicaMayEnter } from './phases.ts';
import { LeaderDuring } from './request-states.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly states: PartitionStates;
  readonly requests: BrokerRequests;
  readonly logger: Logger;
}

/** Takes replicas from phase to phase, and tells their brokers (kafka.controller.ZkReplicaStateMachine). */
export class ReplicaStateMachine {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Gives every replica the phase that it is in as the term begins, and tells brokers of all that they hold.
   * @returns those on brokers that are away, which are yet to go offline
   */
  startup(): Replica[] {
    const { context } = this.#parts;
    const online: Replica[] = [];
    const away: Replica[] = [];
    for (const partition of context.partitions()) {
      for (const replica of replicasOf(partition)) {
        const isOnline = context.isOnline(replica);
        // A replica on a dead broker cannot be deleted, should that be what its topic is in for.
        const phase = isOnline ? 'Online' : 'DeletionIneligible';
        partition.setReplicaPhase(replica.broker, phase);
        if (!partition.topic.isToBeDeleted) (isOnline ? online : away).push(replica);
      }
    }
    this.enter(online, 'Online', context.brokers.keys());
    return away;
  }

  /**
   * Takes replicas to a phase that changes nobody's ISR.
   * @param complete brokers that hear with this what they are to hold, and are to hold nothing else
   */
  enter(
    replicas: Iterable<Replica>,
    phase: Exclude<ReplicaPhase, 'Offline'>,
    complete: Iterable<number> = [],
  ): void {
    const batch = this.#parts.requests.batch();
    batch.noOtherReplicas(complete);
    for (const replica of this.#valid(replicas, phase)) {
      const { partition, broker } = replica;
      switch (phase) {
        case 'New':
          if (!this.#beginNew(replica, batch)) continue;
          break;
        case 'Online':
          this.#goOnline(replica, batch);
          break;
        case 'DeletionStarted':
          batch.stopReplica([broker], partition, { delete: true });
          break;
        case 'NonExistent':
          partition.removeReplica(broker);
          this.#parts.context.forgetReplica(replica);
          continue;
      }
      partition.setReplicaPhase(broker, phase);
    }
    batch.send();
  }

  /**
   * Has replicas stopped, and takes them out of the ISRs that they are in.
   * @throws ControllerMovedError, ZooKeeperError
   */
  async goOffline(replicas: Iterable<Replica>): Promise<void> {
    const { context, requests } = this.#parts;
    const batch = requests.batch();
    const byBroker = new Map<number, ControlledPartition[]>();
    for (const { partition, broker } of this.#valid(replicas, 'Offline')) {
      batch.stopReplica([broker], partition, { delete: false });
      byBroker.set(broker, [...(byBroker.get(broker) ?? []), partition]);
    }
    for (const [broker, partitions] of byBroker) {
      // Nobody will lead the partitions of a topic that is to be deleted, nor ask about them.
      const staying = partitions.filter(({ topic }) => !topic.isToBeDeleted);
      const known = staying.filter(({ leadership }) => leadership !== undefined);
      for (const partition of await this.#leaveIsr(broker, known)) {
        const others = without(context.onlineReplicas(partition, true), [broker]);
        batch.leaderAndIsr(others, partition, { isNew: false });
      }
      // Clients are to know which replicas are offline, also where no ISR has changed.
      batch.updateMetadata(staying);
      for (const partition of partitions) partition.setReplicaPhase(broker, 'Offline');
    }
    batch.send();
  }

  /** A replica of a partition that has a leader is told to follow it; otherwise that comes with the election. */
  #beginNew({ partition, broker }: Replica, batch: RequestBatch): boolean {
    const { leadership } = partition;
    if (leadership === undefined) return true;
    if (leadership.leader === broker) {
      this.#parts.logger.error(`replica ${broker} of ${partition.name} is to be new, but leads`);
      return false;
    }
    batch.leaderAndIsr([broker], partition, { isNew: true });
    return true;
  }

  #goOnline({ partition, broker }: Replica, batch: RequestBatch): void {
    if (partition.replicaPhase(broker) === 'New') {
      const { assignment } = partition;
      if (assignment.replicas.includes(broker)) return;
      partition.assignment = { ...assignment, replicas: [...assignment.replicas, broker] };
      return;
    }
    if (partition.leadership === undefined) return;
    batch.leaderAndIsr([broker], partition, { isNew: false });
  }

  /** Takes a broker out of the ISRs of partitions; returns those whose state has changed. */
  async #leaveIsr(
    broker: number,
    partitions: readonly ControlledPartition[],
  ): Promise<ControlledPartition[]> {
    const { states } = this.#parts;
    const changed: ControlledPartition[] = [];
    let remaining = partitions;
    while (remaining.length > 0) {
      const current = await states.read(remaining);
      const next = new Map<ControlledPartition, Leadership>();
      for (const [partition, state] of current) {
        if (!state.isr.includes(broker)) {
          // A write of ours whose answer was lost: nobody else raises the epoch while this term lasts.
          if (state.leaderEpoch !== partition.leadership?.leaderEpoch) changed.push(partition);
          partition.leadership = state;
          continue;
        }
        next.set(partition, withoutReplica(state, broker));
      }
      const written = await states.update(next);
      for (const [partition, leadership] of written) {
        partition.leadership = leadership;
        changed.push(partition);
      }
      remaining = [...next.keys()].filter((partition) => !written.has(partition));
    }
    return changed;
  }

  *#valid(replicas: Iterable<Replica>, phase: ReplicaPhase): Generator<Replica> {
    for (const replica of replicas) {
      const from = replica.partition.replicaPhase(replica.broker);
      if (replicaMayEnter(phase, from)) yield replica;
      else {
        const { partition, broker } = replica;
        this.#parts.logger.error(
          `replica ${broker} of ${partition.name} cannot become ${phase}, it is ${from}`,
        );
      }
    }
  }
}

/** The last replica in sync stays in the ISR: it is the one that may lead again without loss. */
function withoutReplica(state: Leadership, broker: number): Leadership {
  return {
    ...state,
    leader: state.leader === broker ? LeaderDuring.noLeader : state.leader,
    leaderEpoch: state.leaderEpoch + 1,
    isr: state.isr.length === 1 ? state.isr : without(state.isr, [broker]),
  };
}
