import { describe, expect, test } from 'vitest';
import { appearanceOf } from '../../../../extension/explorer/appearance.ts';
import { color } from '../../../../extension/explorer/look.ts';
import { tooltipOf } from '../../../../extension/explorer/tooltip.ts';
import type { ClusterTree } from '../../../../extension/explorer/tree.ts';
import type { ClusterStatus } from '../../../../server/contract/control.ts';
import type { ClusterSummary, Partition } from '../../../../server/contract/kafka-client/model.ts';
import { running } from '../clusters/fake-host.ts';
import { alive, partition, putAll, topic, treeWith } from './sample.ts';

const load = { leads: 4, replicas: 12, outOfSync: 0 };
const three: ClusterSummary = {
  id: 'c1',
  controller: 2,
  brokers: [1, 2, 3].map((id) => ({ id, host: 'localhost', port: 9091 + id, rack: null, load })),
};
const status: ClusterStatus = {
  ...running,
  brokers: [1, 2, 3].map((id) => ({ id, state: 'running', host: 'localhost', port: 9091 + id })),
  bootstrap: 'localhost:9092,localhost:9093,localhost:9094',
};
const replicated: Partial<Partition> = {
  leader: 1,
  leaderEpoch: 5,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
};

/** A tree of three brokers with one topic of one partition. */
function treeOf(change: Partial<Partition>, life: Partial<ClusterStatus> = {}): ClusterTree {
  return treeWith(
    {
      cluster: three,
      topics: putAll(topic('t')),
      partitions: [{ topic: 't', partitions: [partition(0, { ...replicated, ...change })] }],
    },
    { ...alive, status: { ...status, ...life } },
  );
}

function look(tree: ClusterTree, ...path: string[]) {
  let children = tree.children();
  for (const [at, id] of path.entries()) {
    const node = children.find((each) => each.id === id);
    if (node === undefined)
      throw new Error(`no row ${id} among ${children.map((each) => each.id)}`);
    if (at === path.length - 1) return { node, ...appearanceOf(node, tree) };
    children = tree.children(node);
  }
  throw new Error('no path');
}

const partitionRow = (tree: ClusterTree) =>
  look(tree, 'cluster', 'topics', 'topic/t', 'partition/t/0');
const replicas = (tree: ClusterTree) =>
  tree.children(partitionRow(tree).node).map((node) => {
    const { label, description, icon } = appearanceOf(node, tree);
    expect(tree.parent(node)).toBe(partitionRow(tree).node);
    return `${label} | ${description} (${icon?.id})`;
  });

describe('a broker’s row', () => {
  test('has where it is, what it leads, and the mark of the controller', () => {
    const tree = treeOf({});
    expect(look(tree, 'cluster', 'brokers', 'broker/1')).toMatchObject({
      description: 'localhost:9092 · leads 4',
      icon: { id: 'server-process', color: color.running },
      viewItem: 'broker',
      spoken: 'Broker 1, localhost:9092, leads 4 partitions',
    });
    const controller = look(tree, 'cluster', 'brokers', 'broker/2');
    expect(controller.description).toBe('localhost:9093 · controller · leads 4');
    expect(controller.icon?.id).toBe('star-full');
    expect(tooltipOf(controller.node, tree)?.lines).toEqual([
      ['State', 'running'],
      ['Address', 'localhost:9093'],
      ['Controller', 'yes'],
      ['Partitions led', '4'],
      ['Replicas', '12'],
    ]);
  });

  test.each([
    ['stopped', 'stopped', 'circle-slash', 'broker.ended'],
    ['failed', 'failed', 'error', 'broker.ended'],
    ['starting', 'starting…', 'loading~spin', 'broker.changing'],
    ['stopping', 'stopping…', 'loading~spin', 'broker.changing'],
  ] as const)('that is %s says so', (state, description, icon, viewItem) => {
    const brokers = status.brokers.map((each) => (each.id === 1 ? { ...each, state } : each));
    const tree = treeOf({}, { brokers });
    const folder = tree.isIncomplete ? 'brokers/incomplete' : 'brokers';
    const row = look(tree, 'cluster', folder, 'broker/1');
    expect(row).toMatchObject({ description, icon: { id: icon }, viewItem });
    expect(look(tree, 'cluster')).toMatchObject({
      description: `2 of 3 brokers · ${status.bootstrap}`,
      icon: { id: 'warning' },
      spoken: expect.stringContaining('Local Cluster, running, 2 of 3 brokers, localhost:9092'),
    });
  });

  test('warns of replicas that are not in sync', () => {
    const behind = { ...load, outOfSync: 2 };
    const cluster = { ...three, brokers: three.brokers.map((each) => ({ ...each, load: behind })) };
    const tree = treeWith({ cluster }, { ...alive, status });
    expect(look(tree, 'cluster', 'brokers', 'broker/1')).toMatchObject({
      description: 'localhost:9092 · leads 4 · 2 not in sync',
      icon: { id: 'warning', color: color.warning },
      spoken: 'Broker 1, localhost:9092, leads 4 partitions, 2 replicas not in sync',
    });
  });

  test('is in view: their folder is open where there are several', () => {
    expect(look(treeOf({}), 'cluster', 'brokers').expand).toBe('expanded');
    expect(look(treeWith({}), 'cluster', 'brokers').expand).toBe('collapsed');
  });

  test('of a broker that this machine has no process of offers nothing to do with it', () => {
    const tree = treeOf({}, { brokers: status.brokers.slice(0, 2) });
    expect(look(tree, 'cluster', 'brokers', 'broker/3').viewItem).toBe('broker.remote');
  });
});

