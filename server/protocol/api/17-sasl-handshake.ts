import { array, type Infer, int16, message, string } from '../schema.ts';

export const saslHandshakeRequest = message('SaslHandshakeRequest', 17, '0-1', 'none', {
  mechanism: string('0+'),
});

export type SaslHandshakeRequest = Infer<typeof saslHandshakeRequest>;

export const saslHandshakeResponse = message('SaslHandshakeResponse', 17, '0-1', 'none', {
  errorCode: int16('0+'),
  mechanisms: array('0+', 'string'),
});

export type SaslHandshakeResponse = Infer<typeof saslHandshakeResponse>;
