import { array, type Infer, int16, message, string } from '../schema.ts';

/**
 * Chooses how to authenticate. After version 0 bare tokens follow, after version 1 SaslAuthenticate
 * requests (KIP-152). Never flexible, since old clients would misread a newer version (KAFKA-9577).
 */
export const saslHandshakeRequest = message('SaslHandshakeRequest', 17, '0-1', 'none', {
  mechanism: string('0+'),
});

export type SaslHandshakeRequest = Infer<typeof saslHandshakeRequest>;

export const saslHandshakeResponse = message('SaslHandshakeResponse', 17, '0-1', 'none', {
  /** UNSUPPORTED_SASL_MECHANISM where the broker lacks it, ILLEGAL_SASL_STATE out of turn. */
  errorCode: int16('0+'),
  /** Those that the broker has. */
  mechanisms: array('0+', 'string'),
});

export type SaslHandshakeResponse = Infer<typeof saslHandshakeResponse>;
