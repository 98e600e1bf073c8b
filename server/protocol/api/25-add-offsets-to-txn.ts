import { type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Tells the coordinator that the transaction will commit a group's offsets (KIP-98). Version 2
 * knows PRODUCER_FENCED (KIP-588), 4 TRANSACTION_ABORTABLE (KIP-890).
 */
export const addOffsetsToTxnRequest = message('AddOffsetsToTxnRequest', 25, '0-4', '3+', {
  transactionalId: string('0+'),
  producerId: int64('0+'),
  producerEpoch: int16('0+'),
  groupId: string('0+'),
});

export type AddOffsetsToTxnRequest = Infer<typeof addOffsetsToTxnRequest>;

export const addOffsetsToTxnResponse = message('AddOffsetsToTxnResponse', 25, '0-4', '3+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('0+'),
});

export type AddOffsetsToTxnResponse = Infer<typeof addOffsetsToTxnResponse>;
