import { type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Gives a producer its id and epoch, for idempotence or transactions. Version 3 lets it go on after
 * an error (KIP-360), 4 knows PRODUCER_FENCED (KIP-588), 5 TRANSACTION_ABORTABLE (KIP-890).
 */
export const initProducerIdRequest = message('InitProducerIdRequest', 22, '0-5', '2+', {
  /** Null for idempotence only, which any broker answers. */
  transactionalId: string('0+', { nullable: '0+' }),
  /** INVALID_TRANSACTION_TIMEOUT past transaction.max.timeout.ms. */
  transactionTimeoutMs: int32('0+'),
  /** The id that the producer had, to bump its epoch, or -1 (KIP-360). */
  producerId: int64('3+', { default: -1 }),
  producerEpoch: int16('3+', { default: -1 }),
});

export type InitProducerIdRequest = Infer<typeof initProducerIdRequest>;

export const initProducerIdResponse = message('InitProducerIdResponse', 22, '0-5', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  /** CONCURRENT_TRANSACTIONS while the transaction it left behind is being aborted. */
  errorCode: int16('0+'),
  producerId: int64('0+', { default: -1 }),
  producerEpoch: int16('0+'),
});

export type InitProducerIdResponse = Infer<typeof initProducerIdResponse>;
