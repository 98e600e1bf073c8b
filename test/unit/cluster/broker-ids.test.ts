import { expect, test } from 'vitest';
import { chooseBrokerIds, lowestFreeId } from '../../../server/cluster/broker-ids.ts';

test.each<[count: number, withData: number[], ids: number[]]>([
  [1, [], [1]],
  [3, [], [1, 2, 3]],
  [3, [2, 1], [1, 2, 3]],
  [2, [1, 3], [1, 3]],
  [3, [1, 3], [1, 2, 3]],
  [1, [3, 2], [2]],
  [4, [10, 2], [1, 2, 3, 10]],
])('%i brokers, of which %j have data, are %j', (count, withData, ids) => {
  expect(chooseBrokerIds(count, withData)).toEqual(ids);
});

test('the lowest id that is free', () => {
  expect(lowestFreeId([])).toBe(1);
  expect(lowestFreeId([1, 2, 4])).toBe(3);
});
