import { describe, expect, test } from 'vitest';
import { ErrorNumber } from '../../../server/zookeeper/errors.ts';
import type { JuteReader } from '../../../server/zookeeper/jute.ts';
import { watchEvent, Xid } from '../../../server/zookeeper/messages.ts';
import { OpCode } from '../../../server/zookeeper/op-code.ts';
import * as ops from '../../../server/zookeeper/operations.ts';
import { openAcl } from '../../../server/zookeeper/znode.ts';
import { fc } from '../../harness/fast-check.ts';
import { settled } from '../../harness/manual-clock.ts';
import { RawClient } from './raw-client.ts';
import { bytes, ServiceHarness } from './service-harness.ts';

const persistent = { data: null, acl: openAcl, mode: 'persistent' } as const;

/** A service, and a client with a session on it. */
async function connected(harness?: ServiceHarness) {
  const opened = harness ?? (await ServiceHarness.open());
  const client = await RawClient.connect(opened);
  client.handshake();
  await settled();
  return { harness: opened, client };
}

function eventOf(body: JuteReader) {
  const event = watchEvent.read(body);
  return event && `${event.type} ${event.path}`;
}

describe('the handshake', () => {
  test.each([true, false])(
    'is answered as it is asked (with the readOnly byte: %s)',
    async (readOnly) => {
      const harness = await ServiceHarness.open();
      const client = await RawClient.connect(harness);
      client.handshake({ timeout: 1 }, { readOnly });
      await settled();
      expect(client.session).toMatchObject({
        ...{ protocolVersion: 0, timeout: 4_000, readOnlyGiven: readOnly },
        password: { length: 16 },
      });
      expect(harness.service.sessions.get(client.session!.sessionId)).toBeDefined();
    },
  );

  test('resumes a session, and the connection that had it ends', async () => {
    const { harness, client } = await connected();
    const again = await RawClient.connect(harness);
    again.handshake(client.session);
    await settled();
    expect(again.session?.sessionId).toBe(client.session?.sessionId);
    expect([client.ended, again.ended]).toEqual([true, false]);
  });

  test('of a session that has ended, or with a wrong password, is answered with no time at all', async () => {
    const { harness, client } = await connected();
    for (const sessionId of [client.session!.sessionId, 12345n]) {
      const stranger = await RawClient.connect(harness);
      stranger.handshake({ sessionId });
      await settled();
      expect(stranger.session).toMatchObject({ timeout: 0, sessionId: 0n });
      expect(stranger.session?.password).toEqual(new Uint8Array(16));
      expect(stranger.ended).toBe(true);
    }
    expect(client.ended).toBe(false);
  });

  test('of a client from the future is not answered', async () => {
    const harness = await ServiceHarness.open();
    const client = await RawClient.connect(harness);
    client.handshake({ lastZxidSeen: 5 });
    await settled();
    expect(client).toMatchObject({ session: undefined, ended: true });
    expect(harness.lines).toEqual([expect.stringContaining('it has seen transaction 5')]);
  });

  test('must come within ten seconds', async () => {
    const harness = await ServiceHarness.open();
    const client = await RawClient.connect(harness);
    await harness.clock.advance(9_999);
    expect(client.ended).toBe(false);
    await harness.clock.advance(1);
    expect(client.ended).toBe(true);
  });
});

describe('what is not the protocol', () => {
  test.each([
    ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'it sent an HTTP request.'],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc', 'it sent a TLS hello.'],
    ['nope', 'it sent a frame of 1852797029 bytes, where 1048575 are the most.'],
    ['\x00\x00\x00\x03abc', 'it sent something malformed.'],
  ])('%j ends the connection with one line', async (sent, line) => {
    const harness = await ServiceHarness.open();
    const client = await RawClient.connect(harness);
    client.writeBytes(Uint8Array.from(sent, (char) => char.charCodeAt(0)));
    await settled();
    expect(client.ended).toBe(true);
    expect(harness.lines).toEqual([expect.stringContaining(line)]);
  });

  test('an oversized request ends the connection, not the session', async () => {
    const { harness, client } = await connected();
    client.writeBytes(Uint8Array.of(0, 0x10, 0, 0, 1));
    await settled();
    expect(client.ended).toBe(true);
    expect(harness.lines).toHaveLength(1);
    expect(harness.service.sessions.get(client.session!.sessionId)).toBeDefined();
  });

  test('random frames never harm anyone else', async () => {
    const harness = await ServiceHarness.open();
    const other = await harness.client();
    const frame = fc.array(fc.oneof(fc.constant(0), fc.nat(22), fc.nat(255)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 8 }), async (frames) => {
        const { client } = await connected(harness);
        for (const random of frames) {
          client.writeBytes(Uint8Array.from([0, 0, 0, random.length, ...random]));
        }
        await settled();
        client.connection.close();
        expect(await other.exists('/zookeeper')).toBeDefined();
      }),
      { numRuns: 200 },
    );
    expect(harness.service.tree.get('/zookeeper/quota')).toBeDefined();
  });
});

