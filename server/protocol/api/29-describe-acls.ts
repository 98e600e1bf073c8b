import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

export const describeAclsRequest = message('DescribeAclsRequest', 29, '0-3', '2+', {
  resourceTypeFilter: int8('0+'),
  resourceNameFilter: string('0+', { nullable: '0+' }),
  patternTypeFilter: int8('1+', { default: 3 }),
  principalFilter: string('0+', { nullable: '0+' }),
  hostFilter: string('0+', { nullable: '0+' }),
  operation: int8('0+'),
  permissionType: int8('0+'),
});

export type DescribeAclsRequest = Infer<typeof describeAclsRequest>;

export const describeAclsResponse = message('DescribeAclsResponse', 29, '0-3', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('0+'),
  errorMessage: string('0+', { nullable: '0+' }),
  resources: array('0+', {
    resourceType: int8('0+'),
    resourceName: string('0+'),
    patternType: int8('1+', { default: 3 }),
    acls: array('0+', {
      principal: string('0+'),
      host: string('0+'),
      operation: int8('0+'),
      permissionType: int8('0+'),
    }),
  }),
});

export type DescribeAclsResponse = Infer<typeof describeAclsResponse>;
