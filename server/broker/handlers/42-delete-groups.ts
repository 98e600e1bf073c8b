/** DeleteGroups, versions 0–2 (KIP-229): groups without members, with their offsets. */
import { deleteGroupsRequest, deleteGroupsResponse } from '../../protocol/api/42-delete-groups.ts';
import { handler } from '../handler.ts';

export const deleteGroupsHandler = handler(
  deleteGroupsRequest,
  deleteGroupsResponse,
  { versions: [0, 2] },
  async (request, { broker }) => {
    const groupIds = [...new Set(request.groupsNames)];
    const errorCodes = await broker.groups.deleteGroups(groupIds);
    return { results: groupIds.map((groupId, at) => ({ groupId, errorCode: errorCodes[at]! })) };
  },
);
