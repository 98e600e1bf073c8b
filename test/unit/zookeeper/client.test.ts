import { describe, expect, test } from 'vitest';
import { parseConnectString } from '../../../server/zookeeper/connect-string.ts';
import type { SessionState } from '../../../server/zookeeper/coordination.ts';
import { connectResponse } from '../../../server/zookeeper/messages.ts';
import { frameOf } from '../../../server/zookeeper/records.ts';
import { settled } from '../../harness/manual-clock.ts';
import { bytes, ServiceHarness, text } from './service-harness.ts';

/** A service, a client whose states are kept, and a session beside it. */
async function open() {
  const harness = await ServiceHarness.open();
  const zk = await harness.client();
  const other = await harness.local();
  const states: SessionState[] = [];
  zk.onState((state) => states.push(state));
  return { harness, zk, other, states };
}

describe('a broken connection', () => {
  test('is replaced; the session, its ephemeral znodes and identities stay', async () => {
    const { harness, zk, other, states } = await open();
    await zk.addAuth('digest', bytes('me:secret'));
    await zk.create('/e', bytes('x'), {
      mode: 'ephemeral',
      acl: [{ permissions: 31, scheme: 'auth', id: '' }],
    });
    const session = zk.sessionId;
    harness.transport.breakConnections();
    await settled();
    expect(states).toEqual(['disconnected', 'connected']);
    expect(zk.sessionId).toBe(session);
    expect(text((await zk.getData('/e')).data)).toBe('x');
    await harness.clock.advance(20_000);
    expect(harness.service.tree.need('/e').ephemeralOwner).toBe(session);
    await expect(other.getData('/e')).rejects.toMatchObject({ code: 'NOAUTH' });
  });

  test('costs the requests under way, not those made meanwhile', async () => {
    const { harness, zk } = await open();
    const underWay = [zk.create('/a', null), zk.getData('/zookeeper')];
    harness.transport.breakConnections();
    harness.transport.reachable = false;
    for (const request of underWay) {
      await expect(request).rejects.toMatchObject({ code: 'CONNECTIONLOSS' });
    }
    const meanwhile = [zk.create('/b', null), zk.create('/b/c', null)];
    await harness.clock.advance(500);
    harness.transport.reachable = true;
    await harness.clock.advance(1_000);
    expect(await Promise.all(meanwhile)).toEqual(['/b', '/b/c']);
  });

  test('costs what its last reply gives rise to, too, and leaves nothing waiting', async () => {
    // At every moment between a request and what follows from its reply.
    for (let moment = 0; moment < 60; moment++) {
      const { harness, zk } = await open();
      let outcome = 'waits for ever';
      const chain = zk.exists('/zookeeper').then(() => zk.exists('/zookeeper'));
      chain.then(
        () => {
          outcome = 'answered';
        },
        ({ code }) => {
          outcome = code;
        },
      );
      for (let i = 0; i < moment; i++) await Promise.resolve();
      for (const connection of harness.server.connections) connection.close();
      await harness.clock.advance(60_000);
      expect(outcome, `closed at ${moment}`).toMatch(/answered|CONNECTIONLOSS/);
    }
  });

  test('loses no watch: what changed meanwhile is told, the rest is set again', async () => {
    const { harness, zk, other } = await open();
    for (const path of ['/data', '/same', '/parent', '/gone']) await other.create(path, null);
    const heard: string[] = [];
    const watcher = ({ type, path }: { type: string; path: string }) => {
      heard.push(`${type} ${path}`);
    };
    await zk.getData('/data', watcher);
    await zk.getData('/same', watcher);
    await zk.exists('/gone', watcher);
    await zk.exists('/missing', watcher);
    await zk.getChildren('/parent', watcher);
    await zk.addWatch('/parent', 'persistentRecursive', watcher);
    harness.transport.breakConnections();
    harness.transport.reachable = false;
    await settled();
    await other.setData('/data', bytes('1'));
    await other.delete('/gone');
    await other.create('/missing', null);
    await other.create('/parent/a', null);
    expect(heard).toEqual([]);
    harness.transport.reachable = true;
    await harness.clock.advance(1_000);
    expect(heard.splice(0)).toEqual([
      ...['dataChanged /data', 'deleted /gone', 'created /missing', 'childrenChanged /parent'],
    ]);
    await other.setData('/data', bytes('2'));
    await other.setData('/same', bytes('2'));
    await other.create('/parent/b', null);
    await settled();
    expect(heard).toEqual(['dataChanged /same', 'created /parent/b']);
  });

  test('that cannot be replaced in the session’s time fails what waits, until one can', async () => {
    const { harness, zk, states } = await open();
    await harness.stop();
    await settled();
    const waiting = zk.exists('/');
    await harness.clock.advance(5_999);
    let settledEarly = false;
    void waiting.catch(() => {
      settledEarly = true;
    });
    await settled();
    expect(settledEarly).toBe(false);
    await harness.clock.advance(2);
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTIONLOSS' });
    await expect(zk.exists('/')).rejects.toMatchObject({ code: 'CONNECTIONLOSS' });
    await harness.restart();
    await harness.clock.advance(2_000);
    // A service that starts gives every session its whole timeout again.
    expect(states).toEqual(['disconnected', 'connected']);
    expect(await zk.exists('/')).toBeDefined();
  });
});

