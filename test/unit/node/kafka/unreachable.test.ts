import { ProtocolError } from '@platformatic/kafka';
import { expect, test } from 'vitest';
import { unreachable } from '../../../../server/node/kafka/unreachable.ts';
import { UserError } from '../../../../server/node/user-error.ts';

const address = { host: 'localhost', port: 9092 };
const withCode = (code: string) => Object.assign(new Error(code), { code });

test.each([
  [
    new Error('failed', { cause: withCode('ECONNREFUSED') }),
    /^Connection to localhost:9092 could not be established: nothing listens there\. .*`millrace start`/,
  ],
  [
    new Error('failed', {
      cause: new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]),
    }),
    /nothing listens there/,
  ],
  [
    new Error('failed', { cause: withCode('ENOTFOUND') }),
    /^Connection to localhost:9092 failed: there is no host named localhost\.$/,
  ],
  [
    new Error('failed', { cause: new Error('certificate has expired') }),
    /^Connection to localhost:9092 failed: certificate has expired$/,
  ],
  [
    new Error('failed', { cause: withCode('DEPTH_ZERO_SELF_SIGNED_CERT') }),
    /^Connection to localhost:9092 failed: its certificate is not trusted\. .*ssl\.truststore/,
  ],
  [
    new Error('Connection closed while waiting for ready.'),
    /^Connection to localhost:9092 was closed by the broker\. .*security\.protocol/,
  ],
  [
    new Error('failed', {
      cause: Object.assign(
        new Error(
          'Client network socket disconnected before secure TLS connection was established',
        ),
        { code: 'ECONNRESET' },
      ),
    }),
    /^Connection to localhost:9092 was closed by the broker\. .*security\.protocol/,
  ],
  [
    new Error('Connection error', { cause: withCode('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE') }),
    /^Connection to localhost:9092 failed: the broker asks for a certificate of the client/,
  ],
  [
    new Error('failed', {
      cause: new ProtocolError('SASL_AUTHENTICATION_FAILED', 'Invalid username or password'),
    }),
    /^Connection to localhost:9092 failed: the broker does not accept the credentials \(Invalid username or password\)\.$/,
  ],
  [
    new Error('failed', { cause: new ProtocolError('SASL_AUTHENTICATION_FAILED') }),
    /does not accept the credentials\. Are/,
  ],
  [
    new Error('failed', { cause: new ProtocolError('UNSUPPORTED_SASL_MECHANISM') }),
    /does not take this SASL mechanism/,
  ],
  [
    new Error('failed', { cause: new ProtocolError('ILLEGAL_SASL_STATE') }),
    /asks for no credentials/,
  ],
  [
    new Error('failed', { cause: new UserError('the token has expired.') }),
    /^Connection to localhost:9092 failed: the token has expired\.$/,
  ],
])('%s', (error, message) => {
  expect(unreachable(address, error)).toBeInstanceOf(UserError);
  expect(unreachable(address, error).message).toMatch(message);
});

test('a broker that has answered goes for other reasons', () => {
  expect(unreachable(address, new Error('Connection closed'), true).message).toBe(
    'Connection to localhost:9092 was closed by the broker.',
  );
});

test('what is said already stays as it is', () => {
  const error = new UserError('too old');
  expect(unreachable(address, error)).toBe(error);
});
