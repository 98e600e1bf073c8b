import { describe, expect, test } from 'vitest';
import type { ConfigKey, ConfigSource } from '../../../../server/contract/configuration.ts';
import type { Partition } from '../../../../server/contract/kafka-client/model.ts';
import { differencesOf } from '../../../../webview/topic/configuration-list.ts';
import { replicasOf, skewOf, sorted, totalOf } from '../../../../webview/topic/partitions.ts';
import { TopicRates } from '../../../../webview/topic/rates.ts';
import { lagOf } from '../../../../webview/topic/readers-table.ts';

const partition = (index: number, rest: Partial<Partition> = {}): Partition => ({
  ...{ index, leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], offlineReplicas: [] },
  ...{ earliest: 0, latest: 0 },
  ...rest,
});

describe('rates', () => {
  const topic = (at: number, latest: readonly number[], id = 'one') => ({
    ...{ id, internal: false, at },
    partitions: latest.map((end, index) => partition(index, { latest: end })),
  });
  const readers = (at: number, committed: Readonly<Record<string, number>>) => ({
    ...{ at, silent: [] },
    groups: Object.entries(committed).map(([group, offset]) => ({
      ...{ group, state: 'Stable', members: 1 },
      offsets: [{ partition: 0, committed: offset }],
    })),
  });

  test('are unknown before there are two moments', () => {
    const rates = new TopicRates();
    rates.takeTopic(topic(0, [5]), 0);
    expect(rates.in).toBeUndefined();
    expect(rates.points).toEqual([{ time: 0, in: null, out: null }]);
  });

  test('are of all partitions, over the last seconds', () => {
    const rates = new TopicRates();
    for (let at = 0; at <= 10_000; at += 1_000) {
      // A burst in the beginning, then twenty a second in two partitions.
      rates.takeTopic(topic(at, [1_000 + at / 100, at === 0 ? 0 : 5_000 + at / 100]), at);
    }
    expect(rates.in).toBe(20);
  });

  test('leave out partitions that were not known before, and what goes back', () => {
    const rates = new TopicRates();
    rates.takeTopic(topic(0, [100]), 0);
    rates.takeTopic(topic(1_000, [50, 700]), 1_000);
    expect(rates.in).toBe(0);
  });

  test('begin anew with another topic of that name', () => {
    const rates = new TopicRates();
    rates.takeTopic(topic(0, [1_000]), 0);
    rates.takeTopic(topic(1_000, [2_000]), 1_000);
    rates.takeTopic(topic(2_000, [5_000], 'two'), 2_000);
    expect(rates.in).toBeUndefined();
    expect(rates.points.length).toBe(1);
  });

  test('of groups are those of each, and of all together', () => {
    const rates = new TopicRates();
    rates.takeReaders(readers(0, { a: 0, b: 10 }));
    rates.takeReaders(readers(5_000, { a: 500, b: 0, c: 9 }));
    expect([rates.outOf('a'), rates.outOf('b'), rates.outOf('c')]).toEqual([100, 0, undefined]);
    expect(rates.out).toBe(100);
    rates.takeReaders(readers(6_000, { b: 0 }));
    expect(rates.out).toBe(0);
  });

  test('go on after the worker was started anew', () => {
    const rates = new TopicRates();
    rates.takeTopic(topic(90_000, [10]), 0);
    rates.takeTopic(topic(100, [20]), 1_000);
    expect(rates.in).toBeUndefined();
    rates.takeTopic(topic(1_100, [30]), 2_000);
    expect(rates.in).toBe(10);
  });

  test('that were drawn before the page was hidden are drawn again, with a gap', () => {
    const before = new TopicRates();
    before.takeTopic(topic(0, [10]), 1_000);
    before.takeTopic(topic(1_000, [20]), 2_000);
    const rates = new TopicRates();
    rates.restore(structuredClone(before.kept!));
    rates.takeTopic(topic(60_000, [900]), 90_000);
    expect(rates.points.map((point) => [point.time, point.in])).toEqual([
      ...[
        [1_000, null],
        [2_000, 10],
        [2_001, null],
      ],
      [90_000, null],
    ]);
    const other = new TopicRates();
    other.restore(structuredClone(before.kept!));
    other.takeTopic(topic(60_000, [900], 'two'), 90_000);
    expect(other.points.length).toBe(1);
  });

  test('are drawn for ten minutes, and for one at least', () => {
    const rates = new TopicRates();
    rates.takeTopic(topic(0, [1]), 1_000_000);
    expect(rates.plot().xs).toEqual([940_000, 1_000_000]);
    for (let at = 1; at <= 700; at++)
      rates.takeTopic(topic(at * 1_000, [at]), 1_000_000 + at * 1_000);
    const { xs } = rates.plot();
    expect(xs.at(-1)! - xs[0]!).toBe(600_000);
  });
});

