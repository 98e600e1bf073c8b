// The scripts of dist/bin, as a terminal finds them on its PATH, and the old forms of Kafka's options.

import { symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from '../../harness/child.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist, node, toolEnvironment } from '../../harness/places.ts';
import { tempFolder } from '../../harness/temp.ts';
import { runOurs } from './tool-runners.ts';

const onWindows = process.platform === 'win32';
const scripts = [
  ...['kafka-topics', 'kafka-topics.sh', 'kafka-configs', 'kafka-console-consumer.sh'],
  ...['kafka-get-offsets.sh', 'kafka-reassign-partitions', 'kafka-leader-election.sh'],
];

describe.skipIf(onWindows)('scripts', () => {
  const path = [inDist('bin'), process.env.PATH].join(delimiter);
  const inShell = async (command: string, env: NodeJS.ProcessEnv) => {
    const child = await Child.start('/bin/sh', ['-c', command], { env: toolEnvironment(env) });
    const { code } = await child.exited;
    return { code, stdout: child.stdout, stderr: child.stderr };
  };

  test.each(scripts)('%s runs', async (script) => {
    const printed = await inShell(`${script} --version`, { PATH: path, MILLRACE_NODE: node });
    expect(printed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('millrace is there, too, and runs on the Node of the PATH', async () => {
    const folder = tempFolder('scripts');
    symlinkSync(node, join(folder.path, 'node'));
    const PATH = [inDist('bin'), folder.path, '/usr/bin', '/bin'].join(delimiter);
    try {
      expect(await inShell('millrace --version', { PATH })).toMatchObject({ code: 0, stderr: '' });
    } finally {
      folder.remove();
    }
  });
});

describe('the forms of ZooKeeper’s time', () => {
  let millrace: MillraceProcess;
  beforeAll(async () => {
    millrace = await startMillrace();
  });
  afterAll(() => millrace?.stop());

  const zookeeper = (line: string) =>
    runOurs('kafka-topics.sh', [...line.split(' '), '--zookeeper', millrace.zookeeper]);

  test('topics are created, listed, described, altered and deleted', async () => {
    expect(
      await zookeeper('--create --replication-factor 1 --partitions 1 --topic test'),
    ).toMatchObject({ code: 0, stdout: 'Created topic test.\n', stderr: '' });
    expect(await zookeeper('--list')).toEqual({ code: 0, stdout: 'test\n', stderr: '' });
    expect((await zookeeper('--describe --topic test')).stdout).toMatch(
      /^Topic: test\tTopicId: \S{22}\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n\tTopic: test\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\t/,
    );
    expect(
      await zookeeper('--alter --topic test --config retention.ms=5 --partitions 2'),
    ).toMatchObject({ code: 0, stdout: 'Updated config for topic test.\n' });
    expect(await zookeeper('--alter --topic test --delete-config retention.ms')).toMatchObject({
      code: 0,
    });
    expect((await zookeeper('--describe --topic test')).stdout).toContain(
      'PartitionCount: 2\tReplicationFactor: 1\tConfigs: \n',
    );
    expect(await zookeeper('--delete --topic test')).toMatchObject({ code: 0, stdout: '' });
  });

  test('--broker-list says where the brokers are', async () => {
    const list = ['--list', '--broker-list', millrace.bootstrap];
    expect(await runOurs('kafka-topics', list)).toMatchObject({ code: 0, stderr: '' });
  });

  test('one of them is enough', async () => {
    const both = ['--list', '--broker-list', millrace.bootstrap, '--zookeeper', millrace.zookeeper];
    const { code, stderr } = await runOurs('kafka-topics', both);
    expect({ code, first: stderr.split('\n')[0] }).toEqual({
      code: 1,
      first: 'Only one of --broker-list and --zookeeper may be specified',
    });
  });

  test('a ZooKeeper without brokers is said to be one', async () => {
    const chroot = ['--list', '--zookeeper', `${millrace.zookeeper}/elsewhere`];
    expect(await runOurs('kafka-topics', chroot)).toMatchObject({
      code: 1,
      stdout: `Error while executing topic command : No Kafka cluster in ZooKeeper at ${millrace.zookeeper}/elsewhere: there is no /brokers/ids.\n`,
    });
  });
});

test('nobody at the address: what to do is said, at once', async () => {
  const printed = await runOurs('kafka-topics', ['--list', '--bootstrap-server', 'localhost:1']);
  expect(printed).toEqual({
    code: 1,
    stdout:
      'Error while executing topic command : Connection to localhost:1 could not be established: nothing listens there. Is the cluster running, and is this its address? "Millrace: Start Local Cluster" in VS Code or `millrace start` starts one, at localhost:9092.\n',
    stderr: '',
  });
});
