// What the extension's Kafka client does with consumer groups, against a cluster; other clients make them.

import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type {
  PartitionOffset,
  PlannedChange,
  RequestedTarget,
  ResetScope,
} from '../../../server/contract/kafka-client/groups.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist } from '../../harness/places.ts';
import { runOurs } from '../console/tool-runners.ts';

let cluster: MillraceProcess;
let client: KafkaClient;
let topic: string;
let group: string;
let number = 0;

beforeAll(async () => {
  cluster = await startMillrace({ overrides: { 'group.initial.rebalance.delay.ms': 0 } });
  client = new KafkaClient(inDist('kafka-worker.js'), { 'bootstrap.servers': cluster.bootstrap });
});

afterAll(async () => {
  client?.dispose();
  await cluster?.stop();
});

/** A topic with two partitions: ten records in the first, of which two are deleted, and none in the second. */
beforeEach(async () => {
  topic = `topic-${++number}`;
  group = `group-${number}`;
  await client.call('createTopic', { name: topic, partitions: 2, configs: {} });
  const producer = kafka().producer();
  await producer.connect();
  const messages = Array.from({ length: 10 }, (_, at) => ({
    ...{ value: `line ${at}`, partition: 0, timestamp: String(1_700_000_000_000 + at * 1000) },
  }));
  await producer.send({ topic, messages });
  await producer.disconnect();
  await client.call('deleteRecords', [{ topic, partition: 0, before: 2 }]);
});

function kafka(): Kafka {
  return new Kafka({ brokers: [cluster.bootstrap], clientId: 'app', logLevel: logLevel.NOTHING });
}

const of = (partition: number, offset: number): PartitionOffset => ({ topic, partition, offset });
const commit = (...offsets: PartitionOffset[]) => client.call('commitOffsets', { group, offsets });
const plan = (target: RequestedTarget, scope?: ResetScope) =>
  client.call('planReset', { group, target, ...(scope !== undefined && { scope }) });
const whole = () => ({ topics: [topic], partitions: [] });
const row = (partition: number, rest: Partial<PlannedChange>) => ({ topic, partition, ...rest });

/** A member that has its partitions. */
async function join(): Promise<Consumer> {
  const consumer = kafka().consumer({ groupId: group });
  await consumer.connect();
  await consumer.subscribe({ topic });
  const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
  await consumer.run({ autoCommit: false, eachMessage: async () => {} });
  await joined;
  return consumer;
}

describe('a group', () => {
  test('that is not there is dead', async () => {
    expect(await client.call('group', group)).toMatchObject({
      ...{ name: group, state: 'Dead', members: [], offsets: [] },
    });
    expect(await client.call('groupNames', null)).not.toContain(group);
  });

  test('comes into being with its first offsets', async () => {
    expect(await commit(of(0, 4))).toEqual([]);
    expect(await client.call('groupNames', null)).toContain(group);
    expect(await client.call('group', group)).toEqual({
      ...{ name: group, state: 'Empty', protocol: 'classic', strategy: '', members: [] },
      coordinator: { id: 1, host: 'localhost', port: cluster.port },
      offsets: [{ topic, partition: 0, committed: 4, earliest: 2, latest: 10 }],
    });
  });

  test('has members with what is assigned to them', async () => {
    await commit(of(0, 4));
    const consumer = await join();
    const found = await client.call('group', group);
    const id = found.members[0]?.id;
    expect(found).toMatchObject({
      ...{ state: 'Stable', strategy: 'RoundRobinAssigner' },
      members: [{ id, clientId: 'app', assigned: [{ topic, partitions: [0, 1] }] }],
      offsets: [
        { topic, partition: 0, committed: 4, earliest: 2, latest: 10, member: id },
        { topic, partition: 1, earliest: 0, latest: 0, member: id },
      ],
    });
    await consumer.disconnect();
  });

  test('with members is neither reset nor deleted, and it is said what to do', async () => {
    await commit(of(0, 4));
    const consumer = await join();
    const stop = /has members.*Stop its consumers/;
    expect(await commit(of(0, 5))).toEqual([
      { what: `${topic}-0`, message: expect.stringMatching(stop) },
    ]);
    expect(await client.call('deleteGroups', [group])).toEqual([
      { what: group, message: expect.stringMatching(stop) },
    ]);
    const partitions = [{ topic, partition: 0 }];
    expect(await client.call('deleteOffsets', { group, partitions })).toEqual([
      { what: `${topic}-0`, message: expect.stringMatching(/read this topic/) },
    ]);
    await consumer.disconnect();
    expect(await commit(of(0, 5))).toEqual([]);
  });

  test('loses offsets, and is deleted', async () => {
    await commit(of(0, 4), of(1, 0));
    const partitions = [{ topic, partition: 0 }];
    expect(await client.call('deleteOffsets', { group, partitions })).toEqual([]);
    const { offsets } = await client.call('group', group);
    expect(offsets.map(({ partition }) => partition)).toEqual([1]);
    expect(await client.call('deleteGroups', [group, 'nobody'])).toEqual([
      { what: 'nobody', message: 'There is no such group.' },
    ]);
    expect((await client.call('group', group)).state).toBe('Dead');
  });
});

