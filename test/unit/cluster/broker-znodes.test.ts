import { afterEach, expect, test } from 'vitest';
import { assigned } from '../../../server/broker/metadata/assigned-replicas.ts';
import { paths } from '../../../server/broker/metadata/znode-paths.ts';
import {
  brokerZnode,
  controllerZnode,
  partitionStateZnode,
  topicZnode,
} from '../../../server/broker/metadata/znodes.ts';
import { endBrokerSession, topicsOnlyOn } from '../../../server/cluster/broker-znodes.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../../server/zookeeper/local-coordination.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { seededRandom } from '../../harness/seeded-random.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

async function openService(): Promise<CoordinationService> {
  const service = await CoordinationService.open({
    store: new MemoryStore(),
    clock: new ManualClock(),
    random: seededRandom(),
    logger: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} },
  });
  cleanUp.push(() => service.close());
  return service;
}

async function openSession(service: CoordinationService): Promise<LocalCoordination> {
  const session = await LocalCoordination.open(service);
  cleanUp.push(() => session.close());
  return session;
}

test('with the session of a broker that is gone all its ephemeral znodes go, and nobody else’s', async () => {
  const service = await openService();
  const observer = await openSession(service);
  for (const path of ['/brokers', paths.brokerIds]) await observer.create(path, null);
  for (const id of [1, 2]) {
    const broker = await openSession(service);
    const registration = { host: 'localhost', port: 9091 + id, rack: null };
    await broker.create(paths.brokerId(id), brokerZnode.encode(registration, 0), {
      mode: 'ephemeral',
    });
    if (id === 1) {
      await broker.create(paths.controller, controllerZnode.encode(id, 0), { mode: 'ephemeral' });
    }
  }
  endBrokerSession(service, 1);
  expect(await observer.getChildren(paths.brokerIds)).toMatchObject({ children: ['2'] });
  expect(await observer.exists(paths.controller)).toBeUndefined();
  endBrokerSession(service, 1);
  endBrokerSession(service, 3);
  expect(await observer.getChildren(paths.brokerIds)).toMatchObject({ children: ['2'] });
});

test('topics are only on a broker where it has the only in-sync replica', async () => {
  const service = await openService();
  const session = await openSession(service);
  expect(topicsOnlyOn(service.tree, 1)).toEqual([]);
  for (const path of ['/brokers', paths.topics]) await session.create(path, null);
  const create = async (topic: string, replicas: number[], isr?: number[]) => {
    const assignment = new Map([[0, assigned(replicas)]]);
    await session.create(paths.topic(topic), topicZnode.encode({ topicId: null, assignment }));
    if (isr === undefined) return;
    await session.create(paths.partitions(topic), null);
    await session.create(paths.partition(topic, 0), null);
    const state = { leader: isr[0] ?? -1, leaderEpoch: 0, controllerEpoch: 1, isr };
    await session.create(paths.partitionState(topic, 0), partitionStateZnode.encode(state));
  };
  await create('z-alone', [1], [1]);
  await create('a-last-in-sync', [1, 2], [1]);
  await create('new-and-alone', [1]);
  await create('safe', [1, 2], [1, 2]);
  await create('behind', [1, 2], [2]);
  await create('elsewhere', [2], [2]);
  expect(topicsOnlyOn(service.tree, 1)).toEqual(['a-last-in-sync', 'new-and-alone', 'z-alone']);
  expect(topicsOnlyOn(service.tree, 2)).toEqual(['behind', 'elsewhere']);
  expect(topicsOnlyOn(service.tree, 3)).toEqual([]);
});
