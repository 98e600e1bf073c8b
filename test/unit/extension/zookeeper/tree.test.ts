import { beforeEach, describe, expect, test } from 'vitest';
import { appearanceOf, tooltipOf } from '../../../../extension/zookeeper/appearance.ts';
import { ZnodeModel } from '../../../../extension/zookeeper/model.ts';
import { PAGE, type ZnodeRow, ZnodeTree } from '../../../../extension/zookeeper/tree.ts';
import type { ZnodeStat, ZnodeSummary } from '../../../../server/contract/znodes.ts';

const stat: ZnodeStat = {
  czxid: 16,
  mzxid: 255,
  pzxid: 17,
  ctime: 0,
  mtime: Date.UTC(2024, 0, 1),
  version: 3,
  cversion: 0,
  aversion: 0,
  dataLength: 0,
  numChildren: 0,
};

let model: ZnodeModel;
let tree: ZnodeTree;
beforeEach(() => {
  model = new ZnodeModel();
  tree = new ZnodeTree(model);
  tree.address = 'localhost:2181';
});

function row(path: string, fields: Partial<ZnodeStat> = {}, text?: string): ZnodeSummary {
  const data = text === undefined ? null : new TextEncoder().encode(text);
  return { path, stat: { ...stat, dataLength: data?.length ?? 0, ...fields }, data };
}

function tell(rows: ZnodeSummary[], listings: [path: string, names: string[], more?: number][]) {
  return model.apply({
    rows,
    listings: listings.map(([path, names, more = 0]) => {
      const matching = names.length + more;
      return { path, names, matching, total: matching };
    }),
    gone: [],
  });
}

const look = (path: string) => appearanceOf(tree.znode(path), tree);
const outline = (at?: ZnodeRow): string[] =>
  tree.children(at).map((child) => {
    const { label, description = '' } = appearanceOf(child, tree);
    return `${label} ${description}`.trim();
  });

describe('the tree', () => {
  test('has nothing while nothing runs', () => {
    tree.address = undefined;
    expect(outline()).toEqual([]);
  });

  test('begins at the root, and has below a row what was told', () => {
    expect(outline()).toEqual(['/ localhost:2181']);
    tell([row('/a', { numChildren: 2 }), row('/b', {}, 'value')], [['/', ['a', 'b']]]);
    expect(outline(tree.znode('/'))).toEqual(['a 2 children', 'b value']);
  });

  test('says that the service cannot be reached, above what was known', () => {
    tree.problem = 'It cannot be reached.';
    expect(outline()).toEqual(['Not Reachable It cannot be reached.']);
    tell([row('/')], []);
    expect(outline()).toEqual(['Not Reachable It cannot be reached.', '/ localhost:2181']);
  });

  test('shows very many children by pages', () => {
    tell([], [['/', ['a'], 1_000]]);
    expect(outline(tree.znode('/'))).toEqual(['a', 'Show More 1,000 hidden']);
    tree.showMore('/');
    expect(tree.limit('/')).toBe(2 * PAGE);
  });

  test('knows a row by its object, until another search', () => {
    expect(tree.znode('/a')).toBe(tree.znode('/a'));
    const before = tree.znode('/a');
    tree.filter = 'a';
    expect(tree.znode('/a').id).not.toBe(before.id);
    tree.filter = '';
    expect(tree.znode('/a')).toBe(before);
    expect(tree.parent(tree.znode('/a/b'))).toBe(before);
  });

  test('with a filter says how much it found', () => {
    tree.filter = 'deep';
    expect(tree.message).toBe("Only paths that contain 'deep'");
    model.apply({ rows: [], listings: [], gone: [], found: 0 });
    expect(tree.message).toBe("Only paths that contain 'deep': 0");
    tell([], [['/', []]]);
    expect(outline(tree.znode('/'))).toEqual(["No path contains 'deep'"]);
  });
});

describe('what is told', () => {
  test('touches rows, and not those that are shown anew anyway', () => {
    expect(tell([row('/'), row('/a')], [['/', ['a']]])).toEqual(new Set(['/']));
    expect(tell([row('/a')], [])).toEqual(new Set(['/a']));
    expect(model.apply({ rows: [], listings: [], gone: ['/a'] })).toEqual(new Set(['/']));
    expect(model.rows.has('/a')).toBe(false);
  });

  test('is forgotten of znodes that a listing names no more', () => {
    tell([row('/'), row('/a'), row('/b')], [['/', ['a', 'b']]]);
    tell([], [['/', ['b']]]);
    expect([...model.rows.keys()]).toEqual(['/', '/b']);
  });

  test('is forgotten below a row that is closed', () => {
    tell(
      [row('/a'), row('/a/b'), row('/ab')],
      [
        ['/a', ['b']],
        ['/a/b', []],
        ['/ab', []],
      ],
    );
    model.forgetBelow('/a');
    expect([...model.rows.keys()]).toEqual(['/a', '/ab']);
    expect([...model.listings.keys()]).toEqual(['/ab']);
  });
});

describe('a znode', () => {
  test.each([
    ['/p', row('/p', {}, 'x'), 'file', 'znode', 'p, persistent, x'],
    ['/d', row('/d', { numChildren: 1 }), 'folder', 'znode.empty', 'd, persistent, 1 child'],
    ['/e', row('/e', { ephemeralOwner: '0x1' }), 'pulse', 'znode.ephemeral', 'e, ephemeral'],
    [
      '/s-0000000001',
      row('/s-0000000001'),
      'list-ordered',
      'znode.empty',
      's-0000000001, persistent, sequential',
    ],
    ['/zookeeper', row('/zookeeper'), 'file', 'znode.fixed', 'zookeeper, persistent'],
    ['/secret', { path: '/secret' }, 'lock', 'znode.denied', 'secret, access denied'],
  ])('%s has its icon, its menu and its words', (path, known, icon, viewItem, spoken) => {
    tell([known], []);
    expect(look(path)).toMatchObject({ icon: { id: icon }, viewItem, spoken });
  });

  test('opens what is below it, or else its value', () => {
    tell([row('/leaf', {}, 'x'), row('/empty'), row('/folder', { numChildren: 1 }, 'x')], []);
    expect(look('/leaf')).toMatchObject({ expand: 'never', command: { id: 'millrace.openZnode' } });
    expect(look('/empty').command).toBeUndefined();
    expect(look('/folder')).toMatchObject({ expand: 'collapsed' });
    expect(look('/folder').command).toBeUndefined();
  });

  test('with a long value shows its size', () => {
    tell([{ path: '/long', stat: { ...stat, dataLength: 20_480 } }], []);
    expect(look('/long').description).toBe('20 KB');
  });

  test('shows what the filter found of its path in its name', () => {
    tree.filter = 'KERS/id';
    tell([row('/brokers/ids', { numChildren: 1 }), row('/brokers', { numChildren: 1 })], []);
    expect(look('/brokers/ids')).toMatchObject({ highlight: [0, 2], expand: 'collapsed' });
    expect(look('/brokers')).toMatchObject({ expand: 'expanded' });
    expect(look('/brokers').highlight).toBeUndefined();
  });

  test('has its stat in the tooltip', () => {
    tell([row('/a', { ephemeralOwner: '0xcafe', dataLength: 2_048 })], []);
    const lines = Object.fromEntries(tooltipOf(tree.znode('/a'), tree)?.lines ?? []);
    expect(lines).toMatchObject({
      Kind: 'ephemeral',
      cZxid: '0x10',
      mZxid: '0xff',
      ctime: '–',
      dataVersion: '3',
      ephemeralOwner: '0xcafe',
      dataLength: '2 KB',
    });
  });
});
