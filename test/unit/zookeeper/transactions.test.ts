import { describe, expect, test } from 'vitest';
import type { CreateMode } from '../../../server/zookeeper/coordination.ts';
import { DataTree } from '../../../server/zookeeper/data-tree.ts';
import { ZooKeeperError } from '../../../server/zookeeper/errors.ts';
import { CONTAINER_OWNER, MAX_TTL, ttlOf } from '../../../server/zookeeper/owner.ts';
import { newTree } from '../../../server/zookeeper/system-znodes.ts';
import { Transaction } from '../../../server/zookeeper/transactions.ts';
import { openAcl, statOf } from '../../../server/zookeeper/znode.ts';
import { fc } from '../../harness/fast-check.ts';
import { bytes } from './service-harness.ts';

const SESSION = 7n;

function tree(): DataTree {
  const made = new DataTree();
  for (const [path, znode] of newTree()) made.insert(path, znode);
  return made;
}

/** Does `work` in one transaction after another, as a service would. */
class Transactions {
  readonly tree = tree();
  zxid = 0;

  run<T>(work: (transaction: Transaction) => T, identities = [{ scheme: 'ip', id: '::1' }]): T {
    const transaction = this.begin(identities);
    try {
      return work(transaction);
    } catch (error) {
      transaction.rollBack();
      throw error;
    }
  }

  begin(identities = [{ scheme: 'ip', id: '::1' }]): Transaction {
    const zxid = ++this.zxid;
    return new Transaction(this.tree, { zxid, time: 1_000 + zxid, session: SESSION, identities });
  }

  stat(path: string) {
    return statOf(this.tree.need(path));
  }
}

/** The code of the ZooKeeperError that `work` throws. */
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ZooKeeperError) return error.code;
    throw error;
  }
  return 'OK';
}

describe('creating', () => {
  test('gives a znode and its parent the stats that ZooKeeper gives them', () => {
    const zk = new Transactions();
    expect(zk.stat('/')).toMatchObject({ czxid: 0, cversion: -1, numChildren: 1 });
    zk.run((t) => t.create('/a', bytes('xy')));
    expect(zk.stat('/a')).toEqual({
      ...{ czxid: 1, mzxid: 1, pzxid: 1, ctime: 1_001, mtime: 1_001 },
      ...{ version: 0, cversion: 0, aversion: 0 },
      ...{ ephemeralOwner: 0n, dataLength: 2, numChildren: 0 },
    });
    expect(zk.stat('/')).toMatchObject({ cversion: 0, pzxid: 1, mzxid: 0, numChildren: 2 });
    zk.run((t) => t.create('/a/b', null));
    zk.run((t) => t.delete('/a/b'));
    expect(zk.stat('/a')).toMatchObject({ cversion: 2, pzxid: 3, mzxid: 1, numChildren: 0 });
  });

  test('numbers sequential znodes by the creations in their parent, deletions not counted', () => {
    const zk = new Transactions();
    const create = (path: string, mode: CreateMode) =>
      zk.run((t) => t.create(path, null, { mode })).path;
    create('/s', 'persistent');
    expect(create('/s/n-', 'persistentSequential')).toBe('/s/n-0000000000');
    zk.run((t) => t.delete('/s/n-0000000000'));
    create('/s/other', 'persistent');
    expect(create('/s/', 'ephemeralSequential')).toBe('/s/0000000002');
    zk.tree.update('/s', { creations: 0x7fff_ffff });
    expect(create('/s/n-', 'persistentSequential')).toBe('/s/n-2147483647');
    expect(create('/s/n-', 'persistentSequential')).toBe('/s/n--2147483648');
    zk.tree.update('/s', { creations: -5 });
    expect(create('/s/n-', 'persistentSequential')).toBe('/s/n--000000005');
  });

  test('marks owners by mode', () => {
    const zk = new Transactions();
    zk.run((t) => t.create('/e', null, { mode: 'ephemeral' }));
    zk.run((t) => t.create('/c', null, { mode: 'container' }));
    zk.run((t) => t.create('/t', null, { mode: 'persistentWithTtl', ttl: MAX_TTL }));
    expect(zk.stat('/e').ephemeralOwner).toBe(SESSION);
    expect(zk.tree.ephemeralsOf(SESSION)).toEqual(['/e']);
    expect(zk.tree.need('/c').ephemeralOwner).toBe(CONTAINER_OWNER);
    expect([zk.stat('/c').ephemeralOwner, zk.stat('/t').ephemeralOwner]).toEqual([0n, 0n]);
    expect(ttlOf(zk.tree.need('/t').ephemeralOwner)).toBe(MAX_TTL);
    expect([...zk.tree.reapable()]).toEqual(['/c', '/t']);
    // Only a session's own znodes can have no children.
    expect(codeOf(() => zk.run((t) => t.create('/c/x', null)))).toBe('OK');
    expect(codeOf(() => zk.run((t) => t.create('/t/x', null)))).toBe('OK');
  });
});

