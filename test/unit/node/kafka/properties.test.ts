import { expect, test } from 'vitest';
import {
  intProperty,
  longProperty,
  readProperties,
} from '../../../../server/node/kafka/properties.ts';
import { parseProperties } from '../../../../server/properties/properties-text.ts';

test('a file of properties is read as Java reads it', () => {
  const text = String.raw`# a comment
! another
bootstrap.servers=localhost:9092
security.protocol : SASL_SSL
  sasl.mechanism PLAIN
list = one, \
       two
path=C:\\kafka\\ssl
key\ with\=odd\:letters=v
unicode=\u00e9\tx
equals=a=b
empty=
alone
`;
  expect(parseProperties(text)).toEqual({
    'bootstrap.servers': 'localhost:9092',
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'PLAIN',
    list: 'one, two',
    path: String.raw`C:\kafka\ssl`,
    'key with=odd:letters': 'v',
    unicode: 'é\tx',
    equals: 'a=b',
    empty: '',
    alone: '',
  });
});

test('lines may end as on Windows', () => {
  expect(parseProperties('a=1\r\nb=2 \\\r\n 3\r\n')).toEqual({ a: '1', b: '2 3' });
});

test('numbers are read by their type', () => {
  const of = (text: string) => ({ key: text });
  expect(intProperty({}, 'key', 5)).toBe(5);
  expect(intProperty(of(' 7 '), 'key', 5)).toBe(7);
  for (const text of ['abc', '', '1.5', '2147483648']) {
    expect(() => intProperty(of(text), 'key', 5)).toThrow(
      `Invalid value ${text} for configuration key: Not a number of type INT`,
    );
  }
  expect(() => intProperty(of('0'), 'key', 5, 1)).toThrow('Value must be at least 1');
  expect(() => longProperty(of('-1'), 'key', 5)).toThrow('Value must be at least 0');
  expect(() => longProperty(of('x'), 'key', 5)).toThrow('Not a number of type LONG');
});

test('a long is no longer than timers can wait', () => {
  expect(longProperty({ key: '9223372036854775807' }, 'key', 5)).toBe(2_147_483_647);
});

test('why a file cannot be read is said', async () => {
  await expect(readProperties('/no/such/file')).rejects.toThrow(
    'Unable to read file /no/such/file: there is no such file',
  );
  await expect(readProperties(import.meta.dirname)).rejects.toThrow('it is a folder');
});
