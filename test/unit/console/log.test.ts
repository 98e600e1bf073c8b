import { expect, test } from 'vitest';
import { ToolLog } from '../../../server/console/log.ts';
import { metricsTable } from '../../../server/console/metrics-table.ts';
import { FakeTerminal } from './fake-terminal.ts';

test('lines are written as log4j writes them', () => {
  const terminal = new FakeTerminal();
  const log = new ToolLog(terminal, () => new Date(2024, 4, 3, 7, 8, 9, 5));
  log.warn('careful', 'a.Class');
  log.error('wrong', 'a.Class');
  log.info('well', 'a.Class');
  expect(terminal.stderr).toBe(
    '[2024-05-03 07:08:09,005] WARN careful (a.Class)\n' +
      '[2024-05-03 07:08:09,005] ERROR wrong (a.Class)\n' +
      '[2024-05-03 07:08:09,005] INFO well (a.Class)\n',
  );
});

test('trouble that goes on is told again after a while', () => {
  const terminal = new FakeTerminal();
  let now = 0;
  const log = new ToolLog(terminal, () => new Date(now));
  for (; now <= 20_000; now += 1_000) log.trouble('no broker', 'a.Class');
  expect(terminal.stderr.match(/no broker/g)).toHaveLength(3);
});

test('metrics are a table in the order of their names', () => {
  expect(
    metricsTable([
      ['b:count:{}', 2],
      ['a:rate:{client-id=x}', 1.23456],
    ]),
  ).toEqual([
    '',
    'Metric Name            Value',
    'a:rate:{client-id=x} : 1.235',
    'b:count:{}           : 2.000',
  ]);
});
