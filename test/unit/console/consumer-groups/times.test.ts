import { describe, expect, test } from 'vitest';
import { parseDateTime } from '../../../../server/console/consumer-groups/date-time.ts';
import { parseDuration } from '../../../../server/console/consumer-groups/duration.ts';

describe('durations', () => {
  test.each([
    ['PT0S', 0],
    ['PT1.5S', 1_500],
    ['PT0.0019S', 1],
    ['PT-1.5S', -1_500],
    ['PT20M', 1_200_000],
    ['P1D', 86_400_000],
    ['P1DT2H3M4.005S', 93_784_005],
    ['-PT1H', -3_600_000],
    ['-PT-1H', 3_600_000],
    ['PT+1H', 3_600_000],
    ['pt1h', 3_600_000],
    ['PT36H', 129_600_000],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', 'P', 'PT', 'P1DT', '1H', 'P1M', 'P1Y', 'PT1D', 'P1H', 'PT1.5M', 'PT1S1M'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('dates and times', () => {
  test.each([
    ['1970-01-01T00:00:00.000', 0],
    ['2017-06-23T11:42:33.231', Date.UTC(2017, 5, 23, 11, 42, 33, 231)],
    ['2017-06-23T11:42:33', Date.UTC(2017, 5, 23, 11, 42, 33)],
    ['2017-06-23T11:42', Date.UTC(2017, 5, 23, 11, 42)],
    ['2017-06-23T11:42:33.231Z', Date.UTC(2017, 5, 23, 11, 42, 33, 231)],
    ['2017-06-23T11:42:33.231+02:00', Date.UTC(2017, 5, 23, 9, 42, 33, 231)],
    ['2017-06-23T11:42:33.231-0530', Date.UTC(2017, 5, 23, 17, 12, 33, 231)],
    ['2017-06-23T11:42:33.231+02', Date.UTC(2017, 5, 23, 9, 42, 33, 231)],
    ['2020-02-29T00:00:00.000', Date.UTC(2020, 1, 29)],
  ])('%s', (text, time) => {
    expect(parseDateTime(text)).toBe(time);
  });

  test.each([
    ...['', 'today', '2017-06-23', '2017-06-23 11:42:33.231', '2017-13-01T00:00:00.000'],
    ...['2017-02-29T00:00:00.000', '2017-06-23T25:00:00.000', '2017-06-23T11:60:00.000'],
    '2017-06-23T11:42:33.231 CET',
  ])('%j is none', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});
