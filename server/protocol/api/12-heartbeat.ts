import { type Infer, int16, int32, message, string } from '../schema.ts';

export const heartbeatRequest = message('HeartbeatRequest', 12, '0-4', '4+', {
  groupId: string('0+'),
  generationId: int32('0+'),
  memberId: string('0+'),
  groupInstanceId: string('3+', { nullable: '3+', default: null }),
});

export type HeartbeatRequest = Infer<typeof heartbeatRequest>;

export const heartbeatResponse = message('HeartbeatResponse', 12, '0-4', '4+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  errorCode: int16('0+'),
});

export type HeartbeatResponse = Infer<typeof heartbeatResponse>;
