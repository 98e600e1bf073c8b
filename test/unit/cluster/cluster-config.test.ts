import { expect, test } from 'vitest';
import {
  brokerPort,
  checkClusterConfig,
  fixedPorts,
} from '../../../server/cluster/cluster-config.ts';
import type { ClusterConfig } from '../../../server/contract/control.ts';

const config: ClusterConfig = {
  brokers: 1,
  host: 'localhost',
  port: 9092,
  zookeeperPort: 2181,
  dataDirectory: null,
  overrides: {},
};

test.each<Partial<ClusterConfig>>([
  {},
  { port: 0, zookeeperPort: 0 },
  { port: 65_535 },
  { brokers: 3, replication: 2 },
  { overrides: { 'log.retention.ms': '1000', 'auto.create.topics.enable': 'false' } },
  { overrides: { 'zookeeper.4lw.commands.whitelist': '*', 'zookeeper.tickTime': '500' } },
  { overrides: { 'zookeeper.4lw.commands.whitelist': '' } },
])('%j is accepted', (change) => {
  checkClusterConfig({ ...config, ...change });
});

test.each<[Partial<ClusterConfig>, string]>([
  [{ brokers: 0 }, 'The number of brokers must be a whole number from 1 to 100, not 0.'],
  [{ brokers: 1.5 }, 'The number of brokers must be a whole number from 1 to 100, not 1.5.'],
  [{ brokers: 101 }, 'The number of brokers must be a whole number from 1 to 100, not 101.'],
  [{ replication: 0 }, 'The default replication factor must be a whole number from 1, not 0.'],
  [{ brokers: 3, port: 65_534 }, 'or port 65536, the last broker’s'],
  [{ brokers: 3, port: 2180 }, 'Port 2181 cannot be both a broker’s and ZooKeeper’s.'],
  [{ host: '' }, 'The host must not be empty.'],
  [{ host: '0.0.0.0' }, 'Clients cannot connect to 0.0.0.0: give the name'],
  [{ port: -1 }, 'Port -1 is not from 0 to 65535.'],
  [{ port: 65_536 }, 'Port 65536 is not from 0 to 65535.'],
  [{ zookeeperPort: 1e6 }, 'ZooKeeper port 1000000 is not from 0 to 65535.'],
  [{ port: 2181 }, 'Port 2181 cannot be both a broker’s and ZooKeeper’s.'],
  [{ overrides: { 'log.retention.ms': 'soon' } }, 'log.retention.ms'],
  [
    { overrides: { 'zookeeper.4lw.commands.whitelist': 'ruok,rouk' } },
    "zookeeper.4lw.commands.whitelist has 'rouk', which is none of ruok,",
  ],
  [{ overrides: { 'zookeeper.tickTime': '2 s' } }, "must be a number of milliseconds, not '2 s'"],
  [
    { overrides: { 'zookeeper.minSessionTimeout': '50000' } },
    'zookeeper.minSessionTimeout, 50000 ms, is above zookeeper.maxSessionTimeout, 40000 ms.',
  ],
  [{ overrides: { 'num.partitons': '1' } }, 'num.partitons'],
])('%j is refused: %s', (change, message) => {
  expect(() => checkClusterConfig({ ...config, ...change })).toThrow(
    expect.objectContaining({
      failure: { kind: 'invalid-config', message: expect.stringContaining(message) },
    }),
  );
});

test.each([
  ["'num.partitons'; did you mean 'num.partitions'?", { 'num.partitons': '1' }],
  ["'many' is not a whole number.", { 'num.partitions': 'many' }],
])('a complaint ends as a sentence does: %s', (ending, overrides) => {
  expect(() => checkClusterConfig({ ...config, overrides })).toThrow(
    expect.objectContaining({ message: expect.toSatisfy((text: string) => text.endsWith(ending)) }),
  );
});

test('the ports that are asked for by number', () => {
  expect(fixedPorts(config)).toEqual(new Set([9092, 2181]));
  expect(fixedPorts({ ...config, brokers: 3 })).toEqual(new Set([9092, 9093, 9094, 2181]));
  expect(fixedPorts({ ...config, port: 0, zookeeperPort: 0 })).toEqual(new Set());
});

test('a broker’s port goes with its id', () => {
  expect(brokerPort(config, 1)).toBe(9092);
  expect(brokerPort(config, 4)).toBe(9095);
  expect(brokerPort({ ...config, port: 0 }, 4)).toBe(0);
});
