import { array, type Infer, int8, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Finds offsets by time. Version 1 returns one offset instead of several, 2 honours transactions, 4
 * fences epochs (KIP-320), 7 finds the largest timestamp (KIP-734), 8-9 concern tiered storage.
 */
export const listOffsetsRequest = message('ListOffsetsRequest', 2, '0-9', '6+', {
  /** -1 for a consumer. */
  replicaId: int32('0+'),
  /** With read_committed (1), the latest offset is the last stable one. */
  isolationLevel: int8('2+'),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      currentLeaderEpoch: int32('4+', { default: -1 }),
      /**
       * A time in ms, or -1 latest, -2 earliest, -3 of the largest timestamp, -4 earliest local, -5
       * latest tiered.
       */
      timestamp: int64('0+'),
      /** How many segment starts to list before the time. */
      maxNumOffsets: int32('0', { default: 1 }),
    }),
  }),
});

export type ListOffsetsRequest = Infer<typeof listOffsetsRequest>;

export const listOffsetsResponse = message('ListOffsetsResponse', 2, '0-9', '6+', {
  throttleTimeMs: int32('2+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** OFFSET_NOT_AVAILABLE after an election until the high watermark is known (KIP-207). */
      errorCode: int16('0+'),
      oldStyleOffsets: array('0', 'int64'),
      /** Of the record at `offset`; -1 for the special times and where there is none. */
      timestamp: int64('1+', { default: -1 }),
      /** -1 where no record is as late. */
      offset: int64('1+', { default: -1 }),
      leaderEpoch: int32('4+', { default: -1 }),
    }),
  }),
});

export type ListOffsetsResponse = Infer<typeof listOffsetsResponse>;
