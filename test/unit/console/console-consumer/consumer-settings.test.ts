import { describe, expect, test } from 'vitest';
import {
  checkSource,
  consumerProperties,
  formatterProperties,
  sourceOf,
} from '../../../../server/console/console-consumer/consumer-settings.ts';
import { readConsumerConfig } from '../../../../server/node/kafka/consumer-config.ts';

describe('what is read', () => {
  test.each([
    [{}, 'Exactly one of --include/--topic is required.'],
    [{ topic: 't', include: 'u' }, 'Exactly one of --include/--topic is required.'],
    [{ include: 't', partition: 0 }, 'The topic is required when partition is specified.'],
    [{ topic: 't', offset: '1' }, 'The partition is required when offset is specified.'],
    [
      { topic: 't', partition: 0, offset: '1', 'from-beginning': true as const },
      'Options from-beginning and offset cannot be specified together.',
    ],
    [{ topic: 't', partition: 0, offset: '-1' }, "The provided offset value '-1' is incorrect."],
    [{ topic: 't', partition: 0, offset: 'first' }, "The provided offset value 'first'"],
    [{ include: '(' }, '( is not a regular expression'],
  ])('%j is refused', (given, message) => {
    expect(() => checkSource(given)).toThrow(message);
  });

  test('a topic, a pattern that fits whole names, or a partition from somewhere', () => {
    expect(sourceOf({ topic: 't' })).toEqual({ topics: ['t'] });
    const { matching } = sourceOf({ include: 'a|b.*' }) as { matching(name: string): boolean };
    expect(['a', 'ab', 'bcd', 'xb'].filter(matching)).toEqual(['a', 'bcd']);
    const from = (given: object) =>
      (sourceOf({ topic: 't', partition: 1, ...given }) as { from: unknown }).from;
    expect(from({})).toEqual({ timestamp: -1 });
    expect(from({ 'from-beginning': true })).toEqual({ timestamp: -2 });
    expect(from({ offset: 'EARLIEST' })).toEqual({ timestamp: -2 });
    expect(from({ offset: '17' })).toEqual({ offset: 17 });
  });
});

describe('the consumer', () => {
  test('has a group by chance, whose offsets are not committed', () => {
    expect(consumerProperties({ topic: 't' }, {}, 0.123456)).toMatchObject({
      'group.id': 'console-consumer-12345',
      'enable.auto.commit': 'false',
      'auto.offset.reset': 'latest',
      'client.id': 'console-consumer',
    });
  });

  test('has the group that is given, wherever', () => {
    for (const [given, file] of [
      [{ group: 'g' }, {}],
      [{ 'consumer-property': ['group.id=g'] }, {}],
      [{ group: 'g' }, { 'group.id': 'g' }],
    ] as const) {
      const properties = consumerProperties(given, file, 0);
      expect(properties['group.id']).toBe('g');
      expect(properties['enable.auto.commit']).toBeUndefined();
    }
    expect(() => consumerProperties({ group: 'g' }, { 'group.id': 'h' }, 0)).toThrow(
      "do not match. Detected group ids: 'g', 'h'",
    );
    expect(() => consumerProperties({ group: 'g', partition: 0 }, {}, 0)).toThrow(
      'Options group and partition cannot be specified together.',
    );
  });

  test('begins where it is told', () => {
    const reset = (given: object, file = {}) =>
      consumerProperties(given, file, 0)['auto.offset.reset'];
    expect(reset({ 'from-beginning': true })).toBe('earliest');
    expect(reset({ 'consumer-property': ['auto.offset.reset=none'] })).toBe('none');
    expect(() => reset({ 'from-beginning': true }, { 'auto.offset.reset': 'latest' })).toThrow(
      "Can't simultaneously specify --from-beginning and 'auto.offset.reset=latest', please remove one option",
    );
  });

  test('has Kafka’s defaults, and refuses values in its words', () => {
    expect(readConsumerConfig({})).toMatchObject({
      groupId: undefined,
      reset: 'latest',
      autoCommit: true,
      readCommitted: false,
      sessionTimeoutMs: 45_000,
    });
    expect(readConsumerConfig({ 'isolation.level': 'READ_COMMITTED' }).readCommitted).toBe(true);
    expect(() => readConsumerConfig({ 'auto.offset.reset': 'first' })).toThrow(
      'String must be one of: earliest, latest, none',
    );
    expect(() => readConsumerConfig({ 'enable.auto.commit': 'yes' })).toThrow(
      'Expected value to be either true or false',
    );
    expect(() => readConsumerConfig({ 'fetch.min.bytes': 'x' })).toThrow('Not a number');
  });
});

test('deserializers of options are properties of the formatter, which --property overrides', () => {
  const given = {
    ...{ 'key-deserializer': 'A', 'value-deserializer': 'B' },
    property: ['value.deserializer=C', 'key.separator= '],
  };
  expect(formatterProperties(given, { 'null.literal': '-' })).toEqual({
    'null.literal': '-',
    'key.deserializer': 'A',
    'value.deserializer': 'C',
    'key.separator': ' ',
  });
});
