// The coordination service beside an Apache ZooKeeper: the same operations, the same transcript. It is also the test
// of our client against an Apache ZooKeeper.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import type { Connection, Transport } from '../../../server/ports/transport.ts';
import type { WatchEvent } from '../../../server/zookeeper/coordination.ts';
import {
  type ApacheZooKeeper,
  startApacheZooKeeper,
  zkCli,
} from '../../harness/apache-zookeeper.ts';
import { need } from '../../harness/requirements.ts';
import { connect, Served } from './served.ts';
import { play } from './transcript.ts';

const commands = `
ls /
stat /
ls -R /
get -s /zookeeper/config
getAcl /zookeeper/config
create /a one
create /a two
create /b/c x
create -s /a/s- x
create -s -e /a/s- y
create -e /e eee
create /e/child x
create -c /container
create -t 100000 /ttl x
create -s -t 100000 /ttls x
create /nodata
get /nodata
get -s /a
set -v 1 /a three
set -v 0 /a three
set -s /a four
ls -s /a
ls -R /a
stat /missing
get /missing
delete /a
delete -v 7 /nodata
delete /nodata
deleteall /a
getAcl -s /e
setAcl /e world:anyone:cdrwa
setAcl /e world:anyone:r
set /e x
addauth digest me:secret
create /mine x auth:me:secret:cdrwa
getAcl -s /mine
get /mine
getEphemerals
getEphemerals /e
getAllChildrenNumber /
sync /
create /w 1
get -w /w
set /w 2
stat -w /w
delete /w
create /x
addWatch -m PERSISTENT /x
set /x 1
create /x/y
set /x/y 2
removewatches /x
removewatches /x
addWatch -m PERSISTENT_RECURSIVE /x
create /x/z
set /x/z 3
removewatches /x
set /x 4
config
create /bad/
create noslash
delete /
delete /zookeeper
deleteall /x
reconfig -add x
quit
`;

/**
 * Without what differs from one run to the next: addresses, times, sessions, and the numbers of transactions. Events
 * stand by themselves, since another thread prints them.
 */
function comparable(output: string): { answers: string[]; events: string[] } {
  const zxid = /((?:cZ|mZ|pZ)xid = )(0x[\da-f]+)/g;
  const all = new Set(Array.from(output.matchAll(zxid), ([, , number]) => Number(number)));
  const ranks = [...all].sort((a, b) => a - b);
  const lines = output
    .replace(zxid, (_, field, number) => `${field}#${ranks.indexOf(Number(number))}`)
    .replace(/^(Connecting to ).*/gm, '$1…')
    .replace(/^(ctime|mtime) = (?!Thu Jan 01 00:00:00 UTC 1970).*/gm, '$1 = now')
    .replace(/^(ephemeralOwner = 0x)(?!0$)[\da-f]+$/gm, '$1…')
    .split('\n')
    .filter((line) => line !== '' && line !== 'WATCHER::')
    // The client's own word to itself, lost if it ends too soon.
    .filter((line) => !line.includes('state:Closed'));
  const isEvent = (line: string) => line.startsWith('WatchedEvent ');
  return {
    answers: lines.filter((line) => !isEvent(line)),
    events: lines.filter(isEvent),
  };
}

describe('beside an Apache ZooKeeper', () => {
  let apache: ApacheZooKeeper | undefined;
  let served: Served | undefined;

  // With nothing in either.
  beforeEach(async (context) => {
    need(context, 'Apache ZooKeeper');
    [apache, served] = await Promise.all([startApacheZooKeeper(), Served.start()]);
  });

  afterEach(async () => {
    await Promise.all([apache?.stop(), served?.remove()]);
    [apache, served] = [undefined, undefined];
  });

  test('zkCli.sh prints the same', async () => {
    const [theirs, ours] = await Promise.all(
      [apache!, served!.address].map((server) => zkCli(server, commands.trim().split('\n'))),
    );
    expect(comparable(ours!.stdout)).toEqual(comparable(theirs!.stdout));
    expect(comparable(ours!.stdout).events.length).toBeGreaterThan(5);
    expect(ours!.stderr).toBe(theirs!.stderr);
    expect(ours!.stderr).toContain('Node already exists: /a');
  });

  test('our client sees the same, in two sessions', async () => {
    const transcripts = await Promise.all(
      [apache!, served!.address].map(async (server) => {
        const [one, two] = [await connect(server), await connect(server)];
        try {
          return await play(one, two);
        } finally {
          await Promise.all([one.close(), two.close()]);
        }
      }),
    );
    expect(transcripts[1]).toEqual(transcripts[0]);
  });

  test('our client comes back to its session, and is told when that has ended', async () => {
    const server = apache!;
    const { transport, breakAll } = breakable();
    const [client, other] = [await connect(server, { transport }), await connect(server)];
    try {
      const states: string[] = [];
      client.onState((state) => states.push(state));
      await client.create('/mine', null, { mode: 'ephemeral' });
      await client.create('/data', null);
      const heard: string[] = [];
      const note = ({ type, path }: WatchEvent) => void heard.push(`${type} ${path}`);
      await client.getData('/data', note);
      await client.addWatch('/', 'persistentRecursive', note);
      const session = client.sessionId;
      breakAll();
      await other.setData('/data', null);
      await expect.poll(() => heard).toContain('dataChanged /data');
      expect(states).toEqual(['disconnected', 'connected']);
      expect(client.sessionId).toBe(session);
      await other.delete('/data');
      await expect.poll(() => heard).toContain('deleted /data');

      // Gone for longer than the session lasts.
      const silent = await connect(server, { transport, sessionTimeout: 4_000 });
      await silent.create('/silent', null, { mode: 'ephemeral' });
      const ended: string[] = [];
      silent.onState((state) => ended.push(state));
      const gone = new Promise<WatchEvent>((resolve) => {
        void other.exists('/silent', resolve);
      });
      breakAll({ forMs: 30_000 });
      expect(await gone).toEqual({ type: 'deleted', path: '/silent' });
      breakAll();
      await expect.poll(() => ended, { timeout: 10_000 }).toContain('expired');
      await expect(silent.exists('/')).rejects.toMatchObject({ code: 'SESSIONEXPIRED' });
    } finally {
      await Promise.all([client.close(), other.close()]);
    }
  });
});

/** TCP whose connections can be broken, and, for a while, not made again. */
function breakable(): { transport: Transport; breakAll: (options?: { forMs: number }) => void } {
  const tcp = tcpTransport();
  const connections = new Set<Connection>();
  let blockedUntil = 0;
  return {
    transport: {
      listen: (address, accept) => tcp.listen(address, accept),
      connect: async (address) => {
        if (Date.now() < blockedUntil) throw new Error('The network is down.');
        const connection = await tcp.connect(address);
        connections.add(connection);
        return connection;
      },
    },
    breakAll: ({ forMs } = { forMs: 0 }) => {
      blockedUntil = Date.now() + forMs;
      for (const connection of connections) connection.destroy();
      connections.clear();
    },
  };
}
