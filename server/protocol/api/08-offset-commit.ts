import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

export const offsetCommitRequest = message('OffsetCommitRequest', 8, '0-9', '8+', {
  groupId: string('0+'),
  generationIdOrMemberEpoch: int32('1+', { default: -1 }),
  memberId: string('1+'),
  groupInstanceId: string('7+', { nullable: '7+', default: null }),
  retentionTimeMs: int64('2-4', { default: -1 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      committedOffset: int64('0+'),
      committedLeaderEpoch: int32('6+', { default: -1 }),
      commitTimestamp: int64('1', { default: -1 }),
      committedMetadata: string('0+', { nullable: '0+' }),
    }),
  }),
});

export type OffsetCommitRequest = Infer<typeof offsetCommitRequest>;

export const offsetCommitResponse = message('OffsetCommitResponse', 8, '0-9', '8+', {
  throttleTimeMs: int32('3+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      errorCode: int16('0+'),
    }),
  }),
});

export type OffsetCommitResponse = Infer<typeof offsetCommitResponse>;
