import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  Assign,
  Subscribe,
  SubscribePattern,
} from '../../../../server/streaming/kafka/consumer-strategies.ts';
import type { DirectKafkaStream } from '../../../../server/streaming/kafka/direct-stream.ts';
import { hasOffsetRanges } from '../../../../server/streaming/kafka/kafka-rdd.ts';
import { KafkaUtils } from '../../../../server/streaming/kafka/kafka-utils.ts';
import { LocationStrategies } from '../../../../server/streaming/kafka/location-strategies.ts';
import { OffsetRange, TopicPartition } from '../../../../server/streaming/kafka/offset-range.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';

const { PreferConsistent } = LocationStrategies;
const servers = { 'bootstrap.servers': 'localhost:9092' };
const fromStart = { ...servers, 'auto.offset.reset': 'earliest' };
let kafka: TestKafka;
let stream: StreamTest;

beforeEach(() => {
  kafka = new TestKafka().topic('t', 2);
  stream = new StreamTest({ kafka });
});

afterEach(async () => {
  await stream.stop();
});

/** What each batch's ranges were: `t-0 0-2, t-1 0-1`. */
function rangesOf<T>(dstream: DirectKafkaStream<T>): string[] {
  const batches: string[] = [];
  dstream.foreachRDD((rdd) => {
    const shown = rdd.offsetRanges().map((range) => {
      const { topic, partition, fromOffset, untilOffset } = range;
      return `${topic}-${partition} ${fromOffset}-${untilOffset}`;
    });
    batches.push(shown.join(', '));
  });
  return batches;
}

describe('pairs, as in PySpark', () => {
  test('come from the end on unless told', async () => {
    kafka.append('t', 0, 'old');
    const out = stream.output(KafkaUtils.createDirectStream(stream.ssc, ['t'], servers));
    await stream.start();
    kafka.append('t', 0, ['k', 'v'], 'w');
    kafka.append('t', 1, null);
    await stream.advance(2);
    expect(out.batches).toEqual([
      [
        ['k', 'v'],
        [null, 'w'],
        [null, null],
      ],
      [],
    ]);
  });

  test('begin at smallest, as old programs say', async () => {
    kafka.append('t', 0, 'old');
    const params = { 'metadata.broker.list': 'localhost:9092', 'auto.offset.reset': 'smallest' };
    const out = stream.output(KafkaUtils.createDirectStream(stream.ssc, ['t'], params));
    await stream.advance();
    expect(out.batches).toEqual([[[null, 'old']]]);
  });

  test('begin at given offsets, of those partitions alone', async () => {
    kafka.append('t', 0, 'a', 'b', 'c');
    kafka.append('t', 1, 'd');
    const offsets = new Map([[new TopicPartition('t', 0), 1]]);
    const pairs = KafkaUtils.createDirectStream(stream.ssc, ['t'], servers, offsets);
    const ranges = rangesOf(pairs);
    const out = stream.output(pairs.map(([, value]) => value));
    await stream.advance();
    expect(out.batches).toEqual([['b', 'c']]);
    expect(ranges).toEqual(['t-0 1-3']);
  });

  test('are decoded, and made into something else', async () => {
    kafka.append('t', 1, ['1', '{"a":2}']);
    const decoded = KafkaUtils.createDirectStream(stream.ssc, ['t'], fromStart, undefined, {
      keyDecoder: (bytes) => Number(new TextDecoder().decode(bytes!)),
      valueDecoder: 'json',
    });
    const handled = KafkaUtils.createDirectStream(stream.ssc, ['t'], fromStart, undefined, {
      messageHandler: ({ topic, partition, offset, value }) =>
        `${topic}${partition}${offset}${value}`,
    });
    const outs = [stream.output(decoded), stream.output(handled)];
    await stream.advance();
    expect(outs.map(({ batches }) => batches)).toEqual([[[[1, { a: 2 }]]], [['t10{"a":2}']]]);
  });
});

