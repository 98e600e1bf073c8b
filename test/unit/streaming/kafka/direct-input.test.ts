import { beforeEach, describe, expect, test } from 'vitest';
import { subscribed } from '../../../../server/streaming/kafka/consumer-strategies.ts';
import { DirectInput } from '../../../../server/streaming/kafka/direct-input.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

let kafka: TestKafka;
let clock: ManualClock;

beforeEach(() => {
  kafka = new TestKafka().topic('t', 2);
  clock = new ManualClock();
});

const silence = () => {};
const logger = { error: silence, warn: silence, info: silence, debug: silence };

function input({ rate = undefined as number | undefined, topics = ['t'], reset = 'latest' } = {}) {
  const client = kafka.connector({});
  return new DirectInput({
    ...{ clock, logger, source: subscribed(topics), client: () => client },
    starting: { offsets: undefined, group: undefined, reset: reset as 'latest' },
    rates: { most: 0, least: 1 },
    ...{ rate: () => rate, duration: 1_000, discoveryMs: 1_000, ended: async () => {} },
  });
}

function shown(of: DirectInput, time: number): string {
  const ranges = of.rangesAt(time);
  return ranges.map((r) => `${r.topic}-${r.partition} ${r.fromOffset}-${r.untilOffset}`).join(', ');
}

test('a batch is settled once', async () => {
  const some = input();
  await some.start();
  kafka.append('t', 0, 'a');
  await some.allocate(1_000);
  kafka.append('t', 0, 'b');
  await some.allocate(1_000);
  expect(shown(some, 1_000)).toBe('t-0 0-1, t-1 0-0');
  await some.allocate(2_000);
  expect(shown(some, 2_000)).toBe('t-0 1-2, t-1 0-0');
});

describe('after a restart', () => {
  async function restarted(): Promise<DirectInput> {
    const before = input();
    await before.start();
    kafka.append('t', 0, 'a', 'b');
    await before.allocate(1_000);
    kafka.append('t', 1, 'c');
    await before.allocate(2_000);
    const saved = new Map([2_000, 1_000].map((time) => [time, before.saved(time)]));
    const plain = structuredClone(saved);
    const after = input();
    after.restore(plain);
    return after;
  }

  test('batches are what they were, and the next goes on behind them', async () => {
    const after = await restarted();
    kafka.append('t', 0, 'd');
    await after.start();
    for (const time of [1_000, 2_000, 3_000]) await after.allocate(time);
    expect([1_000, 2_000, 3_000].map((time) => shown(after, time))).toEqual([
      't-0 0-2, t-1 0-0',
      't-0 2-2, t-1 0-1',
      't-0 2-3, t-1 1-1',
    ]);
  });

  test('partitions that came meanwhile are read from their beginning', async () => {
    const after = await restarted();
    kafka.topic('t', 3);
    kafka.append('t', 2, 'e');
    await after.start();
    await after.allocate(3_000);
    expect(shown(after, 3_000)).toBe('t-0 2-2, t-1 1-1, t-2 0-1');
  });

  test('a checkpoint that says nothing of a batch is one without ranges', () => {
    const some = input();
    some.restore(new Map([[1_000, undefined]]));
    expect(some.rangesAt(1_000)).toEqual([]);
  });
});

test('the rate is shared by how far partitions lag', async () => {
  const some = input({ rate: 4, reset: 'earliest' });
  kafka.append('t', 0, 'a', 'b', 'c', 'd', 'e', 'f');
  kafka.append('t', 1, 'g', 'h');
  await some.start();
  await some.allocate(1_000);
  expect(shown(some, 1_000)).toBe('t-0 0-3, t-1 0-1');
  expect(some.info(1_000)).toMatchObject({ numRecords: 4, lag: 4 });
});

test('once it is to stop, nothing more is taken', async () => {
  const some = input();
  await some.start();
  kafka.append('t', 0, 'a');
  await some.stop(true);
  await some.allocate(1_000);
  expect(shown(some, 1_000)).toBe('t-0 0-0, t-1 0-0');
});

test('batches that are forgotten are gone', async () => {
  const some = input();
  await some.start();
  await some.allocate(1_000);
  await some.allocate(2_000);
  some.forget(1_000);
  expect(some.info(1_000)).toBeUndefined();
  expect(some.info(2_000)).toBeDefined();
});

test('partitions are looked for now and then, not for each batch', async () => {
  const some = input();
  await some.start();
  const looks = () => kafka.asked.filter((each) => each === 'partitions of t').length;
  for (let time = 10; time <= 100; time += 10) await some.allocate(time);
  expect(looks()).toBe(1);
  await clock.advance(1_000);
  await some.allocate(1_100);
  expect(looks()).toBe(2);
});

test('a topic that is deleted between two looks does not end the stream', async () => {
  kafka.topic('u');
  const some = input({ topics: ['t', 'u'] });
  await some.start();
  kafka.deleteTopic('u');
  await some.allocate(1_000);
  expect(shown(some, 1_000)).toBe('t-0 0-0, t-1 0-0');
});
