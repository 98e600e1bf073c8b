import { array, bool, bytes, type Infer, int16, int32, message, string } from '../schema.ts';

export const describeGroupsRequest = message('DescribeGroupsRequest', 15, '0-5', '5+', {
  groups: array('0+', 'string'),
  includeAuthorizedOperations: bool('3+'),
});

export type DescribeGroupsRequest = Infer<typeof describeGroupsRequest>;

export const describeGroupsResponse = message('DescribeGroupsResponse', 15, '0-5', '5+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  groups: array('0+', {
    errorCode: int16('0+'),
    groupId: string('0+'),
    groupState: string('0+'),
    protocolType: string('0+'),
    protocolData: string('0+'),
    members: array('0+', {
      memberId: string('0+'),
      groupInstanceId: string('4+', { nullable: '4+', default: null }),
      clientId: string('0+'),
      clientHost: string('0+'),
      memberMetadata: bytes('0+'),
      memberAssignment: bytes('0+'),
    }),
    authorizedOperations: int32('3+', { default: -0x80000000 }),
  }),
});

export type DescribeGroupsResponse = Infer<typeof describeGroupsResponse>;