describe('records', () => {
  test('of topics', async () => {
    kafka.append('t', 0, ['k', 'v']);
    const records = KafkaUtils.createDirectStream(
      ...([stream.ssc, PreferConsistent, Subscribe(['t'], fromStart)] as const),
    );
    const out = stream.output(records.map(({ key, value, offset }) => `${key}=${value}@${offset}`));
    await stream.advance();
    expect(out.batches).toEqual([['k=v@0']]);
  });

  test('of a pattern, whose whole name must match, also of topics that come later', async () => {
    kafka.topic('t2').topic('at2');
    const strategy = SubscribePattern(/t\d*/, fromStart);
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, PreferConsistent, strategy));
    await stream.advance();
    kafka.topic('t3');
    kafka.append('t3', 0, 'first');
    await stream.advance();
    expect(ranges).toEqual(['t-0 0-0, t-1 0-0, t2-0 0-0', 't-0 0-0, t-1 0-0, t2-0 0-0, t3-0 0-1']);
  });

  test('of assigned partitions only', async () => {
    const strategy = Assign([new TopicPartition('t', 1)], fromStart);
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, PreferConsistent, strategy));
    kafka.append('t', 0, 'a');
    kafka.append('t', 1, 'b');
    await stream.advance();
    expect(ranges).toEqual(['t-1 0-1']);
  });

  test('begin where the group has committed', async () => {
    kafka.append('t', 0, 'a', 'b');
    kafka.commit('g', 't', 0, 1);
    const strategy = Subscribe(['t'], { ...fromStart, 'group.id': 'g' });
    const records = KafkaUtils.createDirectStream(stream.ssc, PreferConsistent, strategy);
    const out = stream.output(records.map(({ value }) => value));
    await stream.advance();
    expect(out.batches).toEqual([['b']]);
    expect(kafka.committed('g')).toEqual({ 't-0': 1 });
    await stream.stop();
    expect(kafka.committed('g')).toEqual({ 't-0': 2, 't-1': 0 });
  });

  test('are committed now and then', async () => {
    const params = { ...fromStart, 'group.id': 'g', 'auto.commit.interval.ms': 2_000 };
    const strategy = Subscribe(['t'], params);
    stream.output(KafkaUtils.createDirectStream(stream.ssc, PreferConsistent, strategy));
    kafka.append('t', 0, 'a', 'b');
    await stream.advance(4);
    expect(kafka.asked.filter((each) => each === 'commit g')).toHaveLength(2);
    expect(kafka.committed('g')).toEqual({ 't-0': 2, 't-1': 0 });
  });
});

describe('what comes and goes', () => {
  test('a topic that is not there yet is read from its beginning', async () => {
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, ['late'], servers));
    await stream.advance();
    kafka.topic('late');
    kafka.append('late', 0, 'a');
    await stream.advance();
    expect(ranges).toEqual(['', 'late-0 0-1']);
    expect(stream.logged).toContain('warn There is no topic late yet: it is read once it is made.');
  });

  test('partitions that are added join', async () => {
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, ['t'], servers));
    await stream.advance();
    kafka.topic('t', 3);
    kafka.append('t', 2, 'a', 'b');
    await stream.advance();
    expect(ranges.at(-1)).toBe('t-0 0-0, t-1 0-0, t-2 0-2');
  });

  test('a topic that is deleted is left, and read anew when it is made again', async () => {
    kafka.topic('gone');
    const dstream = KafkaUtils.createDirectStream(stream.ssc, ['t', 'gone'], fromStart);
    const ranges = rangesOf(dstream);
    kafka.append('gone', 0, 'a');
    await stream.advance();
    kafka.deleteTopic('gone');
    await stream.advance();
    kafka.topic('gone');
    kafka.append('gone', 0, 'b', 'c');
    await stream.advance();
    expect(ranges).toEqual([
      'gone-0 0-1, t-0 0-0, t-1 0-0',
      't-0 0-0, t-1 0-0',
      'gone-0 0-2, t-0 0-0, t-1 0-0',
    ]);
  });

  test('a topic that was made anew between two batches is read from its beginning', async () => {
    const slow = { ...fromStart, 'metadata.max.age.ms': 60_000 };
    kafka.append('t', 0, 'a', 'b', 'c');
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, ['t'], slow));
    await stream.advance();
    kafka.deleteTopic('t');
    kafka.topic('t', 2).append('t', 0, 'd');
    await stream.advance();
    expect(ranges).toEqual(['t-0 0-3, t-1 0-0', 't-0 0-1, t-1 0-0']);
    expect(stream.logged.join()).toContain('Partition t-0 ends at offset 1, and was read up to 3');
  });

  test('a cluster that cannot be asked fails the batch', async () => {
    KafkaUtils.createDirectStream(stream.ssc, ['t'], servers).foreachRDD(() => {});
    await stream.advance();
    kafka.failure = new Error('Kafka at localhost:9092: nothing listens there.');
    await expect(stream.advance()).rejects.toThrow(/nothing listens there/);
  });
});

