import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import {
  ControlRecordType,
  decodeControlKey,
  decodeEndTxnMarker,
  encodeControlKey,
  encodeEndTxnMarker,
} from '../../../../server/protocol/records/control-record.ts';
import { decodeRecords } from '../../../../server/protocol/records/record-batch.ts';
import { refusalOf } from './samples.ts';

describe('the end of a transaction', () => {
  test.each([true, false])('committed: %s', (committed) => {
    const marker = { producerId: 4001, producerEpoch: 2, coordinatorEpoch: 70_000, timestamp: 9 };
    const batch = encodeEndTxnMarker({ ...marker, committed }, compression);
    expect(readBatchHeader(batch)).toMatchObject({
      isControl: true,
      isTransactional: true,
      producerId: 4001,
      producerEpoch: 2,
      baseSequence: -1,
      recordCount: 1,
      maxTimestamp: 9,
    });
    const [record] = decodeRecords(batch, compression);
    expect(Buffer.from(record!.key!).toString('hex')).toBe(committed ? '00000001' : '00000000');
    expect(Buffer.from(record!.value!).toString('hex')).toBe('000000011170');
    expect(decodeEndTxnMarker(record!.key, record!.value)).toEqual({
      committed,
      coordinatorEpoch: 70_000,
    });
  });

  test('later versions may add fields', () => {
    const key = Uint8Array.of(0, 1, 0, 1, 9);
    const value = Uint8Array.of(0, 1, 0, 0, 0, 7, 1, 2);
    expect(decodeEndTxnMarker(key, value)).toEqual({ committed: true, coordinatorEpoch: 7 });
  });

  test('refuses what is none', () => {
    const commit = encodeControlKey(ControlRecordType.commit);
    const value = new Uint8Array(6);
    const other = encodeControlKey(ControlRecordType.leaderChange);
    expect(decodeControlKey(other)).toBe(ControlRecordType.leaderChange);
    for (const [k, v] of [
      [null, value],
      [commit.subarray(0, 3), value],
      [Uint8Array.of(0xff, 0xff, 0, 1), value],
      [other, value],
      [commit, null],
      [commit, value.subarray(1)],
      [commit, Uint8Array.of(0xff, 0xff, 0, 0, 0, 0)],
    ] as const) {
      expect(refusalOf(() => decodeEndTxnMarker(k, v))?.code).toBe(87);
    }
  });
});
