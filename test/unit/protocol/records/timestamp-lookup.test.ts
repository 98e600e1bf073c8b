import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { Codec } from '../../../../server/protocol/records/compression.ts';
import { encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import {
  firstRecordSince,
  recordOfMaxTimestamp,
} from '../../../../server/protocol/records/timestamp-lookup.ts';

const timestamps = [100, 300, 200, 300, 50];
const records = timestamps.map((timestamp) => ({ timestamp, key: null, value: null }));

describe.each(Object.values(Codec))('codec %i', (codec) => {
  const batch = encodeBatch({ records, baseOffset: 1000, codec }, compression);

  test.each([
    [0, 0, { timestamp: 100, offset: 1000 }],
    [100, 0, { timestamp: 100, offset: 1000 }],
    [101, 0, { timestamp: 300, offset: 1001 }],
    [300, 0, { timestamp: 300, offset: 1001 }],
    [101, 1002, { timestamp: 200, offset: 1002 }],
    [201, 1002, { timestamp: 300, offset: 1003 }],
    [60, 1004, undefined],
    [50, 1004, { timestamp: 50, offset: 1004 }],
    [50, 1005, undefined],
    [301, 0, undefined],
  ])('first since %i from offset %i', (timestamp, fromOffset, found) => {
    expect(firstRecordSince(timestamp, batch, 0, compression, fromOffset)).toEqual(found);
  });

  test('the first of the largest timestamp', () => {
    expect(recordOfMaxTimestamp(batch, 0, compression)).toEqual({ timestamp: 300, offset: 1001 });
  });

  test('the time of the append is that of all records', () => {
    const appended = encodeBatch({ records, baseOffset: 7, codec, appendTime: 900 }, compression);
    expect(firstRecordSince(500, appended, 0, compression)).toEqual({ timestamp: 900, offset: 7 });
    expect(recordOfMaxTimestamp(appended, 0, compression)).toEqual({ timestamp: 900, offset: 7 });
    expect(firstRecordSince(901, appended, 0, compression)).toBeUndefined();
  });
});

test('a batch without records, at any place', () => {
  const empty = encodeBatch({ records: [], lastOffsetDelta: 3 }, compression);
  const bytes = Uint8Array.from([1, 2, 3, ...empty]);
  expect(recordOfMaxTimestamp(bytes, 3, compression)).toBeUndefined();
  expect(firstRecordSince(-1, bytes, 3, compression)).toBeUndefined();
});
