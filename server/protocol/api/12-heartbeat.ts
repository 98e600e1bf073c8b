import { type Infer, int16, int32, message, string } from '../schema.ts';

/** Keeps a member's session alive. Version 3 knows static members (KIP-345). */
export const heartbeatRequest = message('HeartbeatRequest', 12, '0-4', '4+', {
  groupId: string('0+'),
  /** A wrong one is ILLEGAL_GENERATION. */
  generationId: int32('0+'),
  /** A wrong one is UNKNOWN_MEMBER_ID. */
  memberId: string('0+'),
  /** FENCED_INSTANCE_ID where another member took it over (KIP-345). */
  groupInstanceId: string('3+', { nullable: '3+', default: null }),
});

export type HeartbeatRequest = Infer<typeof heartbeatRequest>;

export const heartbeatResponse = message('HeartbeatResponse', 12, '0-4', '4+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  /** REBALANCE_IN_PROGRESS calls the member to rejoin. */
  errorCode: int16('0+'),
});

export type HeartbeatResponse = Infer<typeof heartbeatResponse>;
