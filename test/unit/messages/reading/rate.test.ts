import { expect, test } from 'vitest';
import { AtMost } from '../../../../server/messages/at-most.ts';
import { Rate } from '../../../../server/messages/reading/rate.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

test('a rate is that of the last two seconds', async () => {
  const clock = new ManualClock();
  const rate = new Rate(clock);
  rate.add(100);
  expect(rate.perSecond).toBe(1_000);
  await clock.advance(1_000);
  expect(rate.perSecond).toBe(100);
  for (let i = 0; i < 40; i++) {
    rate.add(50);
    await clock.advance(100);
  }
  expect(rate.perSecond).toBeGreaterThanOrEqual(475);
  expect(rate.perSecond).toBeLessThanOrEqual(500);
  await clock.advance(2_100);
  expect(rate.perSecond).toBe(0);
});

test('changes are told at once, then no more often than allowed, and the last one always', async () => {
  const clock = new ManualClock(0);
  const calls: number[] = [];
  const told = new AtMost(clock, 100, () => calls.push(clock.now()));
  told.changed();
  told.changed();
  await clock.advance(50);
  told.changed();
  await clock.advance(500);
  told.changed();
  told.changed();
  await clock.advance(100);
  expect(calls).toEqual([0, 100, 550, 650]);
  told.changed();
  told.cancel();
  await clock.advance(500);
  expect(calls).toHaveLength(4);
});
