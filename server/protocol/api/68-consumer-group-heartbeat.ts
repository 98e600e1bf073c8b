import { array, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts';

/**
 * Joins, keeps up and leaves a group of the new protocol, whose coordinator assigns (KIP-848).
 * Version 1 subscribes by pattern. What is null has not changed since the last heartbeat.
 */
export const consumerGroupHeartbeatRequest = message(
  'ConsumerGroupHeartbeatRequest',
  68,
  '0-1',
  '0+',
  {
    groupId: string('0+'),
    memberId: string('0+'),
    /**
     * 0 to join, -1 to leave, -2 to leave for a while as a static member; a wrong one is
     * FENCED_MEMBER_EPOCH.
     */
    memberEpoch: int32('0+'),
    instanceId: string('0+', { nullable: '0+', default: null }),
    rackId: string('0+', { nullable: '0+', default: null }),
    /** -1 where it has not changed. */
    rebalanceTimeoutMs: int32('0+', { default: -1 }),
    subscribedTopicNames: array('0+', 'string', { nullable: '0+', default: null }),
    subscribedTopicRegex: string('1+', { nullable: '1+', default: null }),
    /** 'uniform' or 'range'; others are UNSUPPORTED_ASSIGNOR. */
    serverAssignor: string('0+', { nullable: '0+', default: null }),
    /** What the member holds. */
    topicPartitions: array(
      '0+',
      {
        topicId: uuid('0+'),
        partitions: array('0+', 'int32'),
      },
      { nullable: '0+', default: null },
    ),
  },
);

export type ConsumerGroupHeartbeatRequest = Infer<typeof consumerGroupHeartbeatRequest>;

export const consumerGroupHeartbeatResponse = message(
  'ConsumerGroupHeartbeatResponse',
  68,
  '0-1',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+', default: null }),
    /** Made by the coordinator in version 0, where the member sent none. */
    memberId: string('0+', { nullable: '0+', default: null }),
    memberEpoch: int32('0+'),
    heartbeatIntervalMs: int32('0+'),
    /** Null where it has not changed. */
    assignment: struct(
      '0+',
      {
        topicPartitions: array('0+', {
          topicId: uuid('0+'),
          partitions: array('0+', 'int32'),
        }),
      },
      { nullable: '0+', default: null },
    ),
  },
);

export type ConsumerGroupHeartbeatResponse = Infer<typeof consumerGroupHeartbeatResponse>;
