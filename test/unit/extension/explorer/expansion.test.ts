import { expect, test } from 'vitest';
import { Expansion } from '../../../../extension/explorer/expansion.ts';
import type { Node } from '../../../../extension/explorer/nodes.ts';
import { details, putAll, topic, treeWith } from './sample.ts';

const tree = treeWith({
  topics: putAll(topic('a'), topic('b')),
  groups: putAll({ name: 'g', state: 'Empty', protocolType: '' }),
  groupDetails: [{ group: 'g', details }],
});

const [cluster] = tree.children();
const [brokers, topics, groups] = tree.children(cluster);
const [a, b] = tree.children(topics);
const [g] = tree.children(groups);

function interestOf(...open: (Node | undefined)[]) {
  const expansion = new Expansion();
  for (const node of open) if (node !== undefined) expansion.open(node);
  return expansion.interest(tree);
}

test('nothing is of interest while all is closed', () => {
  expect(interestOf()).toEqual({
    brokers: false,
    topics: false,
    partitions: [],
    groups: false,
    groupDetails: [],
  });
  expect(interestOf(cluster)).toEqual(interestOf());
});

test('what is open is of interest', () => {
  expect(interestOf(cluster, brokers, topics, a, groups, g)).toEqual({
    brokers: true,
    topics: true,
    partitions: ['a'],
    groups: true,
    groupDetails: ['g'],
  });
});

test('what is below a closed row is not', () => {
  expect(interestOf(cluster, a, b, g)).toEqual(interestOf());
  expect(interestOf(topics, a)).toEqual(interestOf());
});

test('what was closed again is not', () => {
  const expansion = new Expansion();
  for (const node of [cluster, topics, a, b]) if (node !== undefined) expansion.open(node);
  if (a !== undefined) expansion.close(a);
  expect(expansion.interest(tree).partitions).toEqual(['b']);
  expansion.clear();
  expect(expansion.interest(tree).topics).toBe(false);
});
