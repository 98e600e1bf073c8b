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

const updateMetadataPartitionState = {
  topicName: string('0-4'),
  partitionIndex: int32('0+'),
  controllerEpoch: int32('0+'),
  /** -1 for none, -2 while the topic is being deleted. */
  leader: int32('0+'),
  leaderEpoch: int32('0+'),
  isr: array('0+', 'int32'),
  zkVersion: int32('0+'),
  replicas: array('0+', 'int32'),
  /** Replicas on dead brokers or failed disks (KIP-112). */
  offlineReplicas: array('4+', 'int32'),
};

/**
 * The controller tells every broker about all others, as clients will be told. Version 1 knows
 * several endpoints, 3 their listeners, 5 groups by topic, 7 tells topic ids (KIP-516), 8 KRaft
 * controllers (KIP-866).
 */
export const updateMetadataRequest = message('UpdateMetadataRequest', 6, '0-8', '6+', {
  controllerId: int32('0+'),
  isKRaftController: bool('8+', { default: false }),
  /** 0 unknown, 1 incremental, 2 complete (KIP-866). */
  type: int8('8+', { default: 0, tag: 0 }),
  controllerEpoch: int32('0+'),
  /** A former life's is STALE_BROKER_EPOCH (KIP-380). */
  brokerEpoch: int64('5+', { default: -1 }),
  ungroupedPartitionStates: array('0-4', updateMetadataPartitionState),
  topicStates: array('5+', {
    topicName: string('0+'),
    topicId: uuid('7+'),
    partitionStates: array('0+', updateMetadataPartitionState),
  }),
  liveBrokers: array('0+', {
    id: int32('0+'),
    v0Host: string('0'),
    v0Port: int32('0'),
    endpoints: array('1+', {
      port: int32('0+'),
      host: string('0+'),
      listener: string('3+'),
      /** 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL. */
      securityProtocol: int16('0+'),
    }),
    rack: string('2+', { nullable: '2+' }),
  }),
});

export type UpdateMetadataRequest = Infer<typeof updateMetadataRequest>;

export const updateMetadataResponse = message('UpdateMetadataResponse', 6, '0-8', '6+', {
  errorCode: int16('0+'),
});

export type UpdateMetadataResponse = Infer<typeof updateMetadataResponse>;
