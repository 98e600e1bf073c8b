import { array, bool, bytes, type Infer, int16, int32, message, string } from '../schema.ts';

/**
 * Joins a group for its next generation and waits for the others. Version 1 has a rebalance
 * timeout, 4 gives new members an id first (KIP-394), 5 knows static members (KIP-345), 7 returns
 * the protocol type (KIP-559), 8 takes a reason, 9 may skip the assignment (KIP-814).
 */
export const joinGroupRequest = message('JoinGroupRequest', 11, '0-9', '6+', {
  groupId: string('0+'),
  /** INVALID_SESSION_TIMEOUT outside group.min/max.session.timeout.ms. */
  sessionTimeoutMs: int32('0+'),
  /** How long members may take to rejoin; the session timeout in version 0 (KIP-62). */
  rebalanceTimeoutMs: int32('1+', { default: -1 }),
  /**
   * Empty on the first join; from version 4 on the answer is then MEMBER_ID_REQUIRED with an id
   * (KIP-394).
   */
  memberId: string('0+'),
  /** Names a static member, whose restart causes no rebalance (KIP-345). */
  groupInstanceId: string('5+', { nullable: '5+', default: null }),
  /** 'consumer' or 'connect'; INCONSISTENT_GROUP_PROTOCOL where the group's differs. */
  protocolType: string('0+'),
  /** In order of preference; one must be common to all members. */
  protocols: array('0+', {
    name: string('0+'),
    /** Opaque; of consumers, a ConsumerProtocolSubscription behind its version. */
    metadata: bytes('0+'),
  }),
  /** Why it (re)joins, for the broker's log (KIP-800). */
  reason: string('8+', { nullable: '8+', default: null }),
});

export type JoinGroupRequest = Infer<typeof joinGroupRequest>;

export const joinGroupResponse = message('JoinGroupResponse', 11, '0-9', '6+', {
  throttleTimeMs: int32('2+', { default: 0 }),
  errorCode: int16('0+'),
  generationId: int32('0+', { default: -1 }),
  protocolType: string('7+', { nullable: '7+', default: null }),
  /** The protocol chosen. */
  protocolName: string('0+', { nullable: '7+' }),
  /** The member that is to assign; where it is `memberId`, `members` is filled. */
  leader: string('0+'),
  /** Tells a returning static leader to keep the assignment as it is (KIP-814). */
  skipAssignment: bool('9+', { default: false }),
  memberId: string('0+'),
  members: array('0+', {
    memberId: string('0+'),
    groupInstanceId: string('5+', { nullable: '5+', default: null }),
    metadata: bytes('0+'),
  }),
});

export type JoinGroupResponse = Infer<typeof joinGroupResponse>;
