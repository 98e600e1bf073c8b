// What the extension's Kafka client and the process that reads topics do for the view of a topic, against a cluster.

import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import { forCopying } from '../../../extension/clusters/topic-definition.ts';
import type { CopyingStatus } from '../../../server/contract/messages/copying.ts';
import type {
  SamplingOptions,
  SamplingStatus,
} from '../../../server/contract/messages/sampling.ts';
import { MessagesProcess, reading } from '../../harness/messages-process.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist } from '../../harness/places.ts';

const PARTITIONS = 3;

let cluster: MillraceProcess;
let client: KafkaClient;
let messages: MessagesProcess;
let topic: string;
let number = 0;
let panel = 0;

beforeAll(async () => {
  cluster = await startMillrace({ overrides: { 'group.initial.rebalance.delay.ms': 0 } });
  client = new KafkaClient(inDist('kafka-worker.js'), { 'bootstrap.servers': cluster.bootstrap });
  messages = new MessagesProcess();
});

afterAll(async () => {
  client?.dispose();
  await messages?.close();
  await cluster?.stop();
});

beforeEach(() => {
  topic = `topic-${++number}`;
  panel++;
});

function kafka(): Kafka {
  return new Kafka({ brokers: [cluster.bootstrap], clientId: 'app', logLevel: logLevel.NOTHING });
}

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** Sends so many records to each partition, in batches of each compression, as the messages panel does. */
async function produce(name: string, times: number): Promise<void> {
  for (const [at, compression] of CODECS.entries())
    for (let partition = 0; partition < PARTITIONS; partition++) {
      await useCluster();
      const typed = (text: string) => ({ encoding: { format: 'string' }, text }) as const;
      await messages.request(
        'produce',
        {
          ...{ topic: name, partition: { kind: 'explicit', partition }, compression },
          ...{ acks: -1, idempotent: true, repetition: { kind: 'times', count: times } },
          template: {
            key: at === 0 ? null : typed(`key {{index}}`),
            value: at === 1 ? null : typed(`value {{index}} of ${compression} ${'x'.repeat(200)}`),
            headers: [{ name: 'codec', value: typed(compression) }],
            timestamp: 1_700_000_000_000 + at * 1_000,
            generated: true,
          },
        },
        panel,
      );
      await ended('producing', 'sending');
      panel++;
    }
}

function useCluster(readOnly = false): Promise<null> {
  const properties = { 'bootstrap.servers': cluster.bootstrap };
  return messages.request('cluster', { name: 'Test', properties, readOnly }, panel);
}

/** The last status of a kind that the panel was told, once it is another than `going`. */
async function ended<S extends { readonly state: string }>(
  kind: string,
  going: string,
): Promise<S> {
  const event = await messages.event(
    (each) => each.kind === kind && 'status' in each && each.status.state !== going,
    panel,
  );
  return (event as unknown as { readonly status: S }).status;
}

async function sample(options: Partial<SamplingOptions> = {}): Promise<SamplingStatus> {
  await useCluster();
  const all = { topic, which: 'newest', perPartition: 10_000, ...options } as const;
  await messages.request('sample', all, panel);
  return ended<SamplingStatus>('sampling', 'sampling');
}

/** What its records are, with what a copy keeps. */
async function contents(name: string): Promise<string[]> {
  panel++;
  await messages.read(cluster.bootstrap, reading(name), panel);
  await messages.status(({ state }) => state === 'done' || state === 'failed', panel);
  const { rows } = await messages.request('rows', { from: 0, count: 10_000 }, panel);
  await messages.request('close', null, panel);
  return rows.map(({ id: _, ...row }) =>
    JSON.stringify({ ...row, producer: undefined, offset: undefined }),
  );
}

describe('a topic', () => {
  test('is told with offsets and sizes, and which one of that name it is', async () => {
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs: {} });
    const before = await client.call('topic', topic);
    const producer = kafka().producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'v', partition: 1 }] });
    await producer.disconnect();
    const after = await client.call('topic', topic);
    expect(after.id).toBe(before.id);
    expect(after.at).toBeGreaterThan(before.at);
    expect(after.partitions[1]).toMatchObject({
      ...{ index: 1, leader: 1, replicas: [1], isr: [1], offlineReplicas: [] },
      ...{ earliest: 0, latest: 1 },
    });
    expect(after.partitions[1]?.size).toBeGreaterThan(60);
    expect(after.partitions[0]).toMatchObject({ latest: 0, size: 0 });
    expect(await client.call('deleteTopics', [topic])).toEqual([]);
    await expect(client.call('topic', topic)).rejects.toThrow(`There is no topic ${topic}.`);
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs: {} });
    expect((await client.call('topic', topic)).id).not.toBe(before.id);
  });

  test('names the groups that read it, with members and without', async () => {
    await client.call('createTopic', { name: topic, partitions: 2, configs: {} });
    await client.call('createTopic', { name: `${topic}-other`, partitions: 1, configs: {} });
    const commit = (group: string, name: string) =>
      client.call('commitOffsets', { group, offsets: [{ topic: name, partition: 0, offset: 0 }] });
    await commit(`left-${topic}`, topic);
    await commit(`elsewhere-${topic}`, `${topic}-other`);
    const consumer = kafka().consumer({ groupId: `reads-${topic}` });
    await consumer.connect();
    await consumer.subscribe({ topic });
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    await joined;
    const { groups, silent } = await client.call('topicReaders', topic);
    await consumer.disconnect();
    expect(silent).toEqual([]);
    expect(groups).toEqual([
      {
        ...{ group: `left-${topic}`, state: 'Empty', members: 0 },
        offsets: [{ partition: 0, committed: 0 }],
      },
      {
        ...{ group: `reads-${topic}`, state: 'Stable', members: 1 },
        offsets: [{ partition: 0 }, { partition: 1 }],
      },
    ]);
  });

  test('can be created again as it is', async () => {
    const configs = { 'cleanup.policy': 'compact', 'segment.ms': '60000' };
    await client.call('createTopic', { name: topic, partitions: 4, replicationFactor: 1, configs });
    const definition = await client.call('topicDefinition', topic);
    expect(definition).toEqual({ name: topic, partitions: 4, replicationFactor: 1, configs });
    expect(await client.call('whyNotCreate', definition)).toBeNull();
    // Nothing was created to find that out.
    const names = (await client.call('topics', null)).topics.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('millrace-check'))).toEqual([]);
    const impossible = { ...definition, replicationFactor: 3 };
    expect(await client.call('whyNotCreate', impossible)).toMatch(/replication factor/i);
  });
});

