import {
  array,
  type Infer,
  int16,
  int32,
  int64,
  message,
  records,
  string,
  struct,
} from '../schema.ts';

export const produceRequest = message('ProduceRequest', 0, '0-12', '9+', {
  transactionalId: string('3+', { nullable: '3+', default: null }),
  acks: int16('0+'),
  timeoutMs: int32('0+'),
  topicData: array('0+', {
    name: string('0+'),
    partitionData: array('0+', {
      index: int32('0+'),
      records: records('0+', { nullable: '0+' }),
    }),
  }),
});

export type ProduceRequest = Infer<typeof produceRequest>;

export const produceResponse = message('ProduceResponse', 0, '0-12', '9+', {
  responses: array('0+', {
    name: string('0+'),
    partitionResponses: array('0+', {
      index: int32('0+'),
      errorCode: int16('0+'),
      baseOffset: int64('0+'),
      logAppendTimeMs: int64('2+', { default: -1 }),
      logStartOffset: int64('5+', { default: -1 }),
      recordErrors: array('8+', {
        batchIndex: int32('0+'),
        batchIndexErrorMessage: string('0+', { nullable: '0+', default: null }),
      }),
      errorMessage: string('8+', { nullable: '8+', default: null }),
      currentLeader: struct(
        '10+',
        {
          leaderId: int32('0+', { default: -1 }),
          leaderEpoch: int32('0+', { default: -1 }),
        },
        { tag: 0 },
      ),
    }),
  }),
  throttleTimeMs: int32('1+', { default: 0 }),
  nodeEndpoints: array(
    '10+',
    {
      nodeId: int32('0+'),
      host: string('0+'),
      port: int32('0+'),
      rack: string('0+', { nullable: '0+', default: null }),
    },
    { tag: 0 },
  ),
});

export type ProduceResponse = Infer<typeof produceResponse>;
