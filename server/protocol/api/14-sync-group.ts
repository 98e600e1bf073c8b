import { array, bytes, type Infer, int16, int32, message, string } from '../schema.ts';

/**
 * Gets a member's assignment, which the leader brings. Version 3 knows static members (KIP-345), 5
 * repeats the protocol (KIP-559).
 */
export const syncGroupRequest = message('SyncGroupRequest', 14, '0-5', '4+', {
  groupId: string('0+'),
  generationId: int32('0+'),
  memberId: string('0+'),
  groupInstanceId: string('3+', { nullable: '3+', default: null }),
  /** INCONSISTENT_GROUP_PROTOCOL where it is not the group's (KIP-559). */
  protocolType: string('5+', { nullable: '5+', default: null }),
  /** INCONSISTENT_GROUP_PROTOCOL where it is not the one chosen (KIP-559). */
  protocolName: string('5+', { nullable: '5+', default: null }),
  /** From the leader only. */
  assignments: array('0+', {
    memberId: string('0+'),
    /** Opaque; of consumers, a ConsumerProtocolAssignment behind its version. */
    assignment: bytes('0+'),
  }),
});

export type SyncGroupRequest = Infer<typeof syncGroupRequest>;

export const syncGroupResponse = message('SyncGroupResponse', 14, '0-5', '4+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  errorCode: int16('0+'),
  protocolType: string('5+', { nullable: '5+', default: null }),
  protocolName: string('5+', { nullable: '5+', default: null }),
  assignment: bytes('0+'),
});

export type SyncGroupResponse = Infer<typeof syncGroupResponse>;
