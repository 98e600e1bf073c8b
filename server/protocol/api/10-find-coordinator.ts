import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

export const findCoordinatorRequest = message('FindCoordinatorRequest', 10, '0-6', '3+', {
  key: string('0-3'),
  keyType: int8('1+', { default: 0 }),
  coordinatorKeys: array('4+', 'string'),
});

export type FindCoordinatorRequest = Infer<typeof findCoordinatorRequest>;

export const findCoordinatorResponse = message('FindCoordinatorResponse', 10, '0-6', '3+', {
  throttleTimeMs: int32('1+', { default: 0 }),
  errorCode: int16('0-3'),
  errorMessage: string('1-3', { nullable: '1-3' }),
  nodeId: int32('0-3'),
  host: string('0-3'),
  port: int32('0-3'),
  coordinators: array('4+', {
    key: string('0+'),
    nodeId: int32('0+'),
    host: string('0+'),
    port: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
  }),
});

export type FindCoordinatorResponse = Infer<typeof findCoordinatorResponse>;
