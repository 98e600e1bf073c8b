import { expect, test } from 'vitest';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { Store } from '../../../server/storage/store.ts';
import { StoreError } from '../../../server/storage/store-error.ts';
import { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../../server/zookeeper/local-coordination.ts';
import { newTree } from '../../../server/zookeeper/system-znodes.ts';
import { settled } from '../../harness/manual-clock.ts';
import { bytes, ServiceHarness, text } from './service-harness.ts';

/** A store whose writes wait to be let through, or fail. */
class GatedStore extends MemoryStore {
  readonly writes: Array<{ count: number; pass: () => void; fail: (error: Error) => void }> = [];

  override write(operations: Parameters<Store['write']>[0]): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.writes.push({ count: operations.length, pass: resolve, fail: reject });
    }).then(() => super.write(operations));
  }

  async passAll(): Promise<void> {
    await settled();
    while (this.writes.length > 0) {
      this.writes.shift()?.pass();
      await settled();
    }
  }
}

test('the tree, its stats and the sessions are there after a restart', async () => {
  const harness = await ServiceHarness.open();
  const zk = await harness.local();
  await zk.create('/a', bytes('1'));
  await zk.create('/a/e', null, { mode: 'ephemeral' });
  await zk.create('/a/s-', bytes('é'), { mode: 'persistentSequential' });
  await zk.setAcl('/a/s-0000000001', [{ permissions: 1, scheme: 'ip', id: '127.0.0.1' }]);
  await zk.create('/a/gone', null);
  await zk.delete('/a/gone');
  const before = await zk.getChildren('/a');
  const zxid = harness.service.lastZxid;

  await harness.restart();
  expect(harness.service.lastZxid).toBe(zxid);
  const after = await harness.local();
  const { children, stat } = await after.getChildren('/a');
  expect(children.sort()).toEqual(['e', 's-0000000001']);
  expect(stat).toEqual(before.stat);
  expect(text((await after.getData('/a/s-0000000001')).data)).toBe('é');
  expect((await after.getAcl('/a/s-0000000001')).acl).toEqual([
    { permissions: 1, scheme: 'ip', id: '127.0.0.1' },
  ]);
  expect((await after.exists('/a/e'))?.ephemeralOwner).toBe(zk.sessionId);
  expect(await after.create('/a/s-', null, { mode: 'persistentSequential' })).toBe(
    '/a/s-0000000003',
  );

  // Nobody comes back for the old session: it ends, and its ephemeral znode with it.
  await harness.clock.advance(3_999);
  expect(await after.exists('/a/e')).toBeDefined();
  await harness.clock.advance(2);
  expect(await after.exists('/a/e')).toBeUndefined();
  await harness.restart();
  expect(harness.service.tree.get('/a/e')).toBeUndefined();
});

test('nobody learns of a change before it is durable', async () => {
  const store = new GatedStore();
  const harness = await ServiceHarness.open({ store });
  const opening = Promise.all([harness.local(), harness.local()]);
  await store.passAll();
  const [one, other] = await opening;
  const setting = one
    .create('/a', bytes('1'))
    .then(() => other.getData('/a', () => seen.push('event')));
  const seen: string[] = [];
  await store.passAll();
  await setting;

  void one.setData('/a', bytes('2')).then(() => seen.push('acknowledged'));
  void other.getData('/a').then(({ data }) => seen.push(`read ${text(data)}`));
  await settled();
  expect(seen).toEqual([]);
  store.writes.shift()?.pass();
  await settled();
  expect(seen).toEqual(['event', 'acknowledged', 'read 2']);
});

