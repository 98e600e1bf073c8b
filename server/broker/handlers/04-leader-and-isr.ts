/**
 * LeaderAndIsr, versions 5–7: the controller says which partitions this broker leads or follows. Older
 * versions name topics without their ids, which no controller of this cluster does. Of a controller or a life
 * of this broker that is over, nothing is done.
 */
import { leaderAndIsrRequest, leaderAndIsrResponse } from '../../protocol/api/04-leader-and-isr.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

export const leaderAndIsrHandler = handler(
  leaderAndIsrRequest,
  leaderAndIsrResponse,
  { versions: [5, 7] },
  (request, { broker }) =>
    broker.isStale(request.brokerEpoch)
      ? { errorCode: ErrorCode.STALE_BROKER_EPOCH, topics: [] }
      : broker.partitions.becomeLeaderOrFollower(request),
);
