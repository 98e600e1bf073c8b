import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/** Shows which producers write to partitions, at the leader (KIP-664). */
export const describeProducersRequest = message('DescribeProducersRequest', 61, '0', '0+', {
  topics: array('0+', {
    name: string('0+'),
    partitionIndexes: array('0+', 'int32'),
  }),
});

export type DescribeProducersRequest = Infer<typeof describeProducersRequest>;

export const describeProducersResponse = message('DescribeProducersResponse', 61, '0', '0+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+', default: null }),
      activeProducers: array('0+', {
        producerId: int64('0+'),
        producerEpoch: int32('0+'),
        lastSequence: int32('0+', { default: -1 }),
        lastTimestamp: int64('0+', { default: -1 }),
        /** Of the last marker written; -1 where there is none. */
        coordinatorEpoch: int32('0+'),
        /** -1 outside a transaction. */
        currentTxnStartOffset: int64('0+', { default: -1 }),
      }),
    }),
  }),
});

export type DescribeProducersResponse = Infer<typeof describeProducersResponse>;