describe('a plan', () => {
  beforeEach(() => commit(of(0, 4)));
  const known = { before: 4, latest: 10 };

  test.each<[RequestedTarget, Partial<PlannedChange>]>([
    [{ kind: 'earliest' }, { after: 2 }],
    [{ kind: 'latest' }, { after: 10 }],
    [{ kind: 'current' }, { after: 4 }],
    [{ kind: 'offset', offset: 7 }, { after: 7 }],
    [
      { kind: 'offset', offset: 1 },
      { after: 2, note: { kind: 'beforeEarliest', wanted: 1 } },
    ],
    [{ kind: 'shift', by: 3 }, { after: 7 }],
    [
      { kind: 'shift', by: 30 },
      { after: 10, note: { kind: 'beyondLatest', wanted: 34 } },
    ],
    [{ kind: 'timestamp', timestamp: 1_700_000_004_500 }, { after: 5 }],
    [
      { kind: 'timestamp', timestamp: 1_800_000_000_000 },
      { after: 10, note: { kind: 'noneSince' } },
    ],
  ])('to %j changes nothing yet', async (target, planned) => {
    expect(await plan(target)).toEqual([row(0, { ...known, ...planned })]);
    expect((await client.call('group', group)).offsets[0]?.committed).toBe(4);
  });

  test('is of topics and partitions', async () => {
    expect(await plan({ kind: 'earliest' }, whole())).toEqual([
      row(0, { ...known, after: 2 }),
      row(1, { latest: 0, after: 0 }),
    ]);
    const scope = { topics: [topic], partitions: [row(1, {}), row(7, {})] };
    expect(await plan({ kind: 'shift', by: 1 }, scope)).toEqual([
      row(0, { ...known, after: 5 }),
      row(1, { latest: 0, problem: 'nothingCommitted' }),
      row(7, { problem: 'noPartition' }),
    ]);
    await expect(plan({ kind: 'latest' }, { topics: ['nowhere'], partitions: [] })).rejects.toThrow(
      /topic/,
    );
  });

  test('is what another group has committed', async () => {
    const other = `${group}-other`;
    await client.call('commitOffsets', { group: other, offsets: [of(0, 8), of(1, 0)] });
    expect(await plan({ kind: 'group', group: other })).toEqual([
      row(0, { ...known, after: 8 }),
      row(1, { latest: 0, after: 0 }),
    ]);
    await expect(plan({ kind: 'group', group: 'nobody' })).rejects.toThrow(/nobody/);
  });

  test('goes to kafka-consumer-groups and back as a file', async () => {
    const csv = await client.call('resetCsv', { group, offsets: [of(0, 6), of(1, 0)] });
    expect(csv).toBe(`${topic},0,6\n${topic},1,0\n`);
    const target = { kind: 'file', csv } as const;
    expect(await plan(target)).toMatchObject([row(0, { after: 6 }), row(1, { after: 0 })]);
    const { stdout } = await runOurs('kafka-consumer-groups', [
      ...['--bootstrap-server', cluster.bootstrap, '--group', group, '--topic', topic],
      ...['--reset-offsets', '--to-earliest', '--dry-run', '--export'],
    ]);
    expect(await plan({ kind: 'file', csv: stdout.trim() })).toEqual(
      await plan({ kind: 'earliest' }, whole()),
    );
    await expect(plan({ kind: 'file', csv: `else,${topic},0,1` })).rejects.toThrow(/no offsets/);
    await expect(plan({ kind: 'file', csv: 'what' })).rejects.toThrow(/Line 1/);
  });
});
