import { afterEach, expect, test } from 'vitest';
import {
  Consumer,
  type Source,
} from '../../../../server/console/console-consumer/consumer/consumer.ts';
import { compression } from '../../../../server/node/compression.ts';
import {
  type ConsumerConfig,
  readConsumerConfig,
} from '../../../../server/node/kafka/consumer-config.ts';
import {
  decodeSubscription,
  encodeAssignment,
} from '../../../../server/protocol/consumer-protocol.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { FakeCluster, metadataOf } from '../../../harness/fake-cluster.ts';

const NEVER = new AbortController().signal;

const consumers: Consumer[] = [];
afterEach(async () => {
  for (const consumer of consumers.splice(0)) await consumer.close();
});

/** A cluster whose topics hold the values `0`, `1`, `2` in each partition, and a consumer of it. */
class Bench {
  topics: Record<string, number[] | number> = { t: [1] };
  readonly committed = new Map<string, number>();
  readonly subscriptions: string[][] = [];
  readonly fake: FakeCluster;
  readonly consumer: Consumer;
  /** What the next heartbeats are answered with. */
  readonly heartbeats: number[] = [];

  constructor(source: Source, config: Partial<ConsumerConfig> = {}) {
    this.fake = new FakeCluster({
      Metadata: ({ topics }) => {
        const wanted = topics ?? Object.keys(this.topics).map((name) => ({ name }));
        const names: string[] = wanted.map((each: { name: string } | string) =>
          typeof each === 'string' ? each : each.name,
        );
        const missing = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        return metadataOf(
          Object.fromEntries(names.map((name) => [name, this.topics[name] ?? missing])),
        );
      },
      FindCoordinator: () => ({ coordinators: [{ nodeId: 1, errorCode: 0, errorMessage: null }] }),
      JoinGroup: ({ protocols: [{ metadata }] }) => {
        this.subscriptions.push(decodeSubscription(metadata).topics);
        return { errorCode: 0, generationId: 1, leader: '', memberId: 'm', members: [] };
      },
      SyncGroup: () => {
        const assignedPartitions = this.subscriptions.at(-1)!.flatMap((topic) => {
          const leaders = this.topics[topic];
          return Array.isArray(leaders) ? [{ topic, partitions: [...leaders.keys()] }] : [];
        });
        return {
          errorCode: 0,
          assignment: encodeAssignment(0, { assignedPartitions, userData: null }),
        };
      },
      Heartbeat: () => ({ errorCode: this.heartbeats.shift() ?? 0 }),
      OffsetFetch: ({ topics }) => ({
        groups: [
          {
            errorCode: 0,
            topics: topics.map(
              ({ name, partitionIndexes }: { name: string; partitionIndexes: number[] }) => ({
                name,
                partitions: partitionIndexes.map((partitionIndex) => ({
                  partitionIndex,
                  errorCode: 0,
                  committedOffset: this.committed.get(`${name}-${partitionIndex}`) ?? -1,
                })),
              }),
            ),
          },
        ],
      }),
      OffsetCommit: ({ topics }) => {
        for (const { name, partitions } of topics) {
          for (const { partitionIndex, committedOffset } of partitions) {
            this.committed.set(`${name}-${partitionIndex}`, committedOffset);
          }
        }
        return { topics: [] };
      },
      LeaveGroup: () => ({ errorCode: 0, members: [] }),
      ListOffsets: ({ topics: [{ name, partitions }] }) => ({
        topics: [
          {
            name,
            partitions: [
              {
                ...partitions[0],
                errorCode: 0,
                oldStyleOffsets: [],
                offset: partitions[0].timestamp === -2 ? 0 : 3,
              },
            ],
          },
        ],
      }),
      Fetch: async ({ topics }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return {
          errorCode: 0,
          responses: topics.map(
            ({ topic, partitions }: { topic: string; partitions: never[] }) => ({
              topic,
              partitions: partitions.map(
                ({ partition, fetchOffset }: { partition: number; fetchOffset: number }) => ({
                  ...{ partitionIndex: partition, errorCode: 0, abortedTransactions: null },
                  records: fetchOffset < 3 ? batchFrom(fetchOffset) : new Uint8Array(),
                }),
              ),
            }),
          ),
        };
      },
    });
    const quick = { retryBackoffMs: 1, heartbeatIntervalMs: 1, metadataMaxAgeMs: 1 };
    const properties = { 'group.id': 'g', 'auto.offset.reset': 'earliest' };
    this.consumer = new Consumer(
      this.fake.cluster,
      { ...readConsumerConfig(properties), ...quick, ...config },
      source,
      () => {},
    );
    consumers.push(this.consumer);
  }

