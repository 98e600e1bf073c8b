import { afterEach, expect, test } from 'vitest';
import { initialRate, rateController } from '../../../../server/streaming/rates/rate-controller.ts';
import { stopActive, testContext, testStream } from '../context/test-stream.ts';

const ENABLED = { 'spark.streaming.backpressure.enabled': true };

afterEach(stopActive);

test('there is none unless backpressure is enabled', () => {
  const { ssc } = testContext();
  expect(rateController(ssc, () => 0)).toBeUndefined();
});

test('it goes by the batches of its own stream, and publishes whole numbers', async () => {
  const { ssc, clock } = testContext({
    ...ENABLED,
    'spark.streaming.backpressure.pid.minRate': 1,
  });
  const published: number[] = [];
  const controller = rateController(
    ssc,
    () => stream.id,
    (rate) => published.push(rate),
  )!;
  testStream(ssc, () => new Array(5000).fill(0)).foreachRDD(() => undefined);
  const stream = testStream(ssc, () => [1, 2, 3, 4, 5, 6, 7]);
  stream.foreachRDD(() => new Promise<void>((resolve) => clock.after(300, resolve)));
  await ssc.start();
  expect(controller.latestRate()).toBeUndefined();
  await clock.advance(2300);
  expect(controller.latestRate()).toBe(23);
  expect(published).toEqual([23]);
});

test('it never says 0, after which nothing would come to learn from', async () => {
  const { ssc, clock } = testContext({
    ...ENABLED,
    'spark.streaming.backpressure.pid.minRate': 0.1,
  });
  const controller = rateController(ssc, () => stream.id)!;
  const stream = testStream(ssc, () => [1]);
  stream.foreachRDD(() => new Promise<void>((resolve) => clock.after(5000, resolve)));
  await ssc.start();
  await clock.advance(20_000);
  expect(controller.latestRate()).toBe(1);
});

test('settings that make no controller are refused by their names', () => {
  const { ssc } = testContext({ ...ENABLED, 'spark.streaming.backpressure.pid.derived': 'much' });
  expect(() => rateController(ssc, () => 0)).toThrow(
    'spark.streaming.backpressure.pid.derived should be a number, but was much',
  );
});

test('the rate of the first batches is a setting', () => {
  expect(initialRate(testContext().ssc)).toBeUndefined();
  const settings = { 'spark.streaming.backpressure.initialRate': 250 };
  expect(initialRate(testContext(settings).ssc)).toBe(250);
});
