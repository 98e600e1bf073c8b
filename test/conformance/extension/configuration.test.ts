// What the configuration form reads and changes, through the extension's Kafka client in its thread.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type { ConfigChange, ConfigSubject } from '../../../server/contract/configuration.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist } from '../../harness/places.ts';

const topic: ConfigSubject = { kind: 'topic', name: 'orders' };
const broker: ConfigSubject = { kind: 'broker', name: '1' };
let cluster: MillraceProcess;
let client: KafkaClient;

beforeAll(async () => {
  cluster = await startMillrace({ overrides: { 'log.segment.bytes': 1_048_576 } });
  client = new KafkaClient(inDist('kafka-worker.js'), { 'bootstrap.servers': cluster.bootstrap });
  await client.call('createTopic', { name: 'orders', partitions: 1, configs: {} });
});
afterAll(async () => {
  client?.dispose();
  await cluster?.stop();
});

const keyOf = async (subject: ConfigSubject, name: string) =>
  (await client.call('configuration', subject)).keys.find((key) => key.name === name);
const alter = (subject: ConfigSubject, changes: ConfigChange[], dryRun = false) =>
  client.call('alterConfig', { subject, changes, dryRun });

test('every key is explained, and says who gives it its value', async () => {
  const { keys } = await client.call('configuration', topic);
  expect(keys.length).toBeGreaterThan(20);
  for (const { documentation, type, origins } of keys) {
    expect(documentation).toMatch(/\w.*\.$/s);
    expect(type).not.toBe('unknown');
    expect(origins.length).toBeGreaterThan(0);
  }
  expect(await keyOf(topic, 'segment.bytes')).toMatchObject({
    value: '1048576',
    source: 'broker-file',
    origins: [
      { name: 'log.segment.bytes', value: '1048576', source: 'broker-file' },
      { name: 'log.segment.bytes', value: '1073741824', source: 'default' },
    ],
  });
});

test('a topic’s key is set and reset', async () => {
  expect(await alter(topic, [{ name: 'retention.ms', value: '60000' }])).toBeNull();
  await expect
    .poll(() => keyOf(topic, 'retention.ms'))
    .toMatchObject({ value: '60000', source: 'topic' });
  expect(await alter(topic, [{ name: 'retention.ms', value: null }])).toBeNull();
  await expect.poll(() => keyOf(topic, 'retention.ms')).toMatchObject({ source: 'default' });
});

test('the broker says what is wrong, and then nothing is changed', async () => {
  const changes = [
    { name: 'segment.ms', value: '5000' },
    { name: 'retention.ms', value: '-7' },
  ];
  expect(await alter(topic, changes)).toContain('retention.ms');
  expect(await keyOf(topic, 'segment.ms')).toMatchObject({ source: 'default' });
  expect(await alter(topic, changes.slice(0, 1), true)).toBeNull();
  expect(await keyOf(topic, 'segment.ms')).toMatchObject({ source: 'default' });
  await expect(client.call('configuration', { kind: 'topic', name: 'none' })).rejects.toThrow();
});

test('a broker’s key is set while it runs, if it can be', async () => {
  const { keys } = await client.call('configuration', broker);
  expect(keys.find(({ name }) => name === 'broker.rack')?.readOnly).toBe(true);
  expect(await alter(broker, [{ name: 'log.retention.ms', value: '120000' }])).toBeNull();
  await expect
    .poll(() => keyOf(broker, 'log.retention.ms'))
    .toMatchObject({ value: '120000', source: 'broker' });
  await expect
    .poll(() => keyOf(topic, 'retention.ms'))
    .toMatchObject({ value: '120000', source: 'broker' });
});