  /** Polls until `count` values came, as `topic-partition@offset`. */
  async poll(count: number): Promise<string[]> {
    const read: string[] = [];
    while (read.length < count) {
      const records = await this.consumer.poll(10_000, NEVER);
      if (records.length === 0) throw new Error(`only ${read} came`);
      read.push(...records.map((each) => `${each.topic}-${each.partition}@${each.offset}`));
    }
    return read;
  }
}

function batchFrom(offset: number): Uint8Array {
  const records = [0, 1, 2]
    .slice(offset)
    .map((value) => ({ timestamp: 0, key: null, value: Buffer.from(String(value)) }));
  return encodeBatch({ records, baseOffset: offset }, compression);
}

test('a member reads what it is assigned, and commits it in the end', async () => {
  const bench = new Bench({ topics: ['t'] });
  expect(await bench.poll(3)).toEqual(['t-0@0', 't-0@1', 't-0@2']);
  await bench.consumer.close();
  expect(bench.committed).toEqual(new Map([['t-0', 3]]));
  expect(bench.fake.asked).toContain('LeaveGroup→1');
});

test('what was not looked at is not committed', async () => {
  const bench = new Bench({ topics: ['t'] });
  await bench.poll(3);
  bench.consumer.seek({ topic: 't', partition: 0 }, 1);
  await bench.consumer.close();
  expect(bench.committed).toEqual(new Map([['t-0', 1]]));
});

test('it goes on where the group was', async () => {
  const bench = new Bench({ topics: ['t'] });
  bench.committed.set('t-0', 2);
  expect(await bench.poll(1)).toEqual(['t-0@2']);
});

test('a topic that comes, or gets more partitions, is joined for again', async () => {
  const bench = new Bench({ topics: ['t'] }, { autoCommit: false });
  bench.topics = {};
  expect(await bench.consumer.poll(20, NEVER)).toEqual([]);
  bench.topics = { t: [1] };
  expect(await bench.poll(3)).toHaveLength(3);
  bench.topics = { t: [1, 1] };
  expect(await bench.poll(3)).toEqual(['t-1@0', 't-1@1', 't-1@2']);
});

test('a pattern finds topics as they come, without Kafka’s own', async () => {
  const bench = new Bench({ matching: (name) => /^(a.*|__x)$/.test(name) });
  bench.topics = { a: [1], b: [1], __x: [1] };
  expect(await bench.poll(3)).toEqual(['a-0@0', 'a-0@1', 'a-0@2']);
  bench.topics = { ...bench.topics, ab: [1] };
  expect(await bench.poll(3)).toEqual(['ab-0@0', 'ab-0@1', 'ab-0@2']);
});

test('a rebalance without commits does not go back', async () => {
  const bench = new Bench({ topics: ['t'] }, { autoCommit: false });
  await bench.poll(3);
  const joined = bench.subscriptions.length;
  bench.heartbeats.push(ErrorCode.REBALANCE_IN_PROGRESS);
  while (bench.subscriptions.length === joined) {
    expect(await bench.consumer.poll(5, NEVER)).toEqual([]);
  }
  expect(await bench.consumer.poll(20, NEVER)).toEqual([]);
});

test('one partition is read without a group', async () => {
  const of = { topic: 't', partition: 0 };
  const bench = new Bench({ ...of, from: { offset: 1 } }, { groupId: undefined });
  expect(await bench.poll(2)).toEqual(['t-0@1', 't-0@2']);
  await bench.consumer.close();
  expect(
    bench.fake.asked.filter((name) => /Group|Offset(Commit|Fetch)|Coordinator/.test(name)),
  ).toEqual([]);
});
