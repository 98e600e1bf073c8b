import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ConsumerStrategies,
  KafkaUtils,
  LocationStrategies,
  OffsetRange,
  SparkContext,
  StreamingContext,
} from '../../../../server/node/streaming/index.ts';
import { LoopbackCluster } from '../../../harness/loopback-cluster.ts';

let cluster: LoopbackCluster;

beforeAll(async () => {
  cluster = await LoopbackCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

/** Resolves when `condition` holds after a batch. */
function until(ssc: StreamingContext, condition: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    ssc.addStreamingListener({
      onBatchCompleted: ({ outputOperations }) => {
        const error = outputOperations.find((each) => each.error)?.error;
        if (error !== undefined) reject(error);
        else if (condition()) resolve();
      },
      onGenerationFailed: ({ error }) => reject(error),
    });
  });
}

test('records go through a stream from topic to topic, and offsets are committed', async () => {
  const broker = await cluster.client();
  await broker.createTopic('in', 3);
  await broker.createTopic('out', 2);
  const params = {
    ...{ 'bootstrap.servers': cluster.bootstrap, 'group.id': 'copying' },
    ...{ 'auto.offset.reset': 'earliest', 'enable.auto.commit': false },
  };
  const ssc = new StreamingContext(new SparkContext('local[2]', 'copy'), 0.02);
  const records = KafkaUtils.createDirectStream(
    ...([ssc, LocationStrategies.PreferConsistent] as const),
    ConsumerStrategies.Subscribe(['in'], params),
  );
  const seen: string[] = [];
  records
    .map(({ value }) => [value.length % 2, value] as const)
    .saveToKafka('out', { 'bootstrap.servers': cluster.bootstrap });
  records.foreachRDD(async (rdd) => {
    const ranges = rdd.offsetRanges();
    seen.push(...(await rdd.map(({ value }) => value).collect()));
    records.commitAsync(ranges);
  });
  const values = Array.from({ length: 60 }, (_, i) => 'x'.repeat(i));
  const done = until(ssc, () => seen.length >= values.length);
  await ssc.start();
  for (const [i, value] of values.entries()) {
    await broker.produce('in', [value], { partition: i % 3 });
  }
  await done;
  await records.committed();
  const sc = ssc.sparkContext;
  const ranges = [0, 1].map((partition) => OffsetRange.create('out', partition, 0, 30));
  const written = await KafkaUtils.createRDD(sc, params, ranges).collect();
  await ssc.stop(true, true);
  expect(seen.sort()).toEqual(values);
  expect(written.map(([, value]) => value).sort()).toEqual(values);
  expect(written.every(([key, value]) => key === String(value.length % 2))).toBe(true);
}, 20_000);

test('a receiver finds brokers and keeps its offsets in ZooKeeper', async () => {
  const broker = await cluster.client();
  await broker.createTopic('received', 2);
  await broker.produce('received', ['a', 'b'], { partition: 0 });
  await broker.produce('received', ['c'], { partition: 1 });
  const read = async (expected: number) => {
    const ssc = new StreamingContext(new SparkContext('local[2]', 'receive'), 0.02);
    const params = { 'auto.offset.reset': 'smallest' };
    const topics = { received: 1 };
    const stream = KafkaUtils.createStream(ssc, cluster.zooKeeper, 'receivers', topics, params);
    const seen: string[] = [];
    stream.foreachRDD(async (rdd) => void seen.push(...(await rdd.map(([, v]) => v).collect())));
    const done = until(ssc, () => seen.length >= expected);
    await ssc.start();
    await done;
    await ssc.stop();
    return seen.sort();
  };
  expect(await read(3)).toEqual(['a', 'b', 'c']);
  await broker.produce('received', ['d'], { partition: 1 });
  expect(await read(1)).toEqual(['d']);
}, 20_000);
