import { counted, type Logger } from '../../ports/logger.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { ControlledPartition, ControllerContext } from './controller-context.ts';
import type { ElectionResult, PartitionStateMachine } from './partition-state-machine.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly partitions: PartitionStateMachine;
  readonly logger: Logger;
}

/** What a user can have elected (KIP-460). */
export type ElectionType = 'preferred' | 'unclean';

/** Elections that users ask for, and those that even out which broker leads how much. */
export class LeaderElections {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Elects leaders (KafkaController.onReplicaElection).
   * @returns for each partition its leadership or why nothing came of it, ELECTION_NOT_NEEDED among others.
   * @throws ControllerMovedError, ZooKeeperError
   */
  async elect(
    asked: Iterable<ControlledPartition>,
    type: ElectionType,
  ): Promise<Map<ControlledPartition, ElectionResult>> {
    const results = new Map<ControlledPartition, ElectionResult>();
    const needed: ControlledPartition[] = [];
    for (const partition of asked) {
      if (partition.topic.isToBeDeleted) {
        const why = 'The topic is being deleted';
        results.set(partition, new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION, why));
      } else if (this.#isNeeded(partition, type)) needed.push(partition);
      else results.set(partition, new KafkaError(ErrorCode.ELECTION_NOT_NEEDED));
    }
    const strategy =
      type === 'preferred' ? { kind: type } : { kind: 'offline' as const, unclean: true };
    const elected = await this.#parts.partitions.elect(needed, strategy);
    for (const [partition, result] of elected) results.set(partition, result);
    return results;
  }

  /**
   * Gives leadership back to preferred replicas wherever a broker does not lead more than `percentage` of the
   * partitions that prefer it (KafkaController.checkAndTriggerAutoLeaderRebalance).
   */
  async rebalance(percentage: number): Promise<void> {
    const { context, logger } = this.#parts;
    const preferring = new Map<number, ControlledPartition[]>();
    for (const partition of context.partitions()) {
      const preferred = partition.replicas[0];
      if (preferred === undefined || partition.topic.isToBeDeleted) continue;
      preferring.set(preferred, [...(preferring.get(preferred) ?? []), partition]);
    }
    for (const [broker, partitions] of preferring) {
      const elsewhere = partitions.filter(({ leadership }) => leadership?.leader !== broker);
      if (elsewhere.length * 100 <= percentage * partitions.length) continue;
      const movable = elsewhere.filter(
        (partition) =>
          !partition.isBeingReassigned &&
          context.isOnline({ partition, broker }) &&
          partition.leadership?.isr.includes(broker) === true,
      );
      if (movable.length === 0) continue;
      logger.info(
        `giving the leadership of ${counted(movable.length, 'partition')} back to broker ${broker}`,
      );
      await this.elect(movable, 'preferred');
    }
  }

  #isNeeded({ leadership, replicas, phase }: ControlledPartition, type: ElectionType): boolean {
    if (type === 'preferred') return leadership?.leader !== replicas[0];
    const { context } = this.#parts;
    return phase !== 'Online' || leadership === undefined || !context.isLive(leadership.leader);
  }
}
