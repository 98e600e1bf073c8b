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
export async function findGroupCoordinator(cluster: Cluster, group: string): Promise<Coordinator> {
  const answer = await cluster.request('any', findCoordinatorRequest, findCoordinatorResponse, {
    key: group,
    keyType: 0,
    coordinatorKeys: [group],
  });
  // Since version 4 several may be asked for at once.
  const [found] = answer.coordinators;
  const { errorCode, errorMessage, ...coordinator } = found ?? answer;
  throwIfError(errorCode, errorMessage);
  return { nodeId: coordinator.nodeId, host: coordinator.host, port: coordinator.port };
}
