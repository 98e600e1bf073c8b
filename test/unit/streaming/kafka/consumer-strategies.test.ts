import { expect, expectTypeOf, test } from 'vitest';
import {
  Assign,
  type ConsumerStrategy,
  Subscribe,
  SubscribePattern,
} from '../../../../server/streaming/kafka/consumer-strategies.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';

const params = { 'bootstrap.servers': 'localhost:9092' };

async function found({ source }: ConsumerStrategy<unknown, unknown>): Promise<string> {
  const kafka = new TestKafka().topic('a', 2).topic('b.c').topic('bxc').topic('ab');
  const partitions = await source.find(kafka.connector(params));
  return partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(' ');
}

test.each([
  ['topics', Subscribe(['b.c', 'a', 'a', 'none'], params), 'a-0 a-1 b.c-0'],
  ['a regular expression', SubscribePattern(/b\.c|A/i, params), 'a-0 a-1 b.c-0'],
  ['a pattern as text', SubscribePattern('b.c', params), 'b.c-0 bxc-0'],
  ['one that would remember', SubscribePattern(/a/gy, params), 'a-0 a-1'],
  [
    'partitions',
    Assign(
      [
        { topic: 'a', partition: 1 },
        { topic: 'a', partition: 7 },
      ],
      params,
    ),
    'a-1',
  ],
])('%s', async (_, strategy, partitions) => {
  expect(await found(strategy)).toBe(partitions);
  expect(await found(strategy)).toBe(partitions);
});

test('nothing to read is refused', () => {
  expect(() => Subscribe([], params)).toThrow('No topics to read were given');
  expect(() => Subscribe('topic', params)).toThrow('topics should be an array');
  expect(() => Assign([], params)).toThrow('No partitions to read were given');
});

test('types follow from deserializers', () => {
  expectTypeOf(Subscribe(['t'], params)).toEqualTypeOf<ConsumerStrategy<string | null, string>>();
  const named = {
    ...params,
    'key.deserializer': 'integer',
    'value.deserializer': 'bytes',
  } as const;
  expectTypeOf(Subscribe(['t'], named)).toEqualTypeOf<
    ConsumerStrategy<number | null, Uint8Array>
  >();
  const java = { 'value.deserializer': 'org.apache.kafka.common.serialization.StringDeserializer' };
  expectTypeOf(Subscribe(['t'], java as typeof java)).toExtend<
    ConsumerStrategy<unknown, unknown>
  >();
  const own = { 'value.deserializer': (bytes: Uint8Array | null) => bytes?.length ?? 0 };
  expectTypeOf(Subscribe(['t'], own)).toEqualTypeOf<ConsumerStrategy<string | null, number>>();
});
