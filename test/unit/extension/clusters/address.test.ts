import { expect, test } from 'vitest';
import { formatAddress } from '../../../../extension/clusters/address.ts';

test.each([
  ['localhost:9092', { host: 'localhost', port: 9092 }],
  ['10.0.0.7:19092', { host: '10.0.0.7', port: 19_092 }],
  ['[::1]:9092', { host: '::1', port: 9092 }],
  ['[fe80::1%eth0]:9092', { host: 'fe80::1%eth0', port: 9092 }],
])('%s is written', (text, address) => {
  expect(formatAddress(address)).toBe(text);
});
