import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * The controller tells a broker to stop replicas and perhaps delete them. Version 1 groups by
 * topic, 3 decides and fences for each partition (KIP-570), 4 knows KRaft controllers (KIP-866).
 */
export const stopReplicaRequest = message('StopReplicaRequest', 5, '0-4', '2+', {
  controllerId: int32('0+'),
  isKRaftController: bool('4+', { default: false }),
  controllerEpoch: int32('0+'),
  /** A former life's is STALE_BROKER_EPOCH (KIP-380). */
  brokerEpoch: int64('1+', { default: -1 }),
  deletePartitions: bool('0-2'),
  ungroupedPartitions: array('0', {
    topicName: string('0+'),
    partitionIndex: int32('0+'),
  }),
  topics: array('1-2', {
    name: string('0+'),
    partitionIndexes: array('0+', 'int32'),
  }),
  topicStates: array('3+', {
    topicName: string('0+'),
    partitionStates: array('0+', {
      partitionIndex: int32('0+'),
      /**
       * Older ones are FENCED_LEADER_EPOCH; -1 is not checked and -2 means that the topic is
       * deleted.
       */
      leaderEpoch: int32('0+', { default: -1 }),
      deletePartition: bool('0+'),
    }),
  }),
});

export type StopReplicaRequest = Infer<typeof stopReplicaRequest>;

export const stopReplicaResponse = message('StopReplicaResponse', 5, '0-4', '2+', {
  errorCode: int16('0+'),
  partitionErrors: array('0+', {
    topicName: string('0+'),
    partitionIndex: int32('0+'),
    errorCode: int16('0+'),
  }),
});

export type StopReplicaResponse = Infer<typeof stopReplicaResponse>;
