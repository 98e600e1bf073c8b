import {
  type AssignedReplicas,
  isBeingReassigned,
  without,
} from '../metadata/assigned-replicas.ts';
import type { BrokerRegistration, PartitionState } from '../metadata/znodes.ts';
import type { PartitionPhase, ReplicaPhase } from './phases.ts';

/** A broker that is registered, in the life that its epoch names (KIP-380). */
export interface LiveBroker extends BrokerRegistration {
  readonly id: number;
  /** The czxid of its znode. */
  readonly epoch: number;
}

/** Who leads a partition, as its state znode says (Kafka's LeaderIsrAndControllerEpoch). */
export interface Leadership extends PartitionState {
  /** Of the state znode, for writing it only if nobody else has. */
  readonly zkVersion: number;
}

/** A partition, as the controller sees it. */
export class ControlledPartition {
  readonly topic: ControlledTopic;
  readonly number: number;
  assignment: AssignedReplicas;
  /** Undefined until it has been given a first leader. */
  leadership: Leadership | undefined;
  phase: PartitionPhase = 'NonExistent';
  /** One that is not here is NonExistent. They are few, and a Map takes several times as much. */
  #replicaPhases: { readonly broker: number; phase: ReplicaPhase }[] = [];

  constructor(topic: ControlledTopic, number: number, assignment: AssignedReplicas) {
    this.topic = topic;
    this.number = number;
    this.assignment = assignment;
  }

  /** `orders-3`, for the log. */
  get name(): string {
    return `${this.topic.name}-${this.number}`;
  }

  get replicas(): readonly number[] {
    return this.assignment.replicas;
  }

  get isBeingReassigned(): boolean {
    return isBeingReassigned(this.assignment);
  }

  replicaPhase(broker: number): ReplicaPhase {
    return this.#replicaPhases.find((each) => each.broker === broker)?.phase ?? 'NonExistent';
  }

  setReplicaPhase(broker: number, phase: ReplicaPhase): void {
    const known = this.#replicaPhases.find((each) => each.broker === broker);
    if (known !== undefined) known.phase = phase;
    // Other than `push`, which leaves room for sixteen more.
    else this.#replicaPhases = this.#replicaPhases.concat({ broker, phase });
  }

  /** Forgets a replica that has been removed. */
  removeReplica(broker: number): void {
    this.#replicaPhases = this.#replicaPhases.filter((each) => each.broker !== broker);
    const { replicas, adding, removing } = this.assignment;
    this.assignment = {
      replicas: without(replicas, [broker]),
      adding: without(adding, [broker]),
      removing: without(removing, [broker]),
    };
  }
}

/** A topic, as the controller sees it. One that is deleted and created again is another object. */
export class ControlledTopic {
  readonly name: string;
  readonly id: string;
  readonly partitions = new Map<number, ControlledPartition>();
  /** Whether it is to be deleted, and whether brokers have been told to. */
  deletion: 'none' | 'queued' | 'begun' = 'none';
  /** Why it cannot be deleted at present: a replica's broker is away, or it is being reassigned. */
  deletionHeldUp: string | undefined;

  constructor(name: string, id: string) {
    this.name = name;
    this.id = id;
  }

  get isToBeDeleted(): boolean {
    return this.deletion !== 'none';
  }

  /** The partition, made if it is not known yet. */
  partition(number: number, assignment: AssignedReplicas): ControlledPartition {
    let partition = this.partitions.get(number);
    if (partition === undefined) {
      partition = new ControlledPartition(this, number, assignment);
      this.partitions.set(number, partition);
    }
    return partition;
  }

  /** Every replica of every partition. */
  *replicas(): Generator<Replica> {
    for (const partition of this.partitions.values()) yield* replicasOf(partition);
  }
}

/** One partition on one broker. */
export interface Replica {
  readonly partition: ControlledPartition;
  readonly broker: number;
}

/**
 * What the controller knows of the cluster (kafka.controller.ControllerContext). It is filled when the
 * term begins, changed by one event at a time, and gone with the term.
 */
export class ControllerContext {
  readonly topics = new Map<string, ControlledTopic>();
  /** All that are registered, those that are about to stop included. */
  readonly brokers = new Map<number, LiveBroker>();
  /** Brokers that have asked to be relieved of their partitions, to stop. */
  readonly shuttingDown = new Set<number>();
  /** Replicas that their brokers could not open, by broker (KIP-112). */
  readonly #failedReplicas = new Map<number, Set<ControlledPartition>>();

  *partitions(): Generator<ControlledPartition> {
    for (const topic of this.topics.values()) yield* topic.partitions.values();
  }

  partition(topic: string, number: number): ControlledPartition | undefined {
    return this.topics.get(topic)?.partitions.get(number);
  }

  /** Partitions that have a replica on the broker. */
  *partitionsOn(broker: number): Generator<ControlledPartition> {
    for (const partition of this.partitions()) {
      if (partition.replicas.includes(broker)) yield partition;
    }
  }

  isLive(broker: number): boolean {
    return this.brokers.has(broker) && !this.shuttingDown.has(broker);
  }

  /** Whether a replica can lead and follow. Replicas on brokers that are about to stop count if asked to. */
  isOnline({ partition, broker }: Replica, includeShuttingDown = false): boolean {
    const alive = includeShuttingDown ? this.brokers.has(broker) : this.isLive(broker);
    return alive && this.#failedReplicas.get(broker)?.has(partition) !== true;
  }

  /** The brokers whose replicas of the partition can lead and follow. */
  onlineReplicas(partition: ControlledPartition, includeShuttingDown = false): number[] {
    return partition.replicas.filter((broker) =>
      this.isOnline({ partition, broker }, includeShuttingDown),
    );
  }

  /** Takes on a broker, in place of a former life of it. */
  addBroker(broker: LiveBroker): void {
    this.brokers.set(broker.id, broker);
  }

  removeBroker(id: number): void {
    this.brokers.delete(id);
    this.shuttingDown.delete(id);
    this.#failedReplicas.delete(id);
  }

  markFailed({ partition, broker }: Replica): void {
    const failed = this.#failedReplicas.get(broker) ?? new Set();
    this.#failedReplicas.set(broker, failed.add(partition));
  }

  /** Forgets whether a broker could open a replica that it is not to have any more. */
  forgetReplica({ partition, broker }: Replica): void {
    this.#failedReplicas.get(broker)?.delete(partition);
  }

  /** Forgets what a broker could not open, to have it try again. */
  forgiveFailed(broker: number): ControlledPartition[] {
    const failed = [...(this.#failedReplicas.get(broker) ?? [])];
    this.#failedReplicas.delete(broker);
    return failed;
  }
}

export function* replicasOf(partition: ControlledPartition): Generator<Replica> {
  for (const broker of partition.replicas) yield { partition, broker };
}
