import { array, bool, type Infer, int8, int16, int32, message, string, uuid } from '../schema.ts';

/**
 * Creates topics, at the controller. Version 4 has defaults (KIP-464), 5 returns the configuration
 * (KIP-525), 6 may throttle (KIP-599), 7 returns ids (KIP-516).
 */
export const createTopicsRequest = message('CreateTopicsRequest', 19, '0-7', '5+', {
  topics: array('0+', {
    name: string('0+'),
    /** -1 with `assignments`, and from version 4 on for the broker's default. */
    numPartitions: int32('0+'),
    /** -1 with `assignments`, and from version 4 on for the broker's default. */
    replicationFactor: int16('0+'),
    /** Where it is not empty, the replicas of every partition from 0 on. */
    assignments: array('0+', {
      partitionIndex: int32('0+'),
      /** The preferred leader first. */
      brokerIds: array('0+', 'int32'),
    }),
    configs: array('0+', {
      name: string('0+'),
      value: string('0+', { nullable: '0+' }),
    }),
  }),
  /** How long to wait until the topics are known; the creation goes on in any case. */
  timeoutMs: int32('0+', { default: 60000 }),
  /** Checks everything, but creates nothing. */
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
    /** TOPIC_AUTHORIZATION_FAILED where the configuration may not be seen. */
    topicConfigErrorCode: int16('5+', { tag: 0 }),
    numPartitions: int32('5+', { default: -1 }),
    replicationFactor: int16('5+', { default: -1 }),
    configs: array(
      '5+',
      {
        name: string('0+'),
        value: string('0+', { nullable: '0+' }),
        readOnly: bool('0+'),
        /** As in DescribeConfigs. */
        configSource: int8('0+', { default: -1 }),
        isSensitive: bool('0+'),
      },
      { nullable: '5+' },
    ),
  }),
});

export type CreateTopicsResponse = Infer<typeof createTopicsResponse>;
