import { describe, expect, test } from 'vitest';
import {
  header,
  interval,
  summary,
} from '../../../../server/console/consumer-perf-test/progress.ts';
import { simpleDateFormat } from '../../../../server/console/consumer-perf-test/simple-date-format.ts';

const MEGABYTE = 1024 * 1024;

describe('formats of dates', () => {
  // 9 February 2001, a Friday, 13:05:07.045 in the zone of whoever runs this.
  const time = new Date(2001, 1, 9, 13, 5, 7, 45).getTime();

  test.each([
    ['yyyy-MM-dd HH:mm:ss:SSS', '2001-02-09 13:05:07:045'],
    ["yy/M/d 'at' h 'o''clock' a", "01/2/9 at 1 o'clock PM"],
    ["''MMM, MMMM; EEE, EEEE''", "'Feb, February; Fri, Friday'"],
    ['D u k K', '40 5 13 1'],
    ['HHmmss.SSS', '130507.045'],
    ['', ''],
  ])('%s', (pattern, text) => {
    expect(simpleDateFormat(pattern)(time)).toBe(text);
  });

  test('know the offset from UTC', () => {
    expect(simpleDateFormat('Z')(time)).toMatch(/^[+-]\d{4}$/);
    expect(simpleDateFormat('XXX')(time)).toMatch(/^(Z|[+-]\d{2}:\d{2})$/);
  });

  test('refuse letters that mean nothing', () => {
    expect(() => simpleDateFormat('yyyy-bb')).toThrow("Illegal pattern character 'b'");
  });
});

const format = (time: number) => `t${time}`;

test('a run is one row', () => {
  expect(header(false)).toBe(
    'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec',
  );
  const read = { bytes: 4 * MEGABYTE, records: 100 };
  expect(summary(format, [0, 2_000], read, 1_000)).toBe(
    't0, t2000, 4.0000, 2.0000, 100, 50.0000, 1000, 1000, 4.0000, 100.0000',
  );
});

test('with details there is a row for each interval', () => {
  expect(header(true)).toMatch(/^time, threadId, data\.consumed/);
  const last = { bytes: MEGABYTE, records: 10 };
  const read = { bytes: 3 * MEGABYTE, records: 30 };
  expect(interval(format, [1_000, 2_000], last, read, 500)).toBe(
    't2000, 0, 3.0000, 2.0000, 30, 20.0000, 500, 500, 4.0000, 40.0000',
  );
  expect(interval(format, [1_000, 2_000], last, read, 1_000)).toMatch(/1000, 0, 0\.0000, 0\.0000$/);
});
