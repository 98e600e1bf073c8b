import { expect, test } from 'vitest';
import {
  topicAndPartitionsFilter,
  topicPartitionsFilter,
} from '../../../../server/console/get-offsets/partition-filter.ts';

const partitions = ['a', 'b', 'bb'].flatMap((topic) =>
  [0, 1, 2, 3].map((partition) => ({ topic, partition })),
);
const names = (filter: (each: { topic: string; partition: number }) => boolean) =>
  partitions
    .filter(filter)
    .map(({ topic, partition }) => `${topic}${partition}`)
    .join(' ');

test.each([
  ['a', 'a0 a1 a2 a3'],
  ['a:1', 'a1'],
  ['a:1-3', 'a1 a2'],
  ['a:2-', 'a2 a3'],
  ['a:-2', 'a0 a1'],
  ['a:', 'a0 a1 a2 a3'],
  [':3', 'a3 b3 bb3'],
  ['b+:0,a:3', 'a3 b0 bb0'],
])('--topic-partitions %s', (text, expected) => {
  expect(names(topicPartitionsFilter(text))).toBe(expected);
});

test('--topic and --partitions', () => {
  expect(names(topicAndPartitionsFilter('b', '0,2'))).toBe('b0 b2');
  expect(names(topicAndPartitionsFilter(undefined, '3'))).toBe('a3 b3 bb3');
  expect(names(topicAndPartitionsFilter('a'))).toBe('a0 a1 a2 a3');
});

test('what is neither is refused', () => {
  expect(() => topicPartitionsFilter('a:x')).toThrow('Invalid rule specification: a:x');
  expect(() => topicAndPartitionsFilter('a', '1,x')).toThrow(
    '--partitions expects a comma separated list of numeric partition ids, but received: 1,x',
  );
});
