import { afterEach, beforeEach, expect, test } from 'vitest';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessCluster } from '../../../harness/in-process-cluster.ts';

let cluster: InProcessCluster;

beforeEach(async () => {
  cluster = await InProcessCluster.start({ networked: true });
});
afterEach(() => cluster.stop());

/** Lets time pass until it is so, at most a minute. */
async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if (condition()) return;
    await cluster.clock.advance(100);
  }
  throw new Error(`${what} did not come about:\n${cluster.log.slice(-60).join('\n')}`);
}

const leader = (id: number) => cluster.broker(id).image.topic('t')?.partitions[0];

test('a controller whose session expires gives way, and is a broker again at once', async () => {
  const client = new BrokerClient(await cluster.connect(1));
  await client.createTopic('t');
  const before = cluster.broker(1).epoch;
  expect(cluster.broker(1).controller.isActive).toBe(true);
  cluster.expire(1);
  await eventually(() => !cluster.broker(1).controller.isActive, 'the end of the term');
  await eventually(() => cluster.controller.id !== 1, 'another controller');
  await eventually(() => cluster.broker(1).epoch > before, 'another registration');
  await eventually(
    () => [1, 2, 3].every((id) => cluster.broker(id).image.brokers.size === 3),
    'three brokers',
  );
  await eventually(
    () =>
      [1, 2, 3].every((id) => leader(id)?.leader === leader(1)?.leader && leader(id)!.leader > 0),
    'one leader for all',
  );
  const produced = new BrokerClient(await cluster.connect(leader(1)!.leader)).produce('t', ['a']);
  expect(await produced).toMatchObject({ errorCode: 0 });
});

test('connections that break cost nobody anything', async () => {
  const epochs = [1, 2, 3].map((id) => cluster.broker(id).epoch);
  cluster.transport.breakConnections();
  await cluster.clock.advance(4_000);
  expect([1, 2, 3].map((id) => cluster.broker(id).epoch)).toEqual(epochs);
  expect(cluster.controller.id).toBe(1);
  const client = new BrokerClient(await cluster.connect(1));
  await client.createTopic('t');
  await eventually(() => leader(3) !== undefined, 'the topic on broker 3');
});
