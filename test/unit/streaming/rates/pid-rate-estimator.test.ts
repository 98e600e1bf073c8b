import { describe, expect, test } from 'vitest';
import { PIDRateEstimator } from '../../../../server/streaming/rates/pid-rate-estimator.ts';
import { fc } from '../../../harness/fast-check.ts';

const USUAL = { proportional: 1, integral: 0.2, derivative: 0 };

function estimator(weights = USUAL, minRate = 10) {
  return new PIDRateEstimator(20, weights, minRate);
}

describe('settings', () => {
  test.each([
    ['batch interval', () => new PIDRateEstimator(0, USUAL, 10), 'batch interval 0'],
    ['proportional', () => estimator({ ...USUAL, proportional: -1 }), 'Proportional term -1'],
    ['integral', () => estimator({ ...USUAL, integral: -1 }), 'Integral term -1'],
    ['derivative', () => estimator({ ...USUAL, derivative: -1 }), 'Derivative term -1'],
    ['minimum', () => estimator(USUAL, 0), 'Minimum rate in PIDRateEstimator should be > 0'],
  ])('that make no controller are refused: %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('estimates', () => {
  test('the first batch only tells where to begin', () => {
    expect(estimator().compute(0, 10, 10, 0)).toBeUndefined();
  });

  test('batches without records, or older ones, tell nothing', () => {
    const pid = estimator();
    pid.compute(100, 10, 10, 0);
    expect(pid.compute(110, 0, 10, 0)).toBeUndefined();
    expect(pid.compute(110, 10, 0, 0)).toBeUndefined();
    expect(pid.compute(100, 10, 10, 0)).toBeUndefined();
    expect(pid.compute(90, 10, 10, 0)).toBeUndefined();
  });

  test('without delay the rate is what batches manage', () => {
    const pid = estimator({ proportional: 1, integral: 0, derivative: 0 });
    const rates = [1, 2, 3].map((n) => pid.compute(n * 20, n * 20, 20, 0));
    expect(rates).toEqual([undefined, 2000, 3000]);
  });

  // One row a batch: records, milliseconds of work, milliseconds of waiting → records a second.
  test.each([
    ['the error', { ...USUAL, integral: 0 }, [100, 20, 0], 5000],
    ['what waits', { ...USUAL, integral: 1 }, [100, 20, 10], 2500],
    ['a change of the error', { ...USUAL, integral: 0, derivative: 0.01 }, [100, 20, 0], 2500],
  ] as const)('%s is made up for', (_what, weights, [records, work, wait], expected) => {
    const pid = estimator(weights);
    pid.compute(20, 200, 20, 0);
    expect(pid.compute(40, records, work, wait)).toBeCloseTo(expected, 6);
  });

  test('they never go below the minimum', () => {
    const pid = estimator(USUAL, 25);
    pid.compute(20, 100, 20, 0);
    expect(pid.compute(40, 1, 1000, 20_000)).toBe(25);
  });

  test('they find the speed of whatever comes, from below and from above', () => {
    const speeds = fc.integer({ min: 500, max: 50_000 });
    const property = fc.property(speeds, speeds, (first, speed) => {
      const pid = new PIDRateEstimator(1000, USUAL, 100);
      let rate = first;
      let waiting = 0;
      for (let batch = 1; batch <= 300; batch++) {
        const work = (rate / speed) * 1000;
        rate = pid.compute(batch * 1000, rate, work, waiting) ?? rate;
        waiting = Math.max(0, waiting + work - 1000);
      }
      expect(rate).toBeGreaterThan(speed * 0.8);
      expect(rate).toBeLessThanOrEqual(speed * 1.001);
    });
    fc.assert(property);
  });
});
