import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../server/node/system-clock.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000 }));
afterEach(() => vi.useRealTimers());

test('a timer runs once when its delay has passed', () => {
  const clock = systemClock();
  const run = vi.fn();
  clock.after(50, run);
  vi.advanceTimersByTime(49);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledOnce();
});

test('a cancelled timer does not run', () => {
  const clock = systemClock();
  const run = vi.fn();
  for (const delay of [0, 50]) clock.after(delay, run).cancel();
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
});

test('a month fits, though not into one of Node’s timers', () => {
  const clock = systemClock();
  const month = 30 * 24 * 3_600_000;
  const run = vi.fn();
  const timer = clock.after(month, run);
  vi.advanceTimersByTime(month - 1);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
  timer.cancel();

  const cancelled = clock.after(month, run);
  vi.advanceTimersByTime(2 ** 31);
  cancelled.cancel();
  vi.advanceTimersByTime(month);
  expect(run).toHaveBeenCalledOnce();
});