test('records that compaction took are missing, and their offsets count', async () => {
  kafka.append('t', 0, 'a', 'b', 'c');
  kafka.compact('t', 0, 1);
  const pairs = KafkaUtils.createDirectStream(stream.ssc, ['t'], fromStart);
  const ranges = rangesOf(pairs);
  const out = stream.output(pairs.map(([, value]) => value));
  await stream.advance();
  expect(out.batches).toEqual([['a', 'c']]);
  expect(ranges).toEqual(['t-0 0-3, t-1 0-0']);
});

test('each batch tells how many records there were, which, and how many are left', async () => {
  kafka.append('t', 0, 'a', 'b', 'c');
  const strategy = Subscribe(['t'], fromStart);
  const rates = { most: 2, least: 1 };
  KafkaUtils.createDirectStream(stream.ssc, PreferConsistent, strategy, rates).foreachRDD(() => {});
  const inputs: unknown[] = [];
  stream.ssc.addStreamingListener({ onBatchCompleted: (batch) => inputs.push(...batch.inputs) });
  await stream.advance(2);
  expect(inputs).toEqual([
    {
      ...{ streamId: 0, name: 'Kafka topic(s) t', numRecords: 2, lag: 1 },
      description: 'topic: t\tpartition: 0\toffsets: 0 to 2\tlag: 1',
    },
    {
      ...{ streamId: 0, name: 'Kafka topic(s) t', numRecords: 1, lag: 0 },
      description: 'topic: t\tpartition: 0\toffsets: 2 to 3',
    },
  ]);
});

describe('settings of rates', () => {
  beforeEach(() => {
    kafka.append('t', 0, 'a', 'b', 'c', 'd', 'e', 'f');
    kafka.append('t', 1, 'g', 'h');
  });

  test('spark.streaming.kafka.maxRatePerPartition', async () => {
    stream.ssc.sparkContext.conf.set('spark.streaming.kafka.maxRatePerPartition', 3);
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, ['t'], fromStart));
    await stream.advance(2);
    expect(ranges).toEqual(['t-0 0-3, t-1 0-2', 't-0 3-6, t-1 2-2']);
  });

  test('spark.streaming.backpressure.initialRate, shared by lag', async () => {
    const { conf } = stream.ssc.sparkContext;
    conf.set('spark.streaming.backpressure.enabled', true);
    conf.set('spark.streaming.backpressure.initialRate', 4);
    const ranges = rangesOf(KafkaUtils.createDirectStream(stream.ssc, ['t'], fromStart));
    await stream.advance();
    expect(ranges).toEqual(['t-0 0-3, t-1 0-1']);
  });
});

describe('offset ranges', () => {
  test('are known in transform, and lost where partitions are', async () => {
    kafka.append('t', 0, 'a');
    const seen: unknown[] = [];
    const mapped = KafkaUtils.createDirectStream(stream.ssc, ['t'], fromStart).transform((rdd) => {
      seen.push(rdd.offsetRanges()[0]?.toString(), hasOffsetRanges(rdd));
      return rdd.map(([, value]) => value);
    });
    mapped.foreachRDD((rdd) => void seen.push(hasOffsetRanges(rdd)));
    await stream.advance();
    expect(seen).toEqual([
      "OffsetRange(topic: 't', partition: 0, range: [0 -> 1])",
      ...[true, false],
    ]);
  });

  test('are committed for the group, in order, and the callback hears of it', async () => {
    const params = { ...fromStart, 'group.id': 'g', 'enable.auto.commit': false };
    const records = KafkaUtils.createDirectStream(
      ...([stream.ssc, PreferConsistent, Subscribe(['t'], params)] as const),
    );
    const heard: unknown[] = [];
    records.foreachRDD((rdd) => {
      records.commitAsync(rdd.offsetRanges(), (offsets, error) =>
        heard.push(offsets.length, error),
      );
    });
    kafka.append('t', 1, 'a');
    await stream.advance(2);
    await records.committed();
    expect(kafka.committed('g')).toEqual({ 't-0': 0, 't-1': 1 });
    expect(heard).toEqual([2, undefined, 2, undefined]);
  });

  test('are committed after a callback that throws', async () => {
    const params = { ...fromStart, 'group.id': 'g', 'enable.auto.commit': false };
    const records = KafkaUtils.createDirectStream(
      ...([stream.ssc, PreferConsistent, Subscribe(['t'], params)] as const),
    );
    let calls = 0;
    records.foreachRDD((rdd) => {
      records.commitAsync(rdd.offsetRanges(), () => {
        calls++;
        throw new Error('a slip');
      });
    });
    await stream.advance();
    kafka.append('t', 1, 'a');
    await stream.advance();
    await records.committed();
    expect(kafka.committed('g')).toEqual({ 't-0': 0, 't-1': 1 });
    expect(calls).toBe(2);
    expect(stream.logged).toContain('error A callback of commitAsync threw: Error: a slip');
  });

  test('cannot be committed without a group', () => {
    const records = KafkaUtils.createDirectStream(stream.ssc, ['t'], servers);
    expect(() => records.commitAsync([])).toThrow(/a valid group.id must be provided/);
  });

  test('a batch that failed is not committed by itself', async () => {
    const params = { ...fromStart, 'group.id': 'g' };
    const records = KafkaUtils.createDirectStream(
      ...([stream.ssc, PreferConsistent, Subscribe(['t'], params)] as const),
    );
    records.foreachRDD(() => {
      throw new Error('no');
    });
    await expect(stream.advance()).rejects.toThrow('no');
    await stream.stop();
    expect(kafka.committed('g')).toEqual({});
  });
});

