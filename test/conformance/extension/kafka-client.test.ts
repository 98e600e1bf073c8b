// The extension's Kafka client, in its thread, against a cluster; other clients fill it.

import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type { Changes, Interest } from '../../../server/contract/kafka-client/model.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist } from '../../harness/places.ts';

let cluster: MillraceProcess;
let client: KafkaClient;
let topic: string;
let number = 0;

beforeAll(async () => {
  cluster = await startMillrace({ overrides: { 'group.initial.rebalance.delay.ms': 0 } });
});

afterAll(() => cluster?.stop());

beforeEach(() => {
  topic = `topic-${++number}`;
});

/** Runs with a client that has been told nothing yet. */
async function withClient(work: () => Promise<void>): Promise<void> {
  client = new KafkaClient(inDist('kafka-worker.js'), { 'bootstrap.servers': cluster.bootstrap });
  try {
    await work();
  } finally {
    client.dispose();
  }
}

function changes(interest: Partial<Interest>): Promise<Changes> {
  return client.call('changes', {
    brokers: false,
    topics: false,
    partitions: [],
    groups: false,
    groupDetails: [],
    ...interest,
  });
}

function kafka(): Kafka {
  return new Kafka({ brokers: [cluster.bootstrap], clientId: 'app', logLevel: logLevel.NOTHING });
}

async function produce(count: number, partition: number): Promise<void> {
  const producer = kafka().producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, at) => ({ value: `line ${at}`, partition }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

describe('topics', () => {
  test('come, change and go, and nothing is told twice', () =>
    withClient(async () => {
      const first = await changes({ topics: true });
      expect(first.first).toBe(true);
      expect(first.cluster?.brokers).toEqual([
        { id: 1, host: 'localhost', port: cluster.port, rack: null },
      ]);
      expect(await changes({ topics: true })).toEqual({});

      await client.call('createTopic', { name: topic, partitions: 2, configs: {} });
      expect(await changes({ topics: true })).toEqual({
        topics: {
          put: [
            {
              name: topic,
              id: expect.stringMatching(/^[\w-]{22}$/),
              internal: false,
              partitions: 2,
              replicationFactor: 1,
              offline: 0,
              underReplicated: 0,
              reassigning: 0,
            },
          ],
          removed: [],
        },
      });
      expect(await client.call('deleteTopics', [topic])).toEqual([]);
      expect(await changes({ topics: true })).toEqual({ topics: { put: [], removed: [topic] } });
    }));

  test('are refused with the broker’s reason', () =>
    withClient(async () => {
      const create = (name: string, configs = {}) => client.call('createTopic', { name, configs });
      await create(topic);
      await expect(create(topic)).rejects.toThrow(/exists/);
      await expect(create('a b')).rejects.toThrow(/a b/);
      await expect(create('x', { 'no.such.key': '1' })).rejects.toThrow(/no\.such\.key/);
      expect(await client.call('deleteTopics', [topic, 'nowhere'])).toEqual([
        { what: 'nowhere', message: expect.stringMatching(/UNKNOWN_TOPIC_OR_PARTITION/) },
      ]);
    }));
});

describe('partitions', () => {
  test('have offsets and sizes, which move', () =>
    withClient(async () => {
      await client.call('createTopic', { name: topic, partitions: 2, configs: {} });
      const empty = await changes({ partitions: [topic] });
      const row = { leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], offlineReplicas: [] };
      expect(empty.partitions).toEqual([
        {
          topic,
          partitions: [
            { index: 0, ...row, earliest: 0, latest: 0, size: 0 },
            { index: 1, ...row, earliest: 0, latest: 0, size: 0 },
          ],
        },
      ]);
      await produce(5, 1);
      const filled = await changes({ partitions: [topic] });
      expect(filled.partitions?.[0]?.partitions[1]).toMatchObject({ earliest: 0, latest: 5 });
      expect(filled.partitions?.[0]?.partitions[1]?.size).toBeGreaterThan(0);
      expect(await changes({ partitions: [topic] })).toEqual({});
    }));

  test('lose records before an offset, and all of them', () =>
    withClient(async () => {
      await client.call('createTopic', { name: topic, configs: {} });
      await produce(5, 0);
      const keepFrom = (before: number) =>
        client.call('deleteRecords', [{ topic, partition: 0, before }]);
      expect(await keepFrom(3)).toEqual([]);
      expect(await client.call('partitions', topic)).toMatchObject([{ earliest: 3, latest: 5 }]);
      expect(await keepFrom(6)).toEqual([
        { what: `${topic}-0`, message: expect.stringMatching(/OFFSET_OUT_OF_RANGE/) },
      ]);
      expect(await keepFrom(-1)).toEqual([]);
      expect(await client.call('partitions', topic)).toMatchObject([{ earliest: 5, latest: 5 }]);
    }));

  test('of no topic are an error', () =>
    withClient(async () => {
      await expect(client.call('partitions', 'nowhere')).rejects.toThrow(/no topic nowhere/);
      expect((await client.call('topics', null)).topics.map(({ name }) => name)).not.toContain(
        'nowhere',
      );
    }));
});

