import { describe, expect, test } from 'vitest';
import { limitedEnds } from '../../../../server/streaming/kafka/rate-limits.ts';
import { fc } from '../../../harness/fast-check.ts';

const none = { most: 0, least: 1 };
const backlogs = [
  { from: 0, end: 300 },
  { from: 50, end: 150 },
  { from: 9, end: 9 },
];

test('without limits a batch takes everything', () => {
  expect(limitedEnds(backlogs, none, undefined, 1_000)).toEqual([300, 150, 9]);
  expect(limitedEnds(backlogs, none, 0, 1_000)).toEqual([300, 150, 9]);
});

test.each([
  ['so many a second', 1_000, [100, 150, 9]],
  ['in half a second', 500, [50, 100, 9]],
])('maxRatePerPartition: %s', (_, duration, ends) => {
  expect(limitedEnds(backlogs, { most: 100, least: 1 }, undefined, duration)).toEqual(ends);
});

describe('a rate for all', () => {
  test('is split by lag', () => {
    expect(limitedEnds(backlogs, none, 200, 1_000)).toEqual([150, 100, 9]);
  });

  test('stays below the most for a partition', () => {
    expect(limitedEnds(backlogs, { most: 60, least: 1 }, 200, 1_000)).toEqual([60, 100, 9]);
  });

  test('leaves each at least something', () => {
    expect(limitedEnds(backlogs, { most: 0, least: 5 }, 4, 10)).toEqual([5, 55, 9]);
  });
});

test('whatever limits there are, batches stay within what there is', () => {
  const backlog = fc.record({ from: fc.nat(1_000), lag: fc.nat(1_000) });
  fc.assert(
    fc.property(
      fc.array(backlog, { maxLength: 5 }),
      fc.record({ most: fc.nat(50), least: fc.nat(3) }),
      fc.option(fc.nat(100), { nil: undefined }),
      fc.integer({ min: 10, max: 2_000 }),
      (list, rates, rate, duration) => {
        const all = list.map(({ from, lag }) => ({ from, end: from + lag }));
        const ends = limitedEnds(all, rates, rate, duration);
        expect(ends).toHaveLength(all.length);
        for (const [i, { from, end }] of all.entries()) {
          const taken = ends[i]! - from;
          expect(ends[i]).toBeGreaterThanOrEqual(from);
          expect(ends[i]).toBeLessThanOrEqual(end);
          if (rates.most > 0)
            expect(taken).toBeLessThanOrEqual(
              Math.max(rates.least, (rates.most * duration) / 1_000),
            );
        }
      },
    ),
  );
});