describe('a session', () => {
  test('that has expired is told, once, and everything ends with it', async () => {
    const { harness, zk, other, states } = await open();
    await zk.create('/e', null, { mode: 'ephemeral' });
    harness.transport.breakConnections();
    harness.transport.reachable = false;
    await settled();
    const waiting = zk.exists('/');
    waiting.catch(() => undefined);
    await harness.clock.advance(5_900);
    expect(await other.exists('/e')).toBeDefined();
    await harness.clock.advance(200);
    expect(await other.exists('/e')).toBeUndefined();
    harness.transport.reachable = true;
    await harness.clock.advance(2_000);
    expect(states).toEqual(['disconnected', 'expired']);
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTIONLOSS' });
    await expect(zk.exists('/')).rejects.toMatchObject({ code: 'SESSIONEXPIRED' });
    await harness.clock.advance(60_000);
    expect(states).toEqual(['disconnected', 'expired']);
  });

  test('that has expired can be followed by another, with the identities and without the watches', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness.client({ renew: true });
    const other = await harness.local();
    const states: SessionState[] = [];
    zk.onState((state) => states.push(state));
    await zk.addAuth('digest', bytes('me:secret'));
    await zk.create('/mine', null, { acl: [{ permissions: 31, scheme: 'auth', id: '' }] });
    await zk.create('/e', null, { mode: 'ephemeral' });
    const heard: string[] = [];
    await zk.addWatch('/', 'persistentRecursive', ({ path }) => heard.push(path));
    const before = zk.sessionId;
    harness.transport.breakConnections();
    harness.transport.reachable = false;
    await settled();
    const waiting = zk.create('/late', null);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'CONNECTIONLOSS' });
    await harness.clock.advance(6_100);
    harness.transport.reachable = true;
    await harness.clock.advance(2_000);
    await outcome;
    expect(states).toEqual(['disconnected', 'expired', 'connected']);
    expect(zk.sessionId).not.toBe(before);
    expect(zk.sessionId).not.toBe(0n);
    expect(await zk.exists('/e')).toBeUndefined();
    await zk.getData('/mine');
    await zk.create('/e', null, { mode: 'ephemeral' });
    expect((await other.exists('/e'))?.ephemeralOwner).toBe(zk.sessionId);
    expect(heard).toEqual([]);
    // The next one is no different from the first.
    harness.service.endSession(zk.sessionId);
    await harness.clock.advance(2_000);
    expect(states.slice(3)).toEqual(['disconnected', 'expired', 'connected']);
    const { pending } = harness.clock;
    await zk.close();
    await harness.clock.advance(60_000);
    expect(states).toHaveLength(6);
    expect(harness.clock.pending).toBeLessThan(pending);
  });

  test('is not renewed once it is closed', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness.client({ renew: true });
    const states: SessionState[] = [];
    zk.onState((state) => states.push(state));
    harness.transport.breakConnections();
    harness.transport.reachable = false;
    await harness.clock.advance(6_100);
    await zk.close();
    harness.transport.reachable = true;
    await harness.clock.advance(60_000);
    expect(states).toEqual(['disconnected']);
    await expect(zk.exists('/')).rejects.toMatchObject({ code: 'SESSIONEXPIRED' });
    expect([...harness.server.connections]).toEqual([]);
  });

  test('lives while nothing happens', async () => {
    const { harness, zk, states } = await open();
    await zk.create('/e', null, { mode: 'ephemeral' });
    await harness.clock.advance(300_000);
    expect(harness.service.tree.get('/e')).toBeDefined();
    expect(states).toEqual([]);
  });

  test('is ended by close, and nothing goes on', async () => {
    const { harness, zk, other, states } = await open();
    await zk.create('/e', null, { mode: 'ephemeral' });
    const timers = harness.clock.pending;
    await zk.close();
    await zk.close();
    expect(await other.exists('/e')).toBeUndefined();
    await expect(zk.exists('/')).rejects.toMatchObject({ code: 'SESSIONEXPIRED' });
    await settled();
    expect(harness.clock.pending).toBeLessThan(timers);
    expect(states).toEqual([]);
    expect([...harness.server.connections]).toEqual([]);
  });

  test('can be closed while there is no connection', async () => {
    const { harness, zk } = await open();
    await harness.stop();
    await settled();
    const waiting = zk.exists('/');
    await zk.close();
    await expect(waiting).rejects.toMatchObject({ code: 'SESSIONEXPIRED' });
    const { pending } = harness.clock;
    await harness.clock.advance(10_000);
    expect(harness.clock.pending).toBeLessThanOrEqual(pending);
  });
});

