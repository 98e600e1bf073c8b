/**
 * UpdateMetadata, versions 7 and 8: the controller says who is there and who leads what. Older versions name
 * topics without their ids, which no controller of this cluster does. What an earlier controller says, or
 * says to an earlier life of this broker, is refused.
 */
import {
  updateMetadataRequest,
  updateMetadataResponse,
} from '../../protocol/api/06-update-metadata.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

export const updateMetadataHandler = handler(
  updateMetadataRequest,
  updateMetadataResponse,
  { versions: [7, 8] },
  (request, { broker }) => {
    if (broker.isStale(request.brokerEpoch)) return { errorCode: ErrorCode.STALE_BROKER_EPOCH };
    try {
      const gone = broker.image.update(request);
      // Forgotten at once, written down later: that waits for followers, which may be waiting for what the
      // controller says next.
      if (gone.length > 0) void broker.groups.onTopicsDeleted(gone);
      return { errorCode: ErrorCode.NONE };
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      return { errorCode: error.code };
    }
  },
);
