import { expect, test } from 'vitest';
import { parseTime } from '../../../../server/console/get-offsets/get-offsets.ts';

test.each([
  ['latest', -1],
  ['earliest', -2],
  ['max-timestamp', -3],
  ['earliest-local', -4],
  ['latest-tiered', -5],
  ['-2', -2],
  ['1700000000000', 1_700_000_000_000],
])('--time %s', (text, time) => {
  expect(parseTime(text)).toBe(time);
});

test.each(['', 'now', '1.5', 'toString'])('--time %s is refused', (text) => {
  expect(() => parseTime(text)).toThrow(`Malformed time argument ${text}. Please use -1 or latest`);
});
