import type { Clock, Timer } from '../../ports/clock.ts';
import { counted, type Logger } from '../../ports/logger.ts';
import type { LeaderAndIsrResponse } from '../../protocol/api/04-leader-and-isr.ts';
import type { StopReplicaResponse } from '../../protocol/api/05-stop-replica.ts';
import { ErrorCode, errorName } from '../../protocol/errors.ts';
import type { BrokerChanges } from './broker-changes.ts';
import type { AnswerListener } from './broker-requests.ts';
import type { ControllerContext, LiveBroker, Replica } from './controller-context.ts';
import type { ControllerEvents } from './controller-event-queue.ts';
import type { TopicDeletionManager } from './topic-deletion-manager.ts';

/** How long a broker that could not open or delete replicas is left alone, in milliseconds. */
const RETRY_MS = 10_000;

interface Parts {
  readonly context: ControllerContext;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly brokers: BrokerChanges;
  readonly deletion: TopicDeletionManager;
  readonly events: ControllerEvents;
}

/**
 * What brokers answer to LeaderAndIsr and StopReplica. Replicas that a broker has no disk for are offline
 * (KIP-112). Kafka leaves them so until the broker is started again; here they are tried again after a while,
 * since a full disk is soon emptied on a laptop.
 */
export class ReplicaAnswers implements AnswerListener {
  readonly #parts: Parts;
  readonly #timers = new Map<string, Timer>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  leaderAndIsr(broker: LiveBroker, response: LeaderAndIsrResponse): void {
    if (this.#refused(broker, 'LeaderAndIsr', response.errorCode)) return;
    const { context, events, logger } = this.#parts;
    const names = new Map(Array.from(context.topics.values(), ({ id, name }) => [id, name]));
    const failed = response.topics.flatMap(({ topicId, partitionErrors }) =>
      partitionErrors
        .filter(({ errorCode }) => errorCode === ErrorCode.KAFKA_STORAGE_ERROR)
        .flatMap(({ partitionIndex }) => {
          const partition = context.partition(names.get(topicId) ?? '', partitionIndex);
          return partition ? [{ partition, broker: broker.id }] : [];
        }),
    );
    if (failed.length === 0) return;
    logger.error(
      `broker ${broker.id} cannot open ${counted(failed.length, 'replica')}; trying again in ${RETRY_MS / 1000} s`,
    );
    events.put('LeaderAndIsrResponse', () => this.#setAside(broker, failed));
  }

  deletion(broker: LiveBroker, replicas: readonly Replica[], response: StopReplicaResponse): void {
    const refused = this.#refused(broker, 'StopReplica', response.errorCode);
    const errors = new Set(
      response.partitionErrors
        .filter(({ errorCode }) => errorCode !== ErrorCode.NONE)
        .map(({ topicName, partitionIndex }) => `${topicName}-${partitionIndex}`),
    );
    const isDeleted = ({ partition }: Replica) => !refused && !errors.has(partition.name);
    const { deletion, events } = this.#parts;
    events.put('TopicDeletionStopReplicaResponse', async () => {
      const failed = replicas.filter((replica) => !isDeleted(replica));
      if (failed.length > 0) {
        await deletion.failed(failed, `broker ${broker.id} could not delete its replicas`);
        // Each by itself: another one that fails meanwhile must not take its turn.
        for (const topic of new Set(failed.map(({ partition }) => partition.topic))) {
          this.#later(`deletion of ${topic.name}`, () => deletion.release([topic]));
        }
      }
      await deletion.succeeded(replicas.filter(isDeleted));
    });
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  async #setAside(broker: LiveBroker, failed: readonly Replica[]): Promise<void> {
    const { context, brokers } = this.#parts;
    if (context.brokers.get(broker.id)?.epoch !== broker.epoch) return;
    // Some may have been removed since.
    const known = failed.filter(({ partition }) => partition.replicas.includes(broker.id));
    if (known.length === 0) return;
    for (const replica of known) context.markFailed(replica);
    await brokers.replicasWentOffline(known, `broker ${broker.id} cannot open its replicas`);
    this.#later(`open ${broker.id}`, async () => {
      const replicas = context
        .forgiveFailed(broker.id)
        .map((partition) => ({ partition, broker: broker.id }));
      await brokers.replicasCameOnline(replicas);
    });
  }

  #later(name: string, process: () => Promise<void>): void {
    const { clock, events } = this.#parts;
    this.#timers.get(name)?.cancel();
    const timer = clock.after(RETRY_MS, () => {
      this.#timers.delete(name);
      events.put(name, process);
    });
    this.#timers.set(name, timer);
  }

  #refused({ id }: LiveBroker, request: string, errorCode: number): boolean {
    if (errorCode === ErrorCode.NONE) return false;
    this.#parts.logger.warn(`broker ${id} refuses ${request}: ${errorName(errorCode)}`);
    return true;
  }
}
