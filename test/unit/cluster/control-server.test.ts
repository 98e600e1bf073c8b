import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ClusterError } from '../../../server/cluster/cluster-error.ts';
import { type ControlledHost, ControlServer } from '../../../server/cluster/control-server.ts';
import { LogHistory } from '../../../server/cluster/log-history.ts';
import {
  type ClusterConfig,
  type ClusterStatus,
  CONTROL_PROTOCOL_VERSION,
  type LogLine,
} from '../../../server/contract/control.ts';
import { deferred } from '../../../server/node/deferred.ts';
import { ControlClient } from '../../harness/control-client.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

const config: ClusterConfig = {
  brokers: 1,
  host: 'localhost',
  port: 0,
  zookeeperPort: 0,
  dataDirectory: null,
  overrides: {},
};
const stopped: ClusterStatus = {
  state: 'stopped',
  pid: 1,
  brokers: [],
  bootstrap: '',
  zookeeper: '',
};
const line = (text: string): LogLine => ({ time: 1, level: 'info', source: 'host', text });

/** A host that only remembers what it was asked, and a clock whose timers the test runs. */
function fakes() {
  const asked: unknown[] = [];
  const answer = { status: stopped };
  const listeners = new Set<(status: ClusterStatus) => void>();
  const ask = async (...what: unknown[]) => {
    asked.push(what);
    return answer.status;
  };
  const host: ControlledHost = {
    get status() {
      return answer.status;
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (config) => ask('start', config),
    stop: () => ask('stop'),
    restart: (config) => ask('restart', config),
    startBroker: (id) => ask('startBroker', id),
    stopBroker: (id) => ask('stopBroker', id),
    killBroker: (id) => ask('killBroker', id),
    restartBroker: (id) => ask('restartBroker', id),
    addBroker: () => ask('addBroker'),
    removeBroker: (id, force) => ask('removeBroker', id, force),
  };
  const timers = new Map<() => void, number>();
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    after: (delayMs: number, run: () => void) => {
      timers.set(run, delayMs);
      return { cancel: () => timers.delete(run) };
    },
  };
  const tell = (status: ClusterStatus) => {
    for (const listener of listeners) listener(status);
  };
  /** Runs the timers of that delay. */
  const elapse = (delayMs: number) => {
    for (const [run, delay] of timers) {
      if (delay !== delayMs) continue;
      timers.delete(run);
      run();
    }
  };
  return { host, answer, asked, tell, clock, elapse };
}

const GRACE_MS = 123;
const folders: TempFolder[] = [];
const servers: ControlServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) folder.remove();
});

