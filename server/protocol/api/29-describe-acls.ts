import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Lists access rules. Version 1 knows prefixes (KIP-290), 3 users as resources (KIP-373). */
export const describeAclsRequest = message('DescribeAclsRequest', 29, '0-3', '2+', {
  /** 1 any, 2 topic, 3 group, 4 cluster, 5 transactional id, 6 delegation token, 7 user. */
  resourceTypeFilter: int8('0+'),
  /** Null for any. */
  resourceNameFilter: string('0+', { nullable: '0+' }),
  /** 1 any, 2 whatever matches, 3 literal, 4 prefixed (KIP-290). */
  patternTypeFilter: int8('1+', { default: 3 }),
  principalFilter: string('0+', { nullable: '0+' }),
  hostFilter: string('0+', { nullable: '0+' }),
  /**
   * 1 any, 2 all, 3 read, 4 write, 5 create, 6 delete, 7 alter, 8 describe and so on, as in
   * AclOperation.
   */
  operation: int8('0+'),
  /** 1 any, 2 deny, 3 allow. */
  permissionType: int8('0+'),
});

export type DescribeAclsRequest = Infer<typeof describeAclsRequest>;

export const describeAclsResponse = message('DescribeAclsResponse', 29, '0-3', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  /** SECURITY_DISABLED where the broker has no authorizer. */
  errorCode: int16('0+'),
  errorMessage: string('0+', { nullable: '0+' }),
  resources: array('0+', {
    resourceType: int8('0+'),
    resourceName: string('0+'),
    patternType: int8('1+', { default: 3 }),
    acls: array('0+', {
      /** As in 'User:alice'. */
      principal: string('0+'),
      host: string('0+'),
      operation: int8('0+'),
      permissionType: int8('0+'),
    }),
  }),
});

export type DescribeAclsResponse = Infer<typeof describeAclsResponse>;
