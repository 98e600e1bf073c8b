import { expect, test } from 'vitest';
import { consumerRecords, pairs } from '../../../../server/streaming/kafka/consumer-record.ts';
import {
  type DeserializerOption,
  deserializerOf,
} from '../../../../server/streaming/kafka/deserializers.ts';
import type { KafkaRecord } from '../../../../server/streaming/kafka/kafka-client.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const hex = (digits: string) => new Uint8Array(Buffer.from(digits, 'hex'));
const kafkas = 'org.apache.kafka.common.serialization';

function record(key: Uint8Array | null, value: Uint8Array | null, offset = 7): KafkaRecord {
  return { topic: 't', partition: 2, offset, timestamp: 5, key, value, headers: [] };
}

test.each<[DeserializerOption, Uint8Array, unknown]>([
  ['string', utf8('Zażółć'), 'Zażółć'],
  ['json', utf8('{"a":[1]}'), { a: [1] }],
  ['bytes', hex('00ff'), hex('00ff')],
  ['boolean', hex('01'), true],
  ['short', hex('fffe'), -2],
  ['integer', hex('7fffffff'), 2_147_483_647],
  ['long', hex('ffffffffffffffff'), -1],
  ['long', hex('7fffffffffffffff'), 9_223_372_036_854_775_807n],
  ['float', hex('3fc00000'), 1.5],
  ['double', hex('3ff8000000000000'), 1.5],
  ['void', hex('00'), null],
  [`${kafkas}.StringDeserializer`, utf8('x'), 'x'],
  [`class ${kafkas}.LongDeserializer`, hex('0000000000000003'), 3],
  ['ByteArrayDeserializer', hex('01'), hex('01')],
  [(bytes) => bytes?.length, hex('0102'), 2],
])('%s reads', (option, bytes, value) => {
  expect(deserializerOf(option)(bytes, record(null, bytes))).toEqual(value);
  // Views of something larger are what comes.
  const within = new Uint8Array([9, ...bytes, 9]).subarray(1, bytes.length + 1);
  expect(deserializerOf(option)(within, record(null, within))).toEqual(value);
});

test('null stays null, but a function sees it', () => {
  expect(deserializerOf('long')(null, record(null, null))).toBeNull();
  expect(deserializerOf((bytes) => bytes === null)(null, record(null, null))).toBe(true);
});

test.each(['strong', '__proto__', 'constructorDeserializer'])('%s is refused', (name) => {
  expect(() => deserializerOf(name as 'string')).toThrow(`${name} is no deserializer: use string`);
});

test.each([
  ['value', record(utf8('1'), utf8('{'), 9)],
  ['key', record(utf8('{'), utf8('1'), 9)],
] as const)('a %s that cannot be read is named with its place', (part, bad) => {
  const read = pairs('json', 'json');
  expect(() => read([record(null, utf8('1')), bad])).toThrow(
    new RegExp(
      `^Error deserializing ${part} for partition t-2 at offset 9: .*JSON.*seek past the record`,
    ),
  );
});

test('a number of another size is told', () => {
  expect(() => pairs('string', 'integer')([record(null, hex('0102'))])).toThrow(
    /Size of data received is not 4, but 2/,
  );
});

test('records keep everything, pairs the two', () => {
  const given = [record(utf8('k'), utf8('v'))];
  expect(consumerRecords('string', 'string')(given)).toEqual([
    { topic: 't', partition: 2, offset: 7, timestamp: 5, key: 'k', value: 'v', headers: [] },
  ]);
  expect(pairs('string', 'string')(given)).toEqual([['k', 'v']]);
});