describe('requests', () => {
  test('are answered in order, errors by their header alone', async () => {
    const { client } = await connected();
    client.send(1, ops.create, { path: '/a', ...persistent });
    client.send(Xid.ping, ops.ping, undefined);
    client.send(2, ops.create2, { path: '/a', ...persistent });
    client.send(3, ops.exists, { path: '/b', watch: false });
    client.send(4, ops.getData, { path: '/a', watch: false });
    client.send(5, ops.createTtl, { path: '/a', ...persistent, ttl: 3 });
    await settled();
    expect(client.replies.map(({ xid, zxid, err }) => [xid, zxid, err])).toEqual([
      [1, 1, 0],
      [Xid.ping, 1, 0],
      [2, 1, ErrorNumber.NODEEXISTS],
      [3, 1, ErrorNumber.NONODE],
      [4, 1, 0],
      [5, 1, ErrorNumber.BADARGUMENTS],
    ]);
    expect(client.replies.map(({ body }) => body.remaining > 0)).toEqual([
      ...[true, false, false, false, true, false],
    ]);
  });

  test('that are unknown or malformed get their error, and the connection stays', async () => {
    const { client } = await connected();
    client.write((to) => to.int(1).int(102));
    client.write((to) => to.int(1).int(OpCode.reconfig));
    client.write((to) => to.int(2).int(OpCode.getData).int(99));
    client.send(3, ops.addWatch, { path: '/', mode: 9 });
    client.send(4, ops.removeWatches, { path: '/', type: 9 });
    client.send(5, ops.create, { path: '/a', ...persistent, mode: undefined });
    client.send(6, ops.multi, [
      { code: OpCode.getData, operation: { type: 'getData', path: '/' } },
    ]);
    client.send(7, ops.sync, { path: '/' });
    await settled();
    expect(client.replies.map(({ xid, err }) => [xid, err])).toEqual([
      [1, ErrorNumber.UNIMPLEMENTED],
      [1, ErrorNumber.RECONFIGDISABLED],
      [2, ErrorNumber.MARSHALLINGERROR],
      [3, ErrorNumber.MARSHALLINGERROR],
      [4, ErrorNumber.MARSHALLINGERROR],
      [5, ErrorNumber.BADARGUMENTS],
      [6, ErrorNumber.MARSHALLINGERROR],
      [7, 0],
    ]);
  });

  test('of a multi that fails are answered one by one, under a header without error', async () => {
    const { client } = await connected();
    client.send(1, ops.multi, [
      { code: OpCode.create, operation: { type: 'create', path: '/a', data: null } },
      { code: OpCode.delete, operation: { type: 'delete', path: '/b' } },
      { code: OpCode.check, operation: { type: 'check', path: '/', version: 0 } },
    ]);
    await settled();
    const [reply] = client.replies;
    expect(reply?.err).toBe(0);
    expect(ops.multi.response.read(reply!.body)).toEqual([
      { type: 'error', error: 'OK' },
      { type: 'error', error: 'NONODE' },
      { type: 'error', error: 'RUNTIMEINCONSISTENCY' },
    ]);
  });

  test('of a multi that succeeds are answered as they were asked', async () => {
    const { client } = await connected();
    const create = { type: 'create', data: null } as const;
    client.send(1, ops.multi, [
      { code: OpCode.create, operation: { ...create, path: '/a' } },
      { code: OpCode.create2, operation: { ...create, path: '/b' } },
      { code: OpCode.createContainer, operation: { ...create, path: '/c', mode: 'container' } },
    ]);
    client.send(2, ops.multiRead, [
      { code: OpCode.getData, operation: { type: 'getData', path: '/a' } },
      { code: OpCode.getChildren, operation: { type: 'getChildren', path: '/nowhere' } },
      { code: OpCode.getChildren, operation: { type: 'getChildren', path: '/zookeeper' } },
    ]);
    await settled();
    const [made, read] = client.replies.map(({ body }) => ops.multi.response.read(body));
    expect(made?.map((result) => [result.type, 'stat' in result])).toEqual([
      ['create', false],
      ['create', true],
      ['create', true],
    ]);
    expect(read).toMatchObject([
      { type: 'getData', data: null },
      { type: 'error', error: 'NONODE' },
      { type: 'getChildren', children: ['config', 'quota'] },
    ]);
  });

  test('about the session itself', async () => {
    const { harness, client } = await connected();
    client.send(Xid.auth, ops.auth, { type: 0, scheme: 'digest', auth: bytes('me:secret') });
    client.send(1, ops.whoAmI, undefined);
    client.send(2, ops.create, { path: '/e', ...persistent, mode: 'ephemeral' });
    client.send(3, ops.getEphemerals, { prefixPath: '/' });
    client.send(4, ops.getAllChildrenNumber, { path: '/' });
    client.send(5, ops.getAllChildrenNumber, { path: '/zookeeper' });
    client.send(6, ops.closeSession, undefined);
    await settled();
    const bodies = client.replies.map(({ body }) => body);
    expect(ops.whoAmI.response.read(bodies[1]!)).toEqual([
      { scheme: 'ip', user: '127.0.0.1' },
      { scheme: 'digest', user: 'me' },
    ]);
    expect(ops.getEphemerals.response.read(bodies[3]!)).toEqual({ ephemerals: ['/e'] });
    expect(ops.getAllChildrenNumber.response.read(bodies[4]!)).toEqual({ totalNumber: 4 });
    expect(ops.getAllChildrenNumber.response.read(bodies[5]!)).toEqual({ totalNumber: 2 });
    expect(client.replies[6]).toMatchObject({ xid: 6, err: 0 });
    expect(client.ended).toBe(true);
    expect(harness.service.tree.get('/e')).toBeUndefined();
  });

  test('for an identity that cannot be proved end the connection', async () => {
    const { client } = await connected();
    client.send(Xid.auth, ops.auth, { type: 0, scheme: 'kerberos', auth: null });
    await settled();
    expect(client.replies).toMatchObject([{ xid: Xid.auth, err: ErrorNumber.AUTHFAILED }]);
    expect(client.ended).toBe(true);
  });
});

