import { afterEach, beforeEach, expect, test } from 'vitest';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessCluster } from '../../../harness/in-process-cluster.ts';

let cluster: InProcessCluster;

beforeEach(async () => {
  cluster = await InProcessCluster.start();
});
afterEach(() => cluster.stop());

test('three brokers know each other and who is controller', () => {
  for (const { image } of cluster.brokers.values()) {
    expect([...image.brokers.keys()]).toEqual([1, 2, 3]);
    expect(image.controllerId).toBe(1);
  }
});

test('a topic is spread over them, and known to all', async () => {
  const client = new BrokerClient(await cluster.connect(1));
  await client.createTopic('t', 3);
  await cluster.until(() =>
    [...cluster.brokers.values()].every(({ image }) => image.topic('t')?.partitions.length === 3),
  );
  expect(
    cluster
      .broker(3)
      .image.topic('t')
      ?.partitions.map(({ leader }) => leader)
      .sort(),
  ).toEqual([1, 2, 3]);
});
