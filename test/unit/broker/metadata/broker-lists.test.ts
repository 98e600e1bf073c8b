import { expect, test } from 'vitest';
import { BrokerLists } from '../../../../server/broker/metadata/broker-lists.ts';

test('keeps each list once, and its order', () => {
  const lists = new BrokerLists();
  const list = lists.of([1, 12, 3]);
  expect(list).toEqual([1, 12, 3]);
  expect(lists.of([1, 12, 3])).toBe(list);
  expect(lists.of([12, 1, 3])).toEqual([12, 1, 3]);
  expect(lists.of([11, 2, 3])).toEqual([11, 2, 3]);
  expect(lists.of([])).toEqual([]);
});

test('what is changed afterwards is not the list that is kept', () => {
  const lists = new BrokerLists();
  const given = [1, 2];
  lists.of(given);
  given.push(3);
  expect(lists.of([1, 2])).toEqual([1, 2]);
});

test('any number of different lists come back as they were', () => {
  const lists = new BrokerLists();
  for (let id = 0; id < 2_500; id++) expect(lists.of([id, 1])).toEqual([id, 1]);
});
