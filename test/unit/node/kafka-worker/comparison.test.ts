import { describe, expect, test } from 'vitest';
import {
  ListComparison,
  ValueComparison,
} from '../../../../server/node/kafka-worker/comparison.ts';
import { withMembers } from '../../../../server/node/kafka-worker/groups.ts';
import { details, topic } from '../../extension/explorer/sample.ts';

describe('lists', () => {
  test('differ at first, and then in what came, went or changed', () => {
    const list = new ListComparison<ReturnType<typeof topic>>();
    expect(list.next([])).toEqual({ put: [], removed: [] });
    expect(list.next([])).toBeUndefined();
    expect(list.next([topic('a'), topic('b')])?.put).toHaveLength(2);
    expect(list.next([topic('a'), topic('b')])).toBeUndefined();
    const grown = topic('b', { partitions: 2 });
    expect(list.next([grown, topic('c')])).toEqual({ put: [grown, topic('c')], removed: ['a'] });
  });
});

describe('values', () => {
  test('differ at first and when they change', () => {
    const values = new ValueComparison();
    expect(values.differs('a', [1])).toBe(true);
    expect(values.differs('a', [1])).toBe(false);
    expect(values.differs('a', [2])).toBe(true);
    expect(values.differs('b', [2])).toBe(true);
  });

  test('differ again after they were forgotten', () => {
    const values = new ValueComparison();
    values.differs('a', 1);
    values.differs('b', 1);
    values.keep(new Set(['b']));
    expect(values.differs('a', 1)).toBe(true);
    expect(values.differs('b', 1)).toBe(false);
  });
});

test('a group’s rows are its committed and its assigned partitions, in order', () => {
  const committed = [
    { topic: 'orders', partition: 10, offset: 1, leaderEpoch: 0 },
    { topic: 'orders', partition: 1, offset: 5, leaderEpoch: -1 },
  ];
  expect(withMembers(committed, details.members)).toEqual([
    { topic: 'orders', partition: 0, member: 'm/1' },
    { topic: 'orders', partition: 1, committed: 5, member: 'm/1' },
    { topic: 'orders', partition: 10, committed: 1 },
  ]);
});
