import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../server/console/command.ts';
import type { Options } from '../../../../server/console/options/option.ts';
import { parseOptions, readArguments } from '../../../../server/console/options/parse-options.ts';

const options = {
  topic: { value: 'topic', help: '' },
  'topics-with-overrides': { help: '' },
  partitions: { value: '# of partitions', type: 'integer', help: '' },
  rate: { value: 'rate', type: 'number', help: '' },
  config: { value: 'name=value', multiple: true, help: '' },
  ids: { value: 'ids', type: 'integer', separator: ',', help: '' },
  time: { value: 'time', synonyms: ['t'], help: '' },
  codec: { value: 'codec', optional: true, help: '' },
  list: { help: '' },
} satisfies Options;

const parse = (line: string) => parseOptions(line === '' ? [] : line.split(' '), options);

describe('a command line is read as JOpt Simple reads it', () => {
  test.each([
    ['', {}],
    ['--topic a', { topic: 'a' }],
    ['--topic=a=b', { topic: 'a=b' }],
    ['-topic a', { topic: 'a' }],
    ['--topic= a', { topic: 'a' }],
    ['--list --list', { list: true }],
    ['--list=no', { list: true }],
    ['--part 3', { partitions: 3 }],
    ['-p 3', { partitions: 3 }],
    ['--time -1', { time: '-1' }],
    ['-t -2', { time: '-2' }],
    ['--topic -', { topic: '-' }],
    ['--topic --unknown', { topic: '--unknown' }],
    ['--config a=b --config c=d=e', { config: ['a=b', 'c=d=e'] }],
    ['--ids 1,2 --ids 3', { ids: [1, 2, 3] }],
    ['--rate -1.5', { rate: -1.5 }],
    ['--codec --list', { codec: '', list: true }],
    ['--codec gzip', { codec: 'gzip' }],
    ['--codec', { codec: '' }],
  ])('%s', (line, values) => {
    expect(parse(line)).toEqual({ values, rest: [] });
  });

  test('what is no option is the rest', () => {
    expect(parse('a --list - -- --topic b')).toEqual({
      values: { list: true },
      rest: ['a', '-', '--topic', 'b'],
    });
  });

  test('values are taken as they are, line breaks included', () => {
    expect(parseOptions(['--topic=a\nb', '--config', ''], options).values).toEqual({
      topic: 'a\nb',
      config: [''],
    });
  });
});

test.each([
  ['--tpoic a', 'tpoic is not a recognized option; did you mean --topic?'],
  ['--nothing-like-it', 'nothing-like-it is not a recognized option'],
  ['--constructor', 'constructor is not a recognized option'],
  ['--to a', 'to is not a recognized option; it may mean --topic or --topics-with-overrides'],
  ['--topic', 'Option topic requires an argument'],
  ['--topic --list', 'Option topic requires an argument'],
  ['-t', 'Option time/t requires an argument'],
  ['--topic a --topic b', 'Found multiple arguments for option topic, but you asked for only one'],
  ['--partitions many', "Cannot parse argument 'many' of option partitions"],
  ['--partitions 1.5', "Cannot parse argument '1.5' of option partitions"],
  ['--ids 1,x', "Cannot parse argument 'x' of option ids"],
  ['--rate fast', "Cannot parse argument 'fast' of option rate"],
])('%s is refused: %s', (line, message) => {
  expect(() => parse(line)).toThrow(new UsageError(message));
});

test('a line that is being typed is read on behind what is wrong', () => {
  const args = '--tpoic a --partitions many --list --topic'.split(' ');
  expect([...readArguments(args, options)]).toEqual([
    {
      ...{ kind: 'wrong', at: 0, suggestion: 'topic' },
      message: 'tpoic is not a recognized option; did you mean --topic?',
    },
    { kind: 'rest', at: 1 },
    {
      ...{ kind: 'wrong', at: 2, name: 'partitions', valueAt: 3 },
      message: "Cannot parse argument 'many' of option partitions",
    },
    { kind: 'option', at: 4, name: 'list', valueAt: undefined, value: true },
    { kind: 'wrong', at: 5, name: 'topic', message: 'Option topic requires an argument' },
  ]);
});
