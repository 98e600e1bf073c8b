import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/** Deletes the records before an offset, at the leader (KIP-107). */
export const deleteRecordsRequest = message('DeleteRecordsRequest', 21, '0-2', '2+', {
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** The new log start; -1 for the high watermark. Beyond that is OFFSET_OUT_OF_RANGE. */
      offset: int64('0+'),
    }),
  }),
  timeoutMs: int32('0+'),
});

export type DeleteRecordsRequest = Infer<typeof deleteRecordsRequest>;

export const deleteRecordsResponse = message('DeleteRecordsResponse', 21, '0-2', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** The smallest log start of any live replica; -1 on failure. */
      lowWatermark: int64('0+'),
      errorCode: int16('0+'),
    }),
  }),
});

export type DeleteRecordsResponse = Infer<typeof deleteRecordsResponse>;
