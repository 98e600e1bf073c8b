import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/** Shows transactions, at their coordinator (KIP-664). */
export const describeTransactionsRequest = message('DescribeTransactionsRequest', 65, '0', '0+', {
  transactionalIds: array('0+', 'string'),
});

export type DescribeTransactionsRequest = Infer<typeof describeTransactionsRequest>;

export const describeTransactionsResponse = message('DescribeTransactionsResponse', 65, '0', '0+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  transactionStates: array('0+', {
    /** TRANSACTIONAL_ID_NOT_FOUND where there is none. */
    errorCode: int16('0+'),
    transactionalId: string('0+'),
    /**
     * Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort, Dead or
     * PrepareEpochFence.
     */
    transactionState: string('0+'),
    transactionTimeoutMs: int32('0+'),
    /** -1 where none has begun. */
    transactionStartTimeMs: int64('0+'),
    producerId: int64('0+'),
    producerEpoch: int16('0+'),
    topics: array('0+', {
      topic: string('0+'),
      partitions: array('0+', 'int32'),
    }),
  }),
});

export type DescribeTransactionsResponse = Infer<typeof describeTransactionsResponse>;
