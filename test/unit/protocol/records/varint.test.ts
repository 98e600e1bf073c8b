import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../../server/protocol/records/byte-writer.ts';
import { RecordCursor } from '../../../../server/protocol/records/record-cursor.ts';
import { sizeOfVarint, sizeOfVarlong } from '../../../../server/protocol/records/varint.ts';
import { fc } from '../../../harness/fast-check.ts';
import { seeded } from './samples.ts';

function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter();
  write(writer);
  return Buffer.from(writer.written()).toString('hex');
}

/** A record with these deltas, of null key and value. */
function recordWith(timestampDelta: number, offsetDelta: number): RecordCursor {
  const body = new ByteWriter();
  body.int8(0);
  body.varlong(timestampDelta);
  body.varint(offsetDelta);
  for (const field of [-1, -1, 0]) body.varint(field);
  const record = new ByteWriter();
  record.varint(body.length);
  record.raw(body.written());
  return new RecordCursor(record.written());
}

describe('varint', () => {
  // From Kafka's ByteUtilsTest.
  test.each([
    [0, '00'],
    [-1, '01'],
    [1, '02'],
    [63, '7e'],
    [-64, '7f'],
    [64, '8001'],
    [-65, '8101'],
    [8191, 'fe7f'],
    [-8192, 'ff7f'],
    [8192, '808001'],
    [1048575, 'feff7f'],
    [1048576, '80808001'],
    [134217727, 'feffff7f'],
    [134217728, '8080808001'],
    [2147483647, 'feffffff0f'],
    [-2147483648, 'ffffffff0f'],
  ])('%i', (value, hex) => {
    expect(written((writer) => writer.varint(value))).toBe(hex);
    expect(written((writer) => writer.varlong(value))).toBe(hex);
    expect(sizeOfVarint(value)).toBe(hex.length / 2);
    expect(sizeOfVarlong(value)).toBe(hex.length / 2);
  });

  test.each([
    [17179869183, 'feffffff7f'],
    [17179869184, '808080808001'],
    [-17179869185, '818080808001'],
    [Number.MAX_SAFE_INTEGER, 'feffffffffffff1f'],
    [Number.MIN_SAFE_INTEGER, 'fdffffffffffff1f'],
  ])('varlong %i', (value, hex) => {
    expect(written((writer) => writer.varlong(value))).toBe(hex);
    expect(sizeOfVarlong(value)).toBe(hex.length / 2);
  });

  test('round trip', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer(), (timestampDelta, offsetDelta) => {
        const cursor = recordWith(timestampDelta, offsetDelta);
        cursor.next();
        expect(cursor.timestampDelta).toBe(timestampDelta);
        expect(cursor.offsetDelta).toBe(offsetDelta);
      }),
      { ...seeded, numRuns: 2000 },
    );
  });

  test('the ends of int64 are read as the nearest double', () => {
    // length, attributes, ten bytes of timestamp delta, offset delta, null key, null value, no headers
    const most = [
      0x1e,
      0,
      ...[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
      0,
      1,
      1,
      0,
    ];
    const least = most.with(2, 0xff);
    for (const [bytes, value] of [
      [most, 2 ** 63],
      [least, -(2 ** 63)],
    ] as const) {
      const cursor = new RecordCursor(Uint8Array.from(bytes));
      cursor.next();
      expect(cursor.timestampDelta).toBe(value);
    }
  });
});
