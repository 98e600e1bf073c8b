import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { batchesOf, type FetchedBatches } from '../../../../server/node/streaming/kafka-batch.ts';
import { ByteWriter } from '../../../../server/protocol/records/byte-writer.ts';
import { Codec } from '../../../../server/protocol/records/compression.ts';
import { encodeEndTxnMarker } from '../../../../server/protocol/records/control-record.ts';
import { writeMessage } from '../../../../server/protocol/records/legacy-message.ts';
import { encodeBatch, type NewBatch } from '../../../../server/protocol/records/record-batch.ts';
import type { KafkaRecord } from '../../../../server/streaming/kafka/kafka-client.ts';

const of = { topic: 't', partition: 0 };
const encoder = new TextEncoder();

/** A batch whose values are their offsets. */
function batch(offsets: readonly number[], rest: Partial<NewBatch> = {}): Uint8Array {
  const baseOffset = offsets[0]!;
  const records = offsets.map((offset) => ({
    ...{ offsetDelta: offset - baseOffset, timestamp: offset, key: null },
    value: encoder.encode(String(offset)),
  }));
  return encodeBatch({ records, baseOffset, ...rest }, compression);
}

function marker(offset: number, producerId: number, committed: boolean): Uint8Array {
  const bytes = encodeEndTxnMarker(
    { producerId, producerEpoch: 0, committed, coordinatorEpoch: 0, timestamp: 0 },
    compression,
  );
  new DataView(bytes.buffer, bytes.byteOffset).setBigInt64(0, BigInt(offset));
  return bytes;
}

function fetched(
  parts: readonly Uint8Array[],
  { from = 0, aborted = null as Parameters<typeof batchesOf>[3], checkCrcs = true } = {},
): FetchedBatches {
  const bytes = new Uint8Array(Buffer.concat(parts));
  return batchesOf(of, bytes, from, aborted, { compression, checkCrcs });
}

function offsetsIn({ batches }: FetchedBatches, from = 0, until = 1_000): number[] {
  const records: KafkaRecord[] = [];
  for (const each of batches) each.copyTo(records, from, until);
  for (const { offset, value } of records)
    expect(new TextDecoder().decode(value!)).toBe(String(offset));
  return records.map(({ offset }) => offset);
}

test('a range leaves out what lies around it and what compaction took', () => {
  const some = fetched([batch([0, 3, 4], { lastOffsetDelta: 6 }), batch([9, 12])]);
  expect(some.next).toBe(13);
  expect(offsetsIn(some)).toEqual([0, 3, 4, 9, 12]);
  expect(offsetsIn(some, 1, 4)).toEqual([3]);
  expect(offsetsIn(some, 5, 9)).toEqual([]);
});

test.each([Codec.none, Codec.gzip])('with codec %i a batch is read on, and again', (codec) => {
  const some = fetched([batch([0, 1, 2, 3], { codec })]);
  expect(offsetsIn(some, 0, 2)).toEqual([0, 1]);
  expect(offsetsIn(some, 2, 3)).toEqual([2]);
  expect(offsetsIn(some, 3, 9)).toEqual([3]);
  expect(offsetsIn(some, 1, 3)).toEqual([1, 2]);
  expect(offsetsIn(some, 2, 4)).toEqual([2, 3]);
});

test('what the end of the answer cuts off is left for the next', () => {
  const second = batch([2, 3]);
  const some = fetched([batch([0, 1]), second.subarray(0, second.length - 1)]);
  expect(some.next).toBe(2);
  expect(offsetsIn(some)).toEqual([0, 1]);
});

describe('transactions', () => {
  const own = { isTransactional: true, producerId: 5, producerEpoch: 0, baseSequence: 0 };
  const log = [
    batch([0], own),
    batch([1], { ...own, producerId: 6 }),
    marker(2, 5, false),
    batch([3], own),
    marker(4, 5, true),
    marker(5, 6, true),
    batch([6]),
  ];

  test('markers are seen by nobody', () => {
    const some = fetched(log);
    expect(offsetsIn(some)).toEqual([0, 1, 3, 6]);
    expect(some.next).toBe(7);
  });

  test('aborted ones are left out where that is wanted', () => {
    const aborted = [{ producerId: 5, firstOffset: 0 }];
    expect(offsetsIn(fetched(log, { aborted }))).toEqual([1, 3, 6]);
  });

  test('a log that ends with a marker goes on behind it', () => {
    expect(fetched([batch([0], own), marker(1, 5, false)]).next).toBe(2);
  });
});

test('messages from before Kafka 0.11 are read', () => {
  const writer = new ByteWriter(100);
  for (const offset of [4, 5]) {
    const value = encoder.encode(String(offset));
    writeMessage(writer, {
      ...{ magic: 1, offset, timestamp: 7, timestampType: 'create', key: null, value },
    });
  }
  const some = fetched([writer.written()]);
  expect(some.next).toBe(6);
  expect(offsetsIn(some, 5)).toEqual([5]);
});

test('bytes that have changed are refused, unless nobody looks', () => {
  const changed = batch([0, 1]);
  changed[changed.length - 2]! ^= 1;
  const reading = (checkCrcs: boolean) => {
    const records: KafkaRecord[] = [];
    fetched([changed], { checkCrcs }).batches[0]!.copyTo(records, 0, 2);
    return records.length;
  };
  expect(() => reading(true)).toThrow('its CRC is wrong.');
  expect(reading(false)).toBe(2);
});

test('records of a batch share no headers but the empty ones', () => {
  const value = encoder.encode('0');
  const records = [
    { timestamp: 0, key: value, value, headers: [{ key: 'a', value: null }] },
    { timestamp: 0, key: null, value: null },
  ];
  const found: KafkaRecord[] = [];
  fetched([encodeBatch({ records }, compression)]).batches[0]!.copyTo(found, 0, 9);
  expect(found.map(({ headers }) => headers)).toEqual([[{ key: 'a', value: null }], []]);
});
