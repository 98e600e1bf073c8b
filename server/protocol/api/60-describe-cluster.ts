import { array, bool, type Infer, int8, int16, int32, message, string } from '../schema.ts';

export const describeClusterRequest = message('DescribeClusterRequest', 60, '0-1', '0+', {
  includeClusterAuthorizedOperations: bool('0+'),
  endpointType: int8('1+', { default: 1 }),
});

export type DescribeClusterRequest = Infer<typeof describeClusterRequest>;

export const describeClusterResponse = message('DescribeClusterResponse', 60, '0-1', '0+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('0+'),
  errorMessage: string('0+', { nullable: '0+', default: null }),
  endpointType: int8('1+', { default: 1 }),
  clusterId: string('0+'),
  controllerId: int32('0+', { default: -1 }),
  brokers: array('0+', {
    brokerId: int32('0+'),
    host: string('0+'),
    port: int32('0+'),
    rack: string('0+', { nullable: '0+', default: null }),
  }),
  clusterAuthorizedOperations: int32('0+', { default: -0x80000000 }),
});

export type DescribeClusterResponse = Infer<typeof describeClusterResponse>;
