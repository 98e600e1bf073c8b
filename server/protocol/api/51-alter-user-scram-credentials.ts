import { array, bytes, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Sets and removes SCRAM credentials, at the controller (KIP-554). */
export const alterUserScramCredentialsRequest = message(
  'AlterUserScramCredentialsRequest',
  51,
  '0',
  '0+',
  {
    deletions: array('0+', {
      name: string('0+'),
      mechanism: int8('0+'),
    }),
    upsertions: array('0+', {
      name: string('0+'),
      /** 1 SCRAM-SHA-256, 2 SCRAM-SHA-512. */
      mechanism: int8('0+'),
      /** From 4096 to 16384; else UNACCEPTABLE_CREDENTIAL. */
      iterations: int32('0+'),
      salt: bytes('0+'),
      saltedPassword: bytes('0+'),
    }),
  },
);

export type AlterUserScramCredentialsRequest = Infer<typeof alterUserScramCredentialsRequest>;

export const alterUserScramCredentialsResponse = message(
  'AlterUserScramCredentialsResponse',
  51,
  '0',
  '0+',
  {
    throttleTimeMs: int32('0+', { default: 0 }),
    /** One for each user, however many changes it had. */
    results: array('0+', {
      user: string('0+'),
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+' }),
    }),
  },
);

export type AlterUserScramCredentialsResponse = Infer<typeof alterUserScramCredentialsResponse>;
