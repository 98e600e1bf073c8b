import {
  array,
  type Infer,
  int8,
  int16,
  int32,
  int64,
  message,
  records,
  string,
  struct,
  uuid,
} from '../schema.ts';

export const fetchRequest = message('FetchRequest', 1, '0-17', '12+', {
  clusterId: string('12+', { nullable: '12+', default: null, tag: 0 }),
  replicaId: int32('0-14', { default: -1 }),
  replicaState: struct(
    '15+',
    {
      replicaId: int32('0+', { default: -1 }),
      replicaEpoch: int64('0+', { default: -1 }),
    },
    { tag: 1 },
  ),
  maxWaitMs: int32('0+'),
  minBytes: int32('0+'),
  maxBytes: int32('3+', { default: 0x7fffffff }),
  isolationLevel: int8('4+', { default: 0 }),
  sessionId: int32('7+', { default: 0 }),
  sessionEpoch: int32('7+', { default: -1 }),
  topics: array('0+', {
    topic: string('0-12'),
    topicId: uuid('13+'),
    partitions: array('0+', {
      partition: int32('0+'),
      currentLeaderEpoch: int32('9+', { default: -1 }),
      fetchOffset: int64('0+'),
      lastFetchedEpoch: int32('12+', { default: -1 }),
      logStartOffset: int64('5+', { default: -1 }),
      partitionMaxBytes: int32('0+'),
      replicaDirectoryId: uuid('17+', { tag: 0 }),
    }),
  }),
  forgottenTopicsData: array('7+', {
    topic: string('7-12'),
    topicId: uuid('13+'),
    partitions: array('0+', 'int32'),
  }),
  rackId: string('11+', { default: '' }),
});

export type FetchRequest = Infer<typeof fetchRequest>;

export const fetchResponse = message('FetchResponse', 1, '0-17', '12+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  errorCode: int16('7+'),
  sessionId: int32('7+', { default: 0 }),
  responses: array('0+', {
    topic: string('0-12'),
    topicId: uuid('13+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      errorCode: int16('0+'),
      highWatermark: int64('0+'),
      lastStableOffset: int64('4+', { default: -1 }),
      logStartOffset: int64('5+', { default: -1 }),
      divergingEpoch: struct(
        '12+',
        {
          epoch: int32('0+', { default: -1 }),
          endOffset: int64('0+', { default: -1 }),
        },
        { tag: 0 },
      ),
      currentLeader: struct(
        '12+',
        {
          leaderId: int32('0+', { default: -1 }),
          leaderEpoch: int32('0+', { default: -1 }),
        },
        { tag: 1 },
      ),
      snapshotId: struct(
        '12+',
        {
          endOffset: int64('0+', { default: -1 }),
          epoch: int32('0+', { default: -1 }),
        },
        { tag: 2 },
      ),
      abortedTransactions: array(
        '4+',
        {
          producerId: int64('0+'),
          firstOffset: int64('0+'),
        },
        { nullable: '4+' },
      ),
      preferredReadReplica: int32('11+', { default: -1 }),
      records: records('0+', { nullable: '0+' }),
    }),
  }),
  nodeEndpoints: array(
    '16+',
    {
      nodeId: int32('0+'),
      host: string('0+'),
      port: int32('0+'),
      rack: string('0+', { nullable: '0+', default: null }),
    },
    { tag: 0 },
  ),
});

export type FetchResponse = Infer<typeof fetchResponse>;
