import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Lists the transactions that this broker coordinates (KIP-664). Version 1 filters by duration
 * (KIP-994).
 */
export const listTransactionsRequest = message('ListTransactionsRequest', 66, '0-1', '0+', {
  /** Empty for all. */
  stateFilters: array('0+', 'string'),
  producerIdFilters: array('0+', 'int64'),
  /** Only those that run for at least so many ms; -1 for all. */
  durationFilter: int64('1+', { default: -1 }),
});

export type ListTransactionsRequest = Infer<typeof listTransactionsRequest>;

export const listTransactionsResponse = message('ListTransactionsResponse', 66, '0-1', '0+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('0+'),
  /** Filters that are no state, which match nothing. */
  unknownStateFilters: array('0+', 'string'),
  transactionStates: array('0+', {
    transactionalId: string('0+'),
    producerId: int64('0+'),
    transactionState: string('0+'),
  }),
});

export type ListTransactionsResponse = Infer<typeof listTransactionsResponse>;
