import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../protocol/api/10-find-coordinator.ts';
import type { Cluster } from './cluster.ts';
import { throwIfError } from './kafka-error.ts';

export interface Coordinator {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** The broker that looks after a group. @throws UserError, KafkaError COORDINATOR_NOT_AVAILABLE and others */
export function findGroupCoordinator(cluster: Cluster, group: string): Promise<Coordinator> {
  return findCoordinator(cluster, group, 0);
}

/** The broker that looks after a producer's transactions. @throws as `findGroupCoordinator` */
export function findTransactionCoordinator(cluster: Cluster, id: string): Promise<Coordinator> {
  return findCoordinator(cluster, id, 1);
}

async function findCoordinator(
  cluster: Cluster,
  key: string,
  keyType: number,
): Promise<Coordinator> {
  const answer = await cluster.request('any', findCoordinatorRequest, findCoordinatorResponse, {
    ...{ key, keyType },
    coordinatorKeys: [key],
  });
  // Since version 4 several may be asked for at once.
  const [found] = answer.coordinators;
  const { errorCode, errorMessage, ...coordinator } = found ?? answer;
  throwIfError(errorCode, errorMessage);
  return { nodeId: coordinator.nodeId, host: coordinator.host, port: coordinator.port };
}
