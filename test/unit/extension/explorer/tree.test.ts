import { describe, expect, test } from 'vitest';
import { appearanceOf } from '../../../../extension/explorer/appearance.ts';
import type { Node } from '../../../../extension/explorer/nodes.ts';
import { tooltipOf } from '../../../../extension/explorer/tooltip.ts';
import { type ClusterTree, PAGE } from '../../../../extension/explorer/tree.ts';
import { running } from '../clusters/fake-host.ts';
import { alive, details, partition, putAll, topic, treeWith } from './sample.ts';

/** The tree as text: a row a line, indented, with its description after a bar. */
function drawn(tree: ClusterTree, node?: Node, depth = 0): string {
  return tree
    .children(node)
    .map((child) => {
      const { label, description = '' } = appearanceOf(child, tree);
      const row = `${'  '.repeat(depth)}${label}${description && ` | ${description}`}`;
      return [row, drawn(tree, child, depth + 1)].filter((part) => part !== '').join('\n');
    })
    .join('\n');
}

function find(tree: ClusterTree, id: string, node?: Node): Node {
  const search = (at?: Node): Node | undefined => {
    for (const child of tree.children(at)) {
      const found = child.id === id ? child : search(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search(node);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
}

const full = () =>
  treeWith({
    topics: putAll(
      topic('orders', { partitions: 2 }),
      topic('__consumer_offsets', { internal: true, partitions: 50 }),
      topic('broken', { partitions: 3, offline: 1, underReplicated: 2 }),
    ),
    partitions: [{ topic: 'orders', partitions: [partition(0), partition(1, { leader: -1 })] }],
    groups: putAll({ name: 'billing', state: 'PreparingRebalance', protocolType: 'consumer' }),
    groupDetails: [{ group: 'billing', details }],
  });

test('a cluster and all that is in it', () => {
  expect(drawn(full())).toBe(
    `
Local Cluster | localhost:9092
  Brokers | 1
    Broker 1 | localhost:9092 · controller
  Topics | 2
    broken | 3 partitions · 1 without leader · 2 under-replicated
    orders | 2 partitions
      Partition 0 | 0 – 10 · 2 KB · leader 1
      Partition 1 | no leader · 0 – 10 · 2 KB
  Consumer Groups | 1
    billing | preparing rebalance · 1 member · lag 6
      Members | 1
        app | 127.0.0.1 · 2 partitions
      orders | lag 6
        Partition 0 | committed 4 · lag 6
        Partition 1 | nothing committed
      payments | lag 0
        Partition 0 | committed 9 · lag 0
`.trim(),
  );
});

describe('while the cluster', () => {
  test.each(['stopped', 'failed', undefined] as const)('is %s there are no rows', (state) => {
    expect(drawn(treeWith({}, { ...alive, state }))).toBe('');
  });

  test.each(['starting', 'stopping'] as const)('is %s it is the only row', (state) => {
    expect(drawn(treeWith({}, { ...alive, state }))).toBe(`Local Cluster | ${state}…`);
  });
});

test('a cluster whose broker has ended', () => {
  const broker = {
    id: 1,
    state: 'failed',
    host: 'localhost',
    port: 9092,
    failure: 'no disk',
  } as const;
  const tree = treeWith(
    { topics: putAll(topic('orders')) },
    { ...alive, status: { ...running, bootstrap: '', brokers: [broker] } },
  );
  expect(drawn(tree)).toBe('Local Cluster | no broker runs\n  Brokers | 1\n    Broker 1 | failed');
  const node = find(tree, 'broker/1');
  expect(appearanceOf(node, tree).viewItem).toBe('broker.ended');
  expect(tooltipOf(node, tree)?.lines).toContainEqual(['Why it failed', 'no disk']);
});

describe('lists', () => {
  test('say that they are empty', () => {
    const tree = treeWith({ topics: putAll(), groups: putAll() });
    expect(drawn(tree)).toContain('  Topics | 0\n     | No topics\n');
    expect(drawn(tree)).toContain('  Consumer Groups | 0\n     | No groups');
  });

  test('have no number before they are known', () => {
    expect(appearanceOf(find(treeWith({}), 'topics'), treeWith({})).description).toBeUndefined();
  });

  test('show internal topics if wanted', () => {
    const tree = full();
    tree.internalTopicsShown = true;
    expect(tree.visibleTopics()).toEqual(['__consumer_offsets', 'broken', 'orders']);
    const internal = appearanceOf(find(tree, 'topic/__consumer_offsets'), tree);
    expect(internal.viewItem).toBe('topic.internal');
  });

  test('are filtered by name, showing where it matches', () => {
    const tree = full();
    tree.filter = 'DER';
    expect(tree.visibleTopics()).toEqual(['orders']);
    expect(tree.visibleGroups()).toEqual([]);
    expect(appearanceOf(find(tree, 'topic/orders'), tree).highlight).toEqual([2, 5]);
    expect(drawn(tree)).toContain("Consumer Groups | 0\n     | Nothing matches 'DER'");
  });

  test('show a page, and another one on demand', () => {
    const names = Array.from({ length: PAGE * 2 + 1 }, (_, at) => topic(`t${10_000 + at}`));
    const tree = treeWith({ topics: putAll(...names) });
    const folder = find(tree, 'topics');
    expect(tree.children(folder)).toHaveLength(PAGE + 1);
    const more = find(tree, 'more/topics');
    expect(appearanceOf(more, tree).description).toBe(`${PAGE + 1} hidden`);
    expect(tree.parent(more)).toBe(folder);
    tree.showMore('topics');
    tree.showMore('topics');
    expect(tree.children(folder)).toHaveLength(PAGE * 2 + 1);
  });
});

describe('rows', () => {
  test('are the same objects each time, each below its parent', () => {
    const tree = full();
    const check = (node?: Node) => {
      const children = tree.children(node);
      expect(tree.children(node)).toEqual(children);
      for (const [at, child] of children.entries()) {
        if (child.kind !== 'message') expect(tree.children(node)[at]).toBe(child);
        expect(tree.parent(child)).toBe(node);
        check(child);
      }
    };
    check();
  });

  test('have ids of their own', () => {
    const tree = full();
    const ids: string[] = [];
    const collect = (node?: Node) => {
      for (const child of tree.children(node)) {
        ids.push(child.id);
        collect(child);
      }
    };
    collect();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(17);
  });

  test('speak where the description is terse', () => {
    const tree = full();
    expect(appearanceOf(find(tree, 'partition/orders/0'), tree).spoken).toBe(
      'Partition 0, earliest offset 0, latest offset 10, 2 KB, leader broker 1',
    );
  });

  test('leave out what brokers do not tell', () => {
    const { earliest, latest, size, ...rest } = partition(0);
    const tree = treeWith({
      topics: putAll(topic('a')),
      partitions: [{ topic: 'a', partitions: [rest] }],
    });
    const look = appearanceOf(find(tree, 'partition/a/0'), tree);
    expect(look.description).toBe('leader 1');
  });
});

describe('tooltips', () => {
  test('hold the details', () => {
    const tree = full();
    expect(tooltipOf(find(tree, 'partition/orders/0'), tree)).toEqual({
      title: 'orders · Partition 0',
      lines: [
        ['Earliest offset', '0'],
        ['Latest offset (high watermark)', '10'],
        ['Records at most', '10'],
        ['Size', '2 KB'],
        ['Leader', 'Broker 1'],
        ['Leader epoch', '0'],
        ['Replicas', '1'],
        ['In-sync replicas', '1'],
      ],
    });
    expect(tooltipOf(find(tree, 'group/billing'), tree)?.lines).toEqual([
      ['State', 'preparing rebalance'],
      ['Protocol', 'consumer'],
      ['Assignment strategy', 'range'],
      ['Coordinator', 'Broker 1'],
      ['Members', '1'],
      ['Lag', '6'],
    ]);
    expect(tooltipOf(find(tree, 'groupPartition/orders/1/billing'), tree)?.lines).toEqual([
      ['Committed offset', 'none'],
      ['Latest offset', '7'],
      ['Read by', 'app (127.0.0.1)'],
    ]);
  });

  test('are there for each row that has details', () => {
    const tree = full();
    const without = ['brokers', 'topics', 'groups', 'members/billing', 'groupTopic/orders/billing'];
    for (const id of without) expect(tooltipOf(find(tree, id), tree), id).toBeUndefined();
    for (const id of ['cluster', 'broker/1', 'topic/orders', 'member/m%2F1/billing']) {
      expect(tooltipOf(find(tree, id), tree)?.lines.length, id).toBeGreaterThan(1);
    }
  });
});
