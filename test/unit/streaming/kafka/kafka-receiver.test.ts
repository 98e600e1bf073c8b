import { afterEach, beforeEach, expect, test } from 'vitest';
import { KafkaUtils } from '../../../../server/streaming/kafka/kafka-utils.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';

const fromStart = { 'auto.offset.reset': 'smallest' };
let kafka: TestKafka;
let stream: StreamTest;

beforeEach(() => {
  kafka = new TestKafka().topic('t', 2);
  stream = new StreamTest({ kafka });
});

afterEach(async () => {
  await stream.stop();
});

function receive(topics: Record<string, number>, params: Record<string, string> = fromStart) {
  return KafkaUtils.createStream(stream.ssc, 'localhost:2181', 'g', topics, params);
}

test('what comes is received, and committed in ZooKeeper at the end', async () => {
  kafka.append('t', 0, ['k', 'a'], 'b');
  const out = stream.output(receive({ t: 1 }));
  await stream.advance();
  kafka.append('t', 1, 'c');
  await stream.advance();
  expect(out.batches).toEqual([
    [
      ['k', 'a'],
      [null, 'b'],
    ],
    [[null, 'c']],
  ]);
  await stream.stop();
  expect(kafka.inZooKeeper('g')).toEqual({ 't-0': 2, 't-1': 1 });
  expect(kafka.connected[0]).toMatchObject({ 'zookeeper.connect': 'localhost:2181' });
});

test('a group goes on where it was', async () => {
  kafka.append('t', 0, 'a', 'b');
  const offsets = kafka.connector({}).offsetsInZooKeeper('', 'g');
  await offsets.commit([{ topic: 't', partition: 0, offset: 1 }]);
  const out = stream.output(receive({ t: 1 }));
  await stream.advance();
  expect(out.batches).toEqual([[[null, 'b']]]);
});

test('offsets are committed now and then', async () => {
  stream.output(receive({ t: 1 }, { ...fromStart, 'auto.commit.interval.ms': '1000' }));
  kafka.append('t', 0, 'a');
  await stream.advance(3);
  expect(kafka.inZooKeeper('g')).toEqual({ 't-0': 1, 't-1': 0 });
});

test('streams of a group share the partitions of a topic', async () => {
  kafka.topic('other');
  const outs = [receive({ t: 1 }), receive({ t: 1, other: 1 })].map((each) =>
    stream.output(each.map(([, value]) => value)),
  );
  kafka.append('t', 0, 'a');
  kafka.append('t', 1, 'b');
  kafka.append('other', 0, 'c');
  await stream.advance();
  expect(outs.map(({ batches }) => batches.map((batch) => [...batch].sort()))).toEqual([
    [['a']],
    [['b', 'c']],
  ]);
});

test('a cluster that is away for a while is tried again', async () => {
  const errors: string[] = [];
  stream.ssc.addStreamingListener({
    onReceiverError: ({ lastErrorMessage }) => void errors.push(lastErrorMessage),
    onReceiverStopped: ({ lastErrorMessage }) => void errors.push(lastErrorMessage),
  });
  const out = stream.output(receive({ t: 1 }));
  kafka.failure = new Error('nothing listens there');
  await stream.advance();
  kafka.failure = undefined;
  kafka.append('t', 0, 'a');
  await stream.advance(4);
  expect(out.batches.flat()).toEqual([[null, 'a']]);
  expect(errors.join()).toContain('Error receiving from Kafka');
});
