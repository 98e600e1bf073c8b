import { type Infer, int16, int32, int64, message, string } from '../schema.ts';

export const initProducerIdRequest = message('InitProducerIdRequest', 22, '0-5', '2+', {
  transactionalId: string('0+', { nullable: '0+' }),
  transactionTimeoutMs: int32('0+'),
  producerId: int64('3+', { default: -1 }),
  producerEpoch: int16('3+', { default: -1 }),
});

export type InitProducerIdRequest = Infer<typeof initProducerIdRequest>;

export const initProducerIdResponse = message('InitProducerIdResponse', 22, '0-5', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('0+'),
  producerId: int64('0+', { default: -1 }),
  producerEpoch: int16('0+'),
});

export type InitProducerIdResponse = Infer<typeof initProducerIdResponse>;