describe('a partition’s row', () => {
  test('opens onto its replicas', () => {
    const tree = treeOf({});
    expect(partitionRow(tree)).toMatchObject({
      description: '0 – 10 · 2 KB · leader 1',
      icon: { id: 'symbol-array' },
      expand: 'collapsed',
    });
    expect(replicas(tree)).toEqual([
      'Broker 1 | leader · epoch 5 · high watermark 10 (star-full)',
      'Broker 2 | in sync (check)',
      'Broker 3 | in sync (check)',
    ]);
  });

  test('stands out when replicas are missing', () => {
    const tree = treeOf({ leader: 2, isr: [2, 3], offlineReplicas: [1] });
    expect(partitionRow(tree)).toMatchObject({
      description: '2 of 3 in sync · 0 – 10 · 2 KB · leader 2',
      icon: { id: 'warning', color: color.warning },
      spoken: expect.stringContaining('leader broker 2, under-replicated, 2 of 3 in sync'),
    });
    expect(replicas(tree)).toEqual([
      'Broker 1 | offline · preferred leader (error)',
      'Broker 2 | leader · epoch 5 · high watermark 10 (star-full)',
      'Broker 3 | in sync (check)',
    ]);
    expect(replicas(treeOf({ isr: [1] }))[2]).toBe('Broker 3 | not in sync (warning)');
  });

  test('stands out more without a leader', () => {
    const tree = treeOf({ leader: -1, isr: [1] });
    expect(partitionRow(tree)).toMatchObject({
      description: 'no leader · 1 of 3 in sync · 0 – 10 · 2 KB',
      icon: { id: 'error', color: color.failed },
    });
  });

  test('tells where it moves', () => {
    const moving = { adding: [3], removing: [1] };
    const tree = treeOf({ replicas: [3, 2, 1], isr: [1, 2], moving });
    expect(partitionRow(tree)).toMatchObject({
      description: 'moving to 3, 2 · 0 – 10 · 2 KB · leader 1',
      icon: { id: 'sync~spin' },
    });
    expect(replicas(tree)).toEqual([
      'Broker 3 | preferred leader · being added (sync~spin)',
      'Broker 2 | in sync (check)',
      'Broker 1 | leader · epoch 5 · high watermark 10 · being removed (star-full)',
    ]);
    expect(tooltipOf(partitionRow(tree).node, tree)?.lines).toContainEqual(['Moving to', '3, 2']);
  });

  test('has nothing below it where there is one replica', () => {
    const tree = treeOf({ replicas: [1], isr: [1] });
    expect(partitionRow(tree).expand).toBe('never');
    expect(replicas(tree)).toEqual([]);
  });
});

test.each([
  [
    { offline: 1, underReplicated: 2 },
    'error',
    '1 partition · 1 without leader · 2 under-replicated',
  ],
  [{ underReplicated: 2 }, 'warning', '1 partition · 2 under-replicated'],
  [
    { underReplicated: 2, reassigning: 2 },
    'sync~spin',
    '1 partition · 2 reassigning · 2 under-replicated',
  ],
  [{}, 'layers', '1 partition'],
])('a topic with %j stands out as it should', (change, icon, description) => {
  const tree = treeWith({ cluster: three, topics: putAll(topic('t', change)) });
  const row = look(tree, 'cluster', 'topics', 'topic/t');
  expect(row).toMatchObject({ description, icon: { id: icon } });
});
