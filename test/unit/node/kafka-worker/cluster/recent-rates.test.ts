import { expect, test } from 'vitest';
import type { Rates } from '../../../../../server/contract/kafka-client/cluster.ts';
import { RecentRates } from '../../../../../server/node/kafka-worker/cluster/recent-rates.ts';

function rates(records: number | null): ReadonlyMap<string, Rates> {
  const measured = (value: number | null) => ({ value, partial: value === null });
  return new Map([['orders', { records: measured(records), bytes: measured(0) }]]);
}

test('a rate that nothing follows falls by half in ten seconds, and ends', () => {
  const recent = new RecentRates();
  expect(recent.next(0, rates(100)).get('orders')).toEqual({ records: 100, bytes: 0 });
  expect(recent.next(10_000, rates(0)).get('orders')?.records).toBe(50);
  expect(recent.next(20_000, rates(null)).get('orders')?.records).toBe(25);
  expect(recent.next(21_000, rates(30)).get('orders')?.records).toBe(30);
  expect(recent.next(300_000, rates(0)).has('orders')).toBe(false);
});

test('a topic that is gone is forgotten', () => {
  const recent = new RecentRates();
  recent.next(0, rates(100));
  expect(recent.next(1, new Map()).size).toBe(0);
  expect(recent.next(2, rates(0)).size).toBe(0);
});
