import {
  array,
  bool,
  float64,
  type Infer,
  int8,
  int16,
  int32,
  message,
  string,
} from '../schema.ts';

/** Shows quotas (KIP-546). */
export const describeClientQuotasRequest = message('DescribeClientQuotasRequest', 48, '0-1', '1+', {
  components: array('0+', {
    /** 'user', 'client-id' or 'ip'. */
    entityType: string('0+'),
    /** 0 for the name in `match`, 1 for the default, 2 for any name. */
    matchType: int8('0+'),
    match: string('0+', { nullable: '0+' }),
  }),
  /** Leaves out quotas of further entity types. */
  strict: bool('0+'),
});

export type DescribeClientQuotasRequest = Infer<typeof describeClientQuotasRequest>;

export const describeClientQuotasResponse = message(
  'DescribeClientQuotasResponse',
  48,
  '0-1',
  '1+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    entries: array(
      '0+',
      {
        entity: array('0+', {
          entityType: string('0+'),
          /** Null for the default. */
          entityName: string('0+', { nullable: '0+' }),
        }),
        values: array('0+', {
          /** Such as 'producer_byte_rate'. */
          key: string('0+'),
          value: float64('0+'),
        }),
      },
      { nullable: '0+' },
    ),
  },
);

export type DescribeClientQuotasResponse = Infer<typeof describeClientQuotasResponse>;