describe('watches', () => {
  test('are told of before the reply that reveals the change', async () => {
    const { client } = await connected();
    client.send(1, ops.create, { path: '/a', ...persistent });
    client.send(2, ops.getData, { path: '/a', watch: true });
    client.send(3, ops.getChildren2, { path: '/', watch: true });
    client.send(4, ops.setData, { path: '/a', data: bytes('1'), version: -1 });
    client.send(5, ops.getData, { path: '/a', watch: false });
    client.send(6, ops.deleteZnode, { path: '/a', version: -1 });
    await settled();
    const seen = client.replies
      .slice(3)
      .map(({ xid, zxid, body }) => (xid === Xid.event ? [eventOf(body), zxid] : [xid, zxid]));
    expect(seen).toEqual([
      ['dataChanged /a', -1],
      [4, 2],
      [5, 2],
      ['childrenChanged /', -1],
      [6, 3],
    ]);
  });

  test('of a client that was away fire at once where it has missed something', async () => {
    const { harness, client } = await connected();
    for (const path of ['/same', '/changed', '/gone', '/parent', '/quiet']) {
      client.send(1, ops.create, { path, ...persistent });
    }
    await settled();
    const seen = harness.service.lastZxid;
    client.send(2, ops.setData, { path: '/changed', data: null, version: -1 });
    client.send(3, ops.deleteZnode, { path: '/gone', version: -1 });
    client.send(4, ops.create, { path: '/parent/x', ...persistent });
    client.send(5, ops.create, { path: '/appeared', ...persistent });
    await settled();
    client.replies.length = 0;
    client.send(Xid.setWatches, ops.setWatches2, {
      relativeZxid: seen,
      data: ['/same', '/changed', '/gone'],
      exists: ['/appeared', '/still-missing'],
      children: ['/parent', '/quiet', '/gone'],
      persistent: ['/p'],
      persistentRecursive: ['/r'],
    });
    await settled();
    expect(client.replies.slice(0, -1).map(({ body }) => eventOf(body))).toEqual([
      ...['dataChanged /changed', 'deleted /gone', 'created /appeared'],
      ...['childrenChanged /parent', 'deleted /gone'],
    ]);
    expect(client.replies.at(-1)).toMatchObject({ xid: Xid.setWatches, err: 0 });

    client.replies.length = 0;
    const zk = await harness.local();
    await zk.setData('/same', null);
    await zk.create('/still-missing', null);
    await zk.create('/quiet/x', null);
    await zk.setData('/changed', null);
    await zk.create('/p', null);
    await zk.create('/r', null);
    await settled();
    expect(client.replies.map(({ body }) => eventOf(body))).toEqual([
      ...['dataChanged /same', 'created /still-missing', 'childrenChanged /quiet'],
      ...['created /p', 'created /r'],
    ]);
  });

  test('can be looked for and removed by kind', async () => {
    const { harness, client } = await connected();
    client.send(1, ops.getData, { path: '/', watch: true });
    client.send(2, ops.checkWatches, { path: '/', type: ops.WatcherType.children });
    client.send(3, ops.checkWatches, { path: '/', type: ops.WatcherType.data });
    client.send(4, ops.removeWatches, { path: '/', type: ops.WatcherType.any });
    client.send(5, ops.removeWatches, { path: '/', type: ops.WatcherType.any });
    await settled();
    expect(client.replies.map(({ err }) => err)).toEqual([
      ...[0, ErrorNumber.NOWATCHER, 0, 0, ErrorNumber.NOWATCHER],
    ]);
    client.send(6, ops.getData, { path: '/', watch: true });
    await settled();
    expect(harness.service.watches.count().watches).toBe(1);
    client.connection.close();
    await settled();
    expect(harness.service.watches.count().watches).toBe(0);
  });
});

