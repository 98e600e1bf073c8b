import { describe, expect, test } from 'vitest';
import {
  type OffsetsRecord,
  OffsetsWriter,
} from '../../../../server/broker/groups/offsets-writer.ts';
import { compression } from '../../../../server/node/compression.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { decodeRecords } from '../../../../server/protocol/records/record-batch.ts';
import { ManualClock, settled } from '../../../harness/manual-clock.ts';
import { MemoryOffsetsTopic } from './memory-offsets-topic.ts';

function setUp() {
  const topic = new MemoryOffsetsTopic(2);
  return { topic, writer: new OffsetsWriter(topic, new ManualClock(), compression) };
}

function record(key: number, valueBytes = 1): OffsetsRecord {
  return { key: Uint8Array.of(key), value: new Uint8Array(valueBytes) };
}

/** The keys in each batch of a partition. */
function batches(topic: MemoryOffsetsTopic, partition = 0): number[][] {
  return topic.logs[partition]!.map((batch) =>
    decodeRecords(batch, compression).map(({ key }) => key![0]!),
  );
}

describe('OffsetsWriter', () => {
  test('puts into one batch what is asked for at the same time', async () => {
    const { topic, writer } = setUp();
    await Promise.all([
      writer.append(0, [record(1), record(2)]),
      writer.append(0, [record(3)]),
      writer.append(1, [record(4)]),
    ]);
    expect(batches(topic, 0)).toEqual([[1, 2, 3]]);
    expect(batches(topic, 1)).toEqual([[4]]);
  });

  test('gathers what comes while an append is under way', async () => {
    const { topic, writer } = setUp();
    topic.hold();
    const done: number[] = [];
    const writes = [1, 2, 3, 4].map(async (key) => {
      await settled();
      await writer.append(0, [record(key)]);
      done.push(key);
    });
    const first = writer.append(0, [record(0)]);
    await settled();
    await settled();
    expect(done).toEqual([]);
    topic.release();
    await Promise.all([first, ...writes]);
    expect(batches(topic)).toEqual([[0], [1, 2, 3, 4]]);
    expect(done).toEqual([1, 2, 3, 4]);
  });

  test('keeps batches small, but never divides a write', async () => {
    const { topic, writer } = setUp();
    const half = 130 * 1024;
    await Promise.all([
      writer.append(0, [record(1, half)]),
      writer.append(0, [record(2, half)]),
      writer.append(0, [record(3, half), record(4, half), record(5, half)]),
      writer.append(0, [record(6)]),
    ]);
    expect(batches(topic)).toEqual([[1], [2], [3, 4, 5], [6]]);
  });

  test('fails those whose batch failed, and goes on', async () => {
    const { topic, writer } = setUp();
    topic.failNext(ErrorCode.NOT_ENOUGH_REPLICAS);
    const failed = Promise.allSettled([
      writer.append(0, [record(1)]),
      writer.append(0, [record(2)]),
    ]);
    const outcomes = await failed;
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await writer.append(0, [record(3)]);
    expect(batches(topic)).toEqual([[3]]);
  });

  test('lets go of what waits when told to', async () => {
    const { topic, writer } = setUp();
    topic.hold();
    const first = writer.append(0, [record(1)]);
    await settled();
    const second = writer.append(0, [record(2)]);
    const other = writer.append(1, [record(3)]);
    writer.abandon(0);
    await expect(second).rejects.toMatchObject({ code: ErrorCode.NOT_LEADER_OR_FOLLOWER });
    topic.release();
    await Promise.all([first, other]);
    expect(batches(topic, 0)).toEqual([[1]]);
    expect(batches(topic, 1)).toEqual([[3]]);
  });
});