describe('a sample', () => {
  test('of everything counts what is there', async () => {
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs: {} });
    await produce(topic, 20);
    const { state, sample: found } = await sample();
    expect(state).toBe('done');
    expect(found).toMatchObject({
      ...{ records: 300, population: 300, isWhole: true },
      ...{ nullKeys: 60, tombstones: 60, withHeaders: 300 },
      keys: { sampled: 20, estimate: 20 },
      times: { range: { from: 1_700_000_000_000, to: 1_700_000_004_000 } },
    });
    expect(new Set(found.batches.codecs.map(({ codec }) => codec))).toEqual(new Set(CODECS));
    for (const { codec, stored, plain, records } of found.batches.codecs) {
      expect(records).toBe(60);
      if (codec === 'none') expect(stored).toBe(plain);
      else if (codec !== 'gzip') expect(stored).toBeLessThan(plain);
    }
  });

  test('of some is as many as were wanted of each partition', async () => {
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs: {} });
    await produce(topic, 100);
    for (const which of ['newest', 'oldest', 'spread'] as const) {
      panel++;
      const { sample: found } = await sample({ which, perPartition: 60 });
      expect(found, which).toMatchObject({ records: 180, population: 1_500, isWhole: false });
    }
  });

  test('is not of more than makes sense', async () => {
    await useCluster();
    const wanted = { topic, which: 'newest', perPartition: 0 } as const;
    await expect(messages.request('sample', wanted, panel)).rejects.toThrow('1 to 1000000');
  });
});

describe('a clone', () => {
  async function cloned(copy: string): Promise<CopyingStatus> {
    const definition = await client.call('topicDefinition', topic);
    const { topic: created, later } = forCopying({ ...definition, name: copy });
    await client.call('createTopic', created);
    panel++;
    await useCluster();
    await messages.request('copy', { from: topic, to: copy }, panel);
    const status = await ended<CopyingStatus>('copying', 'copying');
    const subject = { kind: 'topic', name: copy } as const;
    expect(await client.call('alterConfig', { subject, changes: later, dryRun: false })).toBeNull();
    expect(await client.call('topicDefinition', copy)).toEqual({ ...definition, name: copy });
    return status;
  }

  test('has the records as they were: key, value, headers, time, partition, compression', async () => {
    const configs = { 'retention.ms': '-1' };
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs });
    await produce(topic, 50);
    expect(await cloned(`${topic}-copy`)).toMatchObject({
      state: 'done',
      copied: 750,
      progress: 1,
    });
    const [before, after] = [await contents(topic), await contents(`${topic}-copy`)];
    expect(after.length).toBe(750);
    expect(after).toEqual(before);
  });

  test('keeps times where brokers would set them, and sizes that are not taken any more', async () => {
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs: {} });
    await produce(topic, 2);
    const subject = { kind: 'topic', name: topic } as const;
    const changes = [
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'max.message.bytes', value: '100' },
    ];
    expect(await client.call('alterConfig', { subject, changes, dryRun: false })).toBeNull();
    expect(await cloned(`${topic}-copy`)).toMatchObject({ state: 'done', copied: 30 });
    expect(await contents(`${topic}-copy`)).toEqual(await contents(topic));
  });

  test('takes what only its topic takes: records larger than brokers do by default', async () => {
    const configs = { 'max.message.bytes': '4000000' };
    await client.call('createTopic', { name: topic, partitions: PARTITIONS, configs });
    const producer = kafka().producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'x'.repeat(2_000_000), partition: 1 }] });
    await producer.disconnect();
    expect(await cloned(`${topic}-copy`)).toMatchObject({ state: 'done', copied: 1 });
  });

  test('is not made of a cluster that is read-only', async () => {
    await useCluster(true);
    const wanted = messages.request('copy', { from: topic, to: 'copy' }, panel);
    await expect(wanted).rejects.toThrow('read-only');
  });
});