test('changes that come while a write is under way share the next', async () => {
  const store = new GatedStore();
  const harness = await ServiceHarness.open({ store });
  const opening = harness.local();
  await store.passAll();
  const zk = await opening;
  const made: string[] = [];
  const create = (path: string) => zk.create(path, null).then((created) => made.push(created));
  void create('/a');
  void create('/b');
  await settled();
  void create('/c');
  void create('/d');
  void create('/e');
  await settled();
  // The last transaction, /a, /b, and their parent.
  expect(store.writes.map(({ count }) => count)).toEqual([4]);
  store.writes.shift()?.pass();
  await settled();
  expect(made).toEqual(['/a', '/b']);
  expect(store.writes.map(({ count }) => count)).toEqual([5]);
  store.writes.shift()?.pass();
  await settled();
  expect(made).toEqual(['/a', '/b', '/c', '/d', '/e']);
  expect(store.writes).toEqual([]);
});

test('a store that fails stops the service: nothing more is acknowledged', async () => {
  const store = new GatedStore();
  const failures: unknown[] = [];
  const harness = await ServiceHarness.open({ store, onFailure: (error) => failures.push(error) });
  const opening = harness.local();
  await store.passAll();
  const zk = await opening;
  const results = Promise.allSettled([zk.create('/a', null), zk.exists('/a')]);
  await settled();
  const later = Promise.allSettled([zk.create('/b', null)]);
  store.writes.shift()?.fail(new StoreError('failed', 'The disk is broken.'));
  const codes = [...(await results), ...(await later)].map(
    (result) => result.status === 'rejected' && result.reason.code,
  );
  expect(codes).toEqual(['CONNECTIONLOSS', 'CONNECTIONLOSS', 'CONNECTIONLOSS']);
  await expect(zk.exists('/')).rejects.toMatchObject({ code: 'CONNECTIONLOSS' });
  await expect(LocalCoordination.open(harness.service)).rejects.toMatchObject({
    code: 'CONNECTIONLOSS',
  });
  expect(failures).toEqual([expect.objectContaining({ kind: 'failed' })]);
  expect(harness.lines).toEqual([
    'The coordination service stops: its store cannot be written. The disk is broken.',
  ]);
});

test('a full disk keeps clients waiting, and then nothing is lost', async () => {
  const store = new GatedStore();
  const harness = await ServiceHarness.open({ store });
  const opening = harness.local();
  await store.passAll();
  const zk = await opening;
  const made: string[] = [];
  const create = (path: string) => zk.create(path, null).then((created) => made.push(created));
  void create('/a');
  await settled();
  const full = new StoreError('disk-full', 'The disk is full.');
  store.writes.shift()?.fail(full);
  await settled();
  void create('/a/b');
  await harness.clock.advance(1_000);
  // The second attempt covers what has come since the first.
  expect(store.writes.map(({ count }) => count)).toEqual([4]);
  store.writes.shift()?.fail(full);
  await harness.clock.advance(1_000);
  expect(made).toEqual([]);
  await store.passAll();
  expect(made).toEqual(['/a', '/a/b']);
  expect(harness.lines).toEqual([
    'The coordination service waits for room on the disk. The disk is full.',
    'The coordination service has room on the disk again.',
  ]);
  await harness.restart();
  expect(harness.service.tree.childrenOf('/a')).toEqual(['b']);
});

test('a store written by a newer version, or that is no tree, is refused', async () => {
  const store = new MemoryStore();
  const put = (key: string, value: Uint8Array) =>
    store.write([{ type: 'put', key: bytes(key), value }]);
  const harness = await ServiceHarness.open();
  const open = () => CoordinationService.open({ ...harness.options, store });
  await put('m', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 9));
  await expect(open()).rejects.toMatchObject({ name: 'StoreError', kind: 'newer-format' });
  await put('m', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9));
  await put('z/a', Uint8Array.of(0, 0, 0, 200, 1));
  await expect(open()).rejects.toMatchObject({ name: 'StoreError', kind: 'unreadable' });
});

test('a new store holds what a new ZooKeeper does', async () => {
  const { service } = await ServiceHarness.open();
  expect([...service.tree.paths()].sort()).toEqual([...newTree().keys()].sort());
  expect(service.lastZxid).toBe(0);
});
