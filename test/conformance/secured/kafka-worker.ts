import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type { Properties } from '../../../server/node/kafka/properties.ts';
import { inDist } from '../../harness/places.ts';

let topics = 0;

/** What the explorer and the configuration's panel ask of a cluster, by a client with this configuration. */
export function kafkaWorkerTests(properties: () => Properties): void {
  const topic = `explored-${++topics}`;
  let client: KafkaClient;

  beforeAll(() => {
    client = new KafkaClient(inDist('kafka-worker.js'), properties());
  });

  afterAll(() => client?.dispose());

  test('finds the cluster', async () => {
    const cluster = await client.call('cluster', null);
    expect(cluster.controller).toBe(1);
    const [host, port] = properties()['bootstrap.servers']!.split(':');
    expect(cluster.brokers).toMatchObject([{ id: 1, host, port: Number(port), rack: null }]);
  });

  test('makes a topic, gives it partitions, and deletes it', async () => {
    const configs = { 'retention.ms': '3600000' };
    await client.call('createTopic', { name: topic, partitions: 2, replicationFactor: 1, configs });
    const row = { leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], earliest: 0, latest: 0 };
    await expect
      .poll(() => client.call('partitions', topic))
      .toMatchObject([
        { index: 0, ...row },
        { index: 1, ...row },
      ]);
    const again = client.call('createTopic', { name: topic, configs: {} });
    await expect(again).rejects.toThrow(/exists/);
    await client.call('createPartitions', { topic, count: 3 });
    await expect.poll(() => client.call('replicas', [topic])).toHaveLength(3);
    const { topics, brokers } = await client.call('topics', null);
    expect(brokers).toBe(1);
    expect(topics.find(({ name }) => name === topic)).toMatchObject({
      partitions: 3,
      replicationFactor: 1,
      offline: 0,
      underReplicated: 0,
    });
    expect(await client.call('deleteTopics', [topic])).toEqual([]);
    await expect
      .poll(async () => (await client.call('topics', null)).topics.map(({ name }) => name))
      .not.toContain(topic);
  });

  test('tells what changed', async () => {
    const nothing = { brokers: false, partitions: [], groups: false, groupDetails: [] };
    const changes = () => client.call('changes', { ...nothing, topics: true });
    await changes();
    const name = `${topic}-changes`;
    await client.call('createTopic', { name, partitions: 1, replicationFactor: 1, configs: {} });
    await expect
      .poll(async () => (await changes()).topics?.put.map((each) => each.name))
      .toEqual([name]);
    expect(await client.call('deleteTopics', [name])).toEqual([]);
    await expect.poll(async () => (await changes()).topics?.removed).toEqual([name]);
  });

  test('reads and alters the configuration of topics and brokers', async () => {
    const name = `${topic}-configured`;
    const subject = { kind: 'topic', name } as const;
    await client.call('createTopic', { name, partitions: 1, replicationFactor: 1, configs: {} });
    const alter = (value: string, dryRun = false) =>
      client.call('alterConfig', {
        subject,
        changes: [{ name: 'retention.ms', value }],
        dryRun,
      });
    await expect.poll(() => alter('7200000')).toBeNull();
    expect(await alter('never', true)).toMatch(/retention\.ms/);
    await expect
      .poll(async () => {
        const { keys } = await client.call('configuration', subject);
        return keys.find((key) => key.name === 'retention.ms')?.value;
      })
      .toBe('7200000');
    const { keys } = await client.call('configuration', { kind: 'broker', name: '1' });
    expect(keys.length).toBeGreaterThan(100);
    // Kafka's are written for its website.
    expect(
      keys.filter(({ documentation }) => /<\/?(a|p|ul|li|code)\b/.test(documentation ?? '')),
    ).toEqual([]);
    const secret = keys.filter(({ sensitive }) => sensitive);
    expect(secret.map((key) => key.name)).toContain('ssl.keystore.password');
    expect(secret.every(({ value }) => value === null)).toBe(true);
    expect(await client.call('deleteTopics', [name])).toEqual([]);
  });
}
