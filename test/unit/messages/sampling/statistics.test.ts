import { describe, expect, test } from 'vitest';
import { estimateDistinct } from '../../../../server/messages/sampling/distinct-estimate.ts';
import { DistinctKeys, hashOf } from '../../../../server/messages/sampling/distinct-keys.ts';
import { PartitionPlan } from '../../../../server/messages/sampling/partition-plan.ts';
import { Sizes } from '../../../../server/messages/sampling/size-distribution.ts';
import { Times } from '../../../../server/messages/sampling/time-distribution.ts';
import { fc } from '../../../harness/fast-check.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('sizes', () => {
  const of = (sizes: readonly number[]) => {
    const counted = new Sizes();
    for (const size of sizes) counted.add(size);
    return counted.distribution();
  };

  test('of nothing are none', () => {
    expect(of([])).toEqual({ count: 0, total: 0, p50: 0, p95: 0, max: 0, bars: [] });
  });

  test('are counted by powers of two, without gaps', () => {
    const { bars, p50, p95, max, total } = of([0, 1, 5, 5, 6, 40]);
    expect({ p50, p95, max, total }).toEqual({ p50: 5, p95: 40, max: 40, total: 57 });
    expect(bars).toEqual([
      { from: 0, count: 1 },
      { from: 1, count: 1 },
      { from: 2, count: 0 },
      { from: 4, count: 3 },
      { from: 8, count: 0 },
      { from: 16, count: 0 },
      { from: 32, count: 1 },
    ]);
  });

  test('have quantiles within a percent, however many and large they are', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1 });
    fc.assert(
      fc.property(sizes, (list) => {
        const { p50, p95, max, count, total, bars } = of(list);
        const sorted = list.toSorted((a, b) => a - b);
        const at = (part: number) => sorted[Math.ceil(part * list.length) - 1]!;
        expect(Math.abs(p50 - at(0.5))).toBeLessThanOrEqual(at(0.5) / 100);
        expect(Math.abs(p95 - at(0.95))).toBeLessThanOrEqual(at(0.95) / 100);
        expect({ max, count }).toEqual({ max: sorted.at(-1), count: list.length });
        expect(total).toBe(list.reduce((sum, size) => sum + size, 0));
        expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(list.length);
      }),
    );
  });
});

describe('times', () => {
  test('without any have no range', () => {
    const times = new Times();
    times.add(-1, false);
    expect(times.distribution()).toEqual({ step: 1, start: 0, bars: [], late: 0 });
  });

  test('are in at most 120 bars, whatever comes, and none is lost', () => {
    const list = fc.array(fc.integer({ min: 0, max: 2_000_000_000_000 }), { minLength: 1 });
    fc.assert(
      fc.property(list, (moments) => {
        const times = new Times();
        for (const moment of moments) times.add(moment, false);
        const { range, start, step, bars } = times.distribution();
        expect(range).toEqual({ from: Math.min(...moments), to: Math.max(...moments) });
        expect(bars.length).toBeLessThanOrEqual(120);
        for (const [i, count] of bars.entries()) {
          const begin = start + i * step;
          const inside = moments.filter((each) => each >= begin && each < begin + step);
          expect(count).toBe(inside.length);
        }
      }),
    );
  });

  test('tell how many came late', () => {
    const times = new Times();
    times.add(5, false);
    times.add(3, true);
    expect(times.distribution().late).toBe(1);
  });
});

