import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/**
 * Asks which broker coordinates groups or transactions. Version 4 asks for several at a time
 * (KIP-699), 5 knows TRANSACTION_ABORTABLE (KIP-890), 6 share groups (KIP-932).
 */
export const findCoordinatorRequest = message('FindCoordinatorRequest', 10, '0-6', '3+', {
  /** A group id or transactional id. */
  key: string('0-3'),
  /** 0 group, 1 transaction, 2 share group; others are INVALID_REQUEST. */
  keyType: int8('1+', { default: 0 }),
  coordinatorKeys: array('4+', 'string'),
});

export type FindCoordinatorRequest = Infer<typeof findCoordinatorRequest>;

export const findCoordinatorResponse = message('FindCoordinatorResponse', 10, '0-6', '3+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  /** COORDINATOR_NOT_AVAILABLE while the internal topic lacks a leader. */
  errorCode: int16('0-3'),
  errorMessage: string('1-3', { nullable: '1-3' }),
  /** -1 on failure, as are host '' and port. */
  nodeId: int32('0-3'),
  host: string('0-3'),
  port: int32('0-3'),
  coordinators: array('4+', {
    key: string('0+'),
    nodeId: int32('0+'),
    host: string('0+'),
    port: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
  }),
});

export type FindCoordinatorResponse = Infer<typeof findCoordinatorResponse>;
