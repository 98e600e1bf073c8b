import { beforeEach, expect, test } from 'vitest';
import {
  type StartingPoints,
  startingOffsets,
} from '../../../../server/streaming/kafka/starting-offsets.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';

const partitions = [
  { topic: 't', partition: 0 },
  { topic: 't', partition: 1 },
];
let kafka: TestKafka;
let warnings: string[];

beforeEach(() => {
  kafka = new TestKafka().topic('t', 2);
  warnings = [];
  kafka.append('t', 0, 'a', 'b', 'c', 'd');
  kafka.append('t', 1, 'e');
  kafka.deleteBefore('t', 0, 1);
});

async function starts(points: Partial<StartingPoints>): Promise<Record<string, number>> {
  const silence = () => {};
  const warn = (line: string) => void warnings.push(line);
  const logger = { error: silence, warn, info: silence, debug: silence };
  const all = { offsets: undefined, group: undefined, reset: 'latest', ...points } as const;
  return Object.fromEntries(await startingOffsets(kafka.connector({}), partitions, all, logger));
}

test('the log ends where nothing else is said', async () => {
  expect(await starts({})).toEqual({ 't-0': 4, 't-1': 1 });
  expect(await starts({ reset: 'earliest' })).toEqual({ 't-0': 1, 't-1': 0 });
});

test('what the group has committed comes before that, what the program says before both', async () => {
  kafka.commit('g', 't', 0, 2);
  kafka.commit('g', 't', 1, 1);
  expect(await starts({ group: 'g', reset: 'earliest' })).toEqual({ 't-0': 2, 't-1': 1 });
  const offsets = [{ topic: 't', partition: 0, offset: 3 }];
  expect(await starts({ group: 'g', offsets })).toEqual({ 't-0': 3, 't-1': 1 });
  const map = new Map([[partitions[0]!, 3]]);
  expect(await starts({ offsets: map, reset: 'earliest' })).toEqual({ 't-0': 3, 't-1': 0 });
});

test('a time is looked up', async () => {
  expect(await starts({ offsets: { timestamp: new Date(0) } })).toEqual({ 't-0': 1, 't-1': 0 });
  expect(await starts({ offsets: { timestamp: 1 } })).toEqual({ 't-0': 4, 't-1': 1 });
});

test('what the log does not have is left with a warning', async () => {
  kafka.commit('g', 't', 0, 0);
  kafka.commit('g', 't', 1, 9);
  expect(await starts({ group: 'g', reset: 'earliest' })).toEqual({ 't-0': 1, 't-1': 0 });
  expect(warnings).toEqual([
    expect.stringMatching(/^Fetch position 0 is out of range for partition t-0.* to earliest\.$/),
    expect.stringMatching(/^Fetch position 9 is out of range for partition t-1/),
  ]);
});

test('none is an error that names the partitions', async () => {
  kafka.commit('g', 't', 0, 0);
  await expect(starts({ group: 'g', reset: 'none' })).rejects.toThrow(
    'Undefined offset with no reset policy for partitions: [t-0=0, t-1].',
  );
});
