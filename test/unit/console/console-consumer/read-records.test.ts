import { expect, test } from 'vitest';
import { readRecords } from '../../../../server/console/console-consumer/consumer/read-records.ts';
import { compression } from '../../../../server/node/compression.ts';
import { setBaseOffset } from '../../../../server/protocol/records/batch-header.ts';
import { ByteWriter } from '../../../../server/protocol/records/byte-writer.ts';
import { Codec } from '../../../../server/protocol/records/compression.ts';
import { encodeEndTxnMarker } from '../../../../server/protocol/records/control-record.ts';
import { writeMessage } from '../../../../server/protocol/records/legacy-message.ts';
import { encodeBatch, type NewBatch } from '../../../../server/protocol/records/record-batch.ts';

const of = { topic: 't', partition: 1 };

/** A batch of these values, in the order of offsets from `baseOffset`. */
function batch(baseOffset: number, values: readonly string[], rest: Partial<NewBatch> = {}) {
  const records = values.map((value) => ({ timestamp: 5, key: null, value: Buffer.from(value) }));
  return encodeBatch({ ...rest, records, baseOffset }, compression);
}

function read(
  bytes: readonly Uint8Array[],
  from = 0,
  aborted: Parameters<typeof readRecords>[3] = null,
) {
  const { records, next } = readRecords(of, Buffer.concat(bytes), from, aborted, compression);
  const values = records.map(({ offset, value }) => `${offset}=${Buffer.from(value!).toString()}`);
  return { values, next };
}

test('records of several batches come in order, compressed or not', () => {
  const batches = [batch(0, ['a', 'b']), batch(2, ['c'], { codec: Codec.lz4 })];
  expect(read(batches)).toEqual({ values: ['0=a', '1=b', '2=c'], next: 3 });
});

test('a batch is skipped up to the offset that was asked for', () => {
  expect(read([batch(0, ['a', 'b', 'c'])], 2)).toEqual({ values: ['2=c'], next: 3 });
});

test('a batch whose end was compacted away is passed whole', () => {
  expect(read([batch(0, ['a'], { lastOffsetDelta: 9 })])).toEqual({ values: ['0=a'], next: 10 });
});

test('a batch that is cut off is left for the next time', () => {
  const second = batch(1, ['b']);
  expect(read([batch(0, ['a']), second.subarray(0, second.length - 1)])).toEqual({
    values: ['0=a'],
    next: 1,
  });
});

test('what is known of a record goes with it', () => {
  const bytes = batch(7, ['v'], { partitionLeaderEpoch: 4, appendTime: 99 });
  const [record] = readRecords(of, bytes, 0, null, compression).records;
  expect(record).toMatchObject({ ...of, offset: 7, timestamp: 99, timestampType: 'append' });
  expect(record).toMatchObject({ leaderEpoch: 4, key: null, headers: [] });
});

test('old messages are read, too', () => {
  const writer = new ByteWriter(64);
  for (const offset of [3, 4]) {
    const value = Buffer.from(`old ${offset}`);
    writeMessage(writer, {
      magic: 1,
      offset,
      timestamp: 1,
      timestampType: 'create',
      key: null,
      value,
    });
  }
  expect(read([writer.written()], 4)).toEqual({ values: ['4=old 4'], next: 5 });
});

const marker = (offset: number, producerId: number, committed: boolean) => {
  const bytes = encodeEndTxnMarker(
    { producerId, producerEpoch: 0, committed, coordinatorEpoch: 0, timestamp: 0 },
    compression,
  );
  setBaseOffset(bytes, 0, offset);
  return bytes;
};
const within = (producerId: number) => ({ isTransactional: true, producerId, producerEpoch: 0 });

test('control records are nobody’s to see', () => {
  expect(read([batch(0, ['a'], within(1)), marker(1, 1, true)])).toEqual({
    values: ['0=a'],
    next: 2,
  });
});

test('records of aborted transactions are left out where that is wanted', () => {
  const batches = [
    batch(0, ['aborted'], within(1)),
    batch(1, ['committed'], within(2)),
    batch(2, ['plain']),
    marker(3, 1, false),
    batch(4, ['later'], within(1)),
    marker(5, 2, true),
    marker(6, 1, true),
  ];
  const aborted = [{ producerId: 1, firstOffset: 0 }];
  expect(read(batches, 0, aborted).values).toEqual(['1=committed', '2=plain', '4=later']);
  expect(read(batches).values).toEqual(['0=aborted', '1=committed', '2=plain', '4=later']);
});

test('broken bytes are refused', () => {
  const bytes = batch(0, ['abc']);
  bytes[bytes.length - 2]! ^= 1;
  expect(() => read([bytes])).toThrow('Wrong CRC');
});
