import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import {
  eachBatch,
  incrementSequence,
  isIntact,
  magicOfBatchAt,
  readBatchHeader,
  setAppendTime,
  setBaseOffset,
  setPartitionLeaderEpoch,
  sizeOfBatchAt,
} from '../../../../server/protocol/records/batch-header.ts';
import { decodeRecords, encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { fc } from '../../../harness/fast-check.ts';
import { refusalOf, seeded } from './samples.ts';
import { hex, javascriptBatches, pythonMessageSets } from './vectors.ts';

const kafkajsBatch = () => hex(javascriptBatches['kafkajs gzip']!);

describe('header', () => {
  test('of a batch that kafkajs wrote', () => {
    expect(readBatchHeader(kafkajsBatch())).toEqual({
      baseOffset: 0,
      batchLength: 155,
      sizeInBytes: 167,
      partitionLeaderEpoch: 0,
      magic: 2,
      crc: 0x94c4338f,
      attributes: 1,
      codec: 1,
      timestampType: 'create',
      isTransactional: false,
      isControl: false,
      hasDeleteHorizon: false,
      lastOffsetDelta: 2,
      lastOffset: 2,
      baseTimestamp: 1700000000000,
      maxTimestamp: 1700000000005,
      producerId: 77,
      producerEpoch: 3,
      baseSequence: 12,
      lastSequence: 14,
      recordCount: 3,
    });
  });

  test('round trip of every field', () => {
    const fields = fc.record({
      baseOffset: fc.maxSafeNat(),
      partitionLeaderEpoch: fc.integer({ min: -1 }),
      isTransactional: fc.boolean(),
      isControl: fc.boolean(),
      producerId: fc.oneof(fc.constant(-1), fc.maxSafeNat()),
      producerEpoch: fc.integer({ min: -1, max: 32767 }),
      baseSequence: fc.integer({ min: -1 }),
      lastOffsetDelta: fc.nat(),
      deleteHorizon: fc.maxSafeNat(),
    });
    fc.assert(
      fc.property(fields, (batch) => {
        const { deleteHorizon, ...rest } = batch;
        const header = readBatchHeader(encodeBatch({ ...batch, records: [] }, compression));
        expect(header).toMatchObject({
          ...rest,
          hasDeleteHorizon: true,
          baseTimestamp: deleteHorizon,
          maxTimestamp: -1,
          recordCount: 0,
          lastOffset: batch.baseOffset + batch.lastOffsetDelta,
        });
      }),
      seeded,
    );
  });

  test('sequences wrap after 2^31−1', () => {
    expect(incrementSequence(2147483647, 1)).toBe(0);
    expect(incrementSequence(2147483640, 20)).toBe(12);
    expect(incrementSequence(5, 20)).toBe(25);
    const batch = encodeBatch(
      { records: [], producerId: 1, baseSequence: 2147483647, lastOffsetDelta: 4 },
      compression,
    );
    expect(readBatchHeader(batch).lastSequence).toBe(3);
  });

  test('refuses what is cut off, of impossible length or of another magic', () => {
    const batch = kafkajsBatch();
    for (let length = 0; length < batch.length; length++) {
      const error = refusalOf(() => readBatchHeader(batch.subarray(0, length)));
      expect(error?.message).toMatch(/needs \d+ bytes, and \d+ are left/);
    }
    const tiny = batch.slice();
    tiny.set([0, 0, 0, 13], 8);
    expect(refusalOf(() => sizeOfBatchAt(tiny, 0))?.message).toMatch(/length 13/);
    tiny.set([0, 0, 0, 48], 8);
    expect(refusalOf(() => readBatchHeader(tiny))?.message).toMatch(/smaller than its header/);
    const old = hex(pythonMessageSets['magic 1 none']!);
    expect(magicOfBatchAt(old, 0)).toBe(1);
    expect(refusalOf(() => readBatchHeader(old))?.message).toMatch(/magic 2, found 1/);
  });
});

describe('in place', () => {
  test('base offset and leader epoch leave the CRC right', () => {
    const batch = kafkajsBatch();
    setBaseOffset(batch, 0, 2 ** 40 + 7);
    setPartitionLeaderEpoch(batch, 0, 9);
    expect(readBatchHeader(batch)).toMatchObject({
      baseOffset: 2 ** 40 + 7,
      lastOffset: 2 ** 40 + 9,
      partitionLeaderEpoch: 9,
    });
    expect(isIntact(batch)).toBe(true);
    expect(decodeRecords(batch, compression).map(({ offset }) => offset)).toEqual([
      2 ** 40 + 7,
      2 ** 40 + 8,
      2 ** 40 + 9,
    ]);
  });

  test('append time is that of every record, under a new CRC, wherever the batch lies', () => {
    const bytes = Uint8Array.from([...kafkajsBatch(), ...kafkajsBatch()]);
    const at = bytes.length / 2;
    setAppendTime(bytes, at, 1800000000000);
    expect(readBatchHeader(bytes, at)).toMatchObject({
      timestampType: 'append',
      maxTimestamp: 1800000000000,
      baseTimestamp: 1700000000000,
    });
    expect(isIntact(bytes, 0)).toBe(true);
    expect(isIntact(bytes, at)).toBe(true);
    const timestamps = decodeRecords(bytes, compression, at).map(({ timestamp }) => timestamp);
    expect(timestamps).toEqual([1800000000000, 1800000000000, 1800000000000]);
  });
});

test('batches one after the other', () => {
  const [one, other] = [kafkajsBatch(), hex(javascriptBatches['kafkajs none']!)];
  const bytes = Uint8Array.from([...one, ...other]);
  const found = [...eachBatch(bytes)].map(({ at, header }) => [at, header.codec]);
  expect(found).toEqual([
    [0, 1],
    [one.length, 0],
  ]);
  expect([...eachBatch(new Uint8Array(0))]).toEqual([]);
  const cutOff = eachBatch(bytes.subarray(0, bytes.length - 1))[Symbol.iterator]();
  expect(cutOff.next().done).toBe(false);
  expect(refusalOf(() => cutOff.next())?.message).toMatch(/are left/);
});
