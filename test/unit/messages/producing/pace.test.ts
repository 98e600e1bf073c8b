import { expect, test } from 'vitest';
import { ratedPace } from '../../../../server/messages/producing/pace.ts';
import type { Clock } from '../../../../server/ports/clock.ts';

/** A clock that stands still until it is moved. */
function standing(): Clock & { at: number } {
  return {
    at: 1_000,
    now: () => 0,
    monotonic() {
      return this.at;
    },
    after: () => ({ cancel: () => undefined }),
  };
}

test('the first is due at once, the others one after the other', () => {
  const clock = standing();
  const pace = ratedPace(clock, 4);
  expect([0, 1, 2].map((index) => pace.wait(index))).toEqual([0, 250, 500]);
  clock.at += 250;
  expect(pace.wait(1)).toBe(0);
});

test('what was late is made up for, but not more than a second of it', () => {
  const clock = standing();
  const pace = ratedPace(clock, 10);
  clock.at += 800;
  expect(pace.wait(8)).toBe(0);
  expect(pace.wait(9)).toBe(100);
  clock.at += 60_000;
  let sent = 9;
  while (pace.wait(sent) === 0) sent++;
  expect(sent - 9).toBe(11);
});
