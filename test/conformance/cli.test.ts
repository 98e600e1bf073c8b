// `millrace start` and the cluster host as processes: what they print, how they end, what they leave.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../../server/contract/control.ts';
import { Child, type Exit } from '../harness/child.ts';
import { ControlClient } from '../harness/control-client.ts';
import { startMillrace } from '../harness/millrace.ts';
import { inDist, node } from '../harness/places.ts';
import { freePort } from '../harness/ports.ts';
import { type TempFolder, tempFolder } from '../harness/temp.ts';

const READY = /^millrace ready bootstrap=(\S+) zookeeper=(\S+)$/;
const ENDED_CLEANLY: Exit = { code: 0, signal: null };
const SOON_MS = 10_000;

let folder: TempFolder;
const children: { kill(): Promise<unknown> }[] = [];
beforeEach(() => {
  folder = tempFolder('cli');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  folder.remove();
});

async function cli(...args: string[]): Promise<Child> {
  const child = await Child.start(node, [inDist('cli.js'), ...args]);
  children.push(child);
  return child;
}

/** Runs the tool to its end. */
async function ran(...args: string[]) {
  const child = await cli(...args);
  const { code } = await child.exited;
  return { code, stdout: child.stdout, stderr: child.stderr };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return connected;
}

const portOf = (address: string | undefined) => Number(address?.split(':').at(-1));

/** Calls `use` with an administrator of the cluster at `bootstrap`. */
async function withAdmin<T>(bootstrap: string, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [bootstrap] });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

/** Listens on a free port of the loopback interface for the time of `use`. */
async function withTakenPort(use: (port: number) => Promise<void>): Promise<void> {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    await use(port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('millrace start', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'prints one line when it accepts connections, and ends cleanly on %s',
    async (signal) => {
      const child = await cli('start', '--port', '0', '--zookeeper-port', '0', '--memory');
      const [, bootstrap, zookeeper] = await child.line(READY, SOON_MS);
      expect(await accepts(portOf(bootstrap))).toBe(true);
      expect(await accepts(portOf(zookeeper))).toBe(true);
      expect(await child.stop(signal)).toEqual(ENDED_CLEANLY);
      expect(child.stdout).toMatch(/^millrace ready [^\n]+\n$/);
      expect(await accepts(portOf(bootstrap))).toBe(false);
    },
  );

  test.each([
    ['--port', '--zookeeper-port'],
    ['--zookeeper-port', '--port'],
  ])('says who has the port of %s, and which one is free', async (flag, other) => {
    await withTakenPort(async (port) => {
      const { code, stdout, stderr } = await ran(
        ...['start', flag, String(port), other, '0', '--memory'],
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        new RegExp(`^millrace: Port ${port} is in use.* such as (\\d+)\\. \\(${flag} \\1\\)$`, 'm'),
      );
      if (process.platform === 'linux') expect(stderr).toContain(`(process ${process.pid})`);
    });
  });

  test('says who has the data directory', async () => {
    const first = await startMillrace({ data: folder.path });
    children.push(first);
    const { code, stderr } = await ran(
      ...['start', '--port', '0', '--zookeeper-port', '0', '--data', folder.path],
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      `millrace: The data directory ${folder.path} is in use by another Millrace (process ${first.pid}): ` +
        'stop that, or choose another data directory. (--data DIR)',
    );
    expect(await first.stop()).toEqual(ENDED_CLEANLY);
  });

  test('leaves data of a newer version alone', async () => {
    const data = join(folder.path, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'millrace.json'), '{"format":99}');
    const { code, stderr } = await ran('start', '--data', data);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^millrace: The data directory .* was written by a newer version/m);
    expect(readdirSync(data)).toEqual(['millrace.json']);
    expect(readFileSync(join(data, 'millrace.json'), 'utf8')).toBe('{"format":99}');
  });

  test.each([
    [['start', '--prot', '9092']],
    [['start', '--memory', '--override', 'num.partitions=many']],
    [['start', '--brokers', '0']],
    [['start', '--memory', '--brokers', '3', '--port', '2180']],
    [['begin']],
  ])('answers %j with one line and code 2', async (args) => {
    const { code, stdout, stderr } = await ran(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^millrace: [^\n]+\n$/);
  });

  test('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(inDist('../package.json'), 'utf8'));
    expect(await ran('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('finds its data again, after a clean end and after kill -9', async () => {
    const first = await startMillrace({ data: folder.path });
    children.push(first);
    await withAdmin(first.bootstrap, (admin) =>
      admin.createTopics({ topics: ['kept'], partitions: 3, replicas: 1 }),
    );
    expect(await first.stop()).toEqual(ENDED_CLEANLY);

    const second = await startMillrace({ data: folder.path });
    children.push(second);
    await withAdmin(second.bootstrap, (admin) =>
      admin.createTopics({ topics: ['too'], partitions: 1, replicas: 1 }),
    );
    expect(await second.kill()).toMatchObject({ signal: 'SIGKILL' });

    const third = await startMillrace({ data: folder.path });
    children.push(third);
    const topics = await withAdmin(third.bootstrap, (admin) => admin.listTopics());
    expect(topics.toSorted()).toEqual(['kept', 'too']);
    expect(await third.stop()).toEqual(ENDED_CLEANLY);
  });
});

