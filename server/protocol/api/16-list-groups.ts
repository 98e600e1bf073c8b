import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/**
 * Lists the groups that this broker coordinates. Version 4 filters by state (KIP-518), 5 by type
 * (KIP-848).
 */
export const listGroupsRequest = message('ListGroupsRequest', 16, '0-5', '3+', {
  /** Empty for all; compared without regard to case. */
  statesFilter: array('4+', 'string'),
  /** 'classic', 'consumer'; empty for all. */
  typesFilter: array('5+', 'string'),
});

export type ListGroupsRequest = Infer<typeof listGroupsRequest>;

export const listGroupsResponse = message('ListGroupsResponse', 16, '0-5', '3+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  /** COORDINATOR_LOAD_IN_PROGRESS where the list may not be complete. */
  errorCode: int16('0+'),
  groups: array('0+', {
    groupId: string('0+'),
    protocolType: string('0+'),
    groupState: string('4+'),
    groupType: string('5+'),
  }),
});

export type ListGroupsResponse = Infer<typeof listGroupsResponse>;
