import { array, bool, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Replaces a resource's whole configuration; IncrementalAlterConfigs succeeds it. */
export const alterConfigsRequest = message('AlterConfigsRequest', 33, '0-2', '2+', {
  resources: array('0+', {
    /** As in DescribeConfigs. */
    resourceType: int8('0+'),
    resourceName: string('0+'),
    /** What is not named here goes back to its default. */
    configs: array('0+', {
      name: string('0+'),
      value: string('0+', { nullable: '0+' }),
    }),
  }),
  validateOnly: bool('0+'),
});

export type AlterConfigsRequest = Infer<typeof alterConfigsRequest>;

export const alterConfigsResponse = message('AlterConfigsResponse', 33, '0-2', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  responses: array('0+', {
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    resourceType: int8('0+'),
    resourceName: string('0+'),
  }),
});

export type AlterConfigsResponse = Infer<typeof alterConfigsResponse>;
