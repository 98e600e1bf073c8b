import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/**
 * Leaves a group at once. Version 3 removes several members (KIP-345), 5 takes reasons (KIP-800).
 */
export const leaveGroupRequest = message('LeaveGroupRequest', 13, '0-5', '4+', {
  groupId: string('0+'),
  memberId: string('0-2'),
  members: array('3+', {
    /** Empty where an administrator removes a static member by its instance id. */
    memberId: string('0+'),
    groupInstanceId: string('0+', { nullable: '0+', default: null }),
    /** For the broker's log (KIP-800). */
    reason: string('5+', { nullable: '5+', default: null }),
  }),
});

export type LeaveGroupRequest = Infer<typeof leaveGroupRequest>;

export const leaveGroupResponse = message('LeaveGroupResponse', 13, '0-5', '4+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  errorCode: int16('0+'),
  members: array('3+', {
    memberId: string('0+'),
    groupInstanceId: string('0+', { nullable: '0+' }),
    errorCode: int16('0+'),
  }),
});

export type LeaveGroupResponse = Infer<typeof leaveGroupResponse>;
