import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KafkaConnector } from '../../../../server/streaming/kafka/kafka-client.ts';
import { KafkaUtils } from '../../../../server/streaming/kafka/kafka-utils.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';

const params = { 'bootstrap.servers': 'localhost:9092', 'auto.offset.reset': 'earliest' };
let kafka: TestKafka;
let stream: StreamTest;
/** How many records of what is sent next are written before the cluster seems to go away. */
let dyingAfter: number | undefined;

beforeEach(() => {
  kafka = new TestKafka().topic('in', 2).topic('out');
  dyingAfter = undefined;
  const connector: KafkaConnector = (parameters) => {
    const client = kafka.connector(parameters);
    return {
      ...client,
      send: async (records, options) => {
        await client.send(
          dyingAfter === undefined ? records : records.slice(0, dyingAfter),
          options,
        );
        if (dyingAfter !== undefined) throw new Error('gone');
      },
    };
  };
  stream = new StreamTest({ environment: { kafka: connector } });
});

afterEach(async () => {
  await stream.stop();
});

/** Copies what comes in, in capitals. */
function program({ ssc }: StreamTest): void {
  KafkaUtils.createDirectStream(ssc, ['in'], params)
    .map(([, value]) => value.toUpperCase())
    .saveToKafka('out', params);
}

const out = () => kafka.records('out').map(({ value }) => new TextDecoder().decode(value!));

test('a restart goes on behind the last batch, and takes what came meanwhile', async () => {
  program(stream);
  kafka.append('in', 0, 'a');
  await stream.advance(2);
  kafka.append('in', 1, 'b');
  await stream.restart(program, 3);
  kafka.append('in', 0, 'c');
  await stream.advance(2);
  expect(out()).toEqual(['A', 'B', 'C']);
});

test('a batch that was written in part is completed after the restart', async () => {
  kafka.now = () => stream.time + 1_000;
  program(stream);
  kafka.append('in', 0, 'a', 'b', 'c');
  kafka.append('in', 1, 'd');
  dyingAfter = 2;
  await expect(stream.advance()).rejects.toThrow('gone');
  dyingAfter = undefined;
  const before = out();
  expect(before.length).toBeGreaterThan(0);
  expect(before.length).toBeLessThan(4);
  await stream.restart(program);
  kafka.append('in', 0, 'e');
  await stream.advance(3);
  expect(out().sort()).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(out().slice(0, before.length)).toEqual(before);
});

test('a batch that was written, though nobody heard of it, is not written again', async () => {
  kafka.now = () => stream.time + 1_000;
  program(stream);
  kafka.append('in', 0, 'a', 'b');
  dyingAfter = 2;
  await expect(stream.advance()).rejects.toThrow('gone');
  dyingAfter = undefined;
  await stream.restart(program);
  await stream.advance(2);
  expect(out()).toEqual(['A', 'B']);
});
