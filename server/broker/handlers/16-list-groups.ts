/**
 * ListGroups, versions 0–5: the groups that this broker coordinates, filtered by state from version 4 on
 * (KIP-518) and by type from version 5 on (KIP-848); all of them are classic groups.
 */
import { listGroupsRequest, listGroupsResponse } from '../../protocol/api/16-list-groups.ts';
import { handler } from '../handler.ts';

export const listGroupsHandler = handler(
  listGroupsRequest,
  listGroupsResponse,
  { versions: [0, 5] },
  ({ statesFilter, typesFilter }, { broker }) =>
    broker.groups.listGroups(statesFilter, typesFilter),
);
