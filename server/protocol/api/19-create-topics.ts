import { array, bool, type Infer, int8, int16, int32, message, string, uuid } from '../schema.ts';

export const createTopicsRequest = message('CreateTopicsRequest', 19, '0-7', '5+', {
  topics: array('0+', {
    name: string('0+'),
    numPartitions: int32('0+'),
    replicationFactor: int16('0+'),
    assignments: array('0+', {
      partitionIndex: int32('0+'),
      brokerIds: array('0+', 'int32'),
    }),
    configs: array('0+', {
      name: string('0+'),
      value: string('0+', { nullable: '0+' }),
    }),
  }),
  timeoutMs: int32('0+', { default: 60000 }),
  validateOnly: bool('1+', { default: false }),
});

export type CreateTopicsRequest = Infer<typeof createTopicsRequest>;

export const createTopicsResponse = message('CreateTopicsResponse', 19, '0-7', '5+', {
  throttleTimeMs: int32('2+', { default: 0 }),
  topics: array('0+', {
    name: string('0+'),
    topicId: uuid('7+'),
    errorCode: int16('0+'),
    errorMessage: string('1+', { nullable: '1+' }),
    topicConfigErrorCode: int16('5+', { tag: 0 }),
    numPartitions: int32('5+', { default: -1 }),
    replicationFactor: int16('5+', { default: -1 }),
    configs: array(
      '5+',
      {
        name: string('0+'),
        value: string('0+', { nullable: '0+' }),
        readOnly: bool('0+'),
        configSource: int8('0+', { default: -1 }),
        isSensitive: bool('0+'),
      },
      { nullable: '5+' },
    ),
  }),
});

export type CreateTopicsResponse = Infer<typeof createTopicsResponse>;
