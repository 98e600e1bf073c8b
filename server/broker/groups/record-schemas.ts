import { array, bytes, int32, int64, message, string } from '../../protocol/schema.ts';

// What Kafka's own group coordinator writes to `__consumer_offsets`
// (group-coordinator/src/main/resources/common/message). Key and value each begin with their version as
// an int16; the key's version also says of what kind the record is.

/** Key of an offset: versions 0 and 1 mean the same. */
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

/** Key of a group. */
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
