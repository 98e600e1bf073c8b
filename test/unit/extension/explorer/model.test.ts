import { beforeEach, describe, expect, test } from 'vitest';
import { ClusterModel } from '../../../../extension/explorer/model.ts';
import type { Changes } from '../../../../server/contract/kafka-client/model.ts';
import { details, partition, putAll, summary, topic } from './sample.ts';

let model: ClusterModel;

beforeEach(() => {
  model = new ClusterModel();
});

/** The ids of the rows that become stale by `changes`. */
function touched(changes: Changes): string[] {
  return [...model.apply(changes)].sort();
}

describe('rows are shown anew', () => {
  test('with the list when topics come or go', () => {
    expect(touched({ topics: putAll(topic('b'), topic('a')) })).toEqual(['topics']);
    expect(model.topics.names).toEqual(['a', 'b']);
    expect(touched({ topics: { put: [topic('c')], removed: ['a'] } })).toEqual(['topics']);
    expect(model.topics.names).toEqual(['b', 'c']);
  });

  test('when the first list is empty', () => {
    expect(model.topics.known).toBe(false);
    expect(touched({ topics: putAll() })).toEqual(['topics']);
    expect(model.topics.known).toBe(true);
    expect(touched({ topics: putAll() })).toEqual([]);
  });

  test('alone when only a topic itself differs', () => {
    model.apply({ topics: putAll(topic('a'), topic('b')) });
    expect(touched({ topics: putAll(topic('b', { offline: 1 })) })).toEqual(['topic/b']);
  });

  test('alone when only offsets of a partition move', () => {
    const before = [partition(0), partition(1), partition(2)];
    expect(touched({ partitions: [{ topic: 'a', partitions: before }] })).toEqual(['topic/a']);
    const after = [partition(0), partition(1, { latest: 11 }), partition(2, { isr: [] })];
    expect(touched({ partitions: [{ topic: 'a', partitions: after }] })).toEqual([
      'partition/a/1',
      'partition/a/2',
    ]);
    expect(touched({ partitions: [{ topic: 'a', partitions: after }] })).toEqual([]);
  });

  test('with the topic when it gets partitions', () => {
    model.apply({ partitions: [{ topic: 'a', partitions: [partition(0)] }] });
    const more = [partition(0), partition(1)];
    expect(touched({ partitions: [{ topic: 'a', partitions: more }] })).toEqual(['topic/a']);
  });

  test('of groups and brokers', () => {
    const group = { name: 'g/1', state: 'Empty', protocolType: 'consumer' };
    expect(touched({ cluster: summary, groups: putAll(group) })).toEqual(['brokers', 'groups']);
    expect(touched({ groups: putAll({ ...group, state: 'Stable' }) })).toEqual(['group/g/1']);
    expect(touched({ groupDetails: [{ group: 'g/1', details }] })).toEqual(['group/g/1']);
  });
});

test('what is gone is forgotten with all that belongs to it', () => {
  model.apply({
    topics: putAll(topic('a')),
    partitions: [{ topic: 'a', partitions: [partition(0)] }],
    groups: putAll({ name: 'g', state: 'Empty', protocolType: '' }),
    groupDetails: [{ group: 'g', details }],
  });
  model.apply({ topics: { put: [], removed: ['a'] }, groups: { put: [], removed: ['g'] } });
  expect(model.topics.size + model.partitions.size).toBe(0);
  expect(model.groups.size + model.groupDetails.size).toBe(0);
});

test('a first answer replaces everything', () => {
  model.apply({ topics: putAll(topic('a')), groups: putAll() });
  model.apply({ first: true, topics: putAll(topic('b')) });
  expect(model.topics.names).toEqual(['b']);
  expect(model.groups.known).toBe(false);
});
