import { bytes, type Infer, int16, int64, message, string } from '../schema.ts';

/**
 * Carries a token of the mechanism chosen by SaslHandshake (KIP-152). Version 1 tells how long it
 * holds (KIP-368).
 */
export const saslAuthenticateRequest = message('SaslAuthenticateRequest', 36, '0-2', '2+', {
  authBytes: bytes('0+'),
});

export type SaslAuthenticateRequest = Infer<typeof saslAuthenticateRequest>;

export const saslAuthenticateResponse = message('SaslAuthenticateResponse', 36, '0-2', '2+', {
  /** SASL_AUTHENTICATION_FAILED, after which the broker closes the connection. */
  errorCode: int16('0+'),
  errorMessage: string('0+', { nullable: '0+' }),
  authBytes: bytes('0+'),
  /** After this the client must authenticate again; 0 for never (KIP-368). */
  sessionLifetimeMs: int64('1+', { default: 0 }),
});

export type SaslAuthenticateResponse = Infer<typeof saslAuthenticateResponse>;
