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

/**
 * Reads batches from partitions, as consumer or follower. Versions 0-1 get magic 0, 2-3 magic 1, 4
 * and later v2 batches; 7 brings fetch sessions (KIP-227), 10 zstd, 12 is flexible, 13 names topics
 * by id (KIP-516), 15 moves the replica into `replicaState` (KIP-903).
 */
export const fetchRequest = message('FetchRequest', 1, '0-17', '12+', {
  /** Checked by KRaft quorums only (KIP-595). */
  clusterId: string('12+', { nullable: '12+', default: null, tag: 0 }),
  /** The follower that fetches; -1 for a consumer. */
  replicaId: int32('0-14', { default: -1 }),
  /**
   * The follower that fetches, with its broker epoch, so that a restarted one is not taken into the
   * ISR too early (KIP-903).
   */
  replicaState: struct(
    '15+',
    {
      replicaId: int32('0+', { default: -1 }),
      replicaEpoch: int64('0+', { default: -1 }),
    },
    { tag: 1 },
  ),
  /** How long to wait for `minBytes`. */
  maxWaitMs: int32('0+'),
  minBytes: int32('0+'),
  /** Limit for the whole response; the first batch is returned even if it is larger (KIP-74). */
  maxBytes: int32('3+', { default: 0x7fffffff }),
  /** 0 is read_uncommitted, 1 read_committed (KIP-98). */
  isolationLevel: int8('4+', { default: 0 }),
  /** 0 where there is no session yet (KIP-227). */
  sessionId: int32('7+', { default: 0 }),
  /** -1 for no session, 0 to begin one, then counting up (KIP-227). */
  sessionEpoch: int32('7+', { default: -1 }),
  /** In an incremental fetch, only the partitions that changed. */
  topics: array('0+', {
    topic: string('0-12'),
    topicId: uuid('13+'),
    partitions: array('0+', {
      partition: int32('0+'),
      /** Fences old leaders: FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH (KIP-320). */
      currentLeaderEpoch: int32('9+', { default: -1 }),
      fetchOffset: int64('0+'),
      /** Lets the leader find where the follower's log diverged (KIP-595). */
      lastFetchedEpoch: int32('12+', { default: -1 }),
      /** The follower's; -1 from consumers (KIP-107). */
      logStartOffset: int64('5+', { default: -1 }),
      /** A single larger batch is returned all the same from version 3 on. */
      partitionMaxBytes: int32('0+'),
      /** For KRaft quorums only (KIP-853). */
      replicaDirectoryId: uuid('17+', { tag: 0 }),
    }),
  }),
  /** Partitions to take out of the session (KIP-227). */
  forgottenTopicsData: array('7+', {
    topic: string('7-12'),
    topicId: uuid('13+'),
    partitions: array('0+', 'int32'),
  }),
  /** Where the consumer is, for reading from the nearest replica (KIP-392). */
  rackId: string('11+', { default: '' }),
});

export type FetchRequest = Infer<typeof fetchRequest>;

export const fetchResponse = message('FetchResponse', 1, '0-17', '12+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  /**
   * Concerns the session: FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH or
   * FETCH_SESSION_TOPIC_ID_ERROR.
   */
  errorCode: int16('7+'),
  /** 0 where none was made (KIP-227). */
  sessionId: int32('7+', { default: 0 }),
  responses: array('0+', {
    topic: string('0-12'),
    topicId: uuid('13+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      errorCode: int16('0+'),
      highWatermark: int64('0+'),
      /** Everything before it is decided, committed or aborted (KIP-98). */
      lastStableOffset: int64('4+', { default: -1 }),
      logStartOffset: int64('5+', { default: -1 }),
      /** The last epoch, with its end, that leader and follower share (KIP-595). */
      divergingEpoch: struct(
        '12+',
        {
          epoch: int32('0+', { default: -1 }),
          endOffset: int64('0+', { default: -1 }),
        },
        { tag: 0 },
      ),
      /** Who leads now, beside NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH (KIP-951). */
      currentLeader: struct(
        '12+',
        {
          leaderId: int32('0+', { default: -1 }),
          leaderEpoch: int32('0+', { default: -1 }),
        },
        { tag: 1 },
      ),
      /** For KRaft quorums only (KIP-630). */
      snapshotId: struct(
        '12+',
        {
          endOffset: int64('0+', { default: -1 }),
          epoch: int32('0+', { default: -1 }),
        },
        { tag: 2 },
      ),
      /** What read_committed consumers have to leave out; null for others. */
      abortedTransactions: array(
        '4+',
        {
          producerId: int64('0+'),
          firstOffset: int64('0+'),
        },
        { nullable: '4+' },
      ),
      /** The replica to read from instead, if not -1 (KIP-392). */
      preferredReadReplica: int32('11+', { default: -1 }),
      records: records('0+', { nullable: '0+' }),
    }),
  }),
  /** Where the new leaders of `currentLeader` are found (KIP-951). */
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
