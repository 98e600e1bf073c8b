/**
 * LeaveGroup, versions 0–5: one member, or from version 3 on several, static ones also by their instance
 * alone (KIP-345). Before version 3 the one member's error is the answer's.
 */
import { leaveGroupRequest, leaveGroupResponse } from '../../protocol/api/13-leave-group.ts';
import { handler } from '../handler.ts';

export const leaveGroupHandler = handler(
  leaveGroupRequest,
  leaveGroupResponse,
  { versions: [0, 5] },
  (request, { broker, version }) => {
    const leaving =
      version >= 3
        ? request.members
        : [{ memberId: request.memberId, groupInstanceId: null, reason: null }];
    const { errorCode, members } = broker.groups.leaveGroup(request.groupId, leaving);
    if (version < 3) return { errorCode: members[0] ?? errorCode };
    return {
      errorCode,
      members: members.map((code, at) => {
        const { memberId, groupInstanceId } = leaving[at]!;
        return { memberId, groupInstanceId, errorCode: code };
      }),
    };
  },
);
