import { array, bool, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts';

/** Shows topics page by page (KIP-966). */
export const describeTopicPartitionsRequest = message(
  'DescribeTopicPartitionsRequest',
  75,
  '0',
  '0+',
  {
    topics: array('0+', {
      name: string('0+'),
    }),
    /** At most so many partitions; max.request.partition.size.limit limits it further. */
    responsePartitionLimit: int32('0+', { default: 2000 }),
    /** Where to go on; null to begin. */
    cursor: struct(
      '0+',
      {
        topicName: string('0+'),
        partitionIndex: int32('0+'),
      },
      { nullable: '0+', default: null },
    ),
  },
);

export type DescribeTopicPartitionsRequest = Infer<typeof describeTopicPartitionsRequest>;

export const describeTopicPartitionsResponse = message(
  'DescribeTopicPartitionsResponse',
  75,
  '0',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    topics: array('0+', {
      errorCode: int16('0+'),
      name: string('0+', { nullable: '0+' }),
      topicId: uuid('0+'),
      isInternal: bool('0+', { default: false }),
      partitions: array('0+', {
        errorCode: int16('0+'),
        partitionIndex: int32('0+'),
        leaderId: int32('0+'),
        leaderEpoch: int32('0+', { default: -1 }),
        replicaNodes: array('0+', 'int32'),
        isrNodes: array('0+', 'int32'),
        /**
         * Replicas that may lead without loss though they left the ISR; null where the cluster
         * keeps none.
         */
        eligibleLeaderReplicas: array('0+', 'int32', { nullable: '0+', default: null }),
        lastKnownElr: array('0+', 'int32', { nullable: '0+', default: null }),
        offlineReplicas: array('0+', 'int32'),
      }),
      topicAuthorizedOperations: int32('0+', { default: -0x80000000 }),
    }),
    /** Null when there is no more. */
    nextCursor: struct(
      '0+',
      {
        topicName: string('0+'),
        partitionIndex: int32('0+'),
      },
      { nullable: '0+', default: null },
    ),
  },
);

export type DescribeTopicPartitionsResponse = Infer<typeof describeTopicPartitionsResponse>;
