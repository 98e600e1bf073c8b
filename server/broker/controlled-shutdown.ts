import type { Clock } from '../ports/clock.ts';
import { counted, type Logger } from '../ports/logger.ts';
import {
  controlledShutdownRequest,
  controlledShutdownResponse,
} from '../protocol/api/07-controlled-shutdown.ts';
import { ErrorCode, errorName } from '../protocol/errors.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import type { ClusterImage } from './metadata/cluster-image.ts';
import { type Peer, PeerError } from './peer.ts';

/** ControlledShutdown with the broker's epoch (KIP-380). */
const VERSION = 3;

interface Parts {
  readonly brokerId: number;
  /** The broker's present life. */
  readonly brokerEpoch: number;
  readonly image: ClusterImage;
  readonly config: BrokerConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The way to a broker, which may be this one; undefined where it is not known. */
  readonly peerOf: (broker: number) => Peer | undefined;
}

/**
 * Asks the controller to have others lead what this broker leads, before it stops, again as often as it is
 * configured to (KafkaServer.controlledShutdown). Without other brokers there is nobody to ask for.
 */
export async function controlledShutdown(parts: Parts): Promise<void> {
  const { brokerId, image, config, clock, logger } = parts;
  if (!config.get('controlled.shutdown.enable')) return;
  const attempts = config.get('controlled.shutdown.max.retries');
  for (let attempt = 1; ; attempt++) {
    const others = [...image.brokers.keys()].filter((id) => id !== brokerId);
    if (others.length === 0) return;
    const hindrance = await ask(parts);
    if (hindrance === undefined) return;
    if (attempt === attempts) {
      logger.warn(`stopping although ${hindrance}`);
      return;
    }
    logger.info(`about to stop, but ${hindrance}; asking again`);
    // Another controller may help, as may having nobody left to hand over to.
    const { controllerId } = image;
    const isOther = () => image.controllerId !== controllerId || image.brokers.size === 1;
    await image.until(clock, config.get('controlled.shutdown.retry.backoff.ms'), isOther);
  }
}

/** What keeps the broker from stopping, or nothing. */
async function ask(parts: Parts): Promise<string | undefined> {
  const { brokerId, brokerEpoch, image, config, peerOf } = parts;
  const controller = peerOf(image.controllerId);
  if (controller === undefined) return 'no controller is known';
  try {
    const { errorCode, remainingPartitions } = await controller.call(
      controlledShutdownRequest,
      controlledShutdownResponse,
      VERSION,
      { brokerId, brokerEpoch },
      config.get('controller.socket.timeout.ms'),
    );
    if (errorCode !== ErrorCode.NONE) return `the controller says ${errorName(errorCode)}`;
    if (remainingPartitions.length === 0) return undefined;
    return `nobody else can lead ${counted(remainingPartitions.length, 'partition')}`;
  } catch (error) {
    if (error instanceof PeerError) return error.message;
    throw error;
  } finally {
    controller.close();
  }
}
