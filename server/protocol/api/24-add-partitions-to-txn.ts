import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Tells the coordinator what the transaction will write to (KIP-98). Versions 4 and later, between
 * brokers, are not served: clients would take them up. Version 2 knows PRODUCER_FENCED (KIP-588).
 */
export const addPartitionsToTxnRequest = message('AddPartitionsToTxnRequest', 24, '0-3', '3+', {
  v3AndBelowTransactionalId: string('0+'),
  v3AndBelowProducerId: int64('0+'),
  v3AndBelowProducerEpoch: int16('0+'),
  v3AndBelowTopics: array('0+', {
    name: string('0+'),
    partitions: array('0+', 'int32'),
  }),
});

export type AddPartitionsToTxnRequest = Infer<typeof addPartitionsToTxnRequest>;

export const addPartitionsToTxnResponse = message('AddPartitionsToTxnResponse', 24, '0-3', '3+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  resultsByTopicV3AndBelow: array('0+', {
    name: string('0+'),
    resultsByPartition: array('0+', {
      partitionIndex: int32('0+'),
      /** Where one partition fails, the others are OPERATION_NOT_ATTEMPTED. */
      partitionErrorCode: int16('0+'),
    }),
  }),
});

export type AddPartitionsToTxnResponse = Infer<typeof addPartitionsToTxnResponse>;
