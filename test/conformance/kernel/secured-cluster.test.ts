// Notebooks on an Apache Kafka that asks for TLS and credentials: the cells of each kind, and where the password is to be seen.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KernelCluster } from '../../../server/contract/kernel.ts';
import { formatProperties } from '../../../server/properties/properties-text.ts';
import { run as runChild } from '../../harness/child.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { NotebookKernel } from '../../harness/notebook-kernel.ts';
import { inDist, node } from '../../harness/places.ts';
import { missing, need } from '../../harness/requirements.ts';
import { type SecuredKafka, startSecuredKafka, user } from '../../harness/secured-kafka.ts';
import { tempFolder } from '../../harness/temp.ts';

const temp = tempFolder('kernel-secured');
let kafka: SecuredKafka | undefined;
let local: MillraceProcess;
let kernel: NotebookKernel;
let production: KernelCluster;
let localCluster: KernelCluster;

beforeAll(async () => {
  if (missing('java') !== undefined) return;
  [kafka, local] = await Promise.all([startSecuredKafka(), startMillrace()]);
  const { 'bootstrap.servers': bootstrap = '', ...properties } = kafka.properties('SCRAM-SHA-512');
  production = { id: 'p', name: 'Production', bootstrap, properties, isRemote: true };
  localCluster = { id: 'local', name: 'Local Cluster', bootstrap: local.bootstrap };
  kernel = new NotebookKernel({
    notebook: join(temp.path, 'book.stream.md'),
    cluster: production,
  });
}, 150_000);
afterAll(async () => {
  await kernel?.close();
  await local?.stop();
  await kafka?.stop();
  temp.remove();
});

/** Runs a cell that has to succeed. */
async function run(cell: string, code: string, language: 'ts' | 'console' = 'ts') {
  const ran = await kernel.run(cell, code, language);
  expect([ran.error?.message, ran.text, ran.success]).toEqual([undefined, ran.text, true]);
  return ran;
}

/** What a cell fails with. */
async function failing(cell: string, code: string, language: 'ts' | 'console' = 'ts') {
  const ran = await kernel.run(cell, code, language);
  expect(ran.success).toBe(false);
  return `${ran.text}${ran.error?.message ?? ''}`;
}

/** Arguments and environments of a process and of all that it has started, as others on the machine may read them. */
function readable(pid: number): string {
  const of = (id: string) =>
    ['cmdline', 'environ'].map((what) => readFileSync(`/proc/${id}/${what}`, 'utf8')).join('\n');
  const children = readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .filter((id) => {
      try {
        return (
          readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid)
        );
      } catch {
        return false;
      }
    });
  return [String(pid), ...children].map(of).join('\n');
}

