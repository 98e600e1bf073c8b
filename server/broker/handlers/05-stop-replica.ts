/**
 * StopReplica, versions 3 and 4: the controller says which replicas this broker is to stop, and which of
 * them to delete. Older versions have one word for all of them, and are not served.
 */
import { stopReplicaRequest, stopReplicaResponse } from '../../protocol/api/05-stop-replica.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

export const stopReplicaHandler = handler(
  stopReplicaRequest,
  stopReplicaResponse,
  { versions: [3, 4] },
  (request, { broker }) =>
    broker.isStale(request.brokerEpoch)
      ? { errorCode: ErrorCode.STALE_BROKER_EPOCH, partitionErrors: [] }
      : broker.partitions.stopReplicas(request),
);
