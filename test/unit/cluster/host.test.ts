import { expect, test } from 'vitest';
import { config, failure, fixture } from './host-fixture.ts';

test('an IPv6 address is told as clients take it', async () => {
  const { host } = fixture();
  expect(await host.start({ ...config, host: '::1' })).toMatchObject({
    bootstrap: '[::1]:9092',
    zookeeper: '[::1]:2181',
  });
});

test('a cluster starts, is seen running, and stops brokers first', async () => {
  const { host, log, states, brokers, lines } = fixture();
  expect(host.status).toEqual({
    state: 'stopped',
    pid: 4242,
    brokers: [],
    bootstrap: '',
    zookeeper: '',
  });
  const status = await host.start(config);
  expect(status).toEqual({
    state: 'running',
    pid: 4242,
    config,
    brokers: [{ id: 1, state: 'running', host: 'localhost', port: 9092 }],
    bootstrap: 'localhost:9092',
    zookeeper: 'localhost:2181',
    startedAt: 77,
  });
  expect(brokers[0]).toMatchObject({
    id: 1,
    port: 9092,
    dataDirectory: '/data',
    config: { 'num.partitions': '3' },
  });
  expect(await brokers[0]?.coordination).toEqual({ host: 'localhost', port: 2181 });
  const stopped = await host.stop();
  expect(stopped).toMatchObject({ state: 'stopped', bootstrap: '', zookeeper: '' });
  expect(stopped.startedAt).toBeUndefined();
  expect(log).toEqual([
    'begin zookeeper',
    'begin broker 1',
    'stop broker 1',
    'gone 1',
    'stop zookeeper',
  ]);
  expect(lines).toEqual([
    'the cluster runs: bootstrap localhost:9092, zookeeper localhost:2181, data /data',
    'the cluster has stopped',
  ]);
  expect(states).toEqual([
    'starting stopped',
    'starting starting',
    'starting running',
    'running running',
    'stopping running',
    'stopping stopping',
    'stopping stopped',
    'stopped stopped',
  ]);
});

test('starting a running cluster attaches to it, whatever the configuration', async () => {
  const { host, log } = fixture();
  await host.start(config);
  const status = await host.start({ ...config, port: 19_092 });
  expect(status.config).toEqual(config);
  expect(log).toEqual(['begin zookeeper', 'begin broker 1']);
});

test('two starts at once start one cluster', async () => {
  const { host, log } = fixture();
  const both = await Promise.all([host.start(config), host.start(config)]);
  expect(both.map(({ state }) => state)).toEqual(['running', 'running']);
  expect(log).toEqual(['begin zookeeper', 'begin broker 1']);
});

test('a broker that cannot start ends all, with the failure explained', async () => {
  const { host, log } = fixture((name, service, port) => {
    if (name === 'zookeeper') service.started.resolve({ host: 'localhost', port });
    else service.started.reject(failure('no room'));
  });
  await expect(host.start(config)).rejects.toMatchObject({
    failure: { kind: 'other', message: 'no room (explained)' },
  });
  expect(host.status).toMatchObject({
    state: 'failed',
    bootstrap: '',
    zookeeper: '',
    failure: { message: 'no room (explained)' },
    brokers: [{ id: 1, state: 'failed', failure: 'no room' }],
  });
  expect(log).toEqual(['begin zookeeper', 'begin broker 1', 'gone 1', 'stop zookeeper']);
});

test('the coordination service’s failure is told rather than the brokers’, which follows from it', async () => {
  const { host, brokers } = fixture((name, service) => {
    const follow = async () => {
      await brokers[0]?.coordination.catch((error: Error) => service.started.reject(error));
    };
    if (name === 'zookeeper') service.started.reject(failure('port taken'));
    else void Promise.resolve().then(follow);
  });
  await expect(host.start(config)).rejects.toThrow('port taken (explained)');
});

