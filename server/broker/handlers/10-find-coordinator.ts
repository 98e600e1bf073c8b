/**
 * FindCoordinator, versions 0–6: of one key, or from version 4 on of several (KIP-699). The first group
 * creates `__consumer_offsets`; unlike in Kafka the answer then already names its coordinator.
 *
 * Transactional ids (key type 1) get UNSUPPORTED_VERSION while this broker has no transaction
 * coordinator: producers give up at once and say so, where COORDINATOR_NOT_AVAILABLE would have them ask
 * again until they time out. Clients that do not use transactions never ask, idempotent producers
 * included. Share groups (key type 2) are not served.
 */
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../protocol/api/10-find-coordinator.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import { OFFSETS_TOPIC } from '../groups/offsets-topic.ts';
import { handler } from '../handler.ts';

const KeyType = { group: 0, transaction: 1 } as const;

export const findCoordinatorHandler = handler(
  findCoordinatorRequest,
  findCoordinatorResponse,
  { versions: [0, 6] },
  async (request, { broker, version }) => {
    const find = (key: string) => findCoordinator(broker, request.keyType, key);
    if (version < 4) return find(request.key);
    return {
      coordinators: await Promise.all(
        request.coordinatorKeys.map(async (key) => ({ key, ...(await find(key)) })),
      ),
    };
  },
);

async function findCoordinator(broker: Broker, keyType: number, key: string) {
  try {
    const nodeId = await coordinatorOf(broker, keyType, key);
    const node = broker.image.brokers.get(nodeId);
    if (node === undefined) throw new KafkaError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    const { host, port } = node;
    return { errorCode: ErrorCode.NONE, errorMessage: null, nodeId, host, port };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    const { code: errorCode, message: errorMessage } = error;
    return { errorCode, errorMessage, nodeId: -1, host: '', port: -1 };
  }
}

/** The broker that coordinates `key`; −1 if nobody does at present. */
async function coordinatorOf(broker: Broker, keyType: number, key: string): Promise<number> {
  switch (keyType) {
    case KeyType.group: {
      const partition = await partitionOf(broker, key);
      return broker.image.topic(OFFSETS_TOPIC)?.partitions[partition]?.leader ?? -1;
    }
    case KeyType.transaction:
      broker.logger.warn(`refused the transactional id '${key}': no transactions yet`);
      throw new KafkaError(
        ErrorCode.UNSUPPORTED_VERSION,
        'This broker does not coordinate transactions yet',
      );
    default:
      throw new KafkaError(ErrorCode.INVALID_REQUEST, `Unknown coordinator type ${keyType}`);
  }
}

async function partitionOf(broker: Broker, groupId: string): Promise<number> {
  try {
    return await broker.groups.partitionFor(groupId);
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    broker.logger.error(`cannot create ${OFFSETS_TOPIC}: ${error.message}`);
    // Whatever is wrong with the topic, the client can do nothing but try again.
    throw new KafkaError(ErrorCode.COORDINATOR_NOT_AVAILABLE, error.message);
  }
}