describe('a server', () => {
  test('that cannot be reached is named', async () => {
    const harness = await ServiceHarness.open();
    await harness.stop();
    const { host, port } = harness.server.address;
    const connecting = harness.client({ connectionTimeout: 3_000 });
    const outcome = expect(connecting).rejects.toThrow(
      `no server at ${host}:${port} after 3000 ms. Nothing listens at ${host}:${port}.`,
    );
    await harness.clock.advance(3_000);
    await outcome;
    const { pending } = harness.clock;
    await harness.clock.advance(10_000);
    expect(harness.clock.pending).toBe(pending);
  });

  test('that accepts and never says a word is given up for another', async () => {
    const harness = await ServiceHarness.open();
    const silent = await harness.transport.listen({ host: 'silent', port: 0 }, () => undefined);
    const servers = [silent.address, harness.server.address];
    const connecting = harness.client({ servers, random: { ...harness.random, below: () => 0 } });
    // Each of two has half of the session's time.
    await harness.clock.advance(3_100);
    expect(await (await connecting).exists('/')).toBeDefined();
  });

  test('that falls silent is given up while the session can still be saved', async () => {
    const harness = await ServiceHarness.open();
    let connections = 0;
    const password = new Uint8Array(16);
    const response = { protocolVersion: 0, timeout: 6_000, sessionId: 7n, password };
    const silent = await harness.transport.listen({ host: 'silent', port: 0 }, (connection) => {
      connections++;
      void connection.write(frameOf((to) => connectResponse.write(response, to)));
    });
    const zk = await harness.client({ servers: [silent.address] });
    const states: SessionState[] = [];
    zk.onState((state) => states.push(state));
    await harness.clock.advance(3_900);
    expect([connections, states]).toEqual([1, []]);
    await harness.clock.advance(1_200);
    expect([connections, states]).toEqual([2, ['disconnected', 'connected']]);
    expect(harness.lines).toEqual([expect.stringMatching(/is given up: it has been silent for/)]);
  });

  test('may be one of several', async () => {
    const harness = await ServiceHarness.open();
    const nowhere = { host: 'nowhere', port: 1 };
    const connecting = harness.client({ servers: [nowhere, harness.server.address, nowhere] });
    await harness.clock.advance(1_000);
    expect(await (await connecting).exists('/')).toBeDefined();
  });
});

describe('a chroot', () => {
  test('is the root to its client', async () => {
    const { harness, other } = await open();
    await other.create('/apps', null);
    await other.create('/apps/one', null);
    const zk = await harness.client({ chroot: '/apps/one' });
    const heard: string[] = [];
    await zk.addWatch('/', 'persistentRecursive', ({ type, path }) => {
      heard.push(`${type} ${path}`);
    });
    expect(await zk.create('/n-', null, { mode: 'persistentSequential' })).toBe('/n-0000000000');
    const made = await zk.multi([{ type: 'create', path: '/b', data: null }]);
    expect(made).toEqual([{ type: 'create', path: '/b' }]);
    expect((await zk.getChildren('/')).children.sort()).toEqual(['b', 'n-0000000000']);
    await expect(zk.getData('/c')).rejects.toThrow('NONODE for /c');
    expect(heard).toEqual(['created /n-0000000000', 'created /b']);
    expect((await other.getChildren('/apps/one')).children).toHaveLength(2);
  });

  test.each([
    ['localhost', [{ host: 'localhost', port: 2181 }], '/'],
    [
      'a:1,b:2/kafka',
      [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      '/kafka',
    ],
    ['[::1]:2182/x/y', [{ host: '::1', port: 2182 }], '/x/y'],
  ])('is read from the connect string %s', (connect, servers, chroot) => {
    expect(parseConnectString(connect)).toEqual({ servers, chroot });
  });

  test.each(['', 'a:b', 'a:70000', 'a,,b', '::1', 'a/b/'])(
    '"%s" is no connect string',
    (connect) => {
      expect(() => parseConnectString(connect)).toThrow();
    },
  );
});

test('malformed paths are refused before they are sent', async () => {
  const { harness, zk } = await open();
  const { received } = harness.server.statistics;
  for (const attempt of [zk.create('a', null), zk.getData('/a/'), zk.exists('/a//b')]) {
    await expect(attempt).rejects.toMatchObject({ code: 'BADARGUMENTS' });
  }
  expect(harness.server.statistics.received).toBe(received);
});

test('many watches are set again in requests that a server takes', async () => {
  const { harness, zk, other } = await open();
  const paths = Array.from({ length: 300 }, (_, i) => `/${'x'.repeat(1_000)}${i}`);
  let heard = 0;
  await Promise.all(paths.map((path) => zk.exists(path, () => heard++)));
  harness.transport.breakConnections();
  await settled();
  await Promise.all(paths.map((path) => other.create(path, null)));
  await settled();
  expect(heard).toBe(300);
});
