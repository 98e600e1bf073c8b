import { describe, expect, test } from 'vitest';
import {
  booleanSetting,
  durationSetting,
  numberSetting,
} from '../../../../server/streaming/context/settings.ts';
import { SparkConf } from '../../../../server/streaming/context/spark-conf.ts';
import { IllegalArgumentException } from '../../../../server/streaming/errors.ts';

const none = new SparkConf();
const the = (text: string) => new SparkConf().set('its.key', text);

describe('a duration', () => {
  test.each([
    ['50ms', 50],
    ['2s', 2000],
    ['2 S', undefined],
    [' 2S ', 2000],
    ['5min', 300_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['500us', 0.5],
    ['250', 250],
    ['-1', -1],
    ['soon', undefined],
    ['', undefined],
    ['1.5s', undefined],
    ['1constructor', undefined],
  ])('%j is %j ms', (text, ms) => {
    const read = () => durationSetting(the(text), 'its.key', 1);
    if (ms !== undefined) expect(read()).toBe(ms);
    else expect(read).toThrow(/^its\.key: Failed to parse time string: /);
  });

  test('can have seconds for its unit', () => {
    expect(durationSetting(the('60'), 'its.key', 1, 's')).toBe(60_000);
    expect(durationSetting(the('60ms'), 'its.key', 1, 's')).toBe(60);
    expect(durationSetting(none, 'its.key', 1, 's')).toBe(1);
  });
});

test.each([
  ['1.5', 1.5],
  [' 7 ', 7],
  ['1e3', 1000],
  ['', undefined],
  ['many', undefined],
  ['NaN', undefined],
])('%j is the number %j', (text, number) => {
  const read = () => numberSetting(the(text), 'its.key', 1);
  if (number !== undefined) expect(read()).toBe(number);
  else expect(read).toThrow(/^its\.key should be a number, but was /);
});

test.each([
  ['true', true],
  [' False ', false],
  ['yes', undefined],
])('%j is %j', (text, value) => {
  const read = () => booleanSetting(the(text), 'its.key', true);
  if (value !== undefined) expect(read()).toBe(value);
  else expect(read).toThrow(IllegalArgumentException);
});

test('what is not set is as usual', () => {
  expect(durationSetting(none, 'its.key', 5)).toBe(5);
  expect(numberSetting(none, 'its.key', 5)).toBe(5);
  expect(booleanSetting(none, 'its.key', true)).toBe(true);
});
