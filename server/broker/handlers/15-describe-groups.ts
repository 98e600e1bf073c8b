/** DescribeGroups, versions 0–5. A group that nobody knows is `Dead`, without an error. */
import {
  describeGroupsRequest,
  describeGroupsResponse,
} from '../../protocol/api/15-describe-groups.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { GROUP_OPERATIONS, NOT_ASKED } from '../authorized-operations.ts';
import { handler } from '../handler.ts';

export const describeGroupsHandler = handler(
  describeGroupsRequest,
  describeGroupsResponse,
  { versions: [0, 5] },
  (request, { broker }) => ({
    groups: request.groups.map((groupId) => {
      const group = broker.groups.describeGroup(groupId);
      const tell = request.includeAuthorizedOperations && group.errorCode === ErrorCode.NONE;
      return { groupId, ...group, authorizedOperations: tell ? GROUP_OPERATIONS : NOT_ASKED };
    }),
  }),
);
