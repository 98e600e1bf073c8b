import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/** The coordinator has the outcome of transactions written to the partitions (KIP-98). */
export const writeTxnMarkersRequest = message('WriteTxnMarkersRequest', 27, '0-1', '1+', {
  markers: array('0+', {
    producerId: int64('0+'),
    producerEpoch: int16('0+'),
    /** True for COMMIT, false for ABORT. */
    transactionResult: bool('0+'),
    topics: array('0+', {
      name: string('0+'),
      partitionIndexes: array('0+', 'int32'),
    }),
    /**
     * Leader epoch of the coordinator's partition; an older one is TRANSACTION_COORDINATOR_FENCED.
     */
    coordinatorEpoch: int32('0+'),
  }),
});

export type WriteTxnMarkersRequest = Infer<typeof writeTxnMarkersRequest>;

export const writeTxnMarkersResponse = message('WriteTxnMarkersResponse', 27, '0-1', '1+', {
  markers: array('0+', {
    producerId: int64('0+'),
    topics: array('0+', {
      name: string('0+'),
      partitions: array('0+', {
        partitionIndex: int32('0+'),
        errorCode: int16('0+'),
      }),
    }),
  }),
});

export type WriteTxnMarkersResponse = Infer<typeof writeTxnMarkersResponse>;
