import { expect, test } from 'vitest';
import type { LogLine } from '../../../server/contract/control.ts';
import { formatLogLine, logWriter } from '../../../server/node/log-writer.ts';

const clock = { now: () => 7, monotonic: () => 0, after: () => ({ cancel: () => {} }) };

test('less grave lines than the level are left out', () => {
  const lines: LogLine[] = [];
  const logger = logWriter({
    source: 'broker 1',
    level: 'warn',
    clock,
    sink: (line) => lines.push(line),
  });
  logger.error('a');
  logger.warn('b');
  logger.info('c');
  logger.debug('d');
  expect(lines).toEqual([
    { time: 7, level: 'error', source: 'broker 1', text: 'a' },
    { time: 7, level: 'warn', source: 'broker 1', text: 'b' },
  ]);
});

test('one event stays one line', () => {
  const time = new Date(2024, 1, 3, 4, 5, 6, 7).getTime();
  const line: LogLine = { time, level: 'warn', source: 'host', text: 'one\r\ntwo' };
  expect(formatLogLine(line)).toBe('04:05:06.007 WARN  host: one ⏎ two');
});
