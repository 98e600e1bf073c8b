import type { Logger } from '../../ports/logger.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { BrokerRequests } from './broker-requests.ts';
import type { ControlledPartition, ControllerContext } from './controller-context.ts';
import type { PartitionStateMachine } from './partition-state-machine.ts';
import type { ReplicaStateMachine } from './replica-state-machine.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly requests: BrokerRequests;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly logger: Logger;
}

/** Relieves brokers that are about to stop of what they lead (KafkaController.doControlledShutdown). */
export class ControlledShutdowns {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Has others lead what the broker leads, and takes it out of the ISRs that it follows.
   * @param epoch the broker's life; -1 for one that does not say
   * @returns the partitions with other replicas that it still leads.
   * @throws KafkaError STALE_BROKER_EPOCH, BROKER_NOT_AVAILABLE
   */
  async process(id: number, epoch: number): Promise<ControlledPartition[]> {
    const { context, requests, partitions, replicas, logger } = this.#parts;
    const broker = context.brokers.get(id);
    if (broker === undefined) {
      throw new KafkaError(ErrorCode.BROKER_NOT_AVAILABLE, `Broker ${id} is not registered.`);
    }
    if (epoch !== -1 && epoch < broker.epoch) {
      throw new KafkaError(ErrorCode.STALE_BROKER_EPOCH, `Broker ${id} has been started again.`);
    }
    logger.info(`broker ${id} is about to stop`);
    context.shuttingDown.add(id);
    const shared = [...context.partitionsOn(id)].filter(
      ({ replicas: all, leadership, topic }) =>
        all.length > 1 && leadership !== undefined && !topic.isToBeDeleted,
    );
    const leads = ({ leadership }: ControlledPartition) => leadership?.leader === id;
    const followed = shared.filter((partition) => !leads(partition));
    await partitions.elect(shared.filter(leads), { kind: 'controlledShutdown' });
    // First it stops to fetch, or it would be back in the ISR at once.
    const batch = requests.batch();
    for (const partition of followed) batch.stopReplica([id], partition, { delete: false });
    batch.send();
    await replicas.goOffline(followed.map((partition) => ({ partition, broker: id })));
    return shared.filter(leads);
  }
}
