import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlClient, ControlError } from '../../../../extension/clusters/control-client.ts';
import type { Attached, HostAccess } from '../../../../extension/clusters/host-access.ts';
import { LocalCluster } from '../../../../extension/clusters/local-cluster.ts';
import type { ClusterState, LogLine } from '../../../../server/contract/control.ts';
import { config, FakeHost, running, stopped } from './fake-host.ts';

let host: FakeHost;
let cluster: LocalCluster;
let states: (ClusterState | undefined)[];
/** Whether a host runs at first, and how often one was started. */
let alive: boolean;
let started: number;

const access: HostAccess = {
  find: async () => (alive ? connect() : undefined),
  findOrStart: async () => {
    if (!alive) started++;
    alive = true;
    return connect();
  },
};

function connect(): Promise<Attached> {
  return ControlClient.connect(host.path);
}

function watch(made: LocalCluster): LocalCluster {
  made.changed.on(() => {
    if (states.at(-1) !== made.state) states.push(made.state);
  });
  return made;
}

beforeEach(async () => {
  host = await FakeHost.start();
  host.answer = ({ method }) => ({
    result: method === 'start' || method === 'restart' ? running : stopped,
  });
  alive = false;
  started = 0;
  states = [];
  cluster = watch(new LocalCluster(access));
});

afterEach(async () => {
  cluster.dispose();
  await host.close();
});

describe('attaching', () => {
  test('finds that nothing runs, and starts nothing', async () => {
    expect(cluster.state).toBeUndefined();
    await cluster.attach();
    expect(cluster.state).toBe('stopped');
    expect(started).toBe(0);
  });

  test('joins a cluster that another window started', async () => {
    alive = true;
    host.answer = () => ({ result: running });
    await Promise.all([cluster.attach(), cluster.attach()]);
    expect(cluster.state).toBe('running');
    expect(cluster.bootstrap).toBe('localhost:9092');
    expect(host.connections).toBe(1);
  });

  test('tells why a host refuses', async () => {
    alive = true;
    host.answer = () => ({ error: { kind: 'other', message: 'another version' } });
    await cluster.attach();
    expect(cluster.state).toBe('failed');
    expect(cluster.failure?.message).toBe('another version');
  });
});

