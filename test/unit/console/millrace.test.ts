import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { millrace } from '../../../server/console/millrace.ts';
import { toClusterConfig } from '../../../server/console/start.ts';
import { FakeTerminal } from './fake-terminal.ts';

async function run(...args: string[]) {
  const terminal = new FakeTerminal({ env: { XDG_DATA_HOME: '/data/home' } });
  const code = await millrace(args, terminal);
  return { code, out: terminal.stdout.trimEnd(), err: terminal.stderr.trimEnd() };
}

describe('millrace', () => {
  test('--help lists the commands', async () => {
    for (const flag of ['--help', '-h', 'help']) {
      const { code, out, err } = await run(flag);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^Usage: millrace COMMAND/);
      expect(out).toMatch(/^ {2}start +run a cluster/m);
    }
  });

  test('without a command the help goes to stderr, with the code for wrong usage', async () => {
    const { code, out, err } = await run();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Usage: millrace COMMAND/);
  });

  test.each([
    ['zookeeper-server-start.sh', 'config/zookeeper.properties', /Millrace: Start Local Cluster/],
    ['kafka-server-start', 'config/server.properties', /`millrace start`/],
    ['kafka-server-start.bat', 'config\\server.properties', /millrace\.cluster\.brokerConfig/],
    ['kafka-server-stop.sh', '', /Millrace: Stop Local Cluster/],
  ])('%s %s fails, and says what to do instead', async (script, argument, says) => {
    const { code, out, err } = await run(script, argument);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(says);
  });

  test('start --help names every option', async () => {
    const { code, out } = await run('start', '--help');
    expect(code).toBe(0);
    for (const option of [
      'brokers <String: N>',
      'port <String: PORT>',
      'zookeeper-port <String: PORT>',
      'brokers <String: N>',
      'replication <String: N>',
      'data <String: DIR>',
      'memory',
      'override',
    ]) {
      expect(out).toContain(`--${option}`);
    }
  });

  test.each([
    [['strat'], 'unknown command strat; did you mean start? (see millrace --help)'],
    [['--memory'], 'unknown option --memory (see millrace --help)'],
    [['toString'], 'unknown command toString (see millrace --help)'],
    [
      ['start', '--prot', '1'],
      'prot is not a recognized option; did you mean --port? (see millrace start --help)',
    ],
    [
      ['start', '--port', 'http'],
      "--port must be a whole number from 0 to 65535, not 'http' (see millrace start --help)",
    ],
    [
      ['start', '--memory', '--data', 'd'],
      '--memory and --data exclude each other (see millrace start --help)',
    ],
    [['start', '--data', ''], '--data must name a directory (see millrace start --help)'],
    [
      ['start', '--override', 'a'],
      "--override must be KEY=VALUE, not 'a' (see millrace start --help)",
    ],
    [
      ['start', '--memory', '--brokers', '3', '--port', '2180'],
      'Port 2181 cannot be both a broker’s and ZooKeeper’s. (see millrace start --help)',
    ],
  ])('%j is wrong usage, said in one line', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err: `millrace: ${message}` });
  });

  test('an override that no broker takes is wrong usage', async () => {
    const { code, err } = await run('start', '--memory', '--override', 'log.retention.ms=soon');
    expect(code).toBe(2);
    expect(err).toMatch(/^millrace: .*log\.retention\.ms: 'soon' is not a whole number.*$/);
  });
});

describe('the cluster that the flags ask for', () => {
  const env = { XDG_DATA_HOME: '/data/home', LOCALAPPDATA: 'C:\\Local' };

  test('by default', () => {
    expect(toClusterConfig({}, { env })).toMatchObject({
      brokers: 1,
      replication: 3,
      host: 'localhost',
      port: 9092,
      zookeeperPort: 2181,
      dataDirectory: expect.stringMatching(/data$/),
      overrides: {},
    });
  });

  test('as given', () => {
    const given = {
      brokers: '3',
      replication: '2',
      port: '0',
      'zookeeper-port': '12181',
      data: 'here',
      override: ['log.retention.ms = 1000', 'a=b=c', 'empty='],
    };
    expect(toClusterConfig(given, { env })).toEqual({
      brokers: 3,
      replication: 2,
      host: 'localhost',
      port: 0,
      zookeeperPort: 12_181,
      dataDirectory: resolve('here'),
      overrides: { 'log.retention.ms': '1000', a: 'b=c', empty: '' },
    });
    expect(toClusterConfig({ memory: true }, { env }).dataDirectory).toBeNull();
  });
});
