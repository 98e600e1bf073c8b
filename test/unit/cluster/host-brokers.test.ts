import { expect, test } from 'vitest';
import { ClusterError } from '../../../server/cluster/cluster-error.ts';
import { config, failure, fixture } from './host-fixture.ts';

const three = { ...config, brokers: 3 };
const idsAndPorts = (brokers: readonly { readonly id: number; readonly port: number }[]) =>
  brokers.map(({ id, port }) => `${id} on ${port}`);

test('several brokers start together, on consecutive ports', async () => {
  const { host, log, brokers } = fixture();
  const status = await host.start(three);
  expect(status.bootstrap).toBe('localhost:9092,localhost:9093,localhost:9094');
  expect(idsAndPorts(brokers)).toEqual(['1 on 9092', '2 on 9093', '3 on 9094']);
  expect(log).toEqual(['begin zookeeper', 'begin broker 1', 'begin broker 2', 'begin broker 3']);
  await host.stop();
  expect(log.at(-1)).toBe('stop zookeeper');
});

test('one that cannot start ends the others', async () => {
  const { host, log } = fixture((name, service, port) => {
    if (name === 'broker 2') service.started.reject(failure('no room'));
    else service.started.resolve({ host: 'localhost', port });
  });
  await expect(host.start(three)).rejects.toThrow('no room (explained)');
  expect(log).toEqual(expect.arrayContaining(['stop broker 1', 'stop broker 3', 'stop zookeeper']));
  expect(host.status.brokers.map(({ state }) => state)).toEqual(['stopped', 'failed', 'stopped']);
});

test('those that have data come first, each on its port; of the others the log tells', async () => {
  const { host, brokers, lines } = fixture(undefined, [4, 1, 3]);
  await host.start({ ...config, brokers: 2 });
  expect(idsAndPorts(brokers)).toEqual(['1 on 9092', '3 on 9094']);
  expect(lines).toContain('broker 4 has data from before and is not among the 2 to start');
});

test('all brokers of a run get as many replicas by default, which overrides change', async () => {
  const { host, brokers } = fixture();
  await host.start({ ...three, overrides: { 'offsets.topic.replication.factor': '2' } });
  await host.addBroker();
  for (const broker of brokers) {
    expect(broker.config).toMatchObject({
      'default.replication.factor': '3',
      'offsets.topic.replication.factor': '2',
    });
  }
});

test('when one is killed or ends, the coordination service hears of it', async () => {
  const { host, log, services } = fixture();
  await host.start(three);
  const status = await host.killBroker(2);
  expect(status.bootstrap).toBe('localhost:9092,localhost:9094');
  expect(log.slice(4)).toEqual(['kill broker 2', 'gone 2']);
  services.get('broker 3')?.over.resolve(new Error('out of memory'));
  await expect.poll(() => log.at(-1)).toBe('gone 3');
});

test('one is restarted: stopped, and started where it was', async () => {
  const { host, log, brokers } = fixture();
  await host.start({ ...three, port: 0 });
  const status = await host.restartBroker(2);
  expect(log.slice(4)).toEqual(['relieve and stop broker 2', 'gone 2', 'begin broker 2']);
  expect(brokers.at(-1)).toMatchObject({ id: 2, port: 50_000 });
  expect(status.brokers.map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  await host.killBroker(1);
  await host.restartBroker(1);
  expect(log.slice(7)).toEqual(['kill broker 1', 'gone 1', 'begin broker 1']);
});

test('brokers are added with the lowest free id', async () => {
  const { host, brokers } = fixture();
  await host.start(config);
  expect((await host.addBroker()).config?.brokers).toBe(2);
  expect((await host.addBroker()).bootstrap).toBe('localhost:9092,localhost:9093,localhost:9094');
  expect((await host.removeBroker(2)).brokers.map(({ id }) => id)).toEqual([1, 3]);
  expect((await host.addBroker()).brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(idsAndPorts(brokers)).toEqual(['1 on 9092', '2 on 9093', '3 on 9094', '2 on 9093']);
});

test('a broker that is added where its port is taken gets another', async () => {
  const inUse = new ClusterError({ kind: 'port-in-use', message: 'taken', port: 9093 });
  const { host, brokers, lines } = fixture(
    (_name, service, port) => {
      if (port === 9093) service.started.reject(inUse);
      else service.started.resolve({ host: 'localhost', port });
    },
    [],
    19_093,
  );
  await host.start(config);
  expect((await host.addBroker()).bootstrap).toBe('localhost:9092,localhost:19093');
  expect(idsAndPorts(brokers)).toEqual(['1 on 9092', '2 on 9093', '2 on 19093']);
  expect(lines).toContain('broker 2 takes another port: taken (explained)');
});

test('an addition that fails leaves the cluster as it was', async () => {
  const { host } = fixture((name, service, port) => {
    if (name === 'broker 2') service.started.reject(failure('disk full'));
    else service.started.resolve({ host: 'localhost', port });
  });
  const before = await host.start(config);
  await expect(host.addBroker()).rejects.toThrow('disk full (explained)');
  expect(host.status).toEqual(before);
});

test('a broker that is removed is stopped and its data deleted', async () => {
  const { host, log } = fixture();
  await host.start(three);
  const status = await host.removeBroker(3);
  expect(log.slice(4)).toEqual(['relieve and stop broker 3', 'gone 3', 'delete /data 3']);
  expect(status).toMatchObject({
    config: { brokers: 2 },
    bootstrap: 'localhost:9092,localhost:9093',
  });
  await host.removeBroker(2);
  await expect(host.removeBroker(1)).rejects.toThrow(
    'Broker 1 is the only one: stop the cluster instead.',
  );
});

test('what is in memory leaves nothing to delete', async () => {
  const { host, log } = fixture();
  await host.start({ ...three, dataDirectory: null });
  await host.removeBroker(3);
  expect(log.slice(4)).toEqual(['relieve and stop broker 3', 'gone 3']);
});

test('a broker that alone has records is removed by force only', async () => {
  const { host, log, services } = fixture();
  await host.start(three);
  services.get('zookeeper')?.onlyOn.set(2, ['a', 'b', 'c', 'd', 'e']);
  await expect(host.removeBroker(2)).rejects.toThrow(
    'Without broker 2 records of a, b, c and 2 more topics would be lost: ' +
      'no other broker has an in-sync replica. Reassign the partitions first.',
  );
  expect(log).toHaveLength(4);
  expect((await host.removeBroker(2, true)).brokers.map(({ id }) => id)).toEqual([1, 3]);
});

test('what needs a running cluster is refused without one', async () => {
  const { host } = fixture();
  const refused = 'The cluster does not run: start it first.';
  await expect(host.addBroker()).rejects.toThrow(refused);
  await host.start(three);
  await host.stop();
  await expect(host.addBroker()).rejects.toThrow(refused);
  await expect(host.removeBroker(1)).rejects.toThrow(refused);
  await expect(host.restartBroker(1)).rejects.toThrow(refused);
});
