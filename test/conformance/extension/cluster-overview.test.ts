// A cluster as a whole, as the extension's Kafka client sees it while brokers die and come back.

import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type { ClusterOverview } from '../../../server/contract/kafka-client/cluster.ts';
import { HostedCluster } from '../../harness/hosted-cluster.ts';
import { inDist } from '../../harness/places.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

const SOON = { timeout: 20_000, interval: 50 };
const PARTITIONS = 6;

let folder: TempFolder;
let cluster: HostedCluster;
let client: KafkaClient;

beforeAll(async () => {
  folder = tempFolder('cluster-overview');
  cluster = await HostedCluster.start({
    brokers: 3,
    dataDirectory: join(folder.path, 'data'),
    controlPath: join(folder.path, 'control.sock'),
  });
  await withKafka(async (kafka) => {
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: 'min.insync.replicas', value: '2' }];
    await admin.createTopics({
      topics: [
        { topic: 'orders', numPartitions: PARTITIONS, replicationFactor: 3, configEntries },
        { topic: 'single', replicaAssignment: [{ partition: 0, replicas: [3] }] },
      ],
      waitForLeaders: true,
    });
    await admin.disconnect();
  });
});
afterAll(async () => {
  await cluster?.kill();
  folder?.remove();
});
beforeEach(() => {
  client = new KafkaClient(inDist('kafka-worker.js'), { 'bootstrap.servers': cluster.bootstrap });
});
afterEach(() => client.dispose());

async function withKafka<T>(use: (kafka: Kafka) => Promise<T>): Promise<T> {
  return use(
    new Kafka({
      brokers: cluster.bootstrap.split(','),
      clientId: 'app',
      logLevel: logLevel.NOTHING,
    }),
  );
}

function send(count: number): Promise<void> {
  return withKafka(async (kafka) => {
    const producer = kafka.producer();
    await producer.connect();
    const messages = Array.from({ length: count }, (_, at) => ({
      value: 'x'.repeat(100),
      partition: at % PARTITIONS,
    }));
    await producer.send({ topic: 'orders', messages });
    await producer.disconnect();
  });
}

const look = (anew = false) => client.call('clusterOverview', { anew });
const brokerOf = ({ brokers }: ClusterOverview, id: number) =>
  brokers.find((broker) => broker.id === id);

test('what comes in is what offsets and logs grew by', async () => {
  await send(60);
  const first = await look(true);
  expect(first).toMatchObject({
    id: expect.stringMatching(/^[\w-]{22}$/),
    topics: 2,
    partitions: PARTITIONS + 1,
    period: null,
    rates: { records: { value: null, partial: true }, bytes: { value: null, partial: true } },
    groups: { value: 0, partial: false },
    troubled: [],
  });
  expect(first.brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
  for (const { disk, load } of first.brokers) {
    expect(disk).toBeGreaterThan(60 * 100);
    expect(load).toMatchObject({ leads: expect.any(Number), outOfSync: 0 });
  }
  expect(first.disk.value).toBe(first.brokers.reduce((sum, { disk }) => sum + (disk ?? 0), 0));
  await send(600);
  // Looks that are near each other tell nothing, of some brokers sooner than of others.
  let next = first;
  await expect
    .poll(async () => {
      next = await look();
      return next.rates.records;
    }, SOON)
    .toEqual({ value: expect.any(Number), partial: false });
  const { rates, period, brokers, topTopics } = next;
  // Brokers answer at moments of their own, the period is that of the whole look.
  const grown = ((rates.records.value ?? 0) * (period ?? 0)) / 1000;
  expect(grown).toBeGreaterThan(300);
  expect(grown).toBeLessThan(1200);
  expect(rates.bytes.value).toBeGreaterThan((rates.records.value ?? 0) * 100);
  const byBroker = brokers.reduce((sum, each) => sum + (each.rates.records.value ?? 0), 0);
  expect(byBroker).toBeCloseTo(rates.records.value ?? 0);
  expect(topTopics[0]).toMatchObject({ name: 'orders', partitions: PARTITIONS, internal: false });
  expect(topTopics[0]?.disk.value).toBe(3 * (topTopics[0]?.size.value ?? 0));
  // Nothing more came: that is known.
  await expect
    .poll(async () => (await look()).rates.records, SOON)
    .toEqual({ value: 0, partial: false });
});

test('a broker that is killed leaves partitions behind, and is back', async () => {
  await look(true);
  await cluster.killBroker(3);
  await expect
    .poll(async () => (await look()).health, SOON)
    .toMatchObject({
      offline: 1,
      underReplicated: PARTITIONS,
      atMinIsr: { value: PARTITIONS, partial: false },
      belowMinIsr: { value: 0, partial: false },
    });
  const wounded = await look();
  expect(brokerOf(wounded, 3)).toMatchObject({
    address: null,
    disk: null,
    rates: { records: { value: null, partial: true } },
    load: { leads: 0, replicas: PARTITIONS + 1, outOfSync: PARTITIONS },
  });
  expect(wounded.disk.partial).toBe(true);
  expect(wounded.rates.records.partial).toBe(true);
  expect(wounded.troubledPartitions).toBe(PARTITIONS + 1);
  expect(wounded.troubled[0]).toMatchObject({ topic: 'single', troubles: ['offline'], leader: -1 });
  expect(wounded.troubled[1]).toMatchObject({
    topic: 'orders',
    troubles: ['atMinIsr', 'underReplicated'],
    minIsr: 2,
  });
  await cluster.killBroker(2);
  await expect
    .poll(async () => (await look()).health.belowMinIsr, SOON)
    .toEqual({ value: PARTITIONS, partial: false });

  await cluster.startBroker(2);
  await cluster.startBroker(3);
  await expect
    .poll(async () => (await look()).health, SOON)
    .toMatchObject({ offline: 0, underReplicated: 0 });
  await expect
    .poll(async () => (await look()).rates.records, SOON)
    .toEqual({ value: 0, partial: false });
});

test('a topic that was created anew takes nothing away', async () => {
  const rates = async () => (await look()).rates.records;
  await look(true);
  await client.call('deleteTopics', ['orders']);
  const topic = { name: 'orders', partitions: PARTITIONS, configs: {} };
  await expect.poll(() => client.call('createTopic', topic).catch(String), SOON).toBeNull();
  const { value } = await rates();
  expect(value ?? 0).toBeGreaterThanOrEqual(0);
  await expect.poll(rates, SOON).toEqual({ value: 0, partial: false });
});

test('a cluster that does not answer is an error, and nothing else', async () => {
  const nowhere = new KafkaClient(inDist('kafka-worker.js'), {
    'bootstrap.servers': '127.0.0.1:1',
  });
  try {
    await expect(nowhere.call('clusterOverview', { anew: true })).rejects.toThrow(
      /nothing listens/,
    );
  } finally {
    nowhere.dispose();
  }
});
