// The group coordinator of the canned broker: a group of one, which is whoever asks.

import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../server/protocol/api/10-find-coordinator.ts';
import { joinGroupRequest, joinGroupResponse } from '../../../server/protocol/api/11-join-group.ts';
import { heartbeatRequest, heartbeatResponse } from '../../../server/protocol/api/12-heartbeat.ts';
import {
  leaveGroupRequest,
  leaveGroupResponse,
} from '../../../server/protocol/api/13-leave-group.ts';
import { syncGroupRequest, syncGroupResponse } from '../../../server/protocol/api/14-sync-group.ts';
import { type CannedAnswer, canned } from './canned-answer.ts';

const memberId = 'member';

/** @param self the broker */
export function cannedGroup(self: {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}): readonly CannedAnswer[] {
  return [
    canned(findCoordinatorRequest, findCoordinatorResponse, [0, 2], () => ({
      errorCode: 0,
      errorMessage: null,
      ...self,
    })),
    canned(joinGroupRequest, joinGroupResponse, [0, 3], ({ protocols: [protocol] }) => ({
      errorCode: 0,
      generationId: 1,
      protocolName: protocol?.name ?? '',
      leader: memberId,
      memberId,
      members: [{ memberId, metadata: protocol?.metadata ?? new Uint8Array() }],
    })),
    canned(syncGroupRequest, syncGroupResponse, [0, 2], ({ assignments: [own] }) => ({
      errorCode: 0,
      assignment: own?.assignment ?? new Uint8Array(),
    })),
    canned(heartbeatRequest, heartbeatResponse, [0, 2], () => ({ errorCode: 0 })),
    canned(leaveGroupRequest, leaveGroupResponse, [0, 2], () => ({ errorCode: 0 })),
  ];
}
