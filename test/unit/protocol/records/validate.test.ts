import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { errorName } from '../../../../server/protocol/errors.ts';
import {
  isIntact,
  readBatchHeader,
  updateCrc,
} from '../../../../server/protocol/records/batch-header.ts';
import { writeInt32, writeInt64 } from '../../../../server/protocol/records/big-endian.ts';
import { Codec, codecName } from '../../../../server/protocol/records/compression.ts';
import type { ProduceOptions } from '../../../../server/protocol/records/produce-options.ts';
import {
  decodeRecords,
  encodeBatch,
  type NewBatch,
} from '../../../../server/protocol/records/record-batch.ts';
import { validateProduced } from '../../../../server/protocol/records/validate.ts';
import { fc } from '../../../harness/fast-check.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';
import { mutated, readable, refusalOf, seeded, someRecords } from './samples.ts';
import {
  hex,
  javascriptBatches,
  pythonBatches,
  pythonMessageSets,
  vectorRecords,
} from './vectors.ts';

const now = 1700000001000;
const defaults: ProduceOptions = {
  produceVersion: 9,
  now,
  timestampType: 'create',
  timestampBeforeMaxMs: Number.POSITIVE_INFINITY,
  timestampAfterMaxMs: 3_600_000,
  maxMessageBytes: 1_048_588,
  segmentBytes: 1 << 30,
  compressionType: 'producer',
  compacted: false,
};
const codecs = Object.values(Codec);
const expected = vectorRecords.map(({ timestamp, key, value }) => ({ timestamp, key, value }));

const validate = (bytes: Uint8Array, options: Partial<ProduceOptions> = {}) =>
  validateProduced(bytes, { ...defaults, ...options }, compression);

/** The name of the error and its message. */
function refused(bytes: Uint8Array, options: Partial<ProduceOptions> = {}): string | undefined {
  const error = refusalOf(() => validate(bytes, options));
  return error && `${errorName(error.code)}: ${error.message}`;
}

const record = { timestamp: now, key: new Uint8Array(1), value: new Uint8Array(10) };
const batchOf = (batch: Partial<NewBatch>) =>
  encodeBatch({ records: [record, record, record], ...batch }, compression);

/** A batch with a field patched, under a right CRC. */
function patched(at: number, bytes: number[], batch = batchOf({})): Uint8Array {
  batch.set(bytes, at);
  updateCrc(batch);
  return batch;
}

describe('accepts, byte for byte', () => {
  test.each(Object.entries({ ...pythonBatches, ...javascriptBatches }))('%s', (_, batch) => {
    const bytes = hex(batch);
    expect(validate(bytes)).toBe(bytes);
    expect(Buffer.from(bytes).toString('hex')).toBe(batch);
  });

  test('whatever can be encoded', () => {
    fc.assert(
      fc.property(someRecords, fc.constantFrom(...codecs), (records, codec) => {
        const bytes = encodeBatch({ records, codec }, compression);
        const copy = bytes.slice();
        const options = { timestampAfterMaxMs: Number.POSITIVE_INFINITY };
        expect(validate(bytes, options)).toBe(bytes);
        expect(bytes).toEqual(copy);
      }),
      seeded,
    );
  });

  test('transactional and idempotent batches; a sequence without a producer, as kafkajs sends', () => {
    const producer = { producerId: 0, producerEpoch: 0, baseSequence: 0 };
    for (const batch of [producer, { ...producer, isTransactional: true }, { baseSequence: 0 }]) {
      expect(readBatchHeader(validate(batchOf(batch)))).toMatchObject(batch);
    }
  });
});

describe('stores', () => {
  test.each(codecs)('the time of the append, codec %i', (codec) => {
    const before = hex(pythonBatches[codecName(codec)]!);
    const bytes = before.slice();
    expect(validate(bytes, { timestampType: 'append' })).toBe(bytes);
    expect(readBatchHeader(bytes)).toMatchObject({ timestampType: 'append', maxTimestamp: now });
    expect(isIntact(bytes)).toBe(true);
    expect(bytes.subarray(61)).toEqual(before.subarray(61));
    for (const { timestamp } of decodeRecords(bytes, compression)) expect(timestamp).toBe(now);
  });

  test.each([
    ['uncompressed', 0],
    ['gzip', 1],
    ['snappy', 2],
    ['lz4', 3],
    ['zstd', 4],
  ] as const)('the codec of the topic: %s', (compressionType, codec) => {
    for (const source of codecs) {
      const result = validate(hex(pythonBatches[codecName(source)]!), { compressionType });
      expect(readBatchHeader(result).codec).toBe(codec);
      expect(readable(decodeRecords(result, compression))).toEqual(expected);
    }
  });

  test('the largest timestamp, where the producer told another', () => {
    const wrong = batchOf({});
    writeInt64(wrong, 35, now - 5);
    updateCrc(wrong);
    const bytes = validate(wrong);
    expect(bytes).toBe(wrong);
    expect(readBatchHeader(bytes).maxTimestamp).toBe(now);
    expect(isIntact(bytes)).toBe(true);
  });
});

