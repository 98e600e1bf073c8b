import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/** Deletes a group's offsets of some partitions (KIP-496). */
export const offsetDeleteRequest = message('OffsetDeleteRequest', 47, '0', 'none', {
  groupId: string('0+'),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
    }),
  }),
});

export type OffsetDeleteRequest = Infer<typeof offsetDeleteRequest>;

export const offsetDeleteResponse = message('OffsetDeleteResponse', 47, '0', 'none', {
  errorCode: int16('0+'),
  throttleTimeMs: int32('0+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** GROUP_SUBSCRIBED_TO_TOPIC where members still read the topic. */
      errorCode: int16('0+'),
    }),
  }),
});

export type OffsetDeleteResponse = Infer<typeof offsetDeleteResponse>;
