import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Stores offsets that take effect when the transaction commits (KIP-98). Version 2 carries epochs
 * (KIP-320), 3 fences zombie members (KIP-447), 4 knows TRANSACTION_ABORTABLE (KIP-890).
 */
export const txnOffsetCommitRequest = message('TxnOffsetCommitRequest', 28, '0-4', '3+', {
  transactionalId: string('0+'),
  groupId: string('0+'),
  producerId: int64('0+'),
  producerEpoch: int16('0+'),
  /** -1 for no check (KIP-447). */
  generationId: int32('3+', { default: -1 }),
  memberId: string('3+', { default: '' }),
  groupInstanceId: string('3+', { nullable: '3+', default: null }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** The next offset to read. */
      committedOffset: int64('0+'),
      committedLeaderEpoch: int32('2+', { default: -1 }),
      committedMetadata: string('0+', { nullable: '0+' }),
    }),
  }),
});

export type TxnOffsetCommitRequest = Infer<typeof txnOffsetCommitRequest>;

export const txnOffsetCommitResponse = message('TxnOffsetCommitResponse', 28, '0-4', '3+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /**
       * INVALID_PRODUCER_EPOCH, ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID and FENCED_INSTANCE_ID fence
       * zombies.
       */
      errorCode: int16('0+'),
    }),
  }),
});

export type TxnOffsetCommitResponse = Infer<typeof txnOffsetCommitResponse>;
