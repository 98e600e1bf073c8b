import {
  array,
  type Infer,
  int16,
  int32,
  int64,
  message,
  records,
  string,
  struct,
} from '../schema.ts';

/**
 * Appends record batches to partitions. Version 3 brings v2 batches and transactions, 7 allows zstd
 * (KIP-110), 9 is flexible, 10 may name the new leader (KIP-951), 11 knows TRANSACTION_ABORTABLE
 * and 12 adds partitions to the transaction by itself (KIP-890).
 */
export const produceRequest = message('ProduceRequest', 0, '0-12', '9+', {
  /** Null outside transactions (KIP-98). */
  transactionalId: string('3+', { nullable: '3+', default: null }),
  /**
   * 0 for no response, 1 for the leader's, -1 for that of the whole ISR; others are
   * INVALID_REQUIRED_ACKS.
   */
  acks: int16('0+'),
  /** How long to wait for the ISR before REQUEST_TIMED_OUT. */
  timeoutMs: int32('0+'),
  topicData: array('0+', {
    name: string('0+'),
    partitionData: array('0+', {
      index: int32('0+'),
      /** From version 3 on, exactly one v2 batch; before that, message sets. */
      records: records('0+', { nullable: '0+' }),
    }),
  }),
});

export type ProduceRequest = Infer<typeof produceRequest>;

export const produceResponse = message('ProduceResponse', 0, '0-12', '9+', {
  responses: array('0+', {
    name: string('0+'),
    partitionResponses: array('0+', {
      index: int32('0+'),
      errorCode: int16('0+'),
      /** Offset given to the first record; -1 on failure. */
      baseOffset: int64('0+'),
      /** The broker's time where the topic uses LogAppendTime, else -1 (KIP-32). */
      logAppendTimeMs: int64('2+', { default: -1 }),
      /** Lets a producer tell a lost sequence from one that retention deleted (KIP-360). */
      logStartOffset: int64('5+', { default: -1 }),
      /** The records for whose sake the batch was dropped (KIP-467). */
      recordErrors: array('8+', {
        /** Position of the record in the batch, from 0. */
        batchIndex: int32('0+'),
        batchIndexErrorMessage: string('0+', { nullable: '0+', default: null }),
      }),
      /** What all the dropped records have in common. */
      errorMessage: string('8+', { nullable: '8+', default: null }),
      /** Who leads now, beside NOT_LEADER_OR_FOLLOWER (KIP-951). */
      currentLeader: struct(
        '10+',
        {
          leaderId: int32('0+', { default: -1 }),
          leaderEpoch: int32('0+', { default: -1 }),
        },
        { tag: 0 },
      ),
    }),
  }),
  throttleTimeMs: int32('1+', { default: 0 }),
  /** Where the new leaders of `currentLeader` are found (KIP-951). */
  nodeEndpoints: array(
    '10+',
    {
      nodeId: int32('0+'),
      host: string('0+'),
      port: int32('0+'),
      rack: string('0+', { nullable: '0+', default: null }),
    },
    { tag: 0 },
  ),
});

export type ProduceResponse = Infer<typeof produceResponse>;
