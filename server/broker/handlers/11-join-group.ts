/**
 * JoinGroup, versions 0–9. Answered when the generation has formed. Version 0 has one timeout for sessions
 * and rebalances; from version 4 on a dynamic member first gets MEMBER_ID_REQUIRED (KIP-394), from version
 * 9 on a returning static leader is told to skip the assignment (KIP-814).
 */
import { joinGroupRequest, joinGroupResponse } from '../../protocol/api/11-join-group.ts';
import { handler } from '../handler.ts';

export const joinGroupHandler = handler(
  joinGroupRequest,
  joinGroupResponse,
  { versions: [0, 9] },
  async (request, { broker, version, clientId, clientHost }) => {
    const { protocolName, ...result } = await broker.groups.joinGroup({
      ...request,
      rebalanceTimeoutMs: version === 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
      clientId: clientId ?? '',
      // As Java prints an address; tools show it as it is.
      clientHost: `/${clientHost}`,
      requireKnownMemberId: version >= 4 && request.groupInstanceId === null,
      supportSkippingAssignment: version >= 9,
    });
    return { ...result, protocolName: protocolName ?? (version < 7 ? '' : null) };
  },
);
