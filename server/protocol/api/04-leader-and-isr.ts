import {
  array,
  bool,
  type Infer,
  int8,
  int16,
  int32,
  int64,
  message,
  string,
  uuid,
} from '../schema.ts';

const leaderAndIsrPartitionState = {
  topicName: string('0-1'),
  partitionIndex: int32('0+'),
  controllerEpoch: int32('0+'),
  /** -1 for none, -2 while the topic is being deleted. */
  leader: int32('0+'),
  leaderEpoch: int32('0+'),
  isr: array('0+', 'int32'),
  /** Version of the state znode, for conditional updates of the ISR. */
  partitionEpoch: int32('0+'),
  replicas: array('0+', 'int32'),
  addingReplicas: array('3+', 'int32'),
  removingReplicas: array('3+', 'int32'),
  /** Created by this request, so that its log may be placed anew. */
  isNew: bool('1+', { default: false }),
  /** 1 while the leader recovers from an unclean election (KIP-704). */
  leaderRecoveryState: int8('6+', { default: 0 }),
};

/**
 * The controller tells a broker what it leads and follows. Version 2 groups by topic and fences by
 * broker epoch (KIP-380), 3 shows reassignments (KIP-455), 5 names topics by id (KIP-516), 6
 * recovering leaders (KIP-704), 7 KRaft controllers (KIP-866).
 */
export const leaderAndIsrRequest = message('LeaderAndIsrRequest', 4, '0-7', '4+', {
  controllerId: int32('0+'),
  isKRaftController: bool('7+', { default: false }),
  /** An older one than the broker has seen is STALE_CONTROLLER_EPOCH. */
  controllerEpoch: int32('0+'),
  /** The czxid of the broker's znode; a former life's is STALE_BROKER_EPOCH (KIP-380). */
  brokerEpoch: int64('2+', { default: -1 }),
  /** 0 unknown, 1 incremental, 2 everything that the broker has (KIP-516). */
  type: int8('5+'),
  ungroupedPartitionStates: array('0-1', leaderAndIsrPartitionState),
  topicStates: array('2+', {
    topicName: string('0+'),
    topicId: uuid('5+'),
    partitionStates: array('0+', leaderAndIsrPartitionState),
  }),
  /** Brokers that lead any of the partitions. */
  liveLeaders: array('0+', {
    brokerId: int32('0+'),
    hostName: string('0+'),
    port: int32('0+'),
  }),
});

export type LeaderAndIsrRequest = Infer<typeof leaderAndIsrRequest>;

const leaderAndIsrPartitionError = {
  topicName: string('0-4'),
  partitionIndex: int32('0+'),
  errorCode: int16('0+'),
};

export const leaderAndIsrResponse = message('LeaderAndIsrResponse', 4, '0-7', '4+', {
  errorCode: int16('0+'),
  partitionErrors: array('0-4', leaderAndIsrPartitionError),
  topics: array('5+', {
    topicId: uuid('0+'),
    partitionErrors: array('0+', leaderAndIsrPartitionError),
  }),
});

export type LeaderAndIsrResponse = Infer<typeof leaderAndIsrResponse>;
