import { array, bool, bytes, type Infer, int16, int32, message, string } from '../schema.ts';

/**
 * Shows classic groups with their members. Version 3 tells what may be done with them (KIP-430), 4
 * shows static members (KIP-345).
 */
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
    /**
     * PreparingRebalance, CompletingRebalance, Stable, Dead or Empty; a group that does not exist
     * is Dead.
     */
    groupState: string('0+'),
    protocolType: string('0+'),
    /** The protocol chosen, such as the assignor's name. */
    protocolData: string('0+'),
    members: array('0+', {
      memberId: string('0+'),
      groupInstanceId: string('4+', { nullable: '4+', default: null }),
      clientId: string('0+'),
      /** As in '/127.0.0.1'. */
      clientHost: string('0+'),
      /** What the member sent for the protocol chosen. */
      memberMetadata: bytes('0+'),
      memberAssignment: bytes('0+'),
    }),
    /** A bit for each ACL operation; the least int32 where it was not asked for (KIP-430). */
    authorizedOperations: int32('3+', { default: -0x80000000 }),
  }),
});

export type DescribeGroupsResponse = Infer<typeof describeGroupsResponse>;
