import { afterEach, beforeEach, expect, test } from 'vitest';
import { kafkaConnector } from '../../../../server/node/streaming/kafka-cluster-client.ts';
import { metadataRequest, metadataResponse } from '../../../../server/protocol/api/03-metadata.ts';
import type { KafkaClient } from '../../../../server/streaming/kafka/kafka-client.ts';
import { LoopbackCluster } from '../../../harness/loopback-cluster.ts';

const of = { topic: 'moving', partition: 0 };
const value = new TextEncoder().encode('x');
let cluster: LoopbackCluster;
let kafka: KafkaClient;

beforeEach(async () => {
  const config = { 'offsets.topic.replication.factor': '2' };
  cluster = await LoopbackCluster.start({ brokers: 2, config });
  const silence = () => {};
  const silent = { error: silence, warn: silence, info: silence, debug: silence };
  kafka = kafkaConnector(silent)({
    ...{ 'bootstrap.servers': cluster.bootstrap, 'retry.backoff.ms': 20 },
    'request.timeout.ms': 10_000,
  });
});

afterEach(async () => {
  await kafka.close();
  await cluster.stop();
});

async function leader(id: number): Promise<number> {
  const { wire } = await cluster.client(id);
  const { topics } = await wire.request(metadataRequest, metadataResponse, 9, {
    topics: [{ name: of.topic }],
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  });
  wire.close();
  return topics[0]!.partitions[0]!.leaderId;
}

test('reading, sending and committing go on with the leaders that there are', async () => {
  const client = await cluster.client(1);
  await client.createTopic(of.topic, 1, {}, 2);
  await kafka.send(Array.from({ length: 10 }, () => ({ ...of, value })));
  expect(await kafka.read(of, 0, 5)).toHaveLength(5);
  await kafka.commit('group', [{ ...of, offset: 5 }]);

  const first = await leader(1);
  await cluster.killBroker(first);
  await kafka.send([{ ...of, value }]);
  expect(await kafka.offsets([of], 'latest')).toEqual([{ ...of, offset: 11 }]);
  expect(await kafka.read(of, 5, 11)).toHaveLength(6);
  await kafka.commit('group', [{ ...of, offset: 11 }]);
  expect(await kafka.committed('group', [of])).toEqual([{ ...of, offset: 11 }]);
  expect(await leader(3 - first)).toBe(3 - first);
}, 30_000);

test('a cluster that is away for a moment is waited for', async () => {
  const client = await cluster.client(1);
  await client.createTopic(of.topic, 1, {}, 1);
  const home = await leader(1);
  await kafka.send([{ ...of, value }]);
  await cluster.killBroker(1);
  await cluster.killBroker(2);
  const reading = kafka.read(of, 0, 1);
  const sending = kafka.send([{ ...of, value }]);
  await cluster.startBroker(3 - home);
  await cluster.startBroker(home);
  expect(await reading).toHaveLength(1);
  await sending;
  expect(await kafka.offsets([of], 'latest')).toEqual([{ ...of, offset: 2 }]);
}, 30_000);
