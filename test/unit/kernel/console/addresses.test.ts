import { describe, expect, test } from 'vitest';
import type { KernelCluster } from '../../../../server/contract/kernel.ts';
import { locate } from '../../../../server/kernel/console/addresses.ts';
import { parseConsoleCell } from '../../../../server/kernel/console/console-commands.ts';

const elsewhere: KernelCluster = {
  ...{ id: 'local', name: 'Local', bootstrap: 'localhost:19092,localhost:19093' },
  zookeeper: 'localhost:12181',
};
const usual: KernelCluster = {
  ...{ id: 'local', name: 'Local', bootstrap: '127.0.0.1:9092', zookeeper: 'localhost:2181' },
};
const stopped: KernelCluster = { id: 'local', name: 'Local', bootstrap: '' };
const remote: KernelCluster = {
  ...{ id: 'test', name: 'Test', bootstrap: 'kafka.test:9092', isRemote: true },
};

const gone: KernelCluster = {
  ...{ id: 'gone', name: 'Gone', bootstrap: '', isRemote: true },
  problem: 'Its connection was removed.',
};

function located(line: string, cluster = elsewhere) {
  return locate(parseConsoleCell(line)[0]!, cluster);
}

function argsOf(line: string, cluster = elsewhere): string {
  return located(line, cluster).args.join(' ');
}

describe('the selected cluster', () => {
  test.each([
    ['kafka-topics --list', '--list --bootstrap-server localhost:19092,localhost:19093'],
    ['zookeeper-shell ls /', 'localhost:12181 ls /'],
    ['zookeeper-shell', 'localhost:12181'],
    ['zookeeper-shell -timeout 5000 ls /', '-timeout 5000 localhost:12181 ls /'],
    // Ids, not addresses.
    [
      'kafka-reassign-partitions --generate --broker-list 1,2',
      '--generate --broker-list 1,2 --bootstrap-server localhost:19092,localhost:19093',
    ],
    ['kafka-topics --help', '--help'],
    ['kafka-topics', ''],
    [
      'kafka-producer-perf-test --producer-props acks=1',
      '--producer-props acks=1 --bootstrap-server localhost:19092,localhost:19093',
    ],
  ])('is put in where none is named: %j', (line, args) => {
    expect(located(line)).toEqual({ args: args === '' ? [] : args.split(' '), notes: [] });
  });

  test.each([
    ['kafka-topics --bootstrap-server localhost:9092', '--bootstrap-server BROKERS'],
    ['kafka-topics --bootstrap-server=127.0.0.1:9092', '--bootstrap-server=BROKERS'],
    ['kafka-topics --boot localhost:9092,localhost:9093', '--boot BROKERS'],
    ['kafka-console-producer --broker-list localhost:9092', '--broker-list BROKERS'],
    ['kafka-topics --zookeeper localhost:2181', '--zookeeper ZOOKEEPER'],
    ['kafka-topics --zookeeper localhost:2181/kafka', '--zookeeper ZOOKEEPER/kafka'],
    ['kafka-topics --zookeeper localhost', '--zookeeper ZOOKEEPER'],
    ['zookeeper-shell localhost:2181 ls /', 'ZOOKEEPER ls /'],
    ['zookeeper-shell -server localhost:2181', '-server ZOOKEEPER'],
    [
      'kafka-producer-perf-test --producer-props acks=1 bootstrap.servers=localhost:9092',
      '--producer-props acks=1 bootstrap.servers=BROKERS',
    ],
  ])('is meant by the usual local address: %j', (line, args) => {
    const { notes } = located(line);
    const expected = args
      .replace('BROKERS', 'localhost:19092,localhost:19093')
      .replace('ZOOKEEPER', 'localhost:12181');
    expect(argsOf(line)).toBe(expected);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^(localhost|127)\S* is localhost:1\S+ here \(Local\)\.$/);
  });

  test.each([
    ['kafka-topics --zookeeper <zookeeper-ip>', '--zookeeper localhost:12181'],
    ['kafka-topics --zookeeper <zookeeper-ip>:2181', '--zookeeper localhost:12181'],
    ['kafka-topics --zookeeper <zookeeper-ip>/kafka', '--zookeeper localhost:12181/kafka'],
    [
      'kafka-console-producer.sh --broker-list <broker-id>',
      '--broker-list localhost:19092,localhost:19093',
    ],
    ['zookeeper-shell <zookeeper-ip> ls /', 'localhost:12181 ls /'],
  ])('is what placeholders stand for: %j', (line, args) => {
    expect(argsOf(line)).toBe(args);
    expect(located(line).notes[0]).toMatch(/^<[\w-]+> is localhost:\S+ here/);
  });
});

describe('what is written stays', () => {
  test.each<[string, KernelCluster]>([
    ['--bootstrap-server localhost:9092', usual],
    ['--bootstrap-server localhost:9092,localhost:9093', usual],
    ['--zookeeper 127.0.0.1', usual],
    ['--bootstrap-server kafka.test:9092', elsewhere],
    ['--bootstrap-server kafka.test:9092,localhost:9092', elsewhere],
    ['--bootstrap-server localhost:9999', elsewhere],
    ['--bootstrap-server localhost:9092', stopped],
    ['--topic localhost:9092 --bootstrap-server a:1', elsewhere],
    ['--bootstrap-server kafka.test:9092', remote],
  ])('%s', (options, cluster) => {
    const { args, notes } = located(`kafka-topics ${options}`, cluster);
    expect(args.join(' ')).toBe(options);
    expect(notes).toEqual([]);
  });
});

describe('the usual local address', () => {
  test.each([
    ['--bootstrap-server localhost:9092', 'localhost:9092'],
    ['--zookeeper localhost:2181', 'localhost:2181'],
  ])('never means a cluster of somewhere else: %s', (options, address) => {
    const { args, notes } = located(`kafka-topics --delete --topic a ${options}`, remote);
    expect(args.join(' ')).toBe(`--delete --topic a ${options}`);
    expect(notes).toEqual([`This is about ${address}, and not about Test.`]);
  });
});

describe('fails', () => {
  test.each<[string, KernelCluster, RegExp]>([
    ['kafka-topics --list', stopped, /^Local does not run/],
    ['kafka-topics --list', gone, /^Its connection was removed\.$/],
    ['zookeeper-shell ls /', remote, /^It is not known where the ZooKeeper of Test is/],
    ['kafka-topics --list --zookeeper <zookeeper-ip>', remote, /--bootstrap-server/],
    ['kafka-topics --create --topic <topic_name>', elsewhere, /^<topic_name> stands for something/],
    ['zookeeper-shell <zookeeper-ip> get <path>', elsewhere, /^<path> stands for something/],
  ])('%j', (line, cluster, message) => {
    expect(() => located(line, cluster)).toThrow(message);
  });
});
