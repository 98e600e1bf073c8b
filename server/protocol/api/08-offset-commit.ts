import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Stores where a group has read up to. Version 0 stores in ZooKeeper, 2 carries a retention that 5
 * takes back (KIP-211), 6 epochs (KIP-320), 7 static members (KIP-345), 9 serves KIP-848 groups.
 */
export const offsetCommitRequest = message('OffsetCommitRequest', 8, '0-9', '8+', {
  groupId: string('0+'),
  /**
   * -1 from consumers that assign partitions themselves; a wrong one is ILLEGAL_GENERATION or
   * STALE_MEMBER_EPOCH.
   */
  generationIdOrMemberEpoch: int32('1+', { default: -1 }),
  memberId: string('1+'),
  /** FENCED_INSTANCE_ID where another member took it over (KIP-345). */
  groupInstanceId: string('7+', { nullable: '7+', default: null }),
  /** -1 for offsets.retention.minutes. */
  retentionTimeMs: int64('2-4', { default: -1 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** The next offset to read. */
      committedOffset: int64('0+'),
      /** Of the last record read; -1 where unknown (KIP-320). */
      committedLeaderEpoch: int32('6+', { default: -1 }),
      commitTimestamp: int64('1', { default: -1 }),
      /** Returned as it is; OFFSET_METADATA_TOO_LARGE past offset.metadata.max.bytes. */
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
