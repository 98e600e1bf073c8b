// Kafka's own command-line tools, of two releases, against the broker.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaReleases } from '../../harness/kafka-java.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { missing, need } from '../../harness/requirements.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { corpus } from './corpus.ts';
import { KafkaTools, type Tool } from './kafka-tools.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Lines of real text that survive being read as text. */
const lines = corpus(6000, 1)
  .flatMap(({ value }) => {
    try {
      return value === null ? [] : [utf8.decode(value)];
    } catch {
      return [];
    }
  })
  .filter((line) => /^[^\n\r\t]+$/.test(line));

let folder: TempFolder;
let millrace: MillraceProcess;
beforeAll(async () => {
  folder = tempFolder('java-tools');
  millrace = await startMillrace();
});
afterAll(async () => {
  await millrace?.stop();
  folder?.remove();
});

describe.each(kafkaReleases)('the tools of Kafka %s', (release) => {
  let tools: KafkaTools;
  beforeAll(async () => {
    if (missing('java') === undefined) tools = await KafkaTools.start(release);
  });
  afterAll(() => tools?.stop());

  const name = (what: string) => `${what}-${release}`;
  const output = (tool: Tool, args: readonly string[], stdin?: string) =>
    tools.output(tool, ['--bootstrap-server', millrace.bootstrap, ...args], stdin);
  const consume = (topic: string, count: number, ...args: string[]) =>
    output('kafka-console-consumer', [
      ...['--topic', topic, '--from-beginning', '--max-messages', String(count)],
      ...['--timeout-ms', '20000', ...args],
    ]);

  test('kafka-topics creates, lists, describes, alters and deletes', async (context) => {
    need(context, 'java');
    const topic = name('topics');
    const created = await output('kafka-topics', [
      ...['--create', '--topic', topic, '--partitions', '3', '--replication-factor', '1'],
      ...['--config', 'retention.ms=3600000'],
    ]);
    expect(created).toContain(`Created topic ${topic}.`);
    expect((await output('kafka-topics', ['--list'])).split('\n')).toContain(topic);
    const described = await output('kafka-topics', ['--describe', '--topic', topic]);
    expect(described).toMatch(
      /PartitionCount: 3\s+ReplicationFactor: 1\s+Configs: .*retention\.ms=3600000/,
    );
    expect(described.match(/Leader: \d+\s+Replicas: \d+\s+Isr: \d+/g)).toHaveLength(3);
    await output('kafka-topics', ['--alter', '--topic', topic, '--partitions', '5']);
    expect(await output('kafka-topics', ['--describe', '--topic', topic])).toContain(
      'PartitionCount: 5',
    );
    const again = await tools.run('kafka-topics', [
      ...['--bootstrap-server', millrace.bootstrap, '--create', '--topic', topic],
    ]);
    expect(again.code).toBe(1);
    expect(again.stdout + again.stderr).toContain('already exists');
    await output('kafka-topics', ['--delete', '--topic', topic]);
    expect((await output('kafka-topics', ['--list'])).split('\n')).not.toContain(topic);
  });

  test.for(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'the console producer and consumer, codec %s',
    async (codec, context) => {
      need(context, 'java');
      const topic = name(`console-${codec}`);
      const flags = ['--topic', topic, '--compression-codec', codec];
      const text = lines.map((line, i) => `key ${i}\t${line}\n`).join('');
      const properties = ['--property', 'parse.key=true'];
      await output('kafka-console-producer', [...flags, ...properties], text);
      const printed = ['--property', 'print.key=true', '--property', 'print.offset=true'];
      expect(await consume(topic, lines.length, ...printed)).toBe(
        lines.map((line, i) => `Offset:${i}\tkey ${i}\t${line}\n`).join(''),
      );
      expect(await output('kafka-get-offsets', ['--topic', topic])).toBe(
        `${topic}:0:${lines.length}\n`,
      );
    },
  );

  test('kafka-consumer-groups lists, describes, resets and deletes', async (context) => {
    need(context, 'java');
    const [topic, group] = [name('groups'), name('group')];
    await output('kafka-console-producer', ['--topic', topic], 'one\ntwo\nthree\nfour\n');
    expect(await consume(topic, 3, '--group', group)).toBe('one\ntwo\nthree\n');
    expect((await output('kafka-consumer-groups', ['--list'])).split('\n')).toContain(group);
    const describeGroup = () => output('kafka-consumer-groups', ['--describe', '--group', group]);
    expect(await describeGroup()).toMatch(
      new RegExp(`${group}\\s+${topic}\\s+0\\s+3\\s+4\\s+1\\s`),
    );
    const state = await output('kafka-consumer-groups', [
      '--describe',
      '--group',
      group,
      '--state',
    ]);
    expect(state).toMatch(/Empty\s+0/);
    await output('kafka-consumer-groups', [
      ...['--reset-offsets', '--group', group, '--topic', topic, '--shift-by', '-2', '--execute'],
    ]);
    expect(await describeGroup()).toMatch(new RegExp(`${topic}\\s+0\\s+1\\s+4\\s+3\\s`));
    expect(await consume(topic, 3, '--group', group)).toBe('two\nthree\nfour\n');
    await output('kafka-consumer-groups', ['--delete', '--group', group]);
    expect((await output('kafka-consumer-groups', ['--list'])).split('\n')).not.toContain(group);
  });

  test('kafka-configs alters and describes topics and brokers', async (context) => {
    need(context, 'java');
    const topic = name('configs');
    await output('kafka-topics', ['--create', '--topic', topic]);
    const configs = (args: readonly string[]) =>
      output('kafka-configs', ['--entity-type', 'topics', '--entity-name', topic, ...args]);
    await configs([
      '--alter',
      '--add-config',
      'retention.ms=7200000,cleanup.policy=[compact,delete]',
    ]);
    const described = await configs(['--describe']);
    expect(described).toContain('retention.ms=7200000');
    expect(described).toContain('cleanup.policy=compact,delete');
    await configs(['--alter', '--delete-config', 'retention.ms']);
    expect(await configs(['--describe'])).not.toContain('retention.ms=7200000');
    expect(await configs(['--describe', '--all'])).toMatch(/retention\.ms=604800000/);
    const broker = ['--entity-type', 'brokers', '--entity-name', '1', '--describe', '--all'];
    expect(await output('kafka-configs', broker)).toMatch(/num\.partitions=1/);
    const refused = await tools.run('kafka-configs', [
      ...['--bootstrap-server', millrace.bootstrap, '--entity-type', 'topics'],
      ...['--entity-name', topic, '--alter', '--add-config', 'retention.ms=never'],
    ]);
    expect(refused.code).not.toBe(0);
  });

  test('kafka-get-offsets and kafka-delete-records', async (context) => {
    need(context, 'java');
    const topic = name('offsets');
    await output('kafka-console-producer', ['--topic', topic], lines.slice(0, 100).join('\n'));
    const offsets = (time: string) =>
      output('kafka-get-offsets', ['--topic', topic, '--time', time]);
    expect(await offsets('latest')).toBe(`${topic}:0:100\n`);
    expect(await offsets('earliest')).toBe(`${topic}:0:0\n`);
    expect(await offsets('max-timestamp')).toMatch(new RegExp(`^${topic}:0:\\d+\n$`));
    const file = join(folder.path, `${topic}.json`);
    const partitions = [{ topic, partition: 0, offset: 40 }];
    writeFileSync(file, JSON.stringify({ partitions, version: 1 }));
    const deleted = await output('kafka-delete-records', ['--offset-json-file', file]);
    expect(deleted).toMatch(/low_watermark: 40/);
    expect(await offsets('earliest')).toBe(`${topic}:0:40\n`);
    expect(await consume(topic, 60)).toBe(`${lines.slice(40, 100).join('\n')}\n`);
  });

  test('the performance tests of producer and consumer', async (context) => {
    need(context, 'java');
    const topic = name('performance');
    const produced = await tools.output('kafka-producer-perf-test', [
      ...['--topic', topic, '--num-records', '100000', '--record-size', '100'],
      ...['--throughput', '-1', '--producer-props', `bootstrap.servers=${millrace.bootstrap}`],
    ]);
    expect(produced).toMatch(/^100000 records sent, /m);
    const consumed = await output('kafka-consumer-perf-test', [
      ...['--topic', topic, '--messages', '100000', '--timeout', '20000'],
    ]);
    const [columns, row] = consumed.split('\n').map((line) => line.split(',').map((c) => c.trim()));
    expect(Number(row![columns!.indexOf('data.consumed.in.nMsg')])).toBe(100_000);
  });

  test('kafka-broker-api-versions knows what it sees', async (context) => {
    need(context, 'java');
    const versions = await output('kafka-broker-api-versions', []);
    expect(versions).toMatch(/Produce\(0\): 0 to \d+ \[usable: \d+\]/);
    expect(versions).not.toMatch(/^\s*(Produce|Fetch|Metadata|JoinGroup)\(\d+\): .*UNSUPPORTED/m);
  });
});