describe('replicas', () => {
  test('are counted by broker', () =>
    withClient(async () => {
      await client.call('createTopic', { name: topic, partitions: 3, configs: {} });
      const { cluster: summary } = await changes({ brokers: true });
      const load = summary?.brokers[0]?.load;
      expect(load?.leads).toBeGreaterThanOrEqual(3);
      expect(load).toEqual({ leads: load?.leads, replicas: load?.leads, outOfSync: 0 });
      expect(await client.call('replicas', [topic])).toEqual(
        [0, 1, 2].map((partition) => ({ topic, partition, leader: 1, replicas: [1], isr: [1] })),
      );
      expect((await client.call('replicas', null)).length).toBe(load?.replicas);
      expect((await client.call('cluster', null)).controller).toBe(1);
    }));

  test('move to brokers that there are only', () =>
    withClient(async () => {
      await client.call('createTopic', { name: topic, configs: {} });
      const moveTo = (replicas: number[] | null) =>
        client.call('alterReassignments', [{ topic, partition: 0, replicas }]);
      expect(await moveTo([1])).toEqual([]);
      expect(await moveTo([9])).toEqual([
        { what: `${topic}-0`, message: expect.stringMatching(/9|INVALID_REPLICA_ASSIGNMENT/) },
      ]);
      expect(await moveTo(null)).toEqual([
        { what: `${topic}-0`, message: expect.stringMatching(/reassignment/i) },
      ]);
      expect(await client.call('reassignments', null)).toEqual([]);
    }));

  test('lead, as is preferred', () =>
    withClient(async () => {
      await client.call('createTopic', { name: topic, configs: {} });
      expect(await client.call('electPreferredLeaders', [{ topic, partitions: [0] }])).toEqual({
        elected: 0,
        failures: [],
      });
      expect(await client.call('electPreferredLeaders', [{ topic, partitions: [7] }])).toEqual({
        elected: 0,
        failures: [{ what: `${topic}-7`, message: expect.any(String) }],
      });
    }));

  test('of more partitions come into being', () =>
    withClient(async () => {
      await client.call('createTopic', { name: topic, configs: {} });
      const grow = (count: number) => client.call('createPartitions', { topic, count });
      await grow(3);
      await expect.poll(() => client.call('replicas', [topic])).toHaveLength(3);
      await expect(grow(2)).rejects.toThrow(/3/);
    }));
});

test('a group has members, offsets and lag while it reads and after', () =>
  withClient(async () => {
    await client.call('createTopic', { name: topic, partitions: 2, configs: {} });
    await produce(7, 0);
    const consumer = kafka().consumer({ groupId: 'readers' });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const read = new Promise<void>((resolve) => {
      let count = 0;
      void consumer.run({
        autoCommit: false,
        eachMessage: async () => {
          if (++count === 7) resolve();
        },
      });
    });
    await read;
    await consumer.commitOffsets([{ topic, partition: 0, offset: '5' }]);

    const found = await changes({ groups: true, groupDetails: ['readers'] });
    expect(found.groups).toEqual({
      put: [{ name: 'readers', state: 'Stable', protocolType: 'consumer' }],
      removed: [],
    });
    const details = found.groupDetails?.[0]?.details;
    const id = details?.members[0]?.id;
    expect(details).toEqual({
      coordinator: 1,
      strategy: 'RoundRobinAssigner',
      members: [
        {
          id,
          instanceId: null,
          clientId: 'app',
          host: expect.stringMatching(/^[\d.:a-f]+$/),
          assigned: [{ topic, partitions: [0, 1] }],
        },
      ],
      offsets: [
        { topic, partition: 0, committed: 5, latest: 7, member: id },
        { topic, partition: 1, latest: 0, member: id },
      ],
    });

    await consumer.disconnect();
    const left = await changes({ groups: true, groupDetails: ['readers'] });
    expect(left.groups?.put).toMatchObject([{ name: 'readers', state: 'Empty' }]);
    expect(left.groupDetails?.[0]?.details).toMatchObject({ members: [], strategy: '' });
    expect(left.groupDetails?.[0]?.details.offsets).toEqual([
      { topic, partition: 0, committed: 5, latest: 7 },
    ]);
  }));

test('without a cluster it says so, and does not hang', async () => {
  const nowhere = new KafkaClient(inDist('kafka-worker.js'), {
    'bootstrap.servers': '127.0.0.1:1',
  });
  await expect(nowhere.call('topics', null)).rejects.toThrow(/nothing listens there/);
  const answer = nowhere.call('topics', null);
  nowhere.dispose();
  await expect(answer).rejects.toThrow(/closed/);
  await expect(nowhere.call('topics', null)).rejects.toThrow(/closed/);
});
