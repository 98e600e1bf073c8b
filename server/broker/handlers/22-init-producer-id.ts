/**
 * InitProducerId, versions 0–5, for idempotent producers (KIP-98): a new id with epoch 0, also for a
 * client that brings one. As in Kafka (TransactionCoordinator.handleInitProducerId): the id may be
 * someone else's, and without a transactional id nothing tells; @platformatic/kafka always brings 0.
 * Transactional ids are refused: transactions are not served yet.
 */
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../protocol/api/22-init-producer-id.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';

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
    try {
      const fresh = await broker.producerIds.next();
      return { errorCode: ErrorCode.NONE, producerId: fresh, producerEpoch: 0 };
    } catch (error) {
      const { code } = broker.failures.toKafkaError(error, 'taking a block of producer ids');
      // Producers of any age try again after this one (RPCProducerIdManager says it, too).
      const later = code === ErrorCode.REQUEST_TIMED_OUT;
      return refuse(later ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS : code);
    }
  },
);