describe('the cluster host', () => {
  const config = (): ClusterConfig => ({
    brokers: 1,
    host: 'localhost',
    port: 0,
    zookeeperPort: 0,
    dataDirectory: join(folder.path, 'data'),
    overrides: {},
  });
  let path: string;
  beforeEach(() => {
    path =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\${folder.path.replaceAll('\\', '-')}`
        : join(folder.path, 'control.sock');
  });

  async function startHost(graceMs = 60_000): Promise<Child> {
    const args = [inDist('cluster-host.js'), '--control', path, '--grace', String(graceMs)];
    const child = await Child.start(node, args);
    children.push(child);
    return child;
  }

  async function hostReady(graceMs?: number): Promise<Child> {
    const child = await startHost(graceMs);
    await child.line(/^millrace-host ready /, SOON_MS);
    return child;
  }

  test('serves two windows and ends with the last, stopping the cluster', async () => {
    const host = await hostReady(300);
    const first = await ControlClient.attach(path);
    const running = await first.request('start', { config: config() });
    expect(running).toMatchObject({ state: 'running', pid: host.pid, config: config() });

    const second = await ControlClient.attach(path);
    expect(await second.request('start', { config: { ...config(), port: 1 } })).toEqual(running);
    await first.close();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await accepts(portOf(running.bootstrap))).toBe(true);

    await second.close();
    // A window that reloads is back within the grace period.
    const reloaded = await ControlClient.attach(path);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await reloaded.request('status', {})).toEqual(running);

    reloaded.socket.destroy();
    expect(await host.exited).toEqual(ENDED_CLEANLY);
    expect(await accepts(portOf(running.bootstrap))).toBe(false);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(join(folder.path, 'data', 'millrace.pid'))).toBe(false);
  });

  test('ends when nobody comes', async () => {
    const host = await hostReady(100);
    expect(await host.exited).toEqual(ENDED_CLEANLY);
  });

  test('ends cleanly on SIGTERM, with a window attached', async () => {
    const host = await hostReady();
    const client = await ControlClient.attach(path);
    const { bootstrap } = await client.request('start', { config: config() });
    expect(await host.stop('SIGTERM')).toEqual(ENDED_CLEANLY);
    await client.closed;
    expect(await accepts(portOf(bootstrap))).toBe(false);
    expect(existsSync(path)).toBe(false);
  });

  test('gives way to one that serves already', async () => {
    await hostReady();
    const second = await startHost();
    expect(await second.exited).toEqual(ENDED_CLEANLY);
    expect(second.stdout).toBe(`millrace-host exists control=${path}\n`);
    const client = await ControlClient.attach(path);
    expect((await client.request('status', {})).state).toBe('stopped');
  });

  test('takes the place of one that was killed, and its data', async () => {
    const killed = await hostReady();
    const client = await ControlClient.attach(path);
    const before = await client.request('start', { config: config() });
    await withAdmin(before.bootstrap, (admin) =>
      admin.createTopics({ topics: ['kept'], partitions: 1, replicas: 1 }),
    );
    await killed.kill();
    await client.closed;
    expect(await accepts(portOf(before.bootstrap))).toBe(false);

    const next = await hostReady();
    const again = await ControlClient.attach(path);
    const { bootstrap } = await again.request('start', { config: config() });
    expect(await withAdmin(bootstrap, (admin) => admin.listTopics())).toEqual(['kept']);
    expect(await next.stop()).toEqual(ENDED_CLEANLY);
  });

  test('kills and starts one broker, which keeps its port and its topics', async () => {
    await hostReady();
    const client = await ControlClient.attach(path);
    const { bootstrap } = await client.request('start', { config: config() });
    await withAdmin(bootstrap, (admin) =>
      admin.createTopics({ topics: ['kept'], partitions: 1, replicas: 1 }),
    );
    const killed = await client.request('killBroker', { id: 1 });
    expect(killed).toMatchObject({
      state: 'running',
      bootstrap: '',
      brokers: [{ state: 'stopped' }],
    });
    expect(await accepts(portOf(bootstrap))).toBe(false);

    const started = await client.request('startBroker', { id: 1 });
    expect(started.bootstrap).toBe(bootstrap);
    expect(await withAdmin(bootstrap, (admin) => admin.listTopics())).toEqual(['kept']);

    await client.request('stopBroker', { id: 1 });
    expect((await client.request('restart', {})).state).toBe('running');
    expect((await client.request('stop', {})).state).toBe('stopped');
  });

  test('tells a window why the cluster cannot start', async () => {
    await hostReady();
    const client = await ControlClient.attach(path);
    let wanted = config();
    await withTakenPort(async (port) => {
      wanted = { ...wanted, port };
      await expect(client.request('start', { config: wanted })).rejects.toMatchObject({
        cause: { kind: 'port-in-use', port, freePort: expect.any(Number) },
      });
      expect(await client.request('status', {})).toMatchObject({
        state: 'failed',
        failure: { kind: 'port-in-use' },
        brokers: [{ state: 'failed' }],
      });
    });
    const { bootstrap } = await client.request('start', { config: wanted });
    expect(bootstrap).toBe(`localhost:${wanted.port}`);
  });
});