test('after a failure the next start begins anew', async () => {
  let fail = true;
  const { host } = fixture((name, service, port) => {
    if (fail && name === 'broker 1') service.started.reject(failure('once'));
    else service.started.resolve({ host: 'localhost', port });
  });
  await expect(host.start(config)).rejects.toThrow('once');
  fail = false;
  const status = await host.start(config);
  expect(status.state).toBe('running');
  expect(status.failure).toBeUndefined();
  expect(status.brokers[0]).not.toHaveProperty('failure');
});

test('a wrong configuration is refused before anything is touched', async () => {
  const { host, log, states } = fixture();
  await expect(host.start({ ...config, brokers: 0 })).rejects.toMatchObject({
    failure: { kind: 'invalid-config', message: expect.stringContaining('number of brokers') },
  });
  expect(log).toEqual([]);
  expect(states).toEqual([]);
});

test('restart keeps the configuration, or takes the new one', async () => {
  const { host, brokers } = fixture();
  await expect(host.restart()).rejects.toThrow('There is no cluster to restart');
  await host.start(config);
  expect((await host.restart()).config).toEqual(config);
  expect((await host.restart({ ...config, port: 19_092 })).bootstrap).toBe('localhost:19092');
  expect(brokers.map(({ port }) => port)).toEqual([9092, 9092, 19_092]);
});

test('one broker is stopped and started again on the port that it had', async () => {
  const { host, brokers, services } = fixture();
  await host.start({ ...config, port: 0 });
  expect(host.status.bootstrap).toBe('localhost:50000');
  expect(await host.stopBroker(1)).toMatchObject({
    state: 'running',
    bootstrap: '',
    brokers: [{ id: 1, state: 'stopped', port: 50_000 }],
  });
  expect(await host.startBroker(1)).toMatchObject({ bootstrap: 'localhost:50000' });
  expect(brokers.map(({ port }) => port)).toEqual([0, 50_000]);
  expect(await host.startBroker(1)).toMatchObject({ bootstrap: 'localhost:50000' });
  expect(brokers).toHaveLength(2);
  expect(services.size).toBe(2);
});

test('a broker is killed without being asked to stop', async () => {
  const { host, log } = fixture();
  await host.start(config);
  const status = await host.killBroker(1);
  expect(status.brokers).toMatchObject([{ id: 1, state: 'stopped' }]);
  expect(log.slice(2)).toEqual(['kill broker 1', 'gone 1']);
  expect(await host.killBroker(1)).toMatchObject({ state: 'running' });
});

test('a broker that ends by itself is shown as failed, and can be started again', async () => {
  const { host, services, lines, log } = fixture();
  await host.start(config);
  services.get('broker 1')?.over.resolve(new Error('out of memory'));
  await expect.poll(() => host.status.brokers[0]?.state).toBe('failed');
  expect(host.status).toMatchObject({ state: 'running', brokers: [{ failure: 'out of memory' }] });
  expect(lines).toContain('broker 1 ended: out of memory; start it again');
  expect(log.slice(2)).toEqual(['gone 1']);
  const status = await host.startBroker(1);
  expect(status.brokers).toEqual([{ id: 1, state: 'running', host: 'localhost', port: 9092 }]);
});

test('without the coordination service the cluster has failed', async () => {
  const { host, services, log } = fixture();
  await host.start(config);
  services.get('zookeeper')?.over.resolve(failure('disk full'));
  await expect.poll(() => host.status.state).toBe('failed');
  expect(host.status).toMatchObject({ failure: { message: 'disk full' }, bootstrap: '' });
  expect(log.slice(2)).toEqual(['stop broker 1', 'gone 1', 'stop zookeeper']);
});

test('what makes no sense is refused in words', async () => {
  const { host } = fixture();
  await expect(host.startBroker(1)).rejects.toThrow('There is no broker 1.');
  await host.start(config);
  await expect(host.stopBroker(2)).rejects.toThrow('There is no broker 2, only 1.');
  await expect(host.killBroker(2)).rejects.toThrow('There is no broker 2, only 1.');
  await host.stop();
  await expect(host.startBroker(1)).rejects.toThrow('The cluster does not run: start it first.');
});
