import { describe, expect, test } from 'vitest';
import {
  deserializerOf,
  javaDouble,
  javaFloat,
} from '../../../../server/console/console-consumer/formatters/deserializers.ts';

const PACKAGE = 'org.apache.kafka.common.serialization.';

function deserialize(name: string, hex: string): string {
  return Buffer.from(deserializerOf(PACKAGE + name)!(Buffer.from(hex, 'hex'))).toString();
}

test.each([
  ['StringDeserializer', '67c3bcff', 'gü\ufffd'],
  ['ShortDeserializer', 'fffe', '-2'],
  ['IntegerDeserializer', '7fffffff', '2147483647'],
  ['LongDeserializer', '8000000000000000', '-9223372036854775808'],
  ['FloatDeserializer', '3dcccccd', '0.1'],
  ['DoubleDeserializer', '3fb999999999999a', '0.1'],
  ['BooleanDeserializer', '01', 'true'],
  ['ByteArrayDeserializer', '6162', 'ab'],
  ['BytesDeserializer', '61005c', 'a\\x00\\x5C'],
])('%s of %s', (name, hex, text) => {
  expect(deserialize(name, hex)).toBe(text);
});

test('UUIDs are texts', () => {
  const uuid = '123E4567-e89b-12d3-a456-426614174000';
  expect(deserialize('UUIDDeserializer', Buffer.from(uuid).toString('hex'))).toBe(
    uuid.toLowerCase(),
  );
  expect(() => deserialize('UUIDDeserializer', '6162')).toThrow('Error parsing data into UUID');
});

test('a wrong size is refused', () => {
  expect(() => deserialize('IntegerDeserializer', '0102')).toThrow(
    'Size of data received by IntegerDeserializer is not 4',
  );
  expect(() => deserialize('BooleanDeserializer', '02')).toThrow('Unexpected byte received');
});

test('names go without the package, and unknown ones are not known', () => {
  expect(deserializerOf('LongDeserializer')).toBeDefined();
  expect(deserializerOf('com.example.MyDeserializer')).toBeUndefined();
  expect(deserializerOf('toString')).toBeUndefined();
});

test('strings may be in other encodings', () => {
  const latin = deserializerOf('StringDeserializer', 'ISO-8859-1')!;
  expect(Buffer.from(latin(Uint8Array.of(0xfc))).toString()).toBe('ü');
  expect(deserializerOf('StringDeserializer', 'no-such-encoding')).toBeUndefined();
});

describe('numbers are written as Java does', () => {
  test.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [-1.5, '-1.5'],
    [1234567, '1234567.0'],
    [12345678, '1.2345678E7'],
    [1e7, '1.0E7'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [1e300, '1.0E300'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d', (value, text) => {
    expect(javaDouble(value)).toBe(text);
  });

  test.each([
    [Math.fround(0.1), '0.1'],
    [Math.fround(3.4028235e38), '3.4028235E38'],
    [Math.fround(1 / 3), '0.33333334'],
    [Math.fround(16777216), '1.6777216E7'],
    [Math.fround(-2.5), '-2.5'],
  ])('float %d', (value, text) => {
    expect(javaFloat(value)).toBe(text);
  });
});