describe('a client that falls behind', () => {
  test('is not read on until it reads its replies', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness.local();
    await zk.create('/large', new Uint8Array(100_000));
    const client = await RawClient.connect(harness, { reading: false });
    client.handshake();
    for (let xid = 1; xid <= 50; xid++) {
      client.send(xid, ops.getData, { path: '/large', watch: false });
      await settled();
    }
    // One reply is more than the connection takes ahead of its reader.
    expect(harness.server.statistics.received).toBeLessThan(5);
    const reader = client.connection[Symbol.asyncIterator]();
    let read = 0;
    while (read < 50 * 100_000) read += (await reader.next()).value.length;
    expect(harness.server.statistics.received).toBe(51);
  });

  test('is dropped when events pile up that it does not read', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness.local();
    const client = await RawClient.connect(harness, { reading: false });
    client.handshake();
    client.send(1, ops.addWatch, { path: '/', mode: 1 });
    await settled();
    const long = `/${'x'.repeat(1_000_000)}`;
    for (let i = 0; i < 20; i++) {
      await zk.create(long, null);
      await zk.delete(long);
    }
    await settled();
    expect([...harness.server.connections]).toEqual([]);
    expect(harness.lines).toEqual([expect.stringContaining('it does not read what it is sent')]);
  });
});

describe('four-letter words', () => {
  async function ask(word: string, harness: ServiceHarness): Promise<string> {
    const client = await RawClient.connect(harness);
    client.writeBytes(bytes(word));
    await settled();
    expect(client.ended).toBe(true);
    return client.text;
  }

  test('are answered by the list; srvr always is', async () => {
    const harness = await ServiceHarness.open({}, { fourLetterWords: ['ruok'] });
    expect(await ask('ruok\n', harness)).toBe('imok');
    expect(await ask('srvr', harness)).toContain('\nMode: standalone\nNode count: 4\n');
    expect(await ask('stat', harness)).toBe(
      'stat is not executed because it is not in the whitelist.\n',
    );
    expect(harness.lines).toEqual([]);
  });

  test('tell of sessions, connections and watches', async () => {
    const harness = await ServiceHarness.open(
      {},
      { fourLetterWords: ['*'], environment: { 'os.name': 'Test' } },
    );
    const { client } = await connected(harness);
    const sid = `0x${client.session!.sessionId.toString(16)}`;
    client.send(1, ops.create, { path: '/e', ...persistent, mode: 'ephemeral' });
    client.send(2, ops.getData, { path: '/e', watch: true });
    await settled();
    expect(await ask('cons', harness)).toContain(`recved=3,sent=3,sid=${sid},to=6000`);
    expect(await ask('stat', harness)).toMatch(
      /\nClients:\n \/127.0.0.1:\d+\[1\]\(queued=0,recved=3/,
    );
    expect(await ask('dump', harness)).toContain(`Sessions with Ephemerals (1):\n${sid}:\n\t/e\n`);
    expect(await ask('wchs', harness)).toBe('1 connections watching 1 paths\nTotal watches:1\n\n');
    expect(await ask('mntr', harness)).toContain('\nzk_znode_count\t5\n');
    expect(await ask('mntr', harness)).toContain('\nzk_ephemerals_count\t1\n');
    expect(await ask('conf', harness)).toContain(
      'tickTime=2000\nmaxClientCnxns=0\nminSessionTimeout=4000\nmaxSessionTimeout=40000\n',
    );
    expect(await ask('envi', harness)).toMatch(
      /^Environment:\nzookeeper.version=3\..*\nos.name=Test\n$/,
    );
    expect(await ask('isro', harness)).toBe('rw');
    expect(await ask('srst', harness)).toBe('Server stats reset.\n');
    expect(await ask('crst', harness)).toBe('Connection stats reset.\n');
    expect(await ask('cons', harness)).toContain('recved=0,sent=0');
  });
});

test('closing ends connections, and no session', async () => {
  const { harness, client } = await connected();
  await harness.stop();
  await settled();
  expect(client.ended).toBe(true);
  await expect(harness.transport.connect(harness.server.address)).rejects.toThrow(
    'Nothing listens',
  );
  await harness.restart();
  expect(harness.service.sessions.get(client.session!.sessionId)).toBeDefined();
});
