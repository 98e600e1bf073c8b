import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Finds where an epoch ended, so that followers and consumers notice truncation (KIP-101, KIP-320).
 * Version 2 fences by epoch, 3 tells followers from consumers.
 */
export const offsetForLeaderEpochRequest = message('OffsetForLeaderEpochRequest', 23, '0-4', '4+', {
  /** -1 for a consumer, -2 where the asker has not said. */
  replicaId: int32('3+', { default: -2 }),
  topics: array('0+', {
    topic: string('0+'),
    partitions: array('0+', {
      partition: int32('0+'),
      /** FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH where it is not the leader's (KIP-320). */
      currentLeaderEpoch: int32('2+', { default: -1 }),
      leaderEpoch: int32('0+'),
    }),
  }),
});

export type OffsetForLeaderEpochRequest = Infer<typeof offsetForLeaderEpochRequest>;

export const offsetForLeaderEpochResponse = message(
  'OffsetForLeaderEpochResponse',
  23,
  '0-4',
  '4+',
  {
    throttleTimeMs: int32('2+', { default: 0 }),
    topics: array('0+', {
      topic: string('0+'),
      partitions: array('0+', {
        errorCode: int16('0+'),
        partition: int32('0+'),
        /** The largest epoch not above the one asked for; -1 where there is none. */
        leaderEpoch: int32('1+', { default: -1 }),
        /** The offset after its last record; -1 where there is none. */
        endOffset: int64('0+', { default: -1 }),
      }),
    }),
  },
);

export type OffsetForLeaderEpochResponse = Infer<typeof offsetForLeaderEpochResponse>;