describe('refuses', () => {
  test('anything but one batch of magic 2', () => {
    const batch = batchOf({});
    expect(refused(new Uint8Array(0))).toMatch(/^INVALID_RECORD: .*must have a record batch/);
    expect(refused(Uint8Array.from([...batch, ...batch]))).toMatch(
      /^INVALID_RECORD: .*exactly one/,
    );
    expect(refused(Uint8Array.from([...batch, 0]))).toMatch(/^INVALID_RECORD: .*exactly one/);
    const set = hex(pythonMessageSets['magic 1 none']!);
    expect(refused(set, { produceVersion: 3 })).toMatch(/^INVALID_RECORD: .*magic 2 only, not 1/);
    expect(refused(patched(16, [3]))).toMatch(/^CORRUPT_MESSAGE: .*magic 2, found 3/);
  });

  test('wrong counts, offsets and sequences', () => {
    expect(refused(batchOf({ baseOffset: 1 }))).toMatch(/INVALID_RECORD: .*base offset.* it is 1/);
    expect(refused(batchOf({ records: [] }))).toMatch(/INVALID_RECORD: .*0 records/);
    expect(refused(batchOf({ lastOffsetDelta: 3 }))).toMatch(/INVALID_RECORD: .*delta of 3/);
    expect(refused(patched(23, [0, 0, 0, 3, ...Array(30).fill(0), 0, 0, 0, 4]))).toMatch(
      /INVALID_RECORD: Malformed record: the batch ends/,
    );
    const fewer = batchOf({});
    writeInt32(fewer, 23, 1);
    writeInt32(fewer, 57, 2);
    expect(refused(patched(61, [], fewer))).toMatch(/INVALID_RECORD: .*behind the last/);
    const gap = batchOf({ records: [record, { ...record, offsetDelta: 2 }], lastOffsetDelta: 1 });
    expect(refused(gap)).toMatch(/INVALID_RECORD: Record 1 .*offset delta of 2/);
    expect(refusalOf(() => validate(gap))?.recordErrors).toEqual([
      { batchIndex: 1, batchIndexErrorMessage: 'Offsets must be consecutive' },
    ]);
    const producer = { producerId: 5, producerEpoch: 0, baseSequence: 0 };
    expect(refused(batchOf({ ...producer, baseSequence: -1 }))).toMatch(/Invalid sequence -1/);
    expect(refused(batchOf({ ...producer, producerEpoch: -1 }))).toMatch(/Invalid epoch -1/);
    expect(refused(batchOf({ isTransactional: true }))).toMatch(/without a producer id/);
    expect(refused(batchOf({ ...producer, isControl: true }))).toMatch(/control records/);
  });

  test('records without a key in a compacted topic, naming them', () => {
    const keyless = { ...record, key: null };
    const bytes = batchOf({ records: [record, keyless, keyless], codec: Codec.lz4 });
    const error = refusalOf(() => validate(bytes, { compacted: true }));
    expect(error?.code).toBe(87);
    expect(error?.recordErrors).toEqual([
      {
        batchIndex: 1,
        batchIndexErrorMessage: 'Compacted topic cannot accept message without key',
      },
      {
        batchIndex: 2,
        batchIndexErrorMessage: 'Compacted topic cannot accept message without key',
      },
    ]);
    expect(validate(batchOf({}), { compacted: true })).toBeDefined();
  });

  test('timestamps out of the bounds, and only those', () => {
    const options = { timestampBeforeMaxMs: 100, timestampAfterMaxMs: 10 };
    const at = (timestamp: number) => ({ ...record, timestamp });
    const fine = batchOf({ records: [at(now - 100), at(now + 10), at(-1)] });
    expect(refused(fine, options)).toBeUndefined();
    const bad = batchOf({ records: [at(now), at(now - 101), at(now + 11)] });
    const error = refusalOf(() => validate(bad, options));
    expect(error?.code).toBe(32);
    expect(error?.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([1, 2]);
    expect(error?.recordErrors[0]?.batchIndexErrorMessage).toBe(
      'Timestamp 1700000000899 is out of range [1700000000900, 1700000001010]',
    );
    expect(refused(bad, { ...options, timestampType: 'append' })).toBeUndefined();
  });

  test('LogAppendTime that the producer set', () => {
    const bytes = batchOf({ appendTime: now });
    expect(refused(bytes)).toMatch(/^INVALID_TIMESTAMP: .*should not set timestamp type/);
    expect(refused(bytes, { timestampType: 'append' })).toBeUndefined();
  });

  test('a batch too large, before and after compression by the broker', () => {
    const bytes = batchOf({});
    const size = bytes.length;
    expect(refused(bytes, { maxMessageBytes: size })).toBeUndefined();
    expect(refused(bytes, { maxMessageBytes: size - 1 })).toMatch(/^MESSAGE_TOO_LARGE/);
    expect(refused(bytes, { segmentBytes: size - 1 })).toMatch(/^RECORD_LIST_TOO_LARGE/);
    const compressed = batchOf({ records: Array(100).fill(record), codec: Codec.gzip });
    const options = {
      maxMessageBytes: compressed.length,
      compressionType: 'uncompressed',
    } as const;
    expect(refused(compressed, options)).toMatch(/^MESSAGE_TOO_LARGE/);
  });

  test('zstd before Produce v7, and unknown codecs', () => {
    const zstd = hex(pythonBatches.zstd!);
    expect(refused(zstd, { produceVersion: 6 })).toMatch(/^UNSUPPORTED_COMPRESSION_TYPE/);
    expect(refused(zstd, { produceVersion: 7 })).toBeUndefined();
    for (const codec of [5, 6, 7]) {
      expect(refused(patched(22, [codec]))).toMatch(/^UNSUPPORTED_COMPRESSION_TYPE/);
    }
  });

  test('a decompression bomb, in little memory', () => {
    const value = new Uint8Array(50_000_000);
    for (const codec of [Codec.gzip, Codec.lz4, Codec.zstd]) {
      const bomb = encodeBatch({ records: [{ ...record, value }], codec }, compression);
      expect(bomb.length).toBeLessThan(defaults.maxMessageBytes);
      expect(refused(bomb, { maxDecompressedBytes: 1_000_000 })).toMatch(/^MESSAGE_TOO_LARGE/);
    }
  });

  test('more refused records than it lists', () => {
    const keyless = { ...record, key: null };
    const bytes = batchOf({ records: Array(5000).fill(keyless), codec: Codec.gzip });
    const error = refusalOf(() => validate(bytes, { compacted: true }));
    expect(error?.recordErrors).toHaveLength(1000);
    expect(error?.message).toMatch(/5000 records/);
  });
});

describe('hostile batches', () => {
  test.each(Object.entries(pythonBatches))('any bit flipped or byte missing, %s', (_, batch) => {
    const whole = hex(batch);
    for (let bit = 17 * 8; bit < whole.length * 8; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(refused(flipped)).toMatch(/^CORRUPT_MESSAGE: Wrong CRC/);
    }
    for (let length = 1; length < whole.length; length++) {
      expect(refused(whole.subarray(0, length))).toMatch(/^CORRUPT_MESSAGE/);
    }
  });

  test.each(Object.entries(pythonBatches))('mutated under a right CRC, %s', (_, batch) => {
    const random = seededRandom(7);
    const whole = hex(batch);
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = mutated(whole, random);
      if (bytes.length > 61) {
        writeInt32(bytes, 8, bytes.length - 12);
        bytes[16] = 2;
        updateCrc(bytes);
      }
      const error = refusalOf(() => validate(bytes, { maxDecompressedBytes: 10_000 }));
      if (error !== undefined) continue;
      // What is accepted can be read in full.
      const { recordCount } = readBatchHeader(bytes);
      expect(decodeRecords(bytes, compression)).toHaveLength(recordCount);
      accepted++;
    }
    expect(accepted).toBeGreaterThan(100);
  });
});
