import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ClusterSource,
  kafkaSource,
} from '../../../../server/language/topics/cluster-source.ts';
import type { BrokerClient } from '../../../harness/broker-client.ts';
import { LoopbackCluster } from '../../../harness/loopback-cluster.ts';

let cluster: LoopbackCluster;
let client: BrokerClient;
let source: ClusterSource;

beforeAll(async () => {
  cluster = await LoopbackCluster.start();
  client = await cluster.client();
  source = kafkaSource(cluster.bootstrap);
});
afterAll(async () => {
  await source.close();
  await client.wire.close();
  await cluster.stop();
});

async function valuesOf(topic: string): Promise<string[]> {
  const values = await source.lastValues(topic);
  return values.map((value) => (value === null ? '-' : new TextDecoder().decode(value))).sort();
}

test('topics and groups are named', async () => {
  await client.createTopic('orders', 3);
  expect(await source.topics()).toContainEqual({ name: 'orders', partitions: 3, internal: false });
  expect(await source.groups()).toEqual([]);
});

test('records are those at the ends of all partitions', async () => {
  await client.createTopic('clicks', 2);
  const many = Array.from({ length: 500 }, (_, i) => String(i));
  for (let at = 0; at < many.length; at += 10) {
    await client.produce('clicks', many.slice(at, at + 10));
  }
  await client.produce('clicks', ['other'], { partition: 1 });
  const values = await valuesOf('clicks');
  expect(values).toContain('other');
  expect(values).toContain('499');
  expect(values).not.toContain('100');
});

test('records are read of as many partitions as there are', async () => {
  for (const partitions of [3, 7, 11]) {
    const topic = `spread-${partitions}`;
    await client.createTopic(topic, partitions);
    for (let partition = 0; partition < partitions; partition++) {
      await client.produce(topic, [String(partition)], { partition });
    }
    expect(await valuesOf(topic)).toHaveLength(Math.min(partitions, 8));
  }
});

test('many large records are not all read', async () => {
  await client.createTopic('documents');
  for (let i = 0; i < 30; i++) await client.produce('documents', ['x'.repeat(100_000)]);
  const values = await valuesOf('documents');
  expect(values.length).toBeGreaterThan(0);
  expect(values.length).toBeLessThan(10);
});

test('an empty topic, and one that is not there, has none', async () => {
  await client.createTopic('empty');
  expect(await valuesOf('empty')).toEqual([]);
  expect(await valuesOf('nothing')).toEqual([]);
  expect((await source.topics()).map(({ name }) => name)).not.toContain('nothing');
});

test('a cluster that is not there is an error, and asked anew when it is asked again', async () => {
  const gone = kafkaSource('127.0.0.1:1');
  await expect(gone.topics()).rejects.toThrow('nothing listens there');
  await expect(gone.groups()).rejects.toThrow('nothing listens there');
  await gone.close();
  await expect(kafkaSource('nowhere').topics()).rejects.toThrow('expected HOST:PORT');
});
