/** ControlledShutdown, versions 0–3: at the controller, relieves a broker that is about to stop. */
import {
  controlledShutdownRequest,
  controlledShutdownResponse,
} from '../../protocol/api/07-controlled-shutdown.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

export const controlledShutdownHandler = handler(
  controlledShutdownRequest,
  controlledShutdownResponse,
  { versions: [0, 3] },
  async ({ brokerId, brokerEpoch }, { broker }) => {
    try {
      const remaining = await broker.controller.controlledShutdown(brokerId, brokerEpoch);
      return {
        errorCode: ErrorCode.NONE,
        remainingPartitions: remaining.map(({ topic, partition }) => ({
          topicName: topic,
          partitionIndex: partition,
        })),
      };
    } catch (error) {
      const { code } = broker.failures.toKafkaError(error, `relieving broker ${brokerId}`);
      return { errorCode: code, remainingPartitions: [] };
    }
  },
);
