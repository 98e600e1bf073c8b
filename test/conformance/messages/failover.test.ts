import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kafkaConnector } from '../../../server/node/streaming/kafka-cluster-client.ts';
import type { KafkaClient } from '../../../server/streaming/kafka/kafka-client.ts';
import { HostedCluster } from '../../harness/hosted-cluster.ts';
import { MessagesProcess, reading } from '../../harness/messages-process.ts';
import { tempFolder } from '../../harness/temp.ts';

const PARTITIONS = 3;

const temp = tempFolder('messages-failover');
let cluster: HostedCluster;
let kafka: KafkaClient;
let messages: MessagesProcess;

beforeAll(async () => {
  cluster = await HostedCluster.start({
    brokers: 3,
    dataDirectory: join(temp.path, 'data'),
    controlPath: join(temp.path, 'control'),
  });
  const silence = () => {};
  kafka = kafkaConnector({ error: silence, warn: silence, info: silence, debug: silence })({
    'bootstrap.servers': cluster.bootstrap,
    acks: 'all',
  });
  messages = new MessagesProcess();
  const client = new Kafka({ brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  const replicated = { topic: 'replicated', numPartitions: PARTITIONS, replicationFactor: 3 };
  // Each partition on a broker of its own.
  const replicaAssignment = [1, 2, 3].map((id) => ({ partition: id - 1, replicas: [id] }));
  await admin.createTopics({
    topics: [replicated, { topic: 'single', replicaAssignment }],
    waitForLeaders: true,
  });
  await admin.disconnect();
});

afterAll(async () => {
  await messages?.close();
  await kafka?.close();
  await cluster?.kill();
  temp.remove();
});

async function send(topic: string, partitions: readonly number[], count: number): Promise<void> {
  const value = Buffer.from('grain');
  await kafka.send(
    partitions.flatMap((partition) =>
      Array.from({ length: count }, () => ({ topic, partition, value })),
    ),
  );
}

test('a reading goes on while leaders move, and without a partition that has none', async () => {
  const all = [0, 1, 2];
  await messages.read(cluster.bootstrap, reading('replicated', { stop: {} }), 1);
  await messages.read(cluster.bootstrap, reading('single', { stop: {} }), 2);
  await send('replicated', all, 100);
  await send('single', all, 100);
  await messages.status(({ scanned }) => scanned === 300, 1);
  await messages.status(({ scanned }) => scanned === 300, 2);

  await cluster.killBroker(2);
  await send('replicated', all, 100);
  await send('single', [0, 2], 100);
  const moved = await messages.status(({ scanned }) => scanned === 600, 1);
  expect(moved.partitions.map(({ position }) => position)).toEqual([200, 200, 200]);
  const status = await messages.status(
    ({ scanned, partitions }) => scanned === 500 && partitions[1]?.problem !== undefined,
    2,
  );
  expect(status.partitions[0]?.problem).toBeUndefined();
  expect(status.partitions[2]?.problem).toBeUndefined();
  const { partitions } = await messages.status(
    (each) => /^Partition 1 has no leader/.test(each.partitions[1]?.problem ?? ''),
    2,
  );
  expect(partitions).toHaveLength(PARTITIONS);

  await cluster.startBroker(2);
  await send('single', [1], 100);
  const back = await messages.status(({ scanned }) => scanned === 600, 2);
  expect(back.partitions[1]).toMatchObject({ position: 200 });
});
