import { describe, expect, test } from 'vitest';
import {
  Fetcher,
  type FetcherOptions,
} from '../../../../server/console/console-consumer/consumer/fetcher.ts';
import { compression } from '../../../../server/node/compression.ts';
import { TopicLeaders } from '../../../../server/node/kafka/topic-leaders.ts';
import { UserError } from '../../../../server/node/user-error.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { FakeCluster, metadataOf } from '../../../harness/fake-cluster.ts';

const NEVER = new AbortController().signal;

/** Brokers with logs that begin at an offset, and a fetcher before them. */
class Bench {
  readonly fake: FakeCluster;
  readonly fetcher: Fetcher;
  readonly troubles: string[] = [];
  /** Values by `topic-partition`, and the first one's offset. */
  readonly logs: Record<string, { start: number; values: string[] }> = {};
  leaders: Record<string, number[]> = { t: [1] };
  /** What the next fetches meet instead of records. */
  readonly obstacles: (keyof typeof ErrorCode | Error)[] = [];

  constructor(options: Partial<FetcherOptions> = {}) {
    this.fake = new FakeCluster({
      Metadata: () => metadataOf(this.leaders),
      ListOffsets: ({ topics: [{ name, partitions }] }) => ({
        topics: [{ name, partitions: [this.#offset(name, partitions[0])] }],
      }),
      Fetch: async ({ topics }, broker) => {
        await new Promise((resolve) => setImmediate(resolve));
        const obstacle = this.obstacles.shift();
        if (obstacle instanceof Error) throw obstacle;
        return {
          errorCode: 0,
          responses: topics.map(
            ({ topic, partitions }: { topic: string; partitions: never[] }) => ({
              topic,
              partitions: partitions.map((asked) => this.#read(topic, asked, broker, obstacle)),
            }),
          ),
        };
      },
    });
    const leaders = new TopicLeaders(this.fake.cluster, { createTopics: false });
    this.fetcher = new Fetcher(this.fake.cluster, leaders, {
      ...{ minBytes: 1, maxWaitMs: 1, maxBytes: 1000, maxPartitionBytes: 1000 },
      ...{ readCommitted: false, reset: 'earliest', retryBackoffMs: 1 },
      onTrouble: (trouble) => this.troubles.push(trouble),
      ...options,
    });
  }

  /** Polls until `count` values came, as `offset=value`. */
  async poll(count: number): Promise<string[]> {
    const read: string[] = [];
    while (read.length < count) {
      const records = await this.fetcher.poll(5_000, NEVER);
      if (records.length === 0) throw new Error(`only ${read} came`);
      read.push(...records.map(({ offset, value }) => `${offset}=${Buffer.from(value!)}`));
    }
    return read;
  }

  #log(topic: string, partition: number) {
    return this.logs[`${topic}-${partition}`] ?? { start: 0, values: [] };
  }

  #offset(topic: string, asked: { partitionIndex: number; timestamp: number }) {
    const { start, values } = this.#log(topic, asked.partitionIndex);
    const offset = asked.timestamp === -2 ? start : start + values.length;
    return { partitionIndex: asked.partitionIndex, errorCode: 0, offset, oldStyleOffsets: [] };
  }

  #read(
    topic: string,
    asked: { partition: number; fetchOffset: number },
    broker: unknown,
    obstacle: keyof typeof ErrorCode | undefined,
  ) {
    const { partition, fetchOffset } = asked;
    const { start, values } = this.#log(topic, partition);
    const answer = (errorCode: number, records: Uint8Array | null) => ({
      ...{ partitionIndex: partition, errorCode, records, abortedTransactions: null },
    });
    if (obstacle !== undefined) return answer(ErrorCode[obstacle], null);
    if (this.leaders[topic]?.[partition] !== broker) {
      return answer(ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
    }
    const end = start + values.length;
    if (fetchOffset < start || fetchOffset > end)
      return answer(ErrorCode.OFFSET_OUT_OF_RANGE, null);
    if (fetchOffset === end) return answer(0, new Uint8Array());
    const records = values
      .slice(fetchOffset - start, fetchOffset - start + 2)
      .map((value) => ({ timestamp: 0, key: null, value: Buffer.from(value) }));
    return answer(0, encodeBatch({ records, baseOffset: fetchOffset }, compression));
  }
}

const of = { topic: 't', partition: 0 };

test('a partition is read from where its offset is, in order', async () => {
  const bench = new Bench();
  bench.logs['t-0'] = { start: 5, values: ['a', 'b', 'c', 'd', 'e'] };
  bench.fetcher.assign([{ ...of, offset: 6 }]);
  expect(await bench.poll(4)).toEqual(['6=b', '7=c', '8=d', '9=e']);
  expect(bench.fetcher.positions()).toEqual([{ ...of, offset: 10 }]);
  bench.fetcher.close();
});

test('without an offset it begins where reset says', async () => {
  const bench = new Bench();
  bench.logs['t-0'] = { start: 5, values: ['a'] };
  bench.fetcher.assign([of]);
  expect(await bench.poll(1)).toEqual(['5=a']);
  bench.fetcher.close();

  const late = new Bench({ reset: 'latest' });
  const log = { start: 5, values: ['a'] };
  late.logs['t-0'] = log;
  late.fetcher.assign([of]);
  while (late.fetcher.positions().length === 0) {
    expect(await late.fetcher.poll(1, NEVER)).toEqual([]);
  }
  log.values.push('b');
  expect(await late.poll(1)).toEqual(['6=b']);
  late.fetcher.close();
});

test('without an offset and without reset it fails', async () => {
  const bench = new Bench({ reset: 'none' });
  bench.fetcher.assign([of]);
  await expect(bench.fetcher.poll(1000, NEVER)).rejects.toThrow(
    'Undefined offset with no reset policy for partitions: [t-0]',
  );
});

describe('an offset that the log does not have', () => {
  test('is replaced by what reset says', async () => {
    const bench = new Bench();
    bench.logs['t-0'] = { start: 5, values: ['a', 'b'] };
    bench.fetcher.assign([{ ...of, offset: 100 }]);
    expect(await bench.poll(2)).toEqual(['5=a', '6=b']);
    bench.fetcher.close();
  });

  test('fails without reset', async () => {
    const bench = new Bench({ reset: 'none' });
    bench.fetcher.assign([{ ...of, offset: 100 }]);
    await expect(bench.fetcher.poll(1000, NEVER)).rejects.toThrow(
      'Fetch position 100 is out of range for partition t-0 and no reset policy is set',
    );
  });
});

test('seeking goes to an offset or to a time, and forgets what came before', async () => {
  const bench = new Bench({ reset: 'latest' });
  bench.logs['t-0'] = { start: 0, values: ['a', 'b', 'c'] };
  bench.fetcher.assign([of]);
  bench.fetcher.seek(of, { timestamp: -2 });
  expect(await bench.poll(2)).toEqual(['0=a', '1=b']);
  bench.fetcher.seek(of, { offset: 1 });
  expect(await bench.poll(2)).toEqual(['1=b', '2=c']);
  bench.fetcher.close();
});

test('partitions of several leaders are read', async () => {
  const bench = new Bench();
  bench.leaders = { t: [1, 2], u: [1] };
  for (const key of ['t-0', 't-1', 'u-0']) bench.logs[key] = { start: 0, values: [key] };
  bench.fetcher.assign([of, { topic: 't', partition: 1 }, { topic: 'u', partition: 0 }]);
  expect((await bench.poll(3)).sort()).toEqual(['0=t-0', '0=t-1', '0=u-0']);
  bench.fetcher.close();
});

test('a leader that moves is followed, and connections that break are told of', async () => {
  const bench = new Bench();
  bench.logs['t-0'] = { start: 0, values: ['a', 'b', 'c'] };
  bench.fetcher.assign([of]);
  expect(await bench.poll(2)).toEqual(['0=a', '1=b']);
  bench.leaders = { t: [2] };
  bench.obstacles.push(new UserError('the connection broke'), 'LEADER_NOT_AVAILABLE');
  expect(await bench.poll(1)).toEqual(['2=c']);
  expect(bench.troubles).toContain('the connection broke');
  expect(bench.fake.asked.at(-1)).toBe('Fetch→2');
  bench.fetcher.close();
});

test('what time does not heal is thrown', async () => {
  const bench = new Bench();
  bench.obstacles.push('TOPIC_AUTHORIZATION_FAILED');
  bench.fetcher.assign([{ ...of, offset: 0 }]);
  await expect(bench.fetcher.poll(1000, NEVER)).rejects.toThrow(/[Aa]uthoriz/);
});

test('waiting ends when it is told to', async () => {
  const bench = new Bench();
  const end = new AbortController();
  bench.fetcher.assign([of]);
  const polled = bench.fetcher.poll(Number.POSITIVE_INFINITY, end.signal);
  end.abort();
  expect(await polled).toEqual([]);
  bench.fetcher.close();
});
