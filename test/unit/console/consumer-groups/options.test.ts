import { describe, expect, test } from 'vitest';
import { checkOptions } from '../../../../server/console/consumer-groups/check-options.ts';
import { options } from '../../../../server/console/consumer-groups/options.ts';
import { parseTopicArguments } from '../../../../server/console/consumer-groups/topic-arguments.ts';
import { parseOptions } from '../../../../server/console/options/parse-options.ts';

function check(line: string): void {
  const args = ['--bootstrap-server', 'localhost:9092', ...line.split(' ')];
  checkOptions(parseOptions(args, options).values);
}

test.each([
  '--list',
  '--list --state',
  '--list --state stable,empty --type classic',
  '--describe --group g',
  '--describe --group g --group h --members --verbose',
  '--describe --all-groups --state',
  '--delete --group g',
  '--delete-offsets --group g --topic t:0,1',
  '--reset-offsets --group g --topic t --topic u --to-earliest',
  '--reset-offsets --all-groups --all-topics --shift-by -5 --execute',
  '--reset-offsets --group g --from-file plan.csv --export --dry-run',
])('%s is right', (line) => {
  expect(() => check(line)).not.toThrow();
});

test.each([
  ['--group g', 'Command must include exactly one action: --list, --describe, --delete'],
  ['--list --describe', 'exactly one action'],
  ['--list --group g', 'Option "[group]" can\'t be used with option "[list]"'],
  ['--list --topic t', 'Option "[topic]" can\'t be used with option "[list]"'],
  ['--list --members', 'Option(s) [members] are unavailable given other options'],
  ['--describe', 'Option [describe] takes one of these options: [group], [all-groups]'],
  [
    '--describe --group g --all-groups',
    'Option "[group]" can\'t be used with option "[all-groups]"',
  ],
  ['--describe --group g --members --offsets', 'takes at most one of these options'],
  ['--describe --group g --state stable', 'does not take a value for [state]'],
  ['--describe --group g --topic t', 'Option "[topic]" can\'t be used with option "[describe]"'],
  ['--delete --group g --topic t', 'does not support topic-specific offset deletion'],
  ['--delete-offsets --group g', 'takes the following options: [group], [topic]'],
  ['--reset-offsets --topic t --to-latest', 'takes one of these options: [group], [all-groups]'],
  ['--reset-offsets --group g --topic t', 'requires one of the following scenarios: [to-offset]'],
  ['--reset-offsets --group g --to-latest', 'One of the reset scopes should be defined'],
  [
    '--reset-offsets --group g --topic t --to-latest --shift-by 1',
    'Option "[shift-by]" can\'t be used with option "[to-latest]"',
  ],
  [
    '--reset-offsets --group g --topic t --to-latest --dry-run --execute',
    'only accepts one of [execute] and [dry-run]',
  ],
])('%s is wrong', (line, message) => {
  expect(() => check(line)).toThrow(message);
});

describe('--topic', () => {
  test('names topics and partitions of topics', () => {
    expect(parseTopicArguments(['t', 'u:0,2', 'v'])).toEqual({
      topics: ['t', 'v'],
      partitions: [
        { topic: 'u', partition: 0 },
        { topic: 'u', partition: 2 },
      ],
    });
  });

  test.each([
    ['t:x', "Invalid partition 'x' specified in topic arg 't:x''"],
    ['t:0,', "Invalid partition ''"],
    ['t:-1', "Invalid partition '-1'"],
    ['t:', "Invalid topic arg 't:', expected topic name and partitions"],
    [':0', "Invalid topic arg ':0'"],
    ['t:0:1', "Invalid topic arg 't:0:1'"],
  ])('%s is refused', (text, message) => {
    expect(() => parseTopicArguments([text])).toThrow(message);
  });
});
