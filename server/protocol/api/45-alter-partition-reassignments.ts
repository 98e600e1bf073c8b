import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/** Moves partitions to other brokers, at the controller (KIP-455). */
export const alterPartitionReassignmentsRequest = message(
  'AlterPartitionReassignmentsRequest',
  45,
  '0',
  '0+',
  {
    timeoutMs: int32('0+', { default: 60000 }),
    topics: array('0+', {
      name: string('0+'),
      partitions: array('0+', {
        partitionIndex: int32('0+'),
        /** Null to cancel; NO_REASSIGNMENT_IN_PROGRESS where there is none. */
        replicas: array('0+', 'int32', { nullable: '0+', default: null }),
      }),
    }),
  },
);

export type AlterPartitionReassignmentsRequest = Infer<typeof alterPartitionReassignmentsRequest>;

export const alterPartitionReassignmentsResponse = message(
  'AlterPartitionReassignmentsResponse',
  45,
  '0',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    responses: array('0+', {
      name: string('0+'),
      partitions: array('0+', {
        partitionIndex: int32('0+'),
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+' }),
      }),
    }),
  },
);

export type AlterPartitionReassignmentsResponse = Infer<typeof alterPartitionReassignmentsResponse>;
