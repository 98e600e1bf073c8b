import { array, type Infer, int16, int32, message, string, uuid } from '../schema.ts';

export const deleteTopicsRequest = message('DeleteTopicsRequest', 20, '0-6', '4+', {
  topics: array('6+', {
    name: string('0+', { nullable: '0+', default: null }),
    topicId: uuid('0+'),
  }),
  topicNames: array('0-5', 'string'),
  timeoutMs: int32('0+'),
});

export type DeleteTopicsRequest = Infer<typeof deleteTopicsRequest>;

export const deleteTopicsResponse = message('DeleteTopicsResponse', 20, '0-6', '4+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  responses: array('0+', {
    name: string('0+', { nullable: '6+' }),
    topicId: uuid('6+'),
    errorCode: int16('0+'),
    errorMessage: string('5+', { nullable: '5+', default: null }),
  }),
});

export type DeleteTopicsResponse = Infer<typeof deleteTopicsResponse>;