describe('partitions', () => {
  const all = [
    partition(0, { latest: 10, size: 5 }),
    partition(1, { latest: 30, leader: -1 }),
    partition(2, { latest: 10, size: 9, replicas: [1, 2], isr: [1] }),
  ];
  const order = (by: Parameters<typeof sorted>[1]['by'], descending = false) =>
    sorted(all, { by, descending }).map(({ index }) => index);

  test('are sorted by what is wanted, then by number; what is not known is last', () => {
    expect(order('records')).toEqual([0, 2, 1]);
    expect(order('records', true)).toEqual([1, 0, 2]);
    expect(order('size')).toEqual([0, 2, 1]);
    expect(order('size', true)).toEqual([2, 0, 1]);
    expect(order('isr')).toEqual([2, 0, 1]);
    expect(order('leader')).toEqual([0, 2, 1]);
  });

  test('have sums of what is known', () => {
    expect(totalOf(all, ({ size }) => size)).toBe(14);
    expect(totalOf([all[1]!], ({ size }) => size)).toBeUndefined();
  });

  test('say of each replica what it is', () => {
    const away = partition(0, { replicas: [2, 1, 3, 4], isr: [1, 2], offlineReplicas: [4] });
    expect(replicasOf(away)).toEqual([
      { broker: 2, state: 'inSync' },
      { broker: 1, state: 'leader' },
      { broker: 3, state: 'outOfSync' },
      { broker: 4, state: 'offline' },
    ]);
  });

  test('are uneven by how far the fullest is from the mean', () => {
    const values = [1, 1, 4].map((value, index) => ({ partition: index, value }));
    expect(skewOf(values)).toEqual({ ratio: 2, partition: 2 });
    expect(skewOf(values.slice(0, 1))).toBeUndefined();
    expect(skewOf([0, 0].map((value, index) => ({ partition: index, value })))).toBeUndefined();
  });

  test('are behind for a group by what it has not read', () => {
    const offsets = [
      { partition: 0, committed: 4 },
      { partition: 1, committed: 99 },
      { partition: 2 },
    ];
    const reader = { group: 'g', state: 'Empty', members: 0, offsets };
    expect(lagOf(reader, all)).toEqual({ records: 6, unknown: 1 });
  });
});

test('the configuration differs where a value is not the default, the topic’s own first', () => {
  const key = (name: string, value: string, source: ConfigSource, usual: string): ConfigKey => ({
    ...{ name, value, source, readOnly: false, sensitive: false, type: 'string' },
    documentation: null,
    origins: [
      { name, value, source },
      { name: `log.${name}`, value: usual, source: 'default' },
    ],
  });
  const keys = [
    key('b', '1', 'broker', '2'),
    key('c', '2', 'topic', '2'),
    key('z', '3', 'topic', '2'),
    key('d', '2', 'default', '2'),
  ];
  const found = differencesOf({ subject: { kind: 'topic', name: 't' }, keys });
  expect(found.map(({ name, usual }) => `${name} ${usual}`)).toEqual(['z 2', 'b 2']);
});
