import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import {
  isIntact,
  LOG_OVERHEAD,
  readBatchHeader,
  updateCrc,
} from '../../../../server/protocol/records/batch-header.ts';
import { writeInt32 } from '../../../../server/protocol/records/big-endian.ts';
import { Codec, codecName } from '../../../../server/protocol/records/compression.ts';
import {
  decodeRecords,
  encodeBatch,
  type NewRecord,
  recompress,
} from '../../../../server/protocol/records/record-batch.ts';
import { fc } from '../../../harness/fast-check.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';
import { mutated, readable, readableHeaders, refusalOf, seeded, someRecords } from './samples.ts';
import { hex, javascriptBatches, pythonBatches, vectorRecords } from './vectors.ts';

const codecs = Object.values(Codec);
const withoutHeaders = vectorRecords.map(({ timestamp, key, value }) => ({
  timestamp,
  key,
  value,
}));

describe('batches that clients wrote', () => {
  test.each(Object.entries(pythonBatches))('kafka-python, %s', (codec, batch) => {
    const bytes = hex(batch);
    const records = decodeRecords(bytes, compression);
    expect(codecName(readBatchHeader(bytes).codec)).toBe(codec);
    expect(readable(records)).toEqual(withoutHeaders);
    expect(readableHeaders(records)).toEqual(vectorRecords.map(({ headers }) => headers));
  });

  test.each(Object.entries(javascriptBatches))('%s', (name, batch) => {
    const bytes = hex(batch);
    const records = decodeRecords(bytes, compression);
    expect(name).toContain(codecName(readBatchHeader(bytes).codec));
    expect(readable(records)).toEqual(withoutHeaders);
    expect(readableHeaders(records)[0]).toEqual([['trace', 'abc']]);
    expect(readableHeaders(records)[2]).toEqual([['π', '']]);
  });

  test('our own encoding of the same records has the same bytes', () => {
    const records = decodeRecords(hex(pythonBatches.none!), compression);
    const batch = encodeBatch({ records, partitionLeaderEpoch: 0 }, compression);
    expect(Buffer.from(batch).toString('hex')).toBe(pythonBatches.none);
  });
});

describe('round trip', () => {
  test.each(codecs)('codec %i', (codec) => {
    fc.assert(
      fc.property(someRecords, fc.maxSafeNat(), (records, baseOffset) => {
        fc.pre(baseOffset + records.length < Number.MAX_SAFE_INTEGER);
        const batch = encodeBatch({ records, baseOffset, codec }, compression);
        expect(isIntact(batch)).toBe(true);
        expect(decodeRecords(batch, compression)).toEqual(
          records.map((record, index) => ({ ...record, offset: baseOffset + index })),
        );
        const timestamps = records.map(({ timestamp }) => timestamp);
        expect(readBatchHeader(batch)).toMatchObject({
          recordCount: records.length,
          lastOffsetDelta: records.length - 1,
          baseTimestamp: timestamps[0],
          maxTimestamp: Math.max(...timestamps),
          codec,
        });
      }),
      seeded,
    );
  });

  test('offsets with gaps, as compaction leaves them', () => {
    const record = { timestamp: 5, key: null, value: null };
    const batch = encodeBatch(
      { records: [{ ...record, offsetDelta: 3 }, record], baseOffset: 10, lastOffsetDelta: 9 },
      compression,
    );
    expect(decodeRecords(batch, compression).map(({ offset }) => offset)).toEqual([13, 14]);
    expect(readBatchHeader(batch).lastOffset).toBe(19);
  });

  test('under another codec', () => {
    for (const from of codecs) {
      for (const to of codecs) {
        const batch = hex(pythonBatches[codecName(from)]!);
        const result = recompress(batch, to, compression);
        expect(readBatchHeader(result).codec).toBe(to);
        expect(readable(decodeRecords(result, compression))).toEqual(withoutHeaders);
        if (from === to) expect(result).toBe(batch);
      }
    }
  });
});

