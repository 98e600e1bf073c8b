/**
 * SyncGroup, versions 0–5. Answered when the leader's assignment is written. From version 5 on the client
 * has to say for which protocol it assigns or expects to be assigned to (KIP-559).
 */
import { syncGroupRequest, syncGroupResponse } from '../../protocol/api/14-sync-group.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { syncError } from '../groups/results.ts';
import { handler } from '../handler.ts';

export const syncGroupHandler = handler(
  syncGroupRequest,
  syncGroupResponse,
  { versions: [0, 5] },
  (request, { broker, version }) => {
    const { protocolType, protocolName } = request;
    if (version >= 5 && (protocolType === null || protocolName === null)) {
      return syncError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }
    return broker.groups.syncGroup(request);
  },
);