test.each<[code: string, work: (transaction: Transaction) => unknown]>([
  ['NODEEXISTS', (t) => t.create('/', null)],
  ['NODEEXISTS', (t) => t.create('/a', null)],
  ['NONODE', (t) => t.create('/missing/b', null)],
  ['NOCHILDRENFOREPHEMERALS', (t) => t.create('/e/b', null)],
  ['INVALIDACL', (t) => t.create('/b', null, { acl: [] })],
  ['INVALIDACL', (t) => t.create('/b', null, { acl: [{ permissions: 1, scheme: 'x', id: 'y' }] })],
  ['BADARGUMENTS', (t) => t.create('b', null)],
  ['BADARGUMENTS', (t) => t.create('/b/', null)],
  ['BADARGUMENTS', (t) => t.create('/a/..', null)],
  ['BADARGUMENTS', (t) => t.create('/a/./b', null)],
  ['BADARGUMENTS', (t) => t.create('/b\0', null)],
  ['BADARGUMENTS', (t) => t.create('/b\u0007', null)],
  ['BADARGUMENTS', (t) => t.create('/b', null, { ttl: 5 })],
  ['BADARGUMENTS', (t) => t.create('/b', null, { mode: 'persistentWithTtl' })],
  ['BADARGUMENTS', (t) => t.create('/b', null, { mode: 'persistentWithTtl', ttl: 0 })],
  ['BADARGUMENTS', (t) => t.create('/b', null, { mode: 'persistentWithTtl', ttl: MAX_TTL + 1 })],
  ['NONODE', (t) => t.delete('/missing')],
  ['NOTEMPTY', (t) => t.delete('/a')],
  ['BADVERSION', (t) => t.delete('/a', 3)],
  ['BADARGUMENTS', (t) => t.delete('/')],
  ['BADARGUMENTS', (t) => t.delete('/zookeeper/quota')],
  ['NONODE', (t) => t.setData('/missing', null)],
  ['BADVERSION', (t) => t.setData('/a', null, 1)],
  ['NOAUTH', (t) => t.setData('/zookeeper/config', null)],
  ['NOAUTH', (t) => t.setAcl('/zookeeper/config', openAcl)],
  ['BADVERSION', (t) => t.setAcl('/a', openAcl, 1)],
  ['BADVERSION', (t) => t.check('/a', 1)],
  ['NONODE', (t) => t.check('/missing', 0)],
])('%s is thrown by %s, and nothing changes', (code, work) => {
  const zk = new Transactions();
  zk.run((t) => t.create('/a', bytes('1')));
  zk.run((t) => t.create('/a/x', null));
  zk.run((t) => t.create('/e', null, { mode: 'ephemeral' }));
  const before = snapshot(zk.tree);
  const transaction = zk.begin();
  expect(codeOf(() => work(transaction))).toBe(code);
  expect(snapshot(zk.tree)).toEqual(before);
  expect([...transaction.touched]).toEqual([]);
  expect(transaction.changes).toEqual([]);
});

test('a version that runs over leaves out -1, which means any', () => {
  const zk = new Transactions();
  zk.run((t) => t.create('/a', null));
  zk.tree.update('/a', { version: -2 });
  expect(zk.run((t) => t.setData('/a', null)).version).toBe(0);
  zk.tree.update('/a', { version: 0x7fff_ffff });
  expect(zk.run((t) => t.setData('/a', null)).version).toBe(-0x8000_0000);
});

test('the ephemeral znodes of a session go together', () => {
  const zk = new Transactions();
  zk.run((t) => t.create('/a', null));
  zk.run((t) => t.create('/a/e', null, { mode: 'ephemeral' }));
  zk.run((t) => t.create('/e', null, { mode: 'ephemeral' }));
  const transaction = zk.begin();
  transaction.deleteEphemerals(SESSION);
  expect(transaction.changes.map(({ event }) => `${event.type} ${event.path}`)).toEqual([
    'deleted /a/e',
    'childrenChanged /a',
    'deleted /e',
    'childrenChanged /',
  ]);
  expect(zk.tree.ephemeralsOf(SESSION)).toEqual([]);
  expect(zk.stat('/a').pzxid).toBe(zk.zxid);
});

test('data that is kept does not keep a frame', () => {
  const zk = new Transactions();
  const frame = new Uint8Array(100_000);
  zk.run((t) => t.create('/a', frame.subarray(10, 20)));
  expect(zk.tree.need('/a').data?.buffer.byteLength).toBe(10);
});

test('whatever a transaction did, rolling it back restores the tree', () => {
  const names = ['/a', '/b', '/a/x', '/a/y', '/a/x/z', '/b/x'];
  const modes: CreateMode[] = ['persistent', 'ephemeral', 'persistentSequential', 'container'];
  const step = fc.record({
    what: fc.constantFrom('create', 'delete', 'setData', 'setAcl', 'ephemerals', 'reap'),
    path: fc.constantFrom(...names),
    mode: fc.constantFrom(...modes),
  });
  const act = (
    t: Transaction,
    { what, path, mode }: typeof step extends fc.Arbitrary<infer S> ? S : never,
  ) => {
    if (what === 'create') t.create(path, bytes(path), { mode });
    else if (what === 'delete') t.delete(path);
    else if (what === 'setData') t.setData(path, null);
    else if (what === 'setAcl') t.setAcl(path, openAcl);
    else if (what === 'reap') t.reap(path);
    else t.deleteEphemerals(SESSION);
  };
  fc.assert(
    fc.property(fc.array(step), fc.array(step, { minLength: 1 }), (first, second) => {
      const zk = new Transactions();
      for (const s of first) codeOf(() => zk.run((t) => act(t, s)));
      const before = snapshot(zk.tree);
      const transaction = zk.begin();
      for (const s of second) codeOf(() => act(transaction, s));
      transaction.rollBack();
      expect(snapshot(zk.tree)).toEqual(before);
    }),
  );
});

function snapshot(of: DataTree): unknown {
  const znodes = [...of.paths()].sort().map((path) => {
    const { children, ...fields } = of.need(path);
    return { path, ...fields, children: [...(children ?? [])].sort() };
  });
  return {
    znodes,
    ephemeral: of.ephemeralsOf(SESSION).sort(),
    reapable: [...of.reapable()].sort(),
  };
}
