import { describe, expect, test } from 'vitest';
import { corpus } from '../../conformance/kafka/corpus.ts';
import { ExpectedRecords, Reading } from '../../conformance/kafka/expected-records.ts';
import {
  acknowledgementFrame,
  eventFrame,
  Frame,
  FrameCutter,
  FrameKind,
  recordFrame,
  type TestRecord,
} from '../../conformance/kafka/record-frames.ts';

const PARTITIONS = 3;
const records = corpus(300, PARTITIONS);
const frameOf = (record: TestRecord) => new Frame(recordFrame(record));

describe('record frames', () => {
  test('come out as they went in, wherever the stream is cut', () => {
    const bytes = Buffer.concat([
      ...records.map(recordFrame),
      acknowledgementFrame({ partition: 2, offset: 2 ** 40, number: 7 }),
      eventFrame({ assigned: [1, 2] }),
    ]);
    for (const size of [1, 7, 1000, bytes.length]) {
      const cutter = new FrameCutter();
      const frames: Frame[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        frames.push(...cutter.push(bytes.subarray(at, at + size)));
      }
      const [acknowledgement, event] = frames.splice(-2);
      expect(frames.map((frame) => recordFrame(frame.record()))).toEqual(records.map(recordFrame));
      expect(acknowledgement!.kind).toBe(FrameKind.acknowledgement);
      expect(acknowledgement!.acknowledgement()).toEqual({
        partition: 2,
        offset: 2 ** 40,
        number: 7,
      });
      expect(event!.event()).toEqual({ assigned: [1, 2] });
    }
  });
});

describe('the corpus', () => {
  test('is the same each time, numbered in each partition, and of every kind', () => {
    expect(corpus(300, PARTITIONS)).toEqual(records);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const offsets = records.filter((r) => r.partition === partition).map(({ offset }) => offset);
      expect(offsets).toEqual(Array.from({ length: 100 }, (_, i) => i));
    }
    const many = corpus(5000, PARTITIONS);
    expect(many.some(({ key }) => key === null)).toBe(true);
    expect(many.some(({ key }) => key?.length === 0)).toBe(true);
    expect(many.some(({ value }) => value === null)).toBe(true);
    expect(many.some(({ value }) => value?.length === 0)).toBe(true);
    expect(many.some(({ value }) => (value?.length ?? 0) > 10_000)).toBe(true);
    expect(many.some(({ headers }) => headers.length === 0)).toBe(true);
    expect(many.some(({ headers }) => headers.some(({ value }) => value === null))).toBe(true);
  });
});

describe('a reading', () => {
  const expected = ExpectedRecords.of(records, PARTITIONS);
  const read = (frames: readonly Frame[]) => {
    const reading = new Reading(expected);
    for (const frame of frames) reading.take(frame);
    reading.end();
  };
  const frames = records.map(frameOf);
  const changed = (i: number, change: Partial<TestRecord>) =>
    frames.with(i, frameOf({ ...records[i]!, ...change }));

  test('takes every record in order, partitions mixed in any way', () => {
    read(frames);
    read(frames.toSorted((a, b) => a.partition - b.partition));
  });

  test('misses what is not there', () => {
    expect(() => read(frames.slice(0, -1))).toThrow(/ended at 99 instead of 100/);
    expect(() => read(frames.toSpliced(150, 1))).toThrow(/expected offset/);
  });

  test('objects to what comes twice, too early or from nowhere', () => {
    expect(() => read(frames.toSpliced(150, 0, frames[150]!))).toThrow(/expected offset/);
    expect(() => read(frames.toReversed())).toThrow(/expected offset 0, got/);
    const more = frameOf({ ...records[0]!, offset: 100 });
    expect(() => read([...frames, more])).toThrow(/nobody wrote/);
  });

  test.each<[string, Partial<TestRecord>]>([
    ['key', { key: Buffer.from('another') }],
    ['value', { value: new Uint8Array() }],
    ['absent value', { value: null }],
    ['timestamp', { timestamp: 1 }],
    ['headers', { headers: [] }],
    ['header order', { headers: records[0]!.headers.toReversed() }],
  ])('objects to another %s', (_, change) => {
    expect(() => read(changed(0, change))).toThrow(/^expected 0@0 .*\n {5}got 0@0 /);
  });

  test('takes the time of production where producers stamp records with it', () => {
    const within = expected.producedWithin(1000, 2000);
    within.check(frameOf({ ...records[5]!, timestamp: 1500 }));
    expect(() => within.check(frameOf({ ...records[5]!, timestamp: 2001 }))).toThrow(/got/);
  });

  test('knows where a time begins', () => {
    const [first] = records;
    expect(expected.offsetFor(first!.partition, 0)).toBe(0);
    // The second is a little early.
    expect(expected.offsetFor(0, first!.timestamp + 1)).toBe(2);
    expect(expected.offsetFor(0, Date.UTC(2100, 0, 1))).toBeNull();
  });
});
