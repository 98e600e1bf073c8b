import { counted, type Logger } from '../../ports/logger.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { BrokerRequests, RequestBatch } from './broker-requests.ts';
import type { ControlledPartition, ControllerContext, Leadership } from './controller-context.ts';
import { type ElectionStrategy, electLeader } from './leader-election.ts';
import type { PartitionStates } from './partition-states.ts';
import { type PartitionPhase, partitionMayEnter } from './phases.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly states: PartitionStates;
  readonly requests: BrokerRequests;
  readonly logger: Logger;
  /** Whether the topic is configured to take leaders that are not in sync. */
  readonly uncleanAllowed: (topic: string) => Promise<boolean>;
}

/** How a partition's election went: who leads, or why nobody does. */
export type ElectionResult = Leadership | KafkaError;

/**
 * Takes partitions from phase to phase, and elects their leaders (kafka.controller.ZkPartitionStateMachine).
 * Who leads is written to the coordination service first; then brokers are told.
 */
export class PartitionStateMachine {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Gives every partition the phase that it is in as the term begins. */
  initialize(): void {
    const { context } = this.#parts;
    for (const partition of context.partitions()) {
      const { leadership } = partition;
      partition.phase = leadership ? this.#phaseBy(partition, leadership) : 'New';
    }
  }

  /** Elects leaders for all partitions that have none, those of topics to be deleted apart. */
  async electWhereMissing(strategy: ElectionStrategy = { kind: 'offline' }): Promise<void> {
    const leaderless = [...this.#parts.context.partitions()].filter(
      ({ phase, topic }) => (phase === 'New' || phase === 'Offline') && !topic.isToBeDeleted,
    );
    if (leaderless.length > 0) await this.elect(leaderless, strategy);
  }

  /** Takes partitions to a phase that needs no election. */
  enter(partitions: Iterable<ControlledPartition>, phase: Exclude<PartitionPhase, 'Online'>): void {
    for (const partition of partitions) {
      if (this.#mayEnter(partition, phase)) partition.phase = phase;
    }
  }

  /**
   * Takes partitions online: gives new ones their first leader, and others the one that `strategy` chooses.
   * @throws ControllerMovedError, ZooKeeperError
   */
  async elect(
    partitions: Iterable<ControlledPartition>,
    strategy: ElectionStrategy,
  ): Promise<Map<ControlledPartition, ElectionResult>> {
    const valid = [...partitions].filter((partition) => this.#mayEnter(partition, 'Online'));
    const batch = this.#parts.requests.batch();
    const fresh = valid.filter(({ phase }) => phase === 'New');
    const known = valid.filter(({ phase }) => phase !== 'New');
    const results = new Map<ControlledPartition, ElectionResult>();
    if (fresh.length > 0) await this.#initialize(fresh, batch, results);
    if (known.length > 0) await this.#electAmong(known, strategy, batch, results);
    batch.send();
    return results;
  }

  async #initialize(
    partitions: readonly ControlledPartition[],
    batch: RequestBatch,
    results: Map<ControlledPartition, ElectionResult>,
  ): Promise<void> {
    const { context, states, requests } = this.#parts;
    const first = new Map(
      partitions.flatMap((partition) => {
        const isr = context.onlineReplicas(partition);
        const [leader] = isr;
        if (leader === undefined) {
          results.set(partition, nobody(partition));
          return [];
        }
        const state = { leader, isr, leaderEpoch: 0, controllerEpoch: requests.controllerEpoch };
        return [[partition, state] as const];
      }),
    );
    for (const [partition, leadership] of await states.create(first)) {
      partition.leadership = leadership;
      partition.phase = this.#phaseBy(partition, leadership);
      batch.leaderAndIsr(context.onlineReplicas(partition), partition, { isNew: true });
      results.set(partition, leadership);
    }
    // Clients are to know of partitions that wait for a broker, too.
    batch.updateMetadata([...results.keys()].filter(({ phase }) => phase === 'New'));
  }

  async #electAmong(
    partitions: readonly ControlledPartition[],
    strategy: ElectionStrategy,
    batch: RequestBatch,
    results: Map<ControlledPartition, ElectionResult>,
  ): Promise<void> {
    const { context, states, logger } = this.#parts;
    let remaining = partitions;
    while (remaining.length > 0) {
      const current = await states.read(remaining);
      const allowed = await this.#uncleanAmong(remaining, current, strategy);
      const next = new Map<ControlledPartition, Leadership>();
      const recipients = new Map<ControlledPartition, readonly number[]>();
      for (const partition of remaining) {
        const state = current.get(partition);
        const elected =
          state && electLeader(context, partition, state, strategy, allowed.has(partition));
        if (state === undefined || elected === undefined) {
          results.set(partition, refusal(partition, strategy));
          continue;
        }
        if (elected.unclean) {
          logger.warn(
            `${partition.name}: broker ${elected.leader} leads although it was not in sync; records may be lost`,
          );
        }
        const { leader, isr } = elected;
        next.set(partition, { ...state, leader, isr, leaderEpoch: state.leaderEpoch + 1 });
        recipients.set(partition, elected.recipients);
      }
      const written = await states.update(next);
      for (const [partition, leadership] of written) {
        partition.leadership = leadership;
        partition.phase = 'Online';
        batch.leaderAndIsr(recipients.get(partition) ?? [], partition, { isNew: false });
        results.set(partition, leadership);
      }
      remaining = [...next.keys()].filter((partition) => !written.has(partition));
    }
    this.#tell(partitions, strategy, results);
  }

