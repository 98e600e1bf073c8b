import { array, type Infer, int16, int32, message, string } from '../schema.ts';

export const listGroupsRequest = message('ListGroupsRequest', 16, '0-5', '3+', {
  statesFilter: array('4+', 'string'),
  typesFilter: array('5+', 'string'),
});

export type ListGroupsRequest = Infer<typeof listGroupsRequest>;

export const listGroupsResponse = message('ListGroupsResponse', 16, '0-5', '3+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  errorCode: int16('0+'),
  groups: array('0+', {
    groupId: string('0+'),
    protocolType: string('0+'),
    groupState: string('4+'),
    groupType: string('5+'),
  }),
});

export type ListGroupsResponse = Infer<typeof listGroupsResponse>;