test('a record that cannot be read fails its batch with its place', async () => {
  kafka.append('t', 1, 'x', '{');
  const options = { valueDecoder: 'json' } as const;
  const offsets = [{ topic: 't', partition: 1, offset: 1 }];
  stream.output(KafkaUtils.createDirectStream(stream.ssc, ['t'], servers, offsets, options));
  await expect(stream.advance()).rejects.toThrow(
    /Error deserializing value for partition t-1 at offset 1: /,
  );
});

describe('ranges alone', () => {
  test('have a partition for each', async () => {
    kafka.append('t', 0, 'a', 'b', 'c');
    kafka.append('t', 1, ['k', 'd']);
    const ranges = [OffsetRange.create('t', 1, 0, 1), OffsetRange.create('t', 0, 1, 3)];
    const pairs = KafkaUtils.createRDD(stream.ssc.sparkContext, servers, ranges);
    expect(await pairs.glom().collect()).toEqual([
      [['k', 'd']],
      [
        [null, 'b'],
        [null, 'c'],
      ],
    ]);
    const records = KafkaUtils.createRDD(
      ...([stream.ssc.sparkContext, servers, ranges, PreferConsistent] as const),
    );
    expect(await records.map(({ offset }) => offset).collect()).toEqual([0, 1, 2]);
    expect(records.offsetRanges()).toEqual(ranges);
  });

  test('that end before they begin are refused', () => {
    const wrong = [OffsetRange.create('t', 1, 3, 1)];
    expect(() => KafkaUtils.createRDD(stream.ssc.sparkContext, servers, wrong)).toThrow(
      'Beginning offset 3 is after the ending offset 1 for topic t partition 1.',
    );
    const negative = [OffsetRange.create('t', 1, -2, 1)];
    expect(() => KafkaUtils.createRDD(stream.ssc.sparkContext, servers, negative)).toThrow(
      'Beginning offset -2 for topic t partition 1 is not an offset.',
    );
  });
});

test('one client reads for all with the same parameters, and ends with the context', async () => {
  KafkaUtils.createDirectStream(stream.ssc, ['t'], servers).foreachRDD(() => {});
  KafkaUtils.createDirectStream(stream.ssc, ['t'], { ...servers }).foreachRDD(() => {});
  await stream.advance();
  expect(kafka.connected).toEqual([servers]);
  await stream.stop();
  expect(kafka.open).toBe(0);
});

test.each([
  [
    { 'auto.offset.reset': 'begining' },
    /Invalid value begining for configuration auto.offset.reset/,
  ],
  [{ 'auto.offset.reset': 'constructor' }, /Invalid value constructor/],
  [{ 'key.deserializer': 'strong' }, /strong is no deserializer/],
  [{ 'group.id': () => 'g' }, /group.id is a function/],
  [{ 'metadata.max.age.ms': 'soon' }, /Invalid value soon for configuration metadata.max.age.ms/],
])('parameters that cannot be are refused: %o', (wrong, message) => {
  const params = { ...servers, ...wrong } as never;
  expect(() => KafkaUtils.createDirectStream(stream.ssc, ['t'], params)).toThrow(message);
});
