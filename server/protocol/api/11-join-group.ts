import { array, bool, bytes, type Infer, int16, int32, message, string } from '../schema.ts';

export const joinGroupRequest = message('JoinGroupRequest', 11, '0-9', '6+', {
  groupId: string('0+'),
  sessionTimeoutMs: int32('0+'),
  rebalanceTimeoutMs: int32('1+', { default: -1 }),
  memberId: string('0+'),
  groupInstanceId: string('5+', { nullable: '5+', default: null }),
  protocolType: string('0+'),
  protocols: array('0+', {
    name: string('0+'),
    metadata: bytes('0+'),
  }),
  reason: string('8+', { nullable: '8+', default: null }),
});

export type JoinGroupRequest = Infer<typeof joinGroupRequest>;

export const joinGroupResponse = message('JoinGroupResponse', 11, '0-9', '6+', {
  throttleTimeMs: int32('2+', { default: 0 }),
  errorCode: int16('0+'),
  generationId: int32('0+', { default: -1 }),
  protocolType: string('7+', { nullable: '7+', default: null }),
  protocolName: string('0+', { nullable: '7+' }),
  leader: string('0+'),
  skipAssignment: bool('9+', { default: false }),
  memberId: string('0+'),
  members: array('0+', {
    memberId: string('0+'),
    groupInstanceId: string('5+', { nullable: '5+', default: null }),
    metadata: bytes('0+'),
  }),
});

export type JoinGroupResponse = Infer<typeof joinGroupResponse>;