describe('refuses', () => {
  const record: NewRecord = {
    timestamp: 1,
    key: new Uint8Array(2),
    value: new Uint8Array(3),
    headers: [{ key: 'h', value: new Uint8Array(1) }],
  };

  test.each(codecs)('a batch cut off at any byte, codec %i', (codec) => {
    const whole = hex(pythonBatches[codecName(codec)]!);
    for (let length = 0; length < whole.length; length++) {
      const part = whole.slice(0, length);
      expect(refusalOf(() => decodeRecords(part, compression))?.code).toBe(2);
      // Its length and CRC agreeing with what is left, the records still do not fit.
      if (length < 61) continue;
      writeInt32(part, 8, length - LOG_OVERHEAD);
      updateCrc(part);
      expect(refusalOf(() => decodeRecords(part, compression))).toBeDefined();
    }
  });

  test.each(codecs)('a batch with any bit flipped that the CRC covers, codec %i', (codec) => {
    const whole = hex(pythonBatches[codecName(codec)]!);
    for (let bit = 17 * 8; bit < whole.length * 8; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(refusalOf(() => decodeRecords(flipped, compression))?.message).toMatch(/Wrong CRC/);
    }
  });

  test.each(codecs)('mutated batches under a right CRC, or reads them, codec %i', (codec) => {
    const random = seededRandom(codec + 1);
    const whole = hex(pythonBatches[codecName(codec)]!);
    let refused = 0;
    for (let round = 0; round < 20_000; round++) {
      const batch = Uint8Array.from([
        ...whole.subarray(0, 61),
        ...mutated(whole.subarray(61), random),
      ]);
      writeInt32(batch, 8, batch.length - LOG_OVERHEAD);
      updateCrc(batch);
      if (refusalOf(() => decodeRecords(batch, compression, 0, 10_000)) !== undefined) refused++;
    }
    expect(refused).toBeGreaterThan(8000);
  });

  test('lengths that leave the record, counts that do not fit', () => {
    const good = encodeBatch({ records: [record, record] }, compression);
    const cases: [at: number, value: number, message: RegExp][] = [
      [60, 1, /behind the last/], // fewer records than there are
      [60, 3, /ends within a record/],
      [57, 0x80, /A batch of -/],
      [61, 0x7e, /a record of 63 bytes where/],
      [61, 0x01, /a record of -1 bytes/],
      [61, 0x1a, /has fields of/],
      [65, 0x7e, /a field of 63 bytes/],
      [65, 0x03, /a field of -2 bytes/],
      [72, 0x01, /-1 headers/],
      [72, 0x7e, /63 headers/],
      [73, 0x01, /without a key/],
    ];
    for (const [at, value, message] of cases) {
      const bad = good.slice();
      bad[at] = value;
      updateCrc(bad);
      expect(refusalOf(() => decodeRecords(bad, compression))?.message).toMatch(message);
    }
    const endless = good.slice();
    endless.fill(0xff, 61, 80);
    updateCrc(endless);
    expect(refusalOf(() => decodeRecords(endless, compression))?.message).toMatch(/more than 5/);
  });

  test('records that decompress to more than allowed', () => {
    const value = new Uint8Array(1_000_000);
    for (const codec of codecs.slice(1)) {
      const batch = encodeBatch({ records: [{ ...record, value }], codec }, compression);
      expect(refusalOf(() => decodeRecords(batch, compression, 0, 999_999))?.code).toBe(10);
      expect(decodeRecords(batch, compression, 0, 1_000_100)).toHaveLength(1);
    }
  });

  test('an unknown codec', () => {
    const batch = hex(pythonBatches.none!);
    batch[22] = 5;
    updateCrc(batch);
    const error = refusalOf(() => decodeRecords(batch, compression));
    expect(error?.code).toBe(76);
    expect(refusalOf(() => codecName(5))?.code).toBe(76);
  });
});
