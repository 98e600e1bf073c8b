import { array, bool, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Changes single settings of a resource (KIP-339). */
export const incrementalAlterConfigsRequest = message(
  'IncrementalAlterConfigsRequest',
  44,
  '0-1',
  '1+',
  {
    resources: array('0+', {
      /** As in DescribeConfigs. */
      resourceType: int8('0+'),
      resourceName: string('0+'),
      configs: array('0+', {
        name: string('0+'),
        /** 0 set, 1 delete, 2 append to and 3 subtract from a list. */
        configOperation: int8('0+'),
        value: string('0+', { nullable: '0+' }),
      }),
    }),
    validateOnly: bool('0+'),
  },
);

export type IncrementalAlterConfigsRequest = Infer<typeof incrementalAlterConfigsRequest>;

export const incrementalAlterConfigsResponse = message(
  'IncrementalAlterConfigsResponse',
  44,
  '0-1',
  '1+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    responses: array('0+', {
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+' }),
      resourceType: int8('0+'),
      resourceName: string('0+'),
    }),
  },
);

export type IncrementalAlterConfigsResponse = Infer<typeof incrementalAlterConfigsResponse>;