describe('different keys', () => {
  const of = (records: number, keys: number, most?: number) => {
    const distinct = new DistinctKeys(most);
    for (let i = 0; i < records; i++) distinct.add(hashOf(bytes(`key ${i % keys}`)));
    return distinct;
  };

  test('are counted while there are few', () => {
    const { sampled, isExact, estimate, low, high } = of(1_000, 70).cardinality(1_000);
    expect({ sampled, isExact, estimate, low, high }).toEqual({
      ...{ sampled: 70, isExact: true },
      ...{ estimate: 70, low: 70, high: 70 },
    });
  });

  test('are told within their bounds when there are many', () => {
    const { sampled, isExact, low, high } = of(40_000, 20_000, 4_096).cardinality(40_000);
    expect(isExact).toBe(false);
    expect(Math.abs(sampled - 20_000)).toBeLessThan(1_000);
    expect(low).toBeLessThan(20_000);
    expect(high).toBeGreaterThan(20_000);
  });

  test('that all came often are all there are', () => {
    expect(of(10_000, 100).cardinality(1_000_000)).toMatchObject({
      estimate: 100,
      low: 100,
      high: 100,
    });
  });

  test('that never came again may be as many as there are records', () => {
    const { estimate, low, high } = of(10_000, 10_000).cardinality(1_000_000);
    expect(high).toBe(1_000_000);
    expect(estimate).toBeGreaterThan(500_000);
    expect(low).toBeGreaterThan(10_000);
  });

  test('of a fair sample are estimated near what they are, within what is told', () => {
    // A sample of 5,000 out of 100,000 records whose keys are drawn from so many, all as likely.
    for (const keys of [1_000, 5_000, 20_000, 50_000]) {
      let seed = keys;
      const next = () => {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        return seed / 2 ** 32;
      };
      const population = Array.from({ length: 100_000 }, () => Math.floor(next() * keys));
      const truth = new Set(population).size;
      const distinct = new DistinctKeys();
      for (let i = 0; i < 5_000; i++) {
        const at = i + Math.floor(next() * (population.length - i));
        [population[i], population[at]] = [population[at]!, population[i]!];
        distinct.add(hashOf(bytes(String(population[i]))));
      }
      const { estimate, low, high } = distinct.cardinality(100_000);
      expect(low, `low of ${keys}`).toBeLessThanOrEqual(truth);
      expect(high, `high of ${keys}`).toBeGreaterThanOrEqual(truth);
      expect(Math.abs(estimate - truth) / truth, `of ${keys}`).toBeLessThan(0.15);
    }
  });

  test('never are more than there are records, nor fewer than were seen', () => {
    const counts = fc.record({
      once: fc.nat(5_000),
      twice: fc.nat(5_000),
      often: fc.nat(1_000),
      unread: fc.nat(10_000_000),
    });
    fc.assert(
      fc.property(counts, ({ once, twice, often, unread }) => {
        const records = once + 2 * twice + 5 * often;
        const distinct = once + twice + often;
        const population = records + unread;
        const sample = { records, population, distinct, once, twice, scale: 1 };
        const { estimate, low, high } = estimateDistinct(sample);
        expect(low).toBeGreaterThanOrEqual(distinct);
        expect(estimate).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(estimate);
        expect(high).toBeLessThanOrEqual(Math.max(population, distinct));
      }),
    );
  });
});

describe('what is read of a partition', () => {
  test('is all of it where no more is there than is wanted', () => {
    for (const which of ['newest', 'oldest', 'spread'] as const) {
      const plan = new PartitionPlan(which, 100, 50, 150);
      expect(plan.next(0)).toEqual({ from: 50, until: 150, wanted: 100 });
      expect(plan.next(100)).toBeUndefined();
    }
  });

  test('is nothing of an empty one', () => {
    expect(new PartitionPlan('newest', 100, 7, 7).next(0)).toBeUndefined();
  });

  test('goes further back for the newest until there are enough', () => {
    const plan = new PartitionPlan('newest', 100, 0, 10_000);
    expect(plan.next(0)).toMatchObject({ from: 9_900, until: 10_000 });
    expect(plan.next(10)).toMatchObject({ from: 9_700, until: 9_900 });
    expect(plan.next(30)).toMatchObject({ from: 9_100, until: 9_700 });
    expect(plan.next(100)).toBeUndefined();
  });

  test('ends at the beginning of the log', () => {
    const plan = new PartitionPlan('newest', 100, 9_850, 10_000);
    expect(plan.next(0)).toMatchObject({ from: 9_900, until: 10_000 });
    expect(plan.next(1)).toMatchObject({ from: 9_850, until: 9_900 });
    expect(plan.next(2)).toBeUndefined();
  });

  test('is from places all over it, each as much', () => {
    const plan = new PartitionPlan('spread', 200, 0, 100_000);
    const slices = Array.from({ length: 11 }, () => plan.next(0));
    expect(slices[0]).toEqual({ from: 0, until: 10_000, wanted: 20 });
    expect(slices[9]).toEqual({ from: 90_000, until: 100_000, wanted: 20 });
    expect(slices[10]).toBeUndefined();
  });
});