async function serve() {
  const folder = tempFolder('control');
  folders.push(folder);
  const path =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\${folder.path}`
      : join(folder.path, 'control.sock');
  const log = new LogHistory();
  const all = fakes();
  const abandoned: number[] = [];
  const listen = () =>
    ControlServer.listen(path, {
      host: all.host,
      log,
      clock: all.clock,
      graceMs: GRACE_MS,
      onAbandoned: () => abandoned.push(1),
    });
  const server = await listen();
  if (server === undefined) throw new Error('somebody listens there');
  servers.push(server);
  return { ...all, path, log, server, abandoned, listen };
}

test('a client says hello, asks, and hears what happens', async () => {
  const { path, host, asked, tell, log } = await serve();
  log.sink(line('before'));
  const client = await ControlClient.connect(path);
  await expect(client.request('status', {})).rejects.toThrow('Say hello first.');
  expect(await client.request('hello', { protocol: CONTROL_PROTOCOL_VERSION })).toEqual(
    host.status,
  );
  expect(await client.request('status', {})).toEqual(stopped);
  await client.request('start', { config });
  await client.request('restart', {});
  await client.request('killBroker', { id: 2 });
  await client.request('restartBroker', { id: 3 });
  await client.request('addBroker', {});
  await client.request('removeBroker', { id: 4 });
  await client.request('removeBroker', { id: 4, force: true });
  expect(asked).toEqual([
    ['start', config],
    ['restart', undefined],
    ['killBroker', 2],
    ['restartBroker', 3],
    ['addBroker'],
    ['removeBroker', 4, undefined],
    ['removeBroker', 4, true],
  ]);
  tell({ ...stopped, state: 'starting' });
  log.sink(line('after'));
  await expect
    .poll(() => client.events)
    .toEqual([
      { event: 'log', line: line('before') },
      { event: 'status', status: { ...stopped, state: 'starting' } },
      { event: 'log', line: line('after') },
    ]);
});

test('a failure arrives as it is', async () => {
  const { path, host } = await serve();
  const failure = { kind: 'port-in-use', message: 'taken', port: 9092, freePort: 9093 } as const;
  host.start = async () => {
    throw new ClusterError(failure);
  };
  host.stop = async () => {
    throw new TypeError('a fault');
  };
  const client = await ControlClient.attach(path);
  await expect(client.request('start', { config })).rejects.toMatchObject({ cause: failure });
  await expect(client.request('stop', {})).rejects.toMatchObject({
    cause: { kind: 'other', message: 'a fault' },
  });
});

test('a request under way does not hold up another', async () => {
  const { path, host } = await serve();
  const starting = deferred<ClusterStatus>();
  host.start = () => starting.promise;
  const client = await ControlClient.attach(path);
  const started = client.request('start', { config });
  expect(await client.request('status', {})).toEqual(stopped);
  starting.resolve({ ...stopped, state: 'running' });
  expect((await started).state).toBe('running');
});

test('all clients hear of every change', async () => {
  const { path, tell } = await serve();
  const clients = await Promise.all([ControlClient.attach(path), ControlClient.attach(path)]);
  tell({ ...stopped, state: 'stopping' });
  for (const client of clients) {
    await expect
      .poll(() => client.events)
      .toEqual([{ event: 'status', status: { ...stopped, state: 'stopping' } }]);
  }
});

test('a client of another version is told so and let go', async () => {
  const { path } = await serve();
  const client = await ControlClient.connect(path);
  await expect(client.request('hello', { protocol: 99 })).rejects.toThrow(
    'Another version of Millrace runs the cluster',
  );
  await client.closed;
});

test.each([
  ['not json', 'not JSON: not json'],
  ['{"method":"status","params":{}}', 'no id'],
  ['{"id":1,"method":"toString","params":{}}', 'no such method: toString'],
  ['{"id":1,"method":"stop"}', 'stop has no params'],
  ['[]', 'no id'],
  ['x'.repeat(1024 * 1024 + 1), 'a line is longer than 1048576 bytes'],
])('what is no request ends the connection: %.40s', async (text, complaint) => {
  const { path } = await serve();
  const client = await ControlClient.connect(path);
  let received = '';
  client.socket.removeAllListeners('data');
  client.socket.on('data', (data) => {
    received += data;
  });
  client.socket.write(`${text}\n`);
  await client.closed;
  expect(JSON.parse(received)).toEqual({
    id: -1,
    error: { kind: 'other', message: `Malformed request: ${complaint}` },
  });
});

test('one that never says hello is let go', async () => {
  const { path, elapse, server } = await serve();
  const client = await ControlClient.connect(path);
  await expect(client.request('status', {})).rejects.toThrow('Say hello first.');
  elapse(5_000);
  await client.closed;
  expect(server.attached).toBe(0);
});

test('the host is abandoned when nobody comes, or the last has been gone for the grace period', async () => {
  const { path, elapse, abandoned, server } = await serve();
  elapse(GRACE_MS);
  expect(abandoned).toHaveLength(1);

  const first = await ControlClient.attach(path);
  const second = await ControlClient.attach(path);
  await first.close();
  await expect.poll(() => server.attached).toBe(1);
  elapse(GRACE_MS);
  expect(abandoned).toHaveLength(1);

  await second.close();
  await expect.poll(() => server.attached).toBe(0);
  const reloaded = await ControlClient.attach(path);
  elapse(GRACE_MS);
  expect(abandoned).toHaveLength(1);

  reloaded.socket.destroy();
  await expect.poll(() => server.attached).toBe(0);
  elapse(GRACE_MS);
  expect(abandoned).toHaveLength(2);
});

test('one that does not read is sent the latest status when it does, and told what it missed', async () => {
  const { path, tell, log } = await serve();
  const client = await ControlClient.attach(path);
  client.socket.pause();
  const long = 'x'.repeat(64 * 1024);
  const sent = 400;
  for (let count = 0; count < sent; count += 1) {
    log.sink(line(long));
    tell({ ...stopped, pid: count });
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.socket.resume();
  await expect
    .poll(() => client.events.at(-1))
    .toMatchObject({ event: 'log', line: { level: 'warn' } });
  const statuses = client.events.filter((event) => event.event === 'status');
  expect(statuses.at(-1)?.status.pid).toBe(sent - 1);
  const logged = client.events.filter((event) => event.event === 'log').length - 1;
  expect(logged).toBeLessThan(sent);
  expect(client.events.at(-1)).toMatchObject({
    line: {
      text: `${sent - logged} log lines were left out: this window did not read them in time`,
    },
  });
});

test('a second host leaves a live socket alone', async () => {
  const { listen, path } = await serve();
  expect(await listen()).toBeUndefined();
  const client = await ControlClient.attach(path);
  expect(await client.request('status', {})).toEqual(stopped);
});

test('closing ends the clients and frees the path', async () => {
  const { server, path, listen } = await serve();
  const client = await ControlClient.attach(path);
  await server.close();
  await client.closed;
  if (process.platform !== 'win32') expect(existsSync(path)).toBe(false);
  const next = await listen();
  expect(next).toBeDefined();
  await next?.close();
});
