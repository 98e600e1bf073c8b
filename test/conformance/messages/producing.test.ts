// Sending records through the real process to a real broker.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  ProducingOptions,
  ProducingStatus,
  RecordTemplate,
} from '../../../server/contract/messages/producing.ts';
import type { RecordRow } from '../../../server/contract/messages/reading.ts';
import { partitionForKey } from '../../../server/node/kafka/producer/partitioner.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { MessagesProcess, reading } from '../../harness/messages-process.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { freePort } from '../../harness/ports.ts';
import { tempFolder } from '../../harness/temp.ts';
import { WireClient } from '../../harness/wire-client.ts';

const PARTITIONS = 3;

const temp = tempFolder('messages-producing');
let millrace: MillraceProcess;
let messages: MessagesProcess;
let wire: WireClient;
let client: BrokerClient;
let topic: string;
let topics = 0;

beforeAll(async () => {
  millrace = await startMillrace();
  messages = new MessagesProcess();
  wire = await WireClient.connect(tcpTransport(), { host: '127.0.0.1', port: millrace.port });
  client = new BrokerClient(wire);
  await useCluster(millrace.bootstrap);
});

afterAll(async () => {
  wire?.close();
  await messages?.close();
  await millrace?.stop();
  temp.remove();
});

beforeEach(async () => {
  topic = `sent-${topics++}`;
  await client.createTopic(topic, PARTITIONS);
});

const text = (value: string) => ({ encoding: { format: 'string' }, text: value }) as const;
const json = (value: string) => ({ encoding: { format: 'json' }, text: value }) as const;

function useCluster(bootstrap: string, panel = 1, readOnly = false): Promise<null> {
  const properties = { 'bootstrap.servers': bootstrap };
  return messages.request('cluster', { name: 'Test', properties, readOnly }, panel);
}

function producing(
  template: Partial<RecordTemplate>,
  options: Partial<ProducingOptions> = {},
): ProducingOptions {
  return {
    ...{ topic, acks: -1, idempotent: true, compression: 'none' },
    partition: { kind: 'keyHash' },
    template: { key: null, value: null, headers: [], generated: false, ...template },
    repetition: { kind: 'times', count: 1 },
    ...options,
  };
}

/** Sends, and waits for the end. */
async function produce(options: ProducingOptions, panel = 1): Promise<ProducingStatus> {
  const told = messages.events.length;
  await messages.request('produce', options, panel);
  return await statusOf(({ state }) => state !== 'sending', panel, told);
}

async function statusOf(
  isWanted: (status: ProducingStatus) => boolean,
  panel: number,
  from: number,
): Promise<ProducingStatus> {
  const event = await messages.event(
    (each) => each.kind === 'producing' && isWanted(each.status),
    panel,
    from,
  );
  if (event.kind !== 'producing') throw new Error('Another event was found.');
  return event.status;
}

