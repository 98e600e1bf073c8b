import { array, type Infer, int8, int16, int32, int64, message, string } from '../schema.ts';

export const listOffsetsRequest = message('ListOffsetsRequest', 2, '0-9', '6+', {
  replicaId: int32('0+'),
  isolationLevel: int8('2+'),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      currentLeaderEpoch: int32('4+', { default: -1 }),
      timestamp: int64('0+'),
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
      errorCode: int16('0+'),
      oldStyleOffsets: array('0', 'int64'),
      timestamp: int64('1+', { default: -1 }),
      offset: int64('1+', { default: -1 }),
      leaderEpoch: int32('4+', { default: -1 }),
    }),
  }),
});

export type ListOffsetsResponse = Infer<typeof listOffsetsResponse>;