describe('cells of a notebook whose cluster asks for TLS and a password', () => {
  test('create topics, send and count, without naming it', async (context) => {
    need(context, 'java');
    const made = await run(
      'cell 1',
      `const made = await admin.createTopic('orders', { partitions: 2 });
       await producer.send('orders', ['a', { key: 'k', value: { n: 1 } }, null]);
       [made, await admin.topics()]`,
    );
    expect(made.values).toEqual(["[ true, [ 'orders' ] ]"]);
  });

  test('run streaming jobs there, with and without naming it', async (context) => {
    need(context, 'java');
    for (const [i, named] of [
      '{}',
      `{ 'bootstrap.servers': '${production.bootstrap}' }`,
    ].entries()) {
      const job = kernel.start(
        `cell ${2 + i}`,
        `{ const streams = new StreamingContext(sc, 0.1);
           const parameters = { ...${named}, 'auto.offset.reset': 'earliest' };
           const orders = KafkaUtils.createDirectStream(streams, ['orders'], parameters);
           orders.map(([key, value]) => [key, value]).saveToKafka('copies${i}', ${named});
           orders.count().filter((n) => n > 0).showTable();
           await admin.createTopic('copies${i}');
           await streams.start(); }`,
      );
      await kernel.until(
        () =>
          job.outputs.some(({ kind }) => kind === 'display' || kind === 'error') ||
          job.success !== undefined,
      );
      expect([job.error?.message, job.outputs.filter(({ kind }) => kind === 'error')]).toEqual([
        undefined,
        [],
      ]);
      kernel.interrupt(`cell ${2 + i}`);
      await kernel.until(() => job.success !== undefined);
      const copied = await run('cell 4', `kafka-get-offsets --topic copies${i}`, 'console');
      expect(copied.text).toBe(`copies${i}:0:3\n`);
    }
  });

  test('call each of the tools', async (context) => {
    need(context, 'java');
    const cell = [
      'kafka-topics --describe --topic orders',
      'kafka-console-producer --topic orders',
      'typed below',
      'kafka-console-consumer --topic orders --from-beginning --max-messages 4',
      'kafka-consumer-groups --list',
      'kafka-configs --describe --topic orders',
      'kafka-get-offsets --topic orders',
      'kafka-producer-perf-test --topic orders --num-records 10 --record-size 10 --throughput -1 --producer-props acks=all',
      'kafka-consumer-perf-test --topic orders --messages 14',
      `kafka-topics --list --bootstrap-server ${production.bootstrap}`,
    ];
    const { text } = await run('cell 5', cell.join('\n'), 'console');
    expect(text).toMatch(/PartitionCount: 2/);
    expect(text).toMatch(/^typed below$/m);
    expect(text).toMatch(/10 records sent/);
  });

  test('leave the password in no argument, environment, output or file', async (context) => {
    need(context, 'java');
    const consumer = kernel.start(
      'cell 6',
      'kafka-console-consumer --topic orders --from-beginning',
      'console',
    );
    await kernel.until(() => consumer.text.includes('typed below'));
    const seen = readable(kernel.process.pid!);
    expect(seen).toContain('console-consumer');
    expect(seen).not.toContain(user.password);
    expect(seen).not.toContain(user.password.replace(/["\\]/g, '\\$&'));
    kernel.interrupt('cell 6');
    await kernel.until(() => consumer.success !== undefined);
    expect(JSON.stringify(kernel.events)).not.toContain('s=cret');
    expect(readdirSync(temp.path)).toEqual([]);
  });

  test('fail where the credentials are wrong, without repeating them', async (context) => {
    need(context, 'java');
    const properties = Object.fromEntries(
      Object.entries(production.properties ?? {}).map(([key, value]) => [
        key,
        value.replace('s=cret', 'guessed'),
      ]),
    );
    kernel.select({ ...production, id: 'wrong', properties });
    const text = await failing('cell 7', 'kafka-topics --list', 'console');
    expect(text).not.toContain('guessed');
    expect(text).toMatch(/[Aa]uthentication/);
    kernel.select(production);
  });
});

describe('another cluster', () => {
  test('is for cells that are run from then on; jobs stay with theirs', async (context) => {
    need(context, 'java');
    const job = kernel.start('cell 8', "void produceAtRate('orders', 20, (i) => i)");
    const sent = () =>
      Number(/([\d,]+) records sent/.exec(job.inPlace)?.[1]?.replace(',', '') ?? 0);
    await kernel.until(() => sent() > 5);
    kernel.select(localCluster);
    expect((await run('cell 9', 'await admin.topics()')).values).toEqual(['[]']);
    const at = sent();
    await kernel.until(() => sent() > at + 5);
    kernel.interrupt('cell 8');
    await kernel.until(() => job.success !== undefined);
    expect(job.success).toBe(true);
    expect((await run('cell 9', 'await admin.topics()')).values).toEqual(['[]']);
    expect((await run('cell 9', 'kafka-topics --list', 'console')).text.trim()).toBe('');
    kernel.select(production);
    const { text } = await run('cell 10', 'kafka-topics --list', 'console');
    expect(text.split('\n')).toContain('orders');
  });

  test('of old is not meant by localhost:9092', async (context) => {
    need(context, 'java');
    const text = await failing(
      'cell 11',
      'kafka-topics --list --bootstrap-server localhost:1',
      'console',
    );
    expect(text).not.toContain('orders');
  });
});

test('a notebook runs there without VS Code', async (context) => {
  need(context, 'java');
  const properties = join(temp.path, 'client.properties');
  const notebook = join(temp.path, 'run.stream.md');
  writeFileSync(properties, formatProperties(kafka!.properties('PLAIN')));
  writeFileSync(
    notebook,
    '```ts\n(await admin.topics()).includes("orders")\n```\n```console\nkafka-topics --list\n```\n',
  );
  const args = ['--bootstrap-server', production.bootstrap, '--command-config', properties];
  const command = [inDist('cli.js'), 'run', notebook, ...args, '--timeout', '60'];
  const { stdout } = await runChild(node, command);
  expect(stdout).toMatch(/true[\s\S]*^orders$/m);
  rmSync(properties);
  rmSync(notebook);
});

describe('a cluster that is read-only', () => {
  test.each([
    ['console', 'kafka-topics --create --topic more'],
    ['console', 'kafka-topics --delete --topic orders'],
    ['console', 'kafka-console-producer --topic orders --sync\nrecord'],
    ['console', 'kafka-configs --alter --topic orders --add-config retention.ms=1000'],
    [
      'console',
      'kafka-console-consumer --topic orders --group billing --from-beginning --max-messages 1',
    ],
    ['console', 'kafka-consumer-groups --delete --group nobody'],
    ['ts', "await admin.createTopic('more')"],
    ['ts', "await admin.deleteTopics('orders')"],
    ['ts', "await producer.send('orders', 'more')"],
    ['ts', "await sc.parallelize(['more']).saveToKafka('orders', {})"],
  ] as const)('is not changed by %s: %s', async (language, code) => {
    if (missing('java') !== undefined) return;
    kernel.select({ ...production, readOnly: true });
    const ran = await kernel.run('cell 12', code, language);
    expect(`${ran.text}${ran.error?.message}`).toMatch(/'Production' is read-only/);
  });

  test('is read', async (context) => {
    need(context, 'java');
    kernel.select({ ...production, readOnly: true });
    const { text } = await run(
      'cell 13',
      'kafka-topics --list\nkafka-console-consumer --topic orders --from-beginning --max-messages 3',
      'console',
    );
    expect(text).toMatch(/^orders$/m);
    expect(text).not.toMatch(/^more$/m);
    expect(text).toMatch(/Processed a total of 3 messages/);
    const groups = await run('cell 13', 'kafka-consumer-groups --list', 'console');
    expect(groups.text).not.toMatch(/billing/);
    expect((await run('cell 14', 'await admin.topics()')).values[0]).toMatch(/orders/);
  });
});
