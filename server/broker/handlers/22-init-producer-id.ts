/**
 * InitProducerId, versions 0–5, for idempotent producers (KIP-98): a new id with epoch 0, or the next
 * epoch of an id that the client brings (KIP-360). Transactional ids are refused: transactions are not
 * served yet.
 */
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../protocol/api/22-init-producer-id.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

const LAST_EPOCH = 32_767;

export const initProducerIdHandler = handler(
  initProducerIdRequest,
  initProducerIdResponse,
  { versions: [0, 5] },
  async (request, { broker, clientId }) => {
    const { transactionalId, producerId, producerEpoch } = request;
    const refuse = (errorCode: number) => ({ errorCode, producerId: -1, producerEpoch: -1 });
    if (transactionalId !== null) {
      broker.logger.warn(`refused the transactional producer '${clientId}': no transactions yet`);
      return refuse(ErrorCode.UNSUPPORTED_VERSION);
    }
    if ((producerId === -1) !== (producerEpoch === -1)) return refuse(ErrorCode.INVALID_REQUEST);
    const known = producerId !== -1 && producerEpoch < LAST_EPOCH - 1;
    return {
      errorCode: ErrorCode.NONE,
      producerId: known ? producerId : await broker.producerIds.next(),
      producerEpoch: known ? producerEpoch + 1 : 0,
    };
  },
);
