import { expect, test } from 'vitest';
import {
  checkExecutable,
  formatReassignment,
  parseBrokers,
  parseReassignment,
  parseTopics,
} from '../../../../server/console/reassign-partitions/reassignment-file.ts';

const one = { topic: 'a', partition: 0, replicas: [1, 2] };

test('what is written is read again', () => {
  const assignments = [
    { topic: 'b', partition: 10, replicas: [3] },
    { topic: 'b', partition: 2, replicas: [1, 2] },
    one,
  ];
  const text = formatReassignment(assignments);
  expect(text).toBe(
    '{"version":1,"partitions":[' +
      '{"topic":"a","partition":0,"replicas":[1,2],"log_dirs":["any","any"]},' +
      '{"topic":"b","partition":2,"replicas":[1,2],"log_dirs":["any","any"]},' +
      '{"topic":"b","partition":10,"replicas":[3],"log_dirs":["any"]}]}',
  );
  expect(parseReassignment(JSON.parse(text))).toEqual([one, assignments[1], assignments[0]]);
});

test.each([
  [{ ...one, log_dirs: ['any'] }, 'Size of replicas list [1, 2] is different from size of log'],
  [{ ...one, log_dirs: ['any', '/d'] }, 'Moving replicas between log directories is not supported'],
  [{ ...one, replicas: [1, 'x'] }, '"replicas" must be a list of whole numbers'],
])('%j is refused', (partition, message) => {
  expect(() => parseReassignment({ partitions: [partition] })).toThrow(message);
});

test.each([
  [[], 'Partition reassignment list cannot be empty'],
  [[{ ...one, replicas: [] }], 'Partition replica list cannot be empty'],
  [[one, one], 'Partition reassignment contains duplicate topic partitions: a-0'],
  [
    [{ ...one, replicas: [1, 1] }],
    'Partition replica lists may not contain duplicate entries: a-0 contains multiple entries for 1',
  ],
])('%j is not executed', (assignments, message) => {
  checkExecutable([one]);
  expect(() => checkExecutable(assignments)).toThrow(message);
});

test('topics and brokers', () => {
  expect(parseTopics({ topics: [{ topic: 'a' }, { topic: 'b' }] })).toEqual(['a', 'b']);
  expect(() => parseTopics({ topics: [{ topic: 'a' }, { topic: 'a' }] })).toThrow(
    'List of topics to reassign contains duplicate entries: [a]',
  );
  expect(parseBrokers('0,1,12')).toEqual([0, 1, 12]);
  expect(() => parseBrokers('1,2,1')).toThrow('Broker list contains duplicate entries: [1]');
  expect(() => parseBrokers('one')).toThrow('For input string: "one"');
});
