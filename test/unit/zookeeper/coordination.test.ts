import { describe, expect, test } from 'vitest';
import { MultiError, type WatchEvent } from '../../../server/zookeeper/coordination.ts';
import { bytes, ServiceHarness, text } from './service-harness.ts';

describe.each(['local', 'client'] as const)('a session (%s)', (kind) => {
  test('creates, reads, changes and deletes', async () => {
    const zk = await (await ServiceHarness.open())[kind]();
    expect(await zk.create('/brokers', null)).toBe('/brokers');
    expect(await zk.create('/brokers/ids', bytes('a'))).toBe('/brokers/ids');
    const { data, stat } = await zk.getData('/brokers/ids');
    expect(text(data)).toBe('a');
    expect(stat).toMatchObject({ version: 0, dataLength: 1, numChildren: 0, ephemeralOwner: 0n });
    expect((await zk.setData('/brokers/ids', bytes('bc'), 0)).version).toBe(1);
    await expect(zk.setData('/brokers/ids', bytes('d'), 0)).rejects.toMatchObject({
      code: 'BADVERSION',
      message: 'ZooKeeper: BADVERSION for /brokers/ids',
    });
    expect((await zk.getChildren('/brokers')).children).toEqual(['ids']);
    await expect(zk.delete('/brokers')).rejects.toMatchObject({ code: 'NOTEMPTY' });
    await zk.delete('/brokers/ids', 1);
    expect(await zk.exists('/brokers/ids')).toBeUndefined();
    await expect(zk.getData('/brokers/ids')).rejects.toMatchObject({ code: 'NONODE' });
  });

  test('tells a watcher of a change before the reply that reveals it', async () => {
    const harness = await ServiceHarness.open();
    const [one, other] = [await harness[kind](), await harness[kind]()];
    await one.create('/a', bytes('1'));
    const seen: string[] = [];
    const watcher = (event: WatchEvent) => seen.push(`${event.type} ${event.path}`);
    await one.getData('/a', watcher);
    await one.getChildren('/a', watcher);
    await one.exists('/b', watcher);
    await Promise.all([
      other.setData('/a', bytes('2')),
      one.getData('/a').then(({ data }) => seen.push(`read ${text(data)}`)),
    ]);
    expect(seen.splice(0)).toEqual(['dataChanged /a', 'read 2']);
    await Promise.all([
      other.create('/a/c', null),
      one.getChildren('/a').then(({ children }) => seen.push(`children ${children}`)),
    ]);
    expect(seen.splice(0)).toEqual(['childrenChanged /a', 'children c']);
    await Promise.all([
      other.create('/b', null),
      one.exists('/b').then(() => seen.push('read /b')),
      other.setData('/a', bytes('3')),
    ]);
    expect(seen).toEqual(['created /b', 'read /b']);
  });

  test('a watcher set behind a change does not hear of it, and hears of the next', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness[kind]();
    await zk.create('/a', null);
    const heard = { early: 0, late: 0 };
    await zk.getData('/a', () => heard.early++);
    await Promise.all([zk.setData('/a', bytes('1')), zk.getData('/a', () => heard.late++)]);
    expect(heard).toEqual({ early: 1, late: 0 });
    await zk.setData('/a', bytes('2'));
    expect(heard).toEqual({ early: 1, late: 1 });
  });

  test('ends with close: ephemeral znodes go and others see it', async () => {
    const harness = await ServiceHarness.open();
    const [broker, observer] = [await harness[kind](), await harness[kind]()];
    await broker.create('/ids', null);
    await broker.create('/ids/0', bytes('{}'), { mode: 'ephemeral' });
    expect((await observer.exists('/ids/0'))?.ephemeralOwner).toBe(broker.sessionId);
    const events: WatchEvent[] = [];
    await observer.addWatch('/ids', 'persistentRecursive', (event) => events.push(event));
    await broker.close();
    expect(await observer.exists('/ids/0')).toBeUndefined();
    expect(events).toEqual([{ type: 'deleted', path: '/ids/0' }]);
    await expect(broker.exists('/ids')).rejects.toMatchObject({ code: 'SESSIONEXPIRED' });
  });

  test('a multi that fails changes nothing and says which operation failed', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness[kind]();
    await zk.create('/a', bytes('1'));
    const events: WatchEvent[] = [];
    await zk.addWatch('/', 'persistentRecursive', (event) => events.push(event));
    const failure = await zk
      .multi([
        { type: 'create', path: '/b', data: null },
        { type: 'create', path: '/b/c', data: null },
        { type: 'setData', path: '/a', data: bytes('2') },
        { type: 'delete', path: '/b' },
        { type: 'create', path: '/d', data: null },
      ])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MultiError);
    expect(failure).toMatchObject({
      code: 'NOTEMPTY',
      path: '/b',
      codes: ['OK', 'OK', 'OK', 'NOTEMPTY', 'RUNTIMEINCONSISTENCY'],
    });
    expect(await zk.exists('/b')).toBeUndefined();
    expect(text((await zk.getData('/a')).data)).toBe('1');
    expect(events).toEqual([]);
  });

  test('a multi that succeeds happens in one transaction', async () => {
    const zk = await (await ServiceHarness.open())[kind]();
    const results = await zk.multi([
      { type: 'create', path: '/a', data: null },
      { type: 'create', path: '/a/n-', data: null, mode: 'persistentSequential' },
      { type: 'check', path: '/a', version: 0 },
      { type: 'setData', path: '/a', data: bytes('x') },
    ]);
    expect(results.map(({ type }) => type)).toEqual(['create', 'create', 'check', 'setData']);
    expect(results[1]).toMatchObject({ path: '/a/n-0000000000' });
    const { stat } = await zk.getData('/a');
    expect([stat.mzxid, stat.pzxid]).toEqual([stat.czxid, stat.czxid]);
  });
});
