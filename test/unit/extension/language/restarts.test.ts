import { expect, test } from 'vitest';
import { Restarts } from '../../../../extension/language/restarts.ts';

const MINUTE = 60_000;

test('a server that ends now and then is always started again', () => {
  const restarts = new Restarts();
  for (let i = 0; i < 20; i++) expect(restarts.mayRestart(i * MINUTE)).toBe(true);
});

test('a server that ends again and again is started four times, and again when some time has passed', () => {
  const restarts = new Restarts();
  expect([0, 1, 2, 3, 4, 5].map((time) => restarts.mayRestart(time))).toEqual([
    ...[true, true, true, true],
    ...[false, false],
  ]);
  expect(restarts.mayRestart(5 + 3 * MINUTE)).toBe(true);
});
