import { array, bytes, int8, int16, int32, int64, message, string } from './schema.ts';

// What Kafka's coordinators write to `__consumer_offsets` and `__transaction_state` (the messages below
// group-coordinator and transaction-coordinator). Keys and values begin with an int16: a key's says of what
// kind the record is, a value's is its version.

/** Kinds 0 and 1, which mean the same. */
export const offsetCommitKey = message('OffsetCommitKey', -1, '0-1', 'none', {
  group: string('0+'),
  topic: string('0+'),
  partition: int32('0+'),
});

/** Version 1 is the one with an expiry of its own; 3 is KIP-320's; 4 is flexible (KIP-915). */
export const offsetCommitValue = message('OffsetCommitValue', -1, '0-4', '4+', {
  offset: int64('0+'),
  leaderEpoch: int32('3+', { default: -1 }),
  metadata: string('0+'),
  commitTimestamp: int64('0+'),
  expireTimestamp: int64('1', { default: -1 }),
});

/** Kind 2. */
export const groupMetadataKey = message('GroupMetadataKey', -1, '2', 'none', {
  group: string('2+'),
});

export const groupMetadataValue = message('GroupMetadataValue', -1, '0-4', '4+', {
  protocolType: string('0+'),
  generation: int32('0+'),
  protocol: string('0+', { nullable: '0+' }),
  leader: string('0+', { nullable: '0+' }),
  currentStateTimestamp: int64('2+', { default: -1 }),
  members: array('0+', {
    memberId: string('0+'),
    groupInstanceId: string('3+', { nullable: '3+', default: null }),
    clientId: string('0+'),
    clientHost: string('0+'),
    rebalanceTimeout: int32('1+', { default: -1 }),
    sessionTimeout: int32('0+'),
    subscription: bytes('0+'),
    assignment: bytes('0+'),
  }),
});

/** Kind 0 of `__transaction_state`. */
export const transactionLogKey = message('TransactionLogKey', -1, '0', 'none', {
  transactionalId: string('0+'),
});

export const transactionLogValue = message('TransactionLogValue', -1, '0-1', '1+', {
  producerId: int64('0+'),
  previousProducerId: int64('1+', { tag: 0, default: -1 }),
  nextProducerId: int64('1+', { tag: 1, default: -1 }),
  producerEpoch: int16('0+'),
  transactionTimeoutMs: int32('0+'),
  transactionStatus: int8('0+'),
  transactionPartitions: array(
    '0+',
    { topic: string('0+'), partitionIds: array('0+', 'int32') },
    { nullable: '0+' },
  ),
  transactionLastUpdateTimestampMs: int64('0+'),
  transactionStartTimestampMs: int64('0+'),
  clientTransactionVersion: int16('1+', { tag: 2, default: 0 }),
});