  /** Says in the log who leads now, and where nobody does. */
  #tell(
    partitions: readonly ControlledPartition[],
    { kind }: ElectionStrategy,
    results: ReadonlyMap<ControlledPartition, ElectionResult>,
  ): void {
    const { logger } = this.#parts;
    const isLed = (partition: ControlledPartition) =>
      !(results.get(partition) instanceof KafkaError);
    const led = partitions.filter(isLed);
    const failed = partitions.filter((partition) => !isLed(partition));
    if (led.length > 0) {
      const leaders = led.map(({ name, leadership }) => `${name} by broker ${leadership?.leader}`);
      logger.info(`${counted(led.length, 'partition')} led by another: ${some(leaders)}`);
    }
    if (failed.length > 0 && kind === 'offline') {
      const names = failed.map(({ name }) => name);
      logger.warn(
        `no leader can be elected for ${counted(failed.length, 'partition')}: ${some(names)}`,
      );
    }
  }

  /** The partitions that nobody in sync can lead, and whose leader may be someone else. */
  async #uncleanAmong(
    partitions: readonly ControlledPartition[],
    current: ReadonlyMap<ControlledPartition, Leadership>,
    strategy: ElectionStrategy,
  ): Promise<Set<ControlledPartition>> {
    const allowed = new Set<ControlledPartition>();
    if (strategy.kind !== 'offline') return allowed;
    const { context, uncleanAllowed } = this.#parts;
    for (const partition of partitions) {
      const isr = current.get(partition)?.isr ?? [];
      if (context.onlineReplicas(partition).some((id) => isr.includes(id))) continue;
      if (strategy.unclean ?? (await uncleanAllowed(partition.topic.name))) allowed.add(partition);
    }
    return allowed;
  }

  #phaseBy(partition: ControlledPartition, { leader }: Leadership): PartitionPhase {
    return this.#parts.context.isOnline({ partition, broker: leader }) ? 'Online' : 'Offline';
  }

  #mayEnter(partition: ControlledPartition, phase: PartitionPhase): boolean {
    if (partitionMayEnter(phase, partition.phase)) return true;
    this.#parts.logger.error(
      `partition ${partition.name} cannot become ${phase}, it is ${partition.phase}`,
    );
    return false;
  }
}

/** How many of a list the log shows. */
const MOST_SHOWN = 5;

function some(items: readonly string[]): string {
  return items.slice(0, MOST_SHOWN).join(', ') + (items.length > MOST_SHOWN ? ' …' : '');
}

function nobody(partition: ControlledPartition): KafkaError {
  return new KafkaError(
    ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE,
    `None of the replicas ${partition.replicas} of ${partition.name} is alive`,
  );
}

/** What ElectLeaders answers when nobody can be elected. */
function refusal(partition: ControlledPartition, { kind }: ElectionStrategy): KafkaError {
  if (kind !== 'preferred') return nobody(partition);
  return new KafkaError(
    ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
    `The preferred replica of ${partition.name} is not alive or not in sync`,
  );
}
