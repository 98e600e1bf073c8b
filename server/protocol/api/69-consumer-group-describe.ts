import { array, bool, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts';

/** Shows groups of the new protocol with their members (KIP-848). */
export const consumerGroupDescribeRequest = message('ConsumerGroupDescribeRequest', 69, '0', '0+', {
  groupIds: array('0+', 'string'),
  includeAuthorizedOperations: bool('0+'),
});

export type ConsumerGroupDescribeRequest = Infer<typeof consumerGroupDescribeRequest>;

const assignment = {
  topicPartitions: array('0+', {
    topicId: uuid('0+'),
    topicName: string('0+'),
    partitions: array('0+', 'int32'),
  }),
};

export const consumerGroupDescribeResponse = message(
  'ConsumerGroupDescribeResponse',
  69,
  '0',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    groups: array('0+', {
      /** GROUP_ID_NOT_FOUND also for a classic group. */
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+', default: null }),
      groupId: string('0+'),
      /** Empty, Assigning, Reconciling, Stable or Dead. */
      groupState: string('0+'),
      groupEpoch: int32('0+'),
      assignmentEpoch: int32('0+'),
      assignorName: string('0+'),
      members: array('0+', {
        memberId: string('0+'),
        instanceId: string('0+', { nullable: '0+', default: null }),
        rackId: string('0+', { nullable: '0+', default: null }),
        memberEpoch: int32('0+'),
        clientId: string('0+'),
        clientHost: string('0+'),
        subscribedTopicNames: array('0+', 'string'),
        subscribedTopicRegex: string('0+', { nullable: '0+', default: null }),
        assignment: struct('0+', assignment),
        /** What the member is to hold in the end. */
        targetAssignment: struct('0+', assignment),
      }),
      authorizedOperations: int32('0+', { default: -0x80000000 }),
    }),
  },
);

export type ConsumerGroupDescribeResponse = Infer<typeof consumerGroupDescribeResponse>;
