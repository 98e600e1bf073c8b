import { array, bool, type Infer, int16, int32, message, string } from '../schema.ts';

/** Adds partitions to topics, at the controller (KIP-195). Version 3 may throttle (KIP-599). */
export const createPartitionsRequest = message('CreatePartitionsRequest', 37, '0-3', '2+', {
  topics: array('0+', {
    name: string('0+'),
    /** How many there are to be in all; fewer than now is INVALID_PARTITIONS. */
    count: int32('0+'),
    /** Replicas of the new partitions only; null to have them chosen. */
    assignments: array(
      '0+',
      {
        brokerIds: array('0+', 'int32'),
      },
      { nullable: '0+' },
    ),
  }),
  timeoutMs: int32('0+'),
  validateOnly: bool('0+'),
});

export type CreatePartitionsRequest = Infer<typeof createPartitionsRequest>;

export const createPartitionsResponse = message('CreatePartitionsResponse', 37, '0-3', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  /** One for each topic asked for. */
  results: array('0+', {
    name: string('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+', default: null }),
  }),
});

export type CreatePartitionsResponse = Infer<typeof createPartitionsResponse>;
