import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Shows which SCRAM credentials users have, never the secrets (KIP-554). */
export const describeUserScramCredentialsRequest = message(
  'DescribeUserScramCredentialsRequest',
  50,
  '0',
  '0+',
  {
    /** Null for all. */
    users: array(
      '0+',
      {
        name: string('0+'),
      },
      { nullable: '0+' },
    ),
  },
);

export type DescribeUserScramCredentialsRequest = Infer<typeof describeUserScramCredentialsRequest>;

export const describeUserScramCredentialsResponse = message(
  'DescribeUserScramCredentialsResponse',
  50,
  '0',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    results: array('0+', {
      user: string('0+'),
      /**
       * RESOURCE_NOT_FOUND for a user without credentials, DUPLICATE_RESOURCE for one asked for
       * twice.
       */
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+' }),
      credentialInfos: array('0+', {
        /** 1 SCRAM-SHA-256, 2 SCRAM-SHA-512. */
        mechanism: int8('0+'),
        iterations: int32('0+'),
      }),
    }),
  },
);

export type DescribeUserScramCredentialsResponse = Infer<
  typeof describeUserScramCredentialsResponse
>;
