import { describe, expect, test } from 'vitest';
import { type KeptChunk, MOST_RECORDS } from '../../../../server/messages/reading/kept-chunk.ts';
import { KeptRecords } from '../../../../server/messages/reading/kept-records.ts';
import { RecordOrder } from '../../../../server/messages/reading/record-order.ts';
import { compression } from '../../../../server/node/compression.ts';
import { readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import { encodeBatch, openRecords } from '../../../../server/protocol/records/record-batch.ts';
import { fc } from '../../../harness/fast-check.ts';

const everything = {
  from: 0,
  until: Number.POSITIVE_INFINITY,
  beforeTime: Number.POSITIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
};

function add(
  kept: KeptRecords,
  partition: number,
  baseOffset: number,
  timestamps: readonly number[],
  wanted = everything,
  valueBytes = 10,
) {
  const value = new Uint8Array(valueBytes).fill(65);
  const records = timestamps.map((timestamp) => ({ timestamp, key: null, value }));
  const bytes = encodeBatch({ baseOffset, records }, compression);
  const header = readBatchHeader(bytes);
  return kept.add(partition, header, openRecords(bytes, 0, header, compression), wanted);
}

/** Partition, offset and time of each record, in order. */
function ordered(kept: KeptRecords, order: RecordOrder): string[] {
  return Array.from(order.places(), (place) => {
    const { shared } = kept.chunks[place >>> 16]!;
    const at = place % MOST_RECORDS;
    return `${shared.timestamps[at]} ${shared.partition}@${shared.offsets[at]}`;
  });
}

function insertAll(
  order: RecordOrder,
  ranges: readonly { chunk: KeptChunk; from: number; to: number }[],
) {
  for (const { chunk, from, to } of ranges)
    for (let at = from; at < to; at++) order.insert(chunk, at);
}

describe('records that are added', () => {
  test('are those that are wanted', () => {
    const kept = new KeptRecords(1e7);
    const wanted = { ...everything, from: 12, until: 17, beforeTime: 60, most: 10 };
    const times = [10, 20, 30, 40, 50, 60, 70, 80];
    const { ranges, isEnd } = add(kept, 0, 10, times, wanted);
    expect(isEnd).toBe(true);
    expect(kept.count).toBe(3);
    expect([...ranges[0]!.chunk.shared.offsets.subarray(0, 3)]).toEqual([12, 13, 14]);
  });

  test('fill chunks that grow, also where one is larger than any', () => {
    const kept = new KeptRecords(1e9);
    for (let i = 0; i < 200; i++) add(kept, 0, i, [i], everything, i === 100 ? 3_000_000 : 1_000);
    expect(kept.count).toBe(200);
    const chunks = [...kept.all()];
    expect(chunks.map(({ count }) => count).reduce((a, b) => a + b)).toBe(200);
    expect(chunks[1]!.shared.bytes.length).toBe(2 * chunks[0]!.shared.bytes.length);
  });

  test('take little more memory than their bytes', () => {
    const kept = new KeptRecords(1e9);
    for (let i = 0; i < 1_000; i++)
      add(kept, i % 4, i * 100, new Array(100).fill(i), everything, 100);
    expect(kept.count).toBe(100_000);
    expect(kept.bytes).toBeLessThan(100_000 * 170);
  });

  test('keep their names', () => {
    const kept = new KeptRecords(1e7);
    const { ranges } = add(kept, 3, 5, [1, 2]);
    const id = ranges[0]!.chunk.idOf(1);
    expect(kept.placeOf(id)).toBe(ranges[0]!.chunk.index * MOST_RECORDS + 1);
    kept.drop(ranges[0]!.chunk, 1);
    expect(kept.placeOf(id)).toBeUndefined();
    expect(kept.placeOf(4711)).toBeUndefined();
  });
});

describe('eviction', () => {
  test('takes the chunk with the oldest records first, whichever came first', () => {
    const kept = new KeptRecords(200_000);
    add(kept, 0, 0, [1_000], everything, 60_000);
    add(kept, 1, 0, [10], everything, 60_000);
    add(kept, 2, 0, [500], everything, 60_000);
    add(kept, 3, 0, [2_000], everything, 60_000);
    const gone: number[] = [];
    kept.evict(({ partition }) => gone.push(partition));
    expect(gone).toEqual([1]);
    expect(kept).toMatchObject({ count: 3, evicted: 1 });
  });
});

describe('the order', () => {
  const batches = fc.array(
    fc.record({
      partition: fc.integer({ min: 0, max: 3 }),
      times: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 }),
    }),
    { maxLength: 30 },
  );

  test('is by time, partition and offset, whatever comes when', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const kept = new KeptRecords(1e8);
        const order = new RecordOrder(kept.chunks);
        const offsets = [0, 0, 0, 0];
        const expected: [number, number, number][] = [];
        for (const { partition, times } of all) {
          const base = offsets[partition]!;
          insertAll(order, add(kept, partition, base, times).ranges);
          times.forEach((time, i) => {
            expected.push([time, partition, base + i]);
          });
          offsets[partition] = base + times.length;
        }
        expected.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
        expect(ordered(kept, order)).toEqual(expected.map(([t, p, o]) => `${t} ${p}@${o}`));
        for (const [row, place] of order.places().entries()) {
          expect(order.at(row)).toBe(place);
          expect(order.rowOf(place)).toBe(row);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('of many, in blocks that split', () => {
    const kept = new KeptRecords(1e8);
    const order = new RecordOrder(kept.chunks);
    // Partition 1 lies between the records of partition 0.
    const even = Array.from({ length: 5_000 }, (_, i) => i * 2);
    insertAll(order, add(kept, 0, 0, even).ranges);
    insertAll(order, add(kept, 1, 0, even.map((time) => time + 1).reverse()).ranges);
    expect(order.size).toBe(10_000);
    expect(ordered(kept, order).map((text) => Number(text.split(' ')[0]))).toEqual(
      Array.from({ length: 10_000 }, (_, i) => i),
    );
    expect(order.rowOf(order.at(7_777))).toBe(7_777);
  });

  test('goes on without what is evicted or dropped', () => {
    const kept = new KeptRecords(1e8);
    const order = new RecordOrder(kept.chunks);
    const { ranges } = add(
      kept,
      0,
      0,
      Array.from({ length: 3_000 }, (_, i) => i),
    );
    const [first] = ranges;
    insertAll(order, ranges);
    insertAll(
      order,
      add(
        kept,
        1,
        0,
        Array.from({ length: 3_000 }, (_, i) => i),
      ).ranges,
    );
    order.removeSome(first!.chunk, (at) => at % 2 === 0);
    const { count } = first!.chunk;
    expect(order.size).toBe(6_000 - Math.floor(count / 2));
    order.removeAll(first!.chunk);
    expect(order.size).toBe(6_000 - count);
    expect(ordered(kept, order).slice(0, 2)).toEqual(['0 1@0', '1 1@1']);
    expect(ordered(kept, order).slice(-2)).toEqual(['2999 0@2999', '2999 1@2999']);
    expect(order.rowOf(first!.chunk.index * MOST_RECORDS)).toBeUndefined();
  });
});
