import { array, bool, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Shows the brokers (KIP-700). Version 1 can ask for controllers (KIP-919). */
export const describeClusterRequest = message('DescribeClusterRequest', 60, '0-1', '0+', {
  includeClusterAuthorizedOperations: bool('0+'),
  /** 1 brokers, 2 controllers; a broker answers MISMATCHED_ENDPOINT_TYPE to the latter. */
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
  /** A bit for each ACL operation; the least int32 where it was not asked for (KIP-430). */
  clusterAuthorizedOperations: int32('0+', { default: -0x80000000 }),
});

export type DescribeClusterResponse = Infer<typeof describeClusterResponse>;
