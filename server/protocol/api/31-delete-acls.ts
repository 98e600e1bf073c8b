import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Removes the access rules that filters match; numbers as in DescribeAcls. */
export const deleteAclsRequest = message('DeleteAclsRequest', 31, '0-3', '2+', {
  filters: array('0+', {
    resourceTypeFilter: int8('0+'),
    resourceNameFilter: string('0+', { nullable: '0+' }),
    patternTypeFilter: int8('1+', { default: 3 }),
    principalFilter: string('0+', { nullable: '0+' }),
    hostFilter: string('0+', { nullable: '0+' }),
    operation: int8('0+'),
    permissionType: int8('0+'),
  }),
});

export type DeleteAclsRequest = Infer<typeof deleteAclsRequest>;

export const deleteAclsResponse = message('DeleteAclsResponse', 31, '0-3', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  /** One for each filter, in order. */
  filterResults: array('0+', {
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    matchingAcls: array('0+', {
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+' }),
      resourceType: int8('0+'),
      resourceName: string('0+'),
      patternType: int8('1+', { default: 3 }),
      principal: string('0+'),
      host: string('0+'),
      operation: int8('0+'),
      permissionType: int8('0+'),
    }),
  }),
});

export type DeleteAclsResponse = Infer<typeof deleteAclsResponse>;
