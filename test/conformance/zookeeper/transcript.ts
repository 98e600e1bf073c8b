// What one script of operations brings about, written so that two servers' can be compared.

import type { ZooKeeperClient } from '../../../server/zookeeper/client.ts';
import {
  type Acl,
  MultiError,
  type Stat,
  type WatchEvent,
  ZooKeeperError,
} from '../../../server/zookeeper/coordination.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytes = (text: string) => encoder.encode(text);

/**
 * Plays the script in two sessions.
 * @returns a line for each result and event. zxids appear as their ranks, sessions by name, times as `now`.
 */
export async function play(one: ZooKeeperClient, two: ZooKeeperClient): Promise<string[]> {
  const lines: unknown[] = [];
  const zxids = new Set<number>([0]);
  const began = Date.now();

  const step = async (name: string, work: () => Promise<unknown>) => {
    try {
      lines.push([name, await work()]);
    } catch (error) {
      if (error instanceof MultiError) lines.push([name, error.codes]);
      else if (error instanceof ZooKeeperError) lines.push([name, error.code]);
      else throw error;
    }
  };
  /** What the second session has heard: when, beside replies to the first, is chance. */
  const events: unknown[] = [];
  const watcher = (name: string) => (event: WatchEvent) => {
    events.push([name, event]);
  };
  const hearEvents = async () => {
    await two.sync('/');
    lines.push(...events.splice(0));
  };
  const open: Acl[] = [{ permissions: 31, scheme: 'world', id: 'anyone' }];
  const children = async (path: string) => {
    const { children: names, stat } = await one.getChildren(path);
    return { names: names.sort(), stat };
  };

  for (const path of ['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota', '/missing']) {
    await step(`stat ${path}`, () => one.exists(path));
    await step(`data ${path}`, () => one.getData(path));
    await step(`acl ${path}`, () => one.getAcl(path));
    await step(`children ${path}`, () => children(path));
  }
  await step('create', () => one.create('/a', bytes('1')));
  await step('create again', () => one.create('/a', bytes('1')));
  await step('create root', () => one.create('/', null));
  await step('create below nothing', () => one.create('/b/c', null));
  await step('create without data', () => one.create('/null', null));
  await step('data of none', () => one.getData('/null'));
  await step('create empty', () => one.create('/empty', bytes('')));
  await step('data of empty', () => one.getData('/empty'));
  await step('set', () => one.setData('/a', bytes('22'), 0));
  await step('set with an old version', () => one.setData('/a', bytes('3'), 0));
  await step('set to nothing', () => one.setData('/a', null));
  await step('create child', () => one.create('/a/x', null));
  await step('parent', () => one.exists('/a'));
  await step('delete parent', () => one.delete('/a'));
  await step('delete with an old version', () => one.delete('/a/x', 4));
  await step('delete child', () => one.delete('/a/x', 0));
  await step('parent after', () => one.exists('/a'));
  await step('delete root', () => one.delete('/'));
  await step('delete what is ZooKeeper’s', () => one.delete('/zookeeper'));
  await step('delete nothing', () => one.delete('/missing'));

  for (const mode of [
    ...(['persistentSequential', 'ephemeralSequential', 'container', 'ephemeral'] as const),
  ]) {
    await step(mode, () => one.create(`/a/${mode}`, bytes(mode), { mode }));
  }
  await step('ttl', () => one.create('/a/ttl', null, { mode: 'persistentWithTtl', ttl: 100_000 }));
  await step('ttl 0', () => one.create('/a/ttl0', null, { mode: 'persistentWithTtl', ttl: 0 }));
  await step('sequential ttl', () =>
    one.create('/a/ttl-', null, { mode: 'persistentSequentialWithTtl', ttl: 1_000 }),
  );
  await step('child of ephemeral', () => one.create('/a/ephemeral/x', null));
  await step('child of container', () => one.create('/a/container/x', null));
  await step('children', () => children('/a'));
  for (const name of ['ephemeral', 'container', 'ttl']) {
    await step(`owner of ${name}`, () => two.exists(`/a/${name}`));
  }

  await step('multi', () =>
    one.multi([
      { type: 'create', path: '/m', data: bytes('m') },
      { type: 'create', path: '/m/n-', data: null, mode: 'persistentSequential' },
      { type: 'check', path: '/m', version: 0 },
      { type: 'setData', path: '/m', data: bytes('n') },
      { type: 'create', path: '/m/c', data: null, mode: 'container' },
      { type: 'delete', path: '/m/c' },
    ]),
  );
  await step('multi, after', () => one.getData('/m'));
  await step('multi that fails', () =>
    one.multi([
      { type: 'create', path: '/m/x', data: null },
      { type: 'check', path: '/m', version: 0 },
      { type: 'delete', path: '/missing' },
      { type: 'setData', path: '/m', data: null },
    ]),
  );
  await step('multi of nothing', () => one.multi([]));
  await step('multi, children', () => children('/m'));

  await step('watch data', () => two.getData('/m', watcher('data')));
  await step('watch children', () => two.getChildren('/m', watcher('children')));
  await step('watch what is not', () => two.exists('/m/new', watcher('exists')));
  await step('watch data of nothing', () => two.getData('/m/none', watcher('none')));
  await step('watch for good', () => two.addWatch('/m', 'persistent', watcher('persistent')));
  await step('watch all below', () =>
    two.addWatch('/a', 'persistentRecursive', watcher('recursive')),
  );
  for (const [name, work] of [
    ['set', () => one.setData('/m', bytes('o'))],
    ['set again', () => one.setData('/m', bytes('p'))],
    ['create', () => one.create('/m/new', null)],
    ['create none', () => one.create('/m/none', null)],
    ['set below', () => one.setData('/a/ttl', bytes('q'))],
    ['create below', () => one.create('/a/container/y', null)],
    ['delete below', () => one.delete('/a/container/y')],
  ] as const) {
    await step(`watched: ${name}`, work);
    await hearEvents();
  }
  await step('unwatch', () => two.removeWatches('/m'));
  await step('unwatch again', () => two.removeWatches('/m'));
  await step('set unwatched', () => one.setData('/m', bytes('r')));
  await hearEvents();

  await step('wrong scheme', () =>
    one.create('/acl', null, { acl: [{ permissions: 31, scheme: 'x', id: 'y' }] }),
  );
  await step('no acl', () => one.create('/acl', null, { acl: [] }));
  await step('auth of nobody', () =>
    one.create('/acl', null, { acl: [{ permissions: 31, scheme: 'auth', id: '' }] }),
  );
  await step('auth', () => one.addAuth('digest', bytes('me:secret')));
  await step('create mine', () =>
    one.create('/acl', bytes('s'), { acl: [{ permissions: 31, scheme: 'auth', id: '' }] }),
  );
  await step('my acl', () => one.getAcl('/acl'));
  for (const [name, work] of [
    ['get', () => two.getData('/acl')],
    ['set', () => two.setData('/acl', null)],
    ['acl', () => two.getAcl('/acl')],
    ['set acl', () => two.setAcl('/acl', open)],
    ['create', () => two.create('/acl/x', null)],
    ['check', () => two.multi([{ type: 'check', path: '/acl', version: 0 }])],
  ] as const) {
    await step(`not mine: ${name}`, work);
  }
  await step('set acl with an old version', () => one.setAcl('/acl', open, 4));
  await step('set acl', () => one.setAcl('/acl', [...open, ...open], 0));
  await step('acl after', () => two.getAcl('/acl'));

  const name = (value: bigint) => {
    if (value === one.sessionId) return 'session one';
    return value === two.sessionId ? 'session two' : `0x${BigInt.asUintN(64, value).toString(16)}`;
  };
  const isStat = (value: object): value is Stat => 'czxid' in value;
  const time = (value: number) => (Math.abs(value - began) < 600_000 ? 'now' : value);
  JSON.stringify(lines, (_, value) => {
    if (typeof value === 'bigint') return null;
    if (value && typeof value === 'object' && isStat(value)) {
      zxids.add(value.czxid).add(value.mzxid).add(value.pzxid);
    }
    return value;
  });
  const ranks = [...zxids].sort((a, b) => a - b);
  const rank = (zxid: number) => `#${ranks.indexOf(zxid)}`;
  const readable = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return decoder.decode(value);
    if (Array.isArray(value)) return value.map(readable);
    if (typeof value === 'bigint') return name(value);
    if (value === null || typeof value !== 'object') return value;
    const fields = Object.entries(value).map(([key, field]) => [key, readable(field)]);
    if (!isStat(value)) return Object.fromEntries(fields);
    const { czxid, mzxid, pzxid, ctime, mtime } = value;
    return {
      ...Object.fromEntries(fields),
      ...{ czxid: rank(czxid), mzxid: rank(mzxid), pzxid: rank(pzxid) },
      ...{ ctime: time(ctime), mtime: time(mtime) },
    };
  };
  return lines.map((line) => JSON.stringify(readable(line)));
}
