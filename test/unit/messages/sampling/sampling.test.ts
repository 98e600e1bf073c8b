import { expect, test } from 'vitest';
import type {
  SamplingOptions,
  SamplingStatus,
} from '../../../../server/contract/messages/sampling.ts';
import { Sampling } from '../../../../server/messages/sampling/sampling.ts';
import { KafkaError } from '../../../../server/node/kafka/kafka-error.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { Codec } from '../../../../server/protocol/records/compression.ts';
import { FakeTopic } from '../../../harness/fake-topic.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

/** The statuses of a sample, the last one at its end. */
async function sampled(
  clock: ManualClock,
  source: FakeTopic,
  options: Partial<SamplingOptions> = {},
): Promise<SamplingStatus[]> {
  const statuses: SamplingStatus[] = [];
  const sampling = new Sampling({
    ...{ source, clock, onStatus: (status) => statuses.push(status) },
    options: { topic: 'topic', which: 'newest', perPartition: 100, ...options },
  });
  sampling.start();
  for (let step = 0; step < 1_000 && statuses.at(-1)?.state === 'sampling'; step++)
    await clock.advance(50);
  return statuses;
}

function topic(partitions: number, records: number): [ManualClock, FakeTopic] {
  const clock = new ManualClock(0);
  const made = new FakeTopic(clock, partitions);
  for (let partition = 0; partition < partitions; partition++)
    for (let from = 0; from < records; from += 10)
      made.append(
        partition,
        Array.from({ length: Math.min(10, records - from) }, (_, i) => ({
          timestamp: 1_000 + from + i,
          key: (from + i) % 5 === 0 ? null : `key ${(from + i) % 5}`,
          value: (from + i) % 10 === 3 ? null : 'x'.repeat(partition + 1),
        })),
        { codec: partition === 0 ? Codec.none : Codec.lz4 },
      );
  return [clock, made];
}

test('counts everything where no more is there than is wanted', async () => {
  const [clock, source] = topic(2, 50);
  const { state, progress, sample } = (await sampled(clock, source)).at(-1)!;
  expect({ state, progress }).toEqual({ state: 'done', progress: 1 });
  expect(sample).toMatchObject({
    ...{ records: 100, population: 100, isWhole: true, nullKeys: 20, tombstones: 10 },
    keys: { sampled: 4, isExact: true, estimate: 4, low: 4, high: 4 },
    keySizes: { count: 80, p50: 5, max: 5 },
    valueSizes: { count: 90, p50: 1, p95: 2, max: 2 },
    times: { range: { from: 1_000, to: 1_049 }, late: 0 },
  });
  expect(sample.partitions).toEqual([
    { partition: 0, records: 50, bytes: 245, keys: 4, nullKeys: 10, tombstones: 5 },
    { partition: 1, records: 50, bytes: 290, keys: 4, nullKeys: 10, tombstones: 5 },
  ]);
  const codecs = sample.batches.codecs.map(({ codec, records }) => [codec, records]);
  expect(new Map(codecs as [string, number][])).toEqual(
    new Map([
      ['none', 50],
      ['lz4', 50],
    ]),
  );
});

test('takes the newest', async () => {
  const [clock, source] = topic(2, 1_000);
  const { sample } = (await sampled(clock, source)).at(-1)!;
  expect(sample).toMatchObject({ records: 200, population: 2_000, isWhole: false });
  expect(sample.times.range).toEqual({ from: 1_900, to: 1_999 });
});

test('takes the oldest', async () => {
  const [clock, source] = topic(1, 1_000);
  const { sample } = (await sampled(clock, source, { which: 'oldest' })).at(-1)!;
  expect(sample).toMatchObject({ records: 100, isWhole: false });
  expect(sample.times.range).toEqual({ from: 1_000, to: 1_099 });
});

test('takes some from all over', async () => {
  const [clock, source] = topic(1, 1_000);
  const { sample } = (await sampled(clock, source, { which: 'spread' })).at(-1)!;
  expect(sample.records).toBe(100);
  expect(sample.times.range).toEqual({ from: 1_000, to: 1_819 });
});

test('finds the newest of a log that has few records left', async () => {
  const [clock, source] = topic(1, 1_000);
  // As compaction leaves it: of each hundred offsets ten.
  const { batches } = source.partitions[0]!;
  source.partitions[0]!.batches = batches.filter((_, i) => i % 10 === 9);
  const { state, sample } = (await sampled(clock, source, { perPartition: 30 })).at(-1)!;
  expect(state).toBe('done');
  expect(sample.records).toBeGreaterThanOrEqual(30);
});

test('leaves out what was aborted', async () => {
  const [clock, source] = topic(1, 10);
  const producer = { producerId: 7, producerEpoch: 0, baseSequence: 0, isTransactional: true };
  source.partitions[0]!.aborted.push({ producerId: 7, firstOffset: 10 });
  source.append(0, [{ key: 'never' }], producer);
  source.appendMarker(0, 7, 'abort');
  const { sample } = (await sampled(clock, source)).at(-1)!;
  expect(sample).toMatchObject({ records: 10, isWhole: true });
});

test('is of nothing where nothing is', async () => {
  const clock = new ManualClock(0);
  const { state, sample } = (await sampled(clock, new FakeTopic(clock, 3))).at(-1)!;
  expect(state).toBe('done');
  expect(sample).toMatchObject({ records: 0, population: 0, isWhole: true });
});

test('goes on without a partition that nobody leads, and says so', async () => {
  const [clock, source] = topic(2, 50);
  source.partitions[1]!.leader = undefined;
  const { state, sample, problem } = (await sampled(clock, source)).at(-1)!;
  expect(state).toBe('done');
  expect(sample).toMatchObject({ records: 50, isWhole: false });
  expect(problem).toMatch(/^Partition 1 has no leader/);
});

test('can be stopped, and tells what it has', async () => {
  const [clock, source] = topic(1, 100_000);
  source.answerBytes = 1;
  const statuses: SamplingStatus[] = [];
  const sampling = new Sampling({
    ...{ source, clock, onStatus: (status) => statuses.push(status) },
    options: { topic: 'topic', which: 'oldest', perPartition: 100_000 },
  });
  sampling.start();
  while ((statuses.at(-1)?.sample.records ?? 0) === 0) await clock.advance(50);
  sampling.stop();
  const { state, progress, sample } = statuses.at(-1)!;
  expect(state).toBe('stopped');
  expect(progress).toBeLessThan(1);
  expect(sample.records).toBeGreaterThan(0);
});

test('of a topic that is not there fails after a while, and says why', async () => {
  const clock = new ManualClock(0);
  const source = new FakeTopic(clock, 1);
  source.failure = new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const { state, problem } = (await sampled(clock, source)).at(-1)!;
  expect(state).toBe('failed');
  expect(problem).toMatch(/^There is no topic topic/);
});
