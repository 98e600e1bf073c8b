import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

export const stopReplicaRequest = message('StopReplicaRequest', 5, '0-4', '2+', {
  controllerId: int32('0+'),
  isKRaftController: bool('4+', { default: false }),
  controllerEpoch: int32('0+'),
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
