import { bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Commits or aborts a transaction (KIP-98). Version 2 knows PRODUCER_FENCED (KIP-588), 4
 * TRANSACTION_ABORTABLE (KIP-890).
 */
export const endTxnRequest = message('EndTxnRequest', 26, '0-4', '3+', {
  transactionalId: string('0+'),
  producerId: int64('0+'),
  producerEpoch: int16('0+'),
  /** False to abort. */
  committed: bool('0+'),
});

export type EndTxnRequest = Infer<typeof endTxnRequest>;

export const endTxnResponse = message('EndTxnResponse', 26, '0-4', '3+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('0+'),
});

export type EndTxnResponse = Infer<typeof endTxnResponse>;
