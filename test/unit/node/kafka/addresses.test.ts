import { expect, test } from 'vitest';
import { parseAddresses } from '../../../../server/node/kafka/addresses.ts';

test('addresses are read', () => {
  expect(parseAddresses('localhost:9092, [::1]:9093,PLAINTEXT://broker-3.example:9094,')).toEqual([
    { host: 'localhost', port: 9092 },
    { host: '::1', port: 9093 },
    { host: 'broker-3.example', port: 9094 },
  ]);
});

test.each(['localhost', 'localhost:', 'localhost:port', ':9092', 'a:99999', '::1:9092'])(
  '%s is none',
  (text) => {
    expect(() => parseAddresses(text)).toThrow(/Invalid url in bootstrap.servers: /);
  },
);

test('there must be one', () => {
  expect(() => parseAddresses(' , ')).toThrow('No bootstrap server given (expected HOST:PORT)');
});
