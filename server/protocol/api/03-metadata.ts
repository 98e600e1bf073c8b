import { array, bool, type Infer, int16, int32, message, string, uuid } from '../schema.ts';

/**
 * Asks which brokers and topics there are and who leads. Version 0 takes no topics for all of them,
 * 4 may refuse to create topics, 10 tells topic ids and 12 accepts them (KIP-516).
 */
export const metadataRequest = message('MetadataRequest', 3, '0-12', '9+', {
  /** Null for all topics; in version 0, none for all. */
  topics: array(
    '0+',
    {
      topicId: uuid('10+'),
      /** May be null where `topicId` is given, from version 12 on. */
      name: string('0+', { nullable: '10+' }),
    },
    { nullable: '1+' },
  ),
  /** Obeyed where auto.create.topics.enable is on (KIP-361). */
  allowAutoTopicCreation: bool('4+', { default: true }),
  /** Moved to DescribeCluster (KIP-700). */
  includeClusterAuthorizedOperations: bool('8-10'),
  includeTopicAuthorizedOperations: bool('8+'),
});

export type MetadataRequest = Infer<typeof metadataRequest>;

export const metadataResponse = message('MetadataResponse', 3, '0-12', '9+', {
  throttleTimeMs: int32('3+', { default: 0 }),
  brokers: array('0+', {
    nodeId: int32('0+'),
    host: string('0+'),
    port: int32('0+'),
    rack: string('1+', { nullable: '1+', default: null }),
  }),
  clusterId: string('2+', { nullable: '2+', default: null }),
  /** -1 where it is not known. */
  controllerId: int32('1+', { default: -1 }),
  topics: array('0+', {
    /** LEADER_NOT_AVAILABLE while a topic is just being created. */
    errorCode: int16('0+'),
    /** Null for an unknown id, with UNKNOWN_TOPIC_ID. */
    name: string('0+', { nullable: '12+' }),
    topicId: uuid('10+'),
    isInternal: bool('1+', { default: false }),
    partitions: array('0+', {
      /** LEADER_NOT_AVAILABLE without a leader, LISTENER_NOT_FOUND where it lacks this listener. */
      errorCode: int16('0+'),
      partitionIndex: int32('0+'),
      /** -1 where there is none. */
      leaderId: int32('0+'),
      /** Lets clients drop metadata older than what they have (KIP-320). */
      leaderEpoch: int32('7+', { default: -1 }),
      replicaNodes: array('0+', 'int32'),
      isrNodes: array('0+', 'int32'),
      /** Replicas on dead brokers or failed disks (KIP-112). */
      offlineReplicas: array('5+', 'int32'),
    }),
    /** A bit for each ACL operation; the least int32 where it was not asked for (KIP-430). */
    topicAuthorizedOperations: int32('8+', { default: -0x80000000 }),
  }),
  clusterAuthorizedOperations: int32('8-10', { default: -0x80000000 }),
});

export type MetadataResponse = Infer<typeof metadataResponse>;
