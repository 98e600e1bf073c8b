import { expect, test } from 'vitest';
import { RateLimiter } from '../../../../server/streaming/receivers/rate-limiter.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

function limiter(rate: number) {
  const clock = new ManualClock();
  return { clock, limiter: new RateLimiter(clock, rate) };
}

test('without a limit everything may pass', () => {
  const { limiter: unlimited } = limiter(Number.POSITIVE_INFINITY);
  expect(unlimited.take(1_000_000)).toBe(1_000_000);
  expect(unlimited.reserve(1_000_000)).toBe(0);
});

test('so many a second', async () => {
  const { clock, limiter: hundred } = limiter(100);
  expect(hundred.take(5)).toBe(1);
  expect(hundred.untilNext).toBe(10);
  await clock.advance(30);
  expect(hundred.take(5)).toBe(3);
});

test('what was not used in the last second may be used at once, and no more', async () => {
  const { clock, limiter: hundred } = limiter(100);
  await clock.advance(60_000);
  expect(hundred.take(1000)).toBe(100);
});

test('what is reserved is waited for by whoever comes next', () => {
  const { limiter: hundred } = limiter(100);
  expect(hundred.reserve(50)).toBe(0);
  expect(hundred.reserve(1)).toBe(500);
  expect(hundred.take(1)).toBe(0);
});

test('a new rate holds from then on', async () => {
  const { clock, limiter: changing } = limiter(100);
  changing.take(1);
  await clock.advance(20);
  changing.rate = 1000;
  await clock.advance(5);
  expect(changing.take(100)).toBe(7);
});

test('a limit after none begins at once', async () => {
  const { clock, limiter: changing } = limiter(Number.POSITIVE_INFINITY);
  await clock.advance(10_000);
  changing.rate = 10;
  await clock.advance(100);
  expect(changing.take(1000)).toBe(2);
});
