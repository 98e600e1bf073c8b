import { expect, test } from 'vitest';
import { RecurringTimer } from '../../../../server/streaming/batches/recurring-timer.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

const START = 1_000_000_003;

function ticking(period: number) {
  const clock = new ManualClock(START);
  const ticks: number[] = [];
  const timer = new RecurringTimer(clock, period, (time) => ticks.push(time - START));
  return { clock, ticks, timer };
}

test('it ticks at multiples of the period since the epoch', async () => {
  const { clock, ticks, timer } = ticking(10);
  timer.start();
  await clock.advance(6);
  expect(ticks).toEqual([]);
  await clock.advance(1);
  expect(ticks).toEqual([7]);
  await clock.advance(20);
  expect(ticks).toEqual([7, 17, 27]);
});

test('a moment that is a multiple itself is over: the first tick is the next one', () => {
  const clock = new ManualClock(5000);
  expect(new RecurringTimer(clock, 1000, () => undefined).nextTime).toBe(6000);
});

test('ticks that are late come one after the other, none left out', async () => {
  const { clock, ticks, timer } = ticking(10);
  timer.start();
  await clock.sleep(35);
  expect(ticks).toEqual([7, 17, 27]);
});

test('it starts where it is told to, also in the past', async () => {
  const { clock, ticks, timer } = ticking(10);
  timer.start(START - 13);
  await clock.advance(0);
  expect(ticks).toEqual([-13, -3]);
});

test('stopped, it ticks no more', async () => {
  const { clock, ticks, timer } = ticking(10);
  timer.start();
  await clock.advance(7);
  timer.stop();
  await clock.advance(100);
  expect(ticks).toEqual([7]);
  expect(clock.pending).toBe(0);
});
