import { array, type Infer, int16, int32, message, string, uuid } from '../schema.ts';

/**
 * Deletes topics, at the controller. Version 5 explains failures and may throttle (KIP-599), 6
 * takes ids (KIP-516).
 */
export const deleteTopicsRequest = message('DeleteTopicsRequest', 20, '0-6', '4+', {
  topics: array('6+', {
    /** Null where `topicId` is given; both or neither is INVALID_REQUEST. */
    name: string('0+', { nullable: '0+', default: null }),
    topicId: uuid('0+'),
  }),
  topicNames: array('0-5', 'string'),
  /** How long to wait until the topics are gone; the deletion goes on in any case. */
  timeoutMs: int32('0+'),
});

export type DeleteTopicsRequest = Infer<typeof deleteTopicsRequest>;

export const deleteTopicsResponse = message('DeleteTopicsResponse', 20, '0-6', '4+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  responses: array('0+', {
    /** Null for an unknown id. */
    name: string('0+', { nullable: '6+' }),
    topicId: uuid('6+'),
    /** TOPIC_DELETION_DISABLED from version 3 on, INVALID_REQUEST before. */
    errorCode: int16('0+'),
    errorMessage: string('5+', { nullable: '5+', default: null }),
  }),
});

export type DeleteTopicsResponse = Infer<typeof deleteTopicsResponse>;
