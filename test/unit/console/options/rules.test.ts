import { expect, test } from 'vitest';
import { UsageError } from '../../../../server/console/command.ts';
import {
  excludes,
  oneOf,
  required,
  wholeNumber,
} from '../../../../server/console/options/rules.ts';

const given: { list?: true; topic?: string; config?: string; partitions?: number } = {
  list: true,
  topic: 'a',
};

test('what is required must be there', () => {
  required(given, 'topic', 'list');
  expect(() => required(given, 'topic', 'partitions')).toThrow(
    new UsageError('Missing required argument "[partitions]"'),
  );
});

test('what excludes each other is not there together', () => {
  excludes(given, 'config', 'list');
  excludes(given, 'topic', 'config');
  expect(() => excludes(given, 'topic', 'config', 'list')).toThrow(
    new UsageError(`Option "[topic]" can't be used with option "[list]"`),
  );
});

test('one of several', () => {
  expect(oneOf(given, ['config', 'topic'], 'one!')).toBe('topic');
  expect(() => oneOf(given, ['list', 'topic'], 'one!')).toThrow(new UsageError('one!'));
  expect(() => oneOf(given, ['config'], 'one!')).toThrow(new UsageError('one!'));
});

test('numbers are whole and within their range', () => {
  expect(wholeNumber('port', '0', 0, 65_535)).toBe(0);
  for (const text of ['', '-1', '1.5', '0x10', '1e3', '65536', ' 1']) {
    expect(() => wholeNumber('port', text, 0, 65_535)).toThrow(
      new UsageError(`--port must be a whole number from 0 to 65535, not '${text}'`),
    );
  }
});
