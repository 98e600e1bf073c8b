import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/** Lists partitions that are being moved (KIP-455). */
export const listPartitionReassignmentsRequest = message(
  'ListPartitionReassignmentsRequest',
  46,
  '0',
  '0+',
  {
    timeoutMs: int32('0+', { default: 60000 }),
    /** Null for all. */
    topics: array(
      '0+',
      {
        name: string('0+'),
        partitionIndexes: array('0+', 'int32'),
      },
      { nullable: '0+', default: null },
    ),
  },
);

export type ListPartitionReassignmentsRequest = Infer<typeof listPartitionReassignmentsRequest>;

export const listPartitionReassignmentsResponse = message(
  'ListPartitionReassignmentsResponse',
  46,
  '0',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    topics: array('0+', {
      name: string('0+'),
      partitions: array('0+', {
        partitionIndex: int32('0+'),
        /** All of them, those being added and removed included. */
        replicas: array('0+', 'int32'),
        addingReplicas: array('0+', 'int32'),
        removingReplicas: array('0+', 'int32'),
      }),
    }),
  },
);

export type ListPartitionReassignmentsResponse = Infer<typeof listPartitionReassignmentsResponse>;
