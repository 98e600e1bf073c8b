import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import type { KafkaRecord } from '../../../../server/streaming/kafka/kafka-client.ts';
import { StreamSink } from '../../../../server/streaming/kafka/kafka-sink.ts';
import type { SinkRecord } from '../../../../server/streaming/kafka/sink-record.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

const params = { 'bootstrap.servers': 'localhost:9092' };
let kafka: TestKafka;
let sc: SparkContext;

beforeEach(() => {
  kafka = new TestKafka().topic('out');
  sc = new SparkContext(streamingEnvironment({ kafka: kafka.connector }), 'local[2]', 'job');
});

const text = (bytes: Uint8Array | null) =>
  bytes === null ? null : new TextDecoder().decode(bytes);
const shown = (records: readonly KafkaRecord[]) =>
  records.map(({ key, value }) => (key === null ? text(value) : `${text(key)}=${text(value)}`));

describe('elements', () => {
  test.each<[unknown, string | null]>([
    ['text', 'text'],
    [new TextEncoder().encode('bytes'), 'bytes'],
    [runInNewContext('Uint8Array.of(104, 105)'), 'hi'],
    [['key', 1], 'key=1'],
    [[['a', 2], { n: 1 }], '["a",2]={"n":1}'],
    [{ a: [1] }, '{"a":[1]}'],
    [1.5, '1.5'],
    [null, null],
    [[1, 2, 3], '[1,2,3]'],
  ])('%j becomes %s', async (element, record) => {
    await sc.parallelize([element as string], 1).saveToKafka('out', params);
    expect(shown(kafka.records('out'))).toEqual([record]);
  });

  test('become what a function makes of them', async () => {
    kafka.topic('other', 3);
    const record = (n: number): SinkRecord => ({
      ...{ topic: n > 1 ? 'other' : 'out', partition: n - 1, timestamp: n },
      ...{ key: 'k', value: n, headers: { h: 'x', none: null } },
    });
    await sc.parallelize([1, 2, 3], 2).saveToKafka('out', params, { record });
    expect(shown(kafka.records('out'))).toEqual(['k=1']);
    expect(shown(kafka.records('other', 1))).toEqual(['k=2']);
    const [third] = kafka.records('other', 2);
    expect(third?.timestamp).toBe(3);
    expect(third?.headers.map(({ key, value }) => [key, text(value)])).toEqual([
      ['h', 'x'],
      ['none', null],
    ]);
  });
});

test('a transaction takes all partitions together, and offsets with them', async () => {
  const offsets = [{ topic: 'in', partition: 0, offset: 5 }];
  const transaction = { transactionalId: 't', offsets: { group: 'g', offsets } };
  await sc.parallelize(['a', 'b', 'c'], 3).saveToKafka('out', params, transaction);
  expect(kafka.asked).toEqual(['send 3']);
  expect(kafka.committed('g')).toEqual({ 'in-0': 5 });
});

describe('a batch that runs again', () => {
  function sink(madeAt: number, name = 'job#0') {
    const parts = { name, madeAt, isRecoverable: () => true };
    return new StreamSink<string>('out', params, {}, parts);
  }
  /** Elements with times of 1000 and later, so that they are found by the time of the batch. */
  async function save(of: StreamSink<string>, values: readonly string[], time: number) {
    await of.save(sc.parallelize(values, 2), time);
  }

  beforeEach(() => {
    kafka.now = () => 1_500;
  });

  test('writes what is missing alone', async () => {
    await save(sink(0), ['a', 'b', 'c', 'd'], 1_000);
    // The end of the first run: the last two never came to be.
    kafka.truncate('out', 0, 2);
    kafka.append('out', 0, 'of another');
    await save(sink(2_000), ['a', 'b', 'c', 'd'], 1_000);
    expect(shown(kafka.records('out'))).toEqual(['a', 'b', 'of another', 'c', 'd']);
    await save(sink(2_000), ['a', 'b', 'c', 'd'], 1_000);
    expect(kafka.records('out')).toHaveLength(5);
  });

  test('is not taken for another batch, or for that of another sink', async () => {
    await save(sink(0), ['a'], 1_000);
    await save(sink(5_000), ['a'], 2_000);
    await save(sink(5_000, 'job#1'), ['a'], 1_000);
    expect(kafka.records('out')).toHaveLength(3);
  });

  test('is looked for once for each partition, whatever times its records have', async () => {
    const numbers = sc.range(0, 100, 1, 2);
    const record = (n: number) => ({ value: String(n), timestamp: n });
    const parts = { name: 'job#0', madeAt: 2_000, isRecoverable: () => true };
    const again = () => new StreamSink<number>('out', params, { record }, parts);
    await again().save(numbers, 1_000);
    kafka.truncate('out', 0, 70);
    kafka.asked.length = 0;
    await again().save(numbers, 1_000);
    expect(kafka.records('out')).toHaveLength(100);
    expect(kafka.asked.filter((each) => each.startsWith('read'))).toHaveLength(2);
  });

  test('is looked for only where it may have run', async () => {
    await save(sink(500), ['a', 'b'], 1_000);
    expect(kafka.asked.filter((each) => !each.startsWith('send'))).toEqual([]);
  });
});

test('streams write each batch, without marks where nothing can run again', async () => {
  const stream = new StreamTest({ kafka, checkpoint: false });
  const words = stream.input<readonly [string, number]>();
  words.saveToKafka('out', params);
  words.push([['a', 1]], [['b', 2]]);
  await stream.advance(2);
  await stream.stop();
  expect(shown(kafka.records('out'))).toEqual(['a=1', 'b=2']);
  expect(kafka.records('out').flatMap(({ headers }) => headers)).toEqual([]);
});
