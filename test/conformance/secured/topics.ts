import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import { forCopying } from '../../../extension/clusters/topic-definition.ts';
import type { Properties } from '../../../server/node/kafka/properties.ts';
import { MessagesProcess } from '../../harness/messages-process.ts';
import { inDist } from '../../harness/places.ts';

let topics = 0;

/** What the view of a topic asks of a cluster, by a client with this configuration. */
export function topicTests(properties: () => Properties): void {
  const topic = `viewed-${++topics}`;
  const configs = { 'cleanup.policy': 'compact', 'retention.ms': '3600000' };
  let client: KafkaClient;
  let messages: MessagesProcess;

  beforeAll(async () => {
    client = new KafkaClient(inDist('kafka-worker.js'), properties());
    await client.call('createTopic', { name: topic, partitions: 2, replicationFactor: 1, configs });
    messages = new MessagesProcess();
    const cluster = { name: 'Secured', properties: properties(), readOnly: false };
    await messages.request('cluster', cluster);
    const text = (value: string) => ({ encoding: { format: 'string' }, text: value }) as const;
    await messages.request('produce', {
      ...{ topic, acks: -1, idempotent: true, compression: 'zstd' },
      ...{ partition: { kind: 'roundRobin' }, repetition: { kind: 'times', count: 200 } },
      template: { key: text('key {{index}}'), value: text('v'), headers: [], generated: true },
    });
    await messages.event((each) => each.kind === 'producing' && each.status.state === 'done');
  });

  afterAll(async () => {
    client?.dispose();
    await messages?.close();
  });

  test('it is told with offsets, sizes and who reads it', async () => {
    const { partitions, id } = await client.call('topic', topic);
    expect(id).not.toBe('');
    expect(partitions).toMatchObject([
      { index: 0, leader: 1, isr: [1], earliest: 0, latest: 100 },
      { index: 1, leader: 1, isr: [1], earliest: 0, latest: 100 },
    ]);
    expect(partitions.every(({ size = 0 }) => size > 0)).toBe(true);
    const group = `reads-${topic}`;
    const offsets = [{ topic, partition: 1, offset: 40 }];
    expect(await client.call('commitOffsets', { group, offsets })).toEqual([]);
    expect((await client.call('topicReaders', topic)).groups).toEqual([
      { group, state: 'Empty', members: 0, offsets: [{ partition: 1, committed: 40 }] },
    ]);
  });

  test('a sample tells what its records are like', async () => {
    await messages.request('sample', { topic, which: 'spread', perPartition: 1_000 });
    const event = await messages.event(
      (each) => each.kind === 'sampling' && each.status.state !== 'sampling',
    );
    expect(event).toMatchObject({
      status: {
        state: 'done',
        sample: {
          ...{ records: 200, isWhole: true, nullKeys: 0 },
          keys: { sampled: 200, isExact: true },
          batches: { codecs: [{ codec: 'zstd', records: 200 }] },
        },
      },
    });
  });

  test('it is cloned, and could be created again', async () => {
    const definition = await client.call('topicDefinition', topic);
    expect(definition).toEqual({ name: topic, partitions: 2, replicationFactor: 1, configs });
    expect(await client.call('whyNotCreate', definition)).toBeNull();
    expect(await client.call('whyNotCreate', { ...definition, replicationFactor: 9 })).toMatch(
      /replication factor/i,
    );
    const name = `${topic}-copy`;
    const { topic: created, later } = forCopying({ ...definition, name });
    await client.call('createTopic', created);
    await messages.request('copy', { from: topic, to: name });
    const event = await messages.event(
      (each) => each.kind === 'copying' && each.status.state !== 'copying',
    );
    expect(event).toMatchObject({ status: { state: 'done', copied: 200 } });
    const subject = { kind: 'topic', name } as const;
    expect(await client.call('alterConfig', { subject, changes: later, dryRun: false })).toBeNull();
    await expect.poll(() => client.call('topicDefinition', name)).toEqual({ ...definition, name });
    const { partitions } = await client.call('topic', name);
    expect(partitions.map(({ latest }) => latest)).toEqual([100, 100]);
  });
}
