import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Adds access rules; numbers as in DescribeAcls. */
export const createAclsRequest = message('CreateAclsRequest', 30, '0-3', '2+', {
  creations: array('0+', {
    resourceType: int8('0+'),
    resourceName: string('0+'),
    resourcePatternType: int8('1+', { default: 3 }),
    principal: string('0+'),
    /** '*' for any. */
    host: string('0+'),
    operation: int8('0+'),
    permissionType: int8('0+'),
  }),
});

export type CreateAclsRequest = Infer<typeof createAclsRequest>;

export const createAclsResponse = message('CreateAclsResponse', 30, '0-3', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  /** One for each creation, in order. */
  results: array('0+', {
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
  }),
});

export type CreateAclsResponse = Infer<typeof createAclsResponse>;