describe('the cluster', () => {
  test('starts with a new host', async () => {
    await cluster.start(config);
    expect(states).toEqual(['starting', 'running']);
    expect(started).toBe(1);
    expect(cluster.bootstrap).toBe('localhost:9092');
  });

  test('restarts and stops with the same host', async () => {
    await cluster.start(config);
    await cluster.restart({ ...config, port: 1 });
    await cluster.stop();
    expect(states).toEqual(['starting', 'running', 'stopping', 'running', 'stopping', 'stopped']);
    expect(started).toBe(1);
    expect(host.requests.map(({ method, params }) => [method, params]).slice(1)).toEqual([
      ['start', { config }],
      ['restart', { config: { ...config, port: 1 } }],
      ['stop', {}],
    ]);
    expect(cluster.bootstrap).toBeUndefined();
  });

  test('fails with the reason that the host gives', async () => {
    const failure = { kind: 'port-in-use', message: 'taken', freePort: 9093 } as const;
    host.answer = ({ method }) => (method === 'hello' ? { result: stopped } : { error: failure });
    await expect(cluster.start(config)).rejects.toBeInstanceOf(ControlError);
    expect(states).toEqual(['starting', 'failed']);
    expect(cluster.failure).toEqual(failure);
  });

  test('can be started after a failure', async () => {
    host.answer = ({ method }) =>
      method === 'start' ? { error: { kind: 'other', message: 'no' } } : { result: stopped };
    await expect(cluster.start(config)).rejects.toThrow('no');
    host.answer = () => ({ result: running });
    await cluster.start(config);
    expect(cluster.state).toBe('running');
    expect(cluster.failure).toBeUndefined();
  });

  test('has no address while none of its brokers runs, and one can be started', async () => {
    await cluster.start(config);
    host.status({ ...running, bootstrap: '' });
    await expect.poll(() => cluster.bootstrap).toBeUndefined();
    expect(cluster.state).toBe('running');
    host.answer = () => ({ result: running });
    await cluster.startBroker(1);
    expect(host.requests.at(-1)).toMatchObject({ method: 'startBroker', params: { id: 1 } });
    expect(cluster.bootstrap).toBe('localhost:9092');
  });

  test('is one run while its brokers come and go, and another after a restart', async () => {
    await cluster.start(config);
    const { run } = cluster;
    host.answer = () => ({ result: { ...running, brokers: [], bootstrap: '' } });
    await cluster.killBroker(1);
    expect(cluster.run).toBe(run);
    host.answer = () => ({ result: { ...running, startedAt: 2_000 } });
    await cluster.restart();
    expect(cluster.run).not.toBe(run);
  });

  test('has brokers stopped, restarted, added and removed', async () => {
    await cluster.start(config);
    const [first] = running.brokers;
    host.answer = ({ method }) => ({
      result:
        method === 'addBroker' && first !== undefined
          ? { ...running, brokers: [first, { ...first, id: 4 }] }
          : running,
    });
    await cluster.stopBroker(1);
    await cluster.restartBroker(1);
    expect(await cluster.addBroker()).toBe(4);
    await cluster.removeBroker(4, true);
    expect(host.requests.slice(2).map(({ method, params }) => [method, params])).toEqual([
      ['stopBroker', { id: 1 }],
      ['restartBroker', { id: 1 }],
      ['addBroker', {}],
      ['removeBroker', { id: 4, force: true }],
    ]);
    const refusal = { kind: 'other', message: 'Broker 1 is the only one.' } as const;
    host.answer = () => ({ error: refusal });
    await expect(cluster.removeBroker(1, false)).rejects.toThrow(ControlError);
    expect(cluster.state).toBe('running');
  });

  test('follows what other windows do', async () => {
    await cluster.start(config);
    host.status({ ...running, state: 'stopping' });
    host.status(stopped);
    await expect.poll(() => cluster.state).toBe('stopped');
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped']);
  });
});

describe('when the host is gone', () => {
  test('a running cluster has failed, and can be started again', async () => {
    await cluster.start(config);
    host.hangUp();
    await expect.poll(() => cluster.state).toBe('failed');
    expect(cluster.failure?.message).toContain('ended unexpectedly');
    expect(cluster.status).toBeUndefined();
    await cluster.start(config);
    expect(cluster.state).toBe('running');
  });

  test('a stopped one stays stopped', async () => {
    await cluster.start(config);
    await cluster.stop();
    host.hangUp();
    await expect.poll(() => cluster.status).toBeUndefined();
    expect(cluster.state).toBe('stopped');
  });
});

test('a host without a running cluster is let go', async () => {
  const impatient = watch(new LocalCluster(access, 1));
  await impatient.start(config);
  expect(host.connections).toBe(1);
  await impatient.stop();
  await expect.poll(() => host.connections).toBe(0);
  expect(impatient.state).toBe('stopped');
  impatient.dispose();
});

describe('the log', () => {
  const line = (time: number, text: string): LogLine => ({
    time,
    level: 'info',
    source: 'host',
    text,
  });

  test('is not told twice to a window that attaches again', async () => {
    const texts: string[] = [];
    cluster.logged.on(({ text }) => texts.push(text));
    await cluster.start(config);
    host.log(line(1, 'first'));
    host.log(line(2, 'second'));
    await expect.poll(() => texts).toEqual(['first', 'second']);
    host.hangUp();
    await expect.poll(() => cluster.state).toBe('failed');
    host.answer = ({ method }) => {
      if (method === 'hello') {
        host.log(line(1, 'first'));
        host.log(line(2, 'second'));
        host.log(line(3, 'third'));
      }
      return { result: running };
    };
    await cluster.attach();
    const now = line(Date.now() + 1_000, 'live');
    host.log(now);
    host.log(now);
    await expect.poll(() => texts).toEqual(['first', 'second', 'third', 'live', 'live']);
  });
});
