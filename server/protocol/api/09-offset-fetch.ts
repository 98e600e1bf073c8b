import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Asks what a group committed. Version 0 asks ZooKeeper, 2 may ask for all topics, 7 for stable
 * offsets only (KIP-447), 8 for several groups (KIP-709), 9 checks KIP-848 members.
 */
export const offsetFetchRequest = message('OffsetFetchRequest', 9, '0-9', '6+', {
  groupId: string('0-7'),
  /** Null for all that the group committed. */
  topics: array(
    '0-7',
    {
      name: string('0+'),
      partitionIndexes: array('0+', 'int32'),
    },
    { nullable: '2-7' },
  ),
  groups: array('8+', {
    groupId: string('0+'),
    memberId: string('9+', { nullable: '9+', default: null }),
    /** -1 from who is no member (KIP-848). */
    memberEpoch: int32('9+', { default: -1 }),
    /** Null for all that the group committed. */
    topics: array(
      '0+',
      {
        name: string('0+'),
        partitionIndexes: array('0+', 'int32'),
      },
      { nullable: '0+' },
    ),
  }),
  /** Answers UNSTABLE_OFFSET_COMMIT where a transaction has offsets pending (KIP-447). */
  requireStable: bool('7+', { default: false }),
});

export type OffsetFetchRequest = Infer<typeof offsetFetchRequest>;

export const offsetFetchResponse = message('OffsetFetchResponse', 9, '0-9', '6+', {
  throttleTimeMs: int32('3+', { default: 0 }),
  topics: array('0-7', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** -1 where there is none. */
      committedOffset: int64('0+'),
      committedLeaderEpoch: int32('5-7', { default: -1 }),
      metadata: string('0+', { nullable: '0+' }),
      errorCode: int16('0+'),
    }),
  }),
  errorCode: int16('2-7', { default: 0 }),
  groups: array('8+', {
    groupId: string('0+'),
    topics: array('0+', {
      name: string('0+'),
      partitions: array('0+', {
        partitionIndex: int32('0+'),
        /** -1 where there is none. */
        committedOffset: int64('0+'),
        committedLeaderEpoch: int32('0+', { default: -1 }),
        metadata: string('0+', { nullable: '0+' }),
        errorCode: int16('0+'),
      }),
    }),
    errorCode: int16('0+', { default: 0 }),
  }),
});

export type OffsetFetchResponse = Infer<typeof offsetFetchResponse>;
