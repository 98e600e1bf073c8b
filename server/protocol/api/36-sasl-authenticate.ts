import { bytes, type Infer, int16, int64, message, string } from '../schema.ts';

export const saslAuthenticateRequest = message('SaslAuthenticateRequest', 36, '0-2', '2+', {
  authBytes: bytes('0+'),
});

export type SaslAuthenticateRequest = Infer<typeof saslAuthenticateRequest>;

export const saslAuthenticateResponse = message('SaslAuthenticateResponse', 36, '0-2', '2+', {
  errorCode: int16('0+'),
  errorMessage: string('0+', { nullable: '0+' }),
  authBytes: bytes('0+'),
  sessionLifetimeMs: int64('1+', { default: 0 }),
});

export type SaslAuthenticateResponse = Infer<typeof saslAuthenticateResponse>;