/** All records of the topic, by partition and offset. */
async function records(): Promise<RecordRow[]> {
  const told = messages.events.length;
  await messages.request('read', reading(topic));
  await messages.status(({ state }) => state === 'done', 1, told);
  const { rows } = await messages.request('rows', { from: 0, count: 10_000 });
  return [...rows].sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

test('a record with all that it can have', async () => {
  const status = await produce(
    producing(
      {
        key: text('k'),
        value: json('{"a": 1}'),
        headers: [
          { name: 'h', value: { encoding: { format: 'int32' }, text: '258' } },
          { name: 'none', value: null },
        ],
        timestamp: 1_700_000_000_000,
      },
      { partition: { kind: 'explicit', partition: 2 }, compression: 'lz4' },
    ),
  );
  expect(status).toMatchObject({
    ...{ state: 'done', sent: 1, acknowledged: 1, failed: 0, progress: 1 },
    deliveries: [{ index: 0, partition: 2, offset: 0, timestamp: 1_700_000_000_000 }],
  });
  const [row] = await records();
  expect(row).toMatchObject({
    ...{ partition: 2, offset: 0, timestamp: 1_700_000_000_000, compression: 'lz4' },
    key: { text: 'k' },
    value: { text: '{"a": 1}' },
    headers: [
      { name: 'h', value: { size: 4 } },
      { name: 'none', value: { format: 'null' } },
    ],
  });
});

test('a tombstone is no empty value', async () => {
  await produce(producing({ key: text('k'), value: null }));
  await produce(producing({ key: text('k'), value: text('') }));
  expect((await records()).map(({ value }) => value.format)).toEqual(['null', 'empty']);
});

test('keys go where Java has them go, and round robin everywhere', async () => {
  const repetition = { kind: 'times', count: 9 } as const;
  await produce(producing({ key: text('key {{index}}'), generated: true }, { repetition }));
  for (const { key, partition } of await records()) {
    expect(partition).toBe(partitionForKey(Buffer.from(key.text), PARTITIONS));
  }
  topic = `${topic}-round`;
  await client.createTopic(topic, PARTITIONS);
  const { deliveries } = await produce(
    producing({ key: text('k') }, { repetition, partition: { kind: 'roundRobin' } }),
  );
  // Each partition's are told when its leader has answered.
  const places = deliveries
    .toSorted((a, b) => a.index - b.index)
    .map((each) => ('partition' in each ? each.partition : -1));
  expect(new Set(places.slice(0, PARTITIONS)).size).toBe(PARTITIONS);
  expect(places.slice(PARTITIONS, 2 * PARTITIONS)).toEqual(places.slice(0, PARTITIONS));
});

test('sticky takes no notice of keys', async () => {
  const repetition = { kind: 'times', count: 20 } as const;
  const { deliveries } = await produce(
    producing(
      { key: text('key {{index}}'), generated: true },
      { repetition, partition: { kind: 'sticky' } },
    ),
  );
  const places = new Set(deliveries.map((each) => ('partition' in each ? each.partition : -1)));
  expect(places.size).toBe(1);
});

test('a preview has sample data, and says what is wrong', async () => {
  const template: RecordTemplate = {
    key: text('{{index}}'),
    value: json('{"name": "{{person.firstName}}", "n": {{number.int({"min": 5, "max": 5})}}}'),
    headers: [{ name: 'h', value: text('{{no.such}}') }],
    generated: true,
  };
  const preview = await messages.request('preview', { topic, template });
  expect(preview.key).toBe('0');
  expect(JSON.parse(preview.value ?? '')).toEqual({ name: expect.stringMatching(/^\S/), n: 5 });
  expect(preview.problems).toEqual([
    { part: 'headers', message: expect.stringMatching(/^h: \{\{no\.such\}\} cannot be made/) },
  ]);
});

test('many are sent at a rate until they are stopped', async () => {
  const told = messages.events.length;
  await messages.request(
    'produce',
    producing(
      { value: text('{{index}}'), generated: true },
      { repetition: { kind: 'rate', perSecond: 400 } },
    ),
  );
  await expect(messages.request('produce', producing({}))).rejects.toThrow(/being sent already/);
  await statusOf(({ acknowledged, rate }) => acknowledged > 300 && rate > 0, 1, told);
  await messages.request('stopProducing', null);
  const { sent, acknowledged, failed, deliveries } = await statusOf(
    ({ state }) => state === 'stopped',
    1,
    told,
  );
  expect({ acknowledged, failed }).toEqual({ acknowledged: sent, failed: 0 });
  expect(deliveries).toHaveLength(100);
  expect(deliveries.at(-1)).toMatchObject({ offset: expect.any(Number) });
  expect(await records()).toHaveLength(sent);
});

test('of a file, what it does not say is the template’s', async () => {
  const path = join(temp.path, 'records.csv');
  writeFileSync(path, 'key,value,partition\na,1,0\nb,,1\nc,x,1\nd,3,9\n');
  const template = {
    value: json('{}'),
    headers: [{ name: 'source', value: text('file') }],
  };
  const status = await produce(producing(template, { file: { path, format: 'csv' } }));
  expect(status).toMatchObject({ state: 'done', sent: 4, acknowledged: 2, failed: 2, progress: 1 });
  expect(status.deliveries.flatMap((each) => ('problem' in each ? [each.problem] : []))).toEqual([
    expect.stringMatching(/^The value: This is not JSON/),
    'There is no partition 9: the topic has partitions 0 to 2.',
  ]);
  expect(
    (await records()).map(({ key, value, headers }) => [
      ...[key.text, value.format, headers[0]?.value.text],
    ]),
  ).toEqual([
    ['a', 'string', 'file'],
    ['b', 'null', 'file'],
  ]);
});

test('a hundred thousand lines pass', async () => {
  const path = join(temp.path, 'lines.txt');
  writeFileSync(path, Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(''));
  const status = await produce(
    producing({}, { file: { path, format: 'lines' }, compression: 'lz4' }),
  );
  expect(status).toMatchObject({ state: 'done', acknowledged: 100_000, failed: 0 });
});

test('a file that is not there or no array', async () => {
  const file = { path: join(temp.path, 'no.json'), format: 'json' } as const;
  await expect(messages.request('produce', producing({}, { file }))).rejects.toThrow(
    /there is no such file/,
  );
  writeFileSync(file.path, '{"a":1}');
  expect(await produce(producing({}, { file }))).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(/no JSON array/),
  });
});

test('without acknowledgement there are no offsets', async () => {
  const { deliveries } = await produce(producing({}, { acks: 0, idempotent: false }));
  expect(deliveries).toMatchObject([{ offset: -1 }]);
});

test('what cannot be sent is refused, with what to do', async () => {
  const asked = (template: Partial<RecordTemplate>, options: Partial<ProducingOptions>) =>
    messages.request('produce', producing(template, options));
  await expect(asked({}, { acks: 1 })).rejects.toThrow(/choose acks all, or no idempotence/);
  const partition = { kind: 'explicit', partition: 9 } as const;
  expect(await produce(producing({}, { partition }))).toMatchObject({
    ...{ state: 'failed', sent: 0 },
    problem: 'There is no partition 9: the topic has partitions 0 to 2.',
  });
  expect(await produce(producing({ value: text('x'.repeat(2_000_000)) }))).toMatchObject({
    ...{ state: 'done', failed: 1 },
    deliveries: [{ problem: expect.stringMatching(/raise max\.message\.bytes of the topic/) }],
  });
});

test('nothing is sent to a read-only cluster', async () => {
  await useCluster(millrace.bootstrap, 2, true);
  await expect(messages.request('produce', producing({}), 2)).rejects.toThrow(
    'Test is read-only: nothing may be sent to it.',
  );
});

test('what waits for a cluster that is gone can be given up', async () => {
  const port = await freePort();
  await useCluster(`127.0.0.1:${port}`, 3);
  const told = messages.events.length;
  await messages.request('produce', producing({}), 3);
  await messages.request('stopProducing', null, 3);
  await messages.request('stopProducing', null, 3);
  expect(await statusOf(({ state }) => state === 'stopped', 3, told)).toMatchObject({ sent: 0 });
});
