// node-zookeeper-client, a pure JavaScript client, against the coordination service on LevelDB and TCP. It leaves out
// the last byte of the handshake that other clients send.

import zookeeper, { type ACL, type Event } from 'node-zookeeper-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NodeClient, settled } from './node-client.ts';
import { Served } from './served.ts';

const { CreateMode, Exception, Permission } = zookeeper;
const failsWith = (name: string) => expect.objectContaining({ name });
const empty = Buffer.alloc(0);
const text = (value: Buffer | undefined) => value?.toString();

describe('node-zookeeper-client', () => {
  let served: Served;
  const opened: NodeClient[] = [];

  const connect = async (options: Parameters<typeof NodeClient.connect>[1] = {}, chroot = '') => {
    const { host, port } = served.address;
    const client = await NodeClient.connect(`${host}:${port}${chroot}`, options);
    opened.push(client);
    return client;
  };

  beforeAll(async () => {
    // Short ticks, so that sessions of half a second can be had.
    served = await Served.start({ tickTime: 200 });
  });

  afterEach(async () => {
    const open = opened.splice(0).filter(({ raw }) => raw.getState().name === 'SYNC_CONNECTED');
    await Promise.all(open.map((client) => client.close()));
  });

  afterAll(() => served.remove());

  test('opens a session, of the length it was granted', async () => {
    const client = await connect({ sessionTimeout: 1 });
    expect(client.raw.getSessionId().readBigInt64BE()).toBeGreaterThan(0n);
    expect(client.raw.getSessionPassword()).toHaveLength(16);
    expect(client.raw.getSessionTimeout()).toBe(400);
  });

  test('makes znodes of each mode', async () => {
    const [owner, other] = [await connect(), await connect()];
    await owner.create('/modes');
    const at = (mode: number) => owner.create('/modes/m-', Buffer.from('x'), mode);
    expect(await at(CreateMode.PERSISTENT)).toBe('/modes/m-');
    expect(await at(CreateMode.PERSISTENT_SEQUENTIAL)).toBe('/modes/m-0000000001');
    expect(await at(CreateMode.EPHEMERAL_SEQUENTIAL)).toBe('/modes/m-0000000002');
    expect(await owner.create('/modes/e', null, CreateMode.EPHEMERAL)).toBe('/modes/e');
    expect((await other.exists('/modes/e'))?.ephemeralOwner).toEqual(owner.raw.getSessionId());
    await expect(owner.create('/modes/e/child')).rejects.toEqual(
      failsWith('NO_CHILDREN_FOR_EPHEMERALS'),
    );
    await owner.close();
    expect(await other.getChildren('/modes')).toEqual(['m-', 'm-0000000001']);
  });

  test('reads, changes and removes', async () => {
    const client = await connect();
    await client.create('/crud', Buffer.from('one'));
    const { data, stat } = await client.getData('/crud');
    expect([text(data), stat.version, stat.dataLength]).toEqual(['one', 0, 3]);
    expect(stat.czxid).toEqual(stat.mzxid);
    expect((await client.setData('/crud', Buffer.from('two'), 0)).version).toBe(1);
    await expect(client.setData('/crud', empty, 0)).rejects.toEqual(failsWith('BAD_VERSION'));
    expect((await client.setData('/crud', empty)).dataLength).toBe(0);
    expect((await client.getData('/crud')).data).toHaveLength(0);
    await client.create('/nothing');
    expect((await client.getData('/nothing')).data).toBeUndefined();
    await expect(client.create('/crud')).rejects.toEqual(failsWith('NODE_EXISTS'));
    await expect(client.create('/none/such')).rejects.toEqual(failsWith('NO_NODE'));
    await client.create('/crud/child');
    await expect(client.remove('/crud')).rejects.toEqual(failsWith('NOT_EMPTY'));
    await expect(client.remove('/crud/child', 3)).rejects.toEqual(failsWith('BAD_VERSION'));
    await client.remove('/crud/child', 0);
    await client.remove('/crud');
    expect(await client.exists('/crud')).toBeNull();
    await expect(client.getData('/crud')).rejects.toEqual(failsWith('NO_NODE'));
  });

  test('keeps data of any kind and size', async () => {
    const client = await connect();
    const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i & 0xff));
    await client.create('/größe 漢字', bytes);
    expect((await client.getData('/größe 漢字')).data?.equals(bytes)).toBe(true);
    expect(await client.getChildren('/')).toContain('größe 漢字');
  });

  test('makes and removes whole trees, below a chroot too', async () => {
    const whole = await connect();
    await whole.makePath('/app/a/b/c');
    const below = await connect({}, '/app');
    expect(await below.getChildren('/a/b')).toEqual(['c']);
    await below.create('/x', Buffer.from('below'));
    expect(text((await whole.getData('/app/x')).data)).toBe('below');
    // Its own recursion sees one level.
    for (const path of ['/app/a/b', '/app/a', '/app']) await whole.removeTree(path);
    expect(await whole.exists('/app')).toBeNull();
  });

  test('is told once of what it watches, before the reply that reveals it', async () => {
    const [watching, other] = [await connect(), await connect()];
    await watching.create('/watched');
    const heard: string[] = [];
    const note = ({ name, path }: Event) => void heard.push(`${name} ${path}`);
    await watching.getData('/watched', note);
    await watching.getChildren('/watched', note);
    await watching.exists('/watched/new', note);
    await other.setData('/watched', Buffer.from('1'));
    await other.setData('/watched', Buffer.from('2'));
    await other.create('/watched/new');
    expect(await watching.getChildren('/watched')).toEqual(['new']);
    expect(heard).toEqual([
      'NODE_DATA_CHANGED /watched',
      'NODE_CREATED /watched/new',
      'NODE_CHILDREN_CHANGED /watched',
    ]);
    await watching.exists('/watched/new', note);
    await other.removeTree('/watched');
    expect(await watching.exists('/watched')).toBeNull();
    expect(heard.slice(3)).toEqual(['NODE_DELETED /watched/new']);
  });

  test('commits transactions whole or not at all', async () => {
    const client = await connect();
    const results = await settled((callback) =>
      client.raw
        .transaction()
        .create('/tx', Buffer.from('1'))
        .create('/tx/s-', CreateMode.PERSISTENT_SEQUENTIAL)
        .check('/tx', 0)
        .setData('/tx', Buffer.from('2'))
        .remove('/tx/s-0000000000')
        .commit(callback),
    );
    expect(results[0]).toMatchObject([
      { type: 1, path: '/tx' },
      { type: 1, path: '/tx/s-0000000000' },
      { type: 13 },
      { type: 5, stat: { version: 1 } },
      { type: 2 },
    ]);
    expect(text((await client.getData('/tx')).data)).toBe('2');

    let outcome: { err: number }[] = [];
    const failed = settled((callback) =>
      client.raw
        .transaction()
        .create('/tx/a')
        .check('/tx', 7)
        .remove('/tx')
        .commit((error, codes) => {
          outcome = codes;
          callback(error);
        }),
    );
    await expect(failed).rejects.toEqual(failsWith('BAD_VERSION'));
    expect(outcome.map(({ err }) => err)).toEqual([
      Exception.OK,
      Exception.BAD_VERSION,
      Exception.RUNTIME_INCONSISTENCY,
    ]);
    expect(await client.getChildren('/tx')).toEqual([]);
  });

  test('is let in by who it is, and keeps that over a broken connection', async () => {
    const [alice, bob] = [await connect(), await connect()];
    alice.raw.addAuthInfo('digest', Buffer.from('alice:secret'));
    const acl = (permissions: number, scheme: string, id: string): ACL =>
      new zookeeper.ACL(permissions, new zookeeper.Id(scheme, id));
    await alice.create('/hers', Buffer.from('s'), CreateMode.PERSISTENT, [
      acl(Permission.ALL, 'auth', ''),
    ]);
    expect(await alice.getAcl('/hers')).toMatchObject([
      { permission: 31, id: { scheme: 'digest', id: expect.stringMatching(/^alice:.{28}$/) } },
    ]);
    await expect(bob.getData('/hers')).rejects.toEqual(failsWith('NO_AUTH'));
    await expect(bob.create('/hers/x')).rejects.toEqual(failsWith('NO_AUTH'));
    await expect(bob.setAcl('/hers', [acl(Permission.ALL, 'world', 'anyone')])).rejects.toEqual(
      failsWith('NO_AUTH'),
    );
    await expect(alice.setAcl('/hers', [acl(Permission.ALL, 'no', 'such')])).rejects.toEqual(
      failsWith('INVALID_ACL'),
    );
    await alice.setAcl('/hers', [
      acl(Permission.READ, 'ip', '127.0.0.1'),
      acl(Permission.ADMIN, 'auth', ''),
    ]);
    expect(text((await bob.getData('/hers')).data)).toBe('s');
    await expect(bob.setData('/hers', empty)).rejects.toEqual(failsWith('NO_AUTH'));
    alice.breakConnection();
    await expect.poll(() => alice.states.at(-1)).toBe('SYNC_CONNECTED');
    await alice.setAcl('/hers', [acl(Permission.ALL, 'world', 'anyone')], 1);
    await bob.setData('/hers', empty);
  });

  test('keeps its session over a broken connection, and hears of what it missed', async () => {
    const [client, other] = [await connect(), await connect()];
    const session = client.raw.getSessionId();
    await client.create('/kept', null, CreateMode.EPHEMERAL);
    await client.create('/changed');
    const heard: string[] = [];
    const note = ({ name, path }: Event) => void heard.push(`${name} ${path}`);
    await client.exists('/appears', note);
    await client.getData('/changed', note);
    await client.getData('/kept', note);
    client.breakConnection();
    await Promise.all([other.create('/appears'), other.setData('/changed', Buffer.from('x'))]);
    await expect
      .poll(() => heard.toSorted())
      .toEqual(['NODE_CREATED /appears', 'NODE_DATA_CHANGED /changed']);
    expect(client.states).toEqual(['DISCONNECTED', 'SYNC_CONNECTED']);
    expect(client.raw.getSessionId()).toEqual(session);
    expect((await other.exists('/kept'))?.ephemeralOwner).toEqual(session);
    // What it has not missed, it still watches.
    await other.setData('/kept', Buffer.from('x'));
    await expect.poll(() => heard).toContain('NODE_DATA_CHANGED /kept');
  });

  test('keeps its session when the server restarts', async () => {
    const client = await connect();
    await client.create('/durable', Buffer.from('1'));
    await client.create('/durable/e', null, CreateMode.EPHEMERAL);
    await served.restart();
    await expect.poll(() => client.states.at(-1), { timeout: 4_000 }).toBe('SYNC_CONNECTED');
    expect(text((await client.getData('/durable')).data)).toBe('1');
    const owner = (await client.exists('/durable/e'))?.ephemeralOwner;
    expect(owner).toEqual(client.raw.getSessionId());
    expect(client.states).not.toContain('EXPIRED');
  });

  test('is told when someone else has taken and ended its session', async () => {
    const [client, other] = [await connect(), await connect()];
    await client.create('/lost', null, CreateMode.EPHEMERAL);
    const thief = await connect({
      sessionId: client.raw.getSessionId(),
      sessionPassword: client.raw.getSessionPassword(),
    });
    await thief.close();
    await expect.poll(() => client.states, { timeout: 4_000 }).toContain('EXPIRED');
    expect(await other.exists('/lost')).toBeNull();
  });

  test('loses its session when nothing is heard of it', async () => {
    const [client, other] = [await connect({ sessionTimeout: 400 }), await connect()];
    await client.create('/silent', null, CreateMode.EPHEMERAL);
    const gone = new Promise<Event>((resolve) => {
      void other.exists('/silent', resolve);
    });
    client.fallSilent();
    expect((await gone).getName()).toBe('NODE_DELETED');
    await expect.poll(() => client.states, { timeout: 4_000 }).toContain('EXPIRED');
  });
});
