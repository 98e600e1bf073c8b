import { array, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * A broker asks the controller to move its leaderships away before it stops. Version 0 has a
 * request header without client id.
 */
export const controlledShutdownRequest = message('ControlledShutdownRequest', 7, '0-3', '3+', {
  brokerId: int32('0+'),
  /** A former life's is STALE_BROKER_EPOCH (KIP-380). */
  brokerEpoch: int64('2+', { default: -1 }),
});

export type ControlledShutdownRequest = Infer<typeof controlledShutdownRequest>;

export const controlledShutdownResponse = message('ControlledShutdownResponse', 7, '0-3', '3+', {
  errorCode: int16('0+'),
  /** Those that the broker still leads; it may ask again. */
  remainingPartitions: array('0+', {
    topicName: string('0+'),
    partitionIndex: int32('0+'),
  }),
});

export type ControlledShutdownResponse = Infer<typeof controlledShutdownResponse>;
