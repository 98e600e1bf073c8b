/**
 * Heartbeat, versions 0–4. A rebalance that is being prepared is told by REBALANCE_IN_PROGRESS; while one
 * is being completed there is nothing for the member to do but to send its SyncGroup.
 */
import { heartbeatRequest, heartbeatResponse } from '../../protocol/api/12-heartbeat.ts';
import { handler } from '../handler.ts';

export const heartbeatHandler = handler(
  heartbeatRequest,
  heartbeatResponse,
  { versions: [0, 4] },
  (request, { broker }) => ({ errorCode: broker.groups.heartbeat(request) }),
);
