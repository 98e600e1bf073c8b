import { expect, test } from 'vitest';
import { UsageError } from '../../../server/console/command.ts';
import { helpOnFlags, parseFlags, wholeNumber } from '../../../server/console/flags.ts';

const flags = {
  port: { value: 'PORT', help: 'the port' },
  override: { value: 'KEY=VALUE', multiple: true, help: 'a setting' },
  memory: { help: 'a switch' },
} as const;

test('flags are read in both notations', () => {
  expect(parseFlags([], flags)).toEqual({});
  expect(
    parseFlags(
      ['--port', '1', '--memory', '--override', 'a=b', '--override=c==d', '--override='],
      flags,
    ),
  ).toEqual({ port: '1', memory: true, override: ['a=b', 'c==d', ''] });
});

test('values may begin with a dash, and with two after an equals sign', () => {
  expect(parseFlags(['--port', '-1', '--override=--x'], flags)).toEqual({
    port: '-1',
    override: ['--x'],
  });
});

test.each([
  [['--prot', '1'], 'unknown flag --prot; did you mean --port?'],
  [['--nothing-like-it'], 'unknown flag --nothing-like-it'],
  [['--constructor'], 'unknown flag --constructor'],
  [['-p', '1'], 'unknown flag -p'],
  [['--port'], '--port needs a value: --port PORT'],
  [['--port', '--memory'], '--port needs a value: --port PORT'],
  [['--memory=yes'], '--memory takes no value'],
  [['--port', '1', '--port', '2'], '--port is given twice'],
  [['now'], "unexpected argument 'now'"],
])('%j is refused: %s', (args, message) => {
  expect(() => parseFlags(args, flags)).toThrow(new UsageError(message));
});

test('help is lined up', () => {
  expect(helpOnFlags(flags)).toEqual([
    '  --port PORT           the port',
    '  --override KEY=VALUE  a setting',
    '  --memory              a switch',
  ]);
});

test('numbers are whole and within their range', () => {
  expect(wholeNumber('port', '0', 0, 65_535)).toBe(0);
  for (const text of ['', '-1', '1.5', '0x10', '1e3', '65536', ' 1']) {
    expect(() => wholeNumber('port', text, 0, 65_535)).toThrow(
      new UsageError(`--port must be a whole number from 0 to 65535, not '${text}'`),
    );
  }
});
