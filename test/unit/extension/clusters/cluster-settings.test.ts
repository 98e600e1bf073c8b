import { describe, expect, test } from 'vitest';
import {
  clusterConfigFrom,
  isLoopback,
  type RawSettings,
  sameConfig,
} from '../../../../extension/clusters/cluster-settings.ts';
import { Setting, type SettingId } from '../../../../extension/contributions.ts';

const places = { defaultDataDirectory: '/home/ada/storage/cluster', home: '/home/ada' };

const defaults: RawSettings = {
  'millrace.cluster.brokers': 1,
  'millrace.cluster.replicationFactor': 3,
  'millrace.cluster.port': 9092,
  'millrace.cluster.zookeeperPort': 2181,
  'millrace.cluster.host': 'localhost',
  'millrace.cluster.dataDirectory': '',
  'millrace.cluster.autoStart': false,
  'millrace.cluster.brokerConfig': {},
};

function configWith(setting: SettingId, value: unknown) {
  const outcome = clusterConfigFrom({ ...defaults, [setting]: value }, places);
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems));
  return outcome.config;
}

function problemWith(setting: SettingId, value: unknown): string {
  const outcome = clusterConfigFrom({ ...defaults, [setting]: value }, places);
  if ('config' in outcome) throw new Error(`${JSON.stringify(value)} is taken for valid`);
  const [problem, ...others] = outcome.problems;
  expect(others).toEqual([]);
  expect(problem?.setting).toBe(setting);
  return problem?.message ?? '';
}

test('the defaults describe one broker on Kafka’s usual port', () => {
  expect(clusterConfigFrom(defaults, places)).toEqual({
    config: {
      brokers: 1,
      replication: 3,
      host: 'localhost',
      port: 9092,
      zookeeperPort: 2181,
      dataDirectory: '/home/ada/storage/cluster',
      overrides: {},
    },
  });
});

describe('ports', () => {
  test.each([0, 1, 65_535])('%i is one', (port) => {
    expect(configWith(Setting.port, port).port).toBe(port);
  });

  test.each([-1, 65_536, 1.5, '9092', null])('%j is none', (port) => {
    expect(problemWith(Setting.port, port)).toContain('is no port');
  });

  test('of both services differ', () => {
    expect(problemWith(Setting.zookeeperPort, 9092)).toContain('port of broker 1 already');
    const bothFree = { ...defaults, [Setting.port]: 0, [Setting.zookeeperPort]: 0 };
    expect(clusterConfigFrom(bothFree, places)).toHaveProperty('config');
  });
});

describe('several brokers', () => {
  test('are numbers', () => {
    expect(configWith(Setting.brokers, 3)).toMatchObject({ brokers: 3, replication: 3 });
    expect(configWith(Setting.replicationFactor, 1)).toMatchObject({ brokers: 1, replication: 1 });
  });

  test.each([0, -1, 1.5, 101, '3', null])('are not %j', (raw) => {
    expect(problemWith(Setting.brokers, raw)).toContain('is no number of brokers');
  });

  test.each([0, 1.5, '3', null])('do not replicate %j times', (raw) => {
    expect(problemWith(Setting.replicationFactor, raw)).toContain('is no replication factor');
  });

  test('have consecutive ports, none of them ZooKeeper’s', () => {
    const three = { ...defaults, [Setting.brokers]: 3 };
    const problems = (change: Partial<RawSettings>) => {
      const outcome = clusterConfigFrom({ ...three, ...change }, places);
      return 'problems' in outcome ? outcome.problems.map(({ message }) => message) : [];
    };
    expect(problems({ [Setting.zookeeperPort]: 9094 })).toEqual([
      '9094 is the port of broker 3 already: use another one.',
    ]);
    expect(problems({ [Setting.zookeeperPort]: 9095 })).toEqual([]);
    expect(problems({ [Setting.port]: 65_534 })).toEqual([
      '65534 leaves too few ports above it for 3 brokers.',
    ]);
  });
});

describe('the host', () => {
  test.each(['localhost', '127.0.0.1', '::1', '192.168.1.7', 'build-7.example.org'])(
    'can be %s',
    (host) => {
      expect(configWith(Setting.host, host).host).toBe(host);
    },
  );

  test.each(['', 'a b', '-x', 'http://localhost', 'localhost:9092', 7])('cannot be %j', (host) => {
    expect(problemWith(Setting.host, host)).toContain('neither a host name nor an IP address');
  });

  test.each(['0.0.0.0', '::'])('cannot be %s, which clients could not connect to', (host) => {
    expect(problemWith(Setting.host, host)).toContain(`${host} is no place to connect to`);
  });

  test('is known to be loopback', () => {
    expect(['localhost', '127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '192.168.1.7', 'example.org'].some(isLoopback)).toBe(false);
  });
});

describe('the data directory', () => {
  test.each([
    ['/data/kafka', '/data/kafka'],
    ['~/kafka', '/home/ada/kafka'],
    ['~', '/home/ada'],
  ])('%s is %s', (setting, path) => {
    expect(configWith(Setting.dataDirectory, setting).dataDirectory).toBe(path);
  });

  test.each(['data', './data', '~ada/data', 5])('%j is none', (setting) => {
    expect(problemWith(Setting.dataDirectory, setting)).toContain('is no absolute path');
  });
});

describe('broker configuration', () => {
  test('becomes texts', () => {
    const raw = { 'num.partitions': 3, 'auto.create.topics.enable': false, 'log.roll.ms': '10' };
    expect(configWith(Setting.brokerConfig, raw).overrides).toEqual({
      'num.partitions': '3',
      'auto.create.topics.enable': 'false',
      'log.roll.ms': '10',
    });
  });

  test.each([
    [[], 'no object'],
    [null, 'no object'],
    [{ 'Num Partitions': 3 }, 'no Kafka key'],
    [{ retention: 3 }, 'no Kafka key'],
    [{ 'num.partitions': {} }, 'must be a text'],
    [{ 'log.dirs': '/x' }, 'is decided by the setting millrace.cluster.dataDirectory'],
    [{ listeners: 'PLAINTEXT://:1' }, 'is decided by the setting millrace.cluster.port'],
  ])('%j is refused', (raw, why) => {
    expect(problemWith(Setting.brokerConfig, raw)).toContain(why);
  });
});

test('all problems are told at once', () => {
  const outcome = clusterConfigFrom(
    { ...defaults, [Setting.port]: -1, [Setting.host]: '' },
    places,
  );
  expect('problems' in outcome && outcome.problems.map(({ setting }) => setting)).toEqual([
    Setting.port,
    Setting.host,
  ]);
});

test('the order of keys makes no other cluster', () => {
  const config = configWith(Setting.brokerConfig, { 'a.b': 1, 'c.d': 2 });
  const turned = configWith(Setting.brokerConfig, { 'c.d': 2, 'a.b': 1 });
  expect(sameConfig(config, turned)).toBe(true);
  expect(sameConfig(config, { ...turned, port: 1 })).toBe(false);
  expect(sameConfig(config, { ...turned, brokers: 3 })).toBe(false);
  expect(sameConfig(config, { ...turned, replication: 1 })).toBe(false);
});
