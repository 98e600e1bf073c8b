import { beforeEach, describe, expect, test } from 'vitest';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import type { Logs } from '../../../server/storage/logs.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import type { ManualClock } from '../../harness/manual-clock.ts';
import { FaultyStore } from './faulty-store.ts';
import {
  asClient,
  asReplica,
  batch,
  batchOfSize,
  openLogs,
  plainConfig,
  readOffsets,
} from './test-logs.ts';

let store: FaultyStore;
let logs: Logs;
let clock: ManualClock;
let log: PartitionLog;
beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  ({ logs, clock } = await openLogs(store));
  log = await logs.create('t', 0, 'id', plainConfig);
});

const everything = { maxBytes: 1e9, upTo: Number.POSITIVE_INFINITY, minOneBatch: true };

/** The same log without its cache, as a consumer far behind reads it. */
async function uncached(): Promise<PartitionLog> {
  await logs.checkpoint();
  return (await openLogs(store, { tailBytes: 0 })).logs.get('t', 0)!;
}

describe('append', () => {
  test('gives offsets in the order of the calls', async () => {
    const appended = await Promise.all([2, 1, 3].map((n) => log.append(batch(n), asClient)));
    expect(appended).toEqual([
      { baseOffset: 0, lastOffset: 1, logAppendTime: -1, duplicate: false },
      { baseOffset: 2, lastOffset: 2, logAppendTime: -1, duplicate: false },
      { baseOffset: 3, lastOffset: 5, logAppendTime: -1, duplicate: false },
    ]);
    expect(await readOffsets(log)).toEqual([
      [0, 1],
      [2, 2],
      [3, 5],
    ]);
  });

  test('stores batches byte for byte, but for base offset and leader epoch', async () => {
    const original = batch(3);
    await log.append(batch(2), asClient);
    await log.append(original.slice(), { leaderEpoch: 7, origin: 'client' });
    const [stored] = await log.read(2, everything);
    expect(readBatchHeader(stored!)).toMatchObject({ baseOffset: 2, partitionLeaderEpoch: 7 });
    expect(stored!.subarray(8, 12)).toEqual(original.subarray(8, 12));
    expect(stored!.subarray(16)).toEqual(original.subarray(16));
  });

  test('takes several batches at once', async () => {
    const both = new Uint8Array([...batch(2), ...batch(3)]);
    expect(await log.append(both, asClient)).toMatchObject({ baseOffset: 0, lastOffset: 4 });
    expect(await readOffsets(log)).toEqual([
      [0, 1],
      [2, 4],
    ]);
    expect(log.sizeInBytes).toBe(both.length);
  });

  test('keeps the offsets and epochs of replicated batches, gaps included', async () => {
    await log.append(batch(2, { baseOffset: 10, partitionLeaderEpoch: 3 }), asReplica);
    await log.append(batch(2, { baseOffset: 20, partitionLeaderEpoch: 4 }), asReplica);
    expect(log.logEndOffset).toBe(22);
    expect(log.leaderEpochs).toEqual([
      { epoch: 3, startOffset: 10 },
      { epoch: 4, startOffset: 20 },
    ]);
    expect(await readOffsets(log, 0)).toEqual([
      [10, 11],
      [20, 21],
    ]);
    expect(await readOffsets(log, 15)).toEqual([[20, 21]]);
    expect(await readOffsets(await uncached(), 15)).toEqual([[20, 21]]);
    await expect(log.append(batch(1, { baseOffset: 21 }), asReplica)).rejects.toMatchObject({
      code: ErrorCode.OFFSET_OUT_OF_RANGE,
    });
  });

  test('tells the time that the log sets', async () => {
    const appended = await log.append(batch(1, { appendTime: 1234 }), asClient);
    expect(appended.logAppendTime).toBe(1234);
  });

  test('is not readable before it is written', async () => {
    const release = store.holdWrites();
    const appending = log.append(batch(2), asClient);
    expect(log.logEndOffset).toBe(2);
    expect(log.writtenEndOffset).toBe(0);
    expect(await log.read(0, everything)).toEqual([]);
    release();
    await appending;
    expect(log.writtenEndOffset).toBe(2);
    expect(await readOffsets(log)).toEqual([[0, 1]]);
  });

  test('goes to the store together with all that arrives meanwhile, over all logs', async () => {
    const other = await logs.create('t', 1, 'id', plainConfig);
    const release = store.holdWrites();
    const first = log.append(batch(1), asClient);
    await Promise.resolve();
    await Promise.resolve();
    const before = store.writes.length;
    const rest = [log, other, log, other].map((it) => it.append(batch(1), asClient));
    release();
    await Promise.all([first, ...rest]);
    expect(store.writes.length).toBe(before + 1);
  });
});

describe('read', () => {
  const sizes = [100, 200, 150];
  beforeEach(async () => {
    for (const size of sizes) await log.append(batchOfSize(size), asClient);
    await log.append(batch(10), asClient);
  });

  test('what was replicated comes from the store, as does what was cached before it', async () => {
    let fromStore = 0;
    const values = store.values.bind(store);
    store.values = (range) => {
      fromStore++;
      return values(range);
    };
    await readOffsets(log);
    expect(fromStore).toBe(0);
    await log.append(batch(2, { baseOffset: 13 }), asReplica);
    await log.append(batch(1), asClient);
    const lastOffsets = async (from: number) =>
      (await log.read(from, everything)).map((bytes) => readBatchHeader(bytes).lastOffset);
    expect(await lastOffsets(15)).toEqual([15]);
    expect(fromStore).toBe(0);
    expect(await lastOffsets(13)).toEqual([14, 15]);
    expect(await lastOffsets(2)).toEqual([2, 12, 14, 15]);
    expect(fromStore).toBe(2);
  });

  for (const [where, open] of [
    ['from memory', async () => log],
    ['from the store', uncached],
  ] as const) {
    describe(where, () => {
      const lastOffsets = async (from: number, limits = {}) =>
        (await (await open()).read(from, { ...everything, ...limits })).map(
          (bytes) => readBatchHeader(bytes).lastOffset,
        );

      test('begins with the batch that holds the offset', async () => {
        expect(await lastOffsets(0)).toEqual([0, 1, 2, 12]);
        expect(await lastOffsets(2)).toEqual([2, 12]);
        expect(await lastOffsets(3)).toEqual([12]);
        expect(await lastOffsets(8)).toEqual([12]);
        expect(await lastOffsets(12)).toEqual([12]);
        expect(await lastOffsets(13)).toEqual([]);
      });

      test('stops before maxBytes are exceeded', async () => {
        expect(await lastOffsets(0, { maxBytes: 299 })).toEqual([0]);
        expect(await lastOffsets(0, { maxBytes: 449 })).toEqual([0, 1]);
        expect(await lastOffsets(0, { maxBytes: 500 })).toEqual([0, 1, 2]);
      });

      test('gives one batch of any size if asked', async () => {
        expect(await lastOffsets(1, { maxBytes: 10 })).toEqual([1]);
        expect(await lastOffsets(1, { maxBytes: 0 })).toEqual([1]);
        expect(await lastOffsets(1, { maxBytes: 10, minOneBatch: false })).toEqual([]);
        expect(await lastOffsets(1, { maxBytes: 0, minOneBatch: false })).toEqual([]);
        expect(await lastOffsets(8, { maxBytes: 10 })).toEqual([12]);
      });

      test('gives nothing that reaches the limit', async () => {
        expect(await lastOffsets(0, { upTo: 2 })).toEqual([0, 1]);
        expect(await lastOffsets(0, { upTo: 12 })).toEqual([0, 1, 2]);
        expect(await lastOffsets(0, { upTo: 13 })).toEqual([0, 1, 2, 12]);
        expect(await lastOffsets(2, { upTo: 2 })).toEqual([]);
      });

      test('refuses offsets that are not there', async () => {
        const outOfRange = { code: ErrorCode.OFFSET_OUT_OF_RANGE };
        await expect(lastOffsets(-1)).rejects.toMatchObject(outOfRange);
        await expect(lastOffsets(14)).rejects.toMatchObject(outOfRange);
      });
    });
  }
});

describe('time look-up', () => {
  test('finds the first record at or after a time, out of order within and across batches', async () => {
    await log.append(batch(3, { timestamp: [100, 300, 200] }), asClient);
    await log.append(batch(2, { timestamp: [50, 60] }), asClient);
    await log.append(batch(2, { timestamp: [250, 400] }), asClient);
    const find = (time: number) => log.offsetForTimestamp(time);
    expect(await find(0)).toEqual({ offset: 0, timestamp: 100 });
    expect(await find(101)).toEqual({ offset: 1, timestamp: 300 });
    expect(await find(300)).toEqual({ offset: 1, timestamp: 300 });
    expect(await find(301)).toEqual({ offset: 6, timestamp: 400 });
    expect(await find(401)).toBeUndefined();
    expect(await log.maxTimestamp()).toEqual({ offset: 6, timestamp: 400 });
    expect(log.largestTimestamp).toBe(400);
  });

  test('agrees with reading everything, over segments, the index and a moved start', async () => {
    log.config = { ...plainConfig, segmentBytes: 5_000_000 };
    const times: number[] = [];
    for (let index = 0; index < 60; index++) {
      // Rising on the whole, now and then a step back; each value comes twice.
      const timestamp = Math.floor(index / 2) * 10 - (index % 7 === 0 ? 35 : 0);
      times.push(timestamp);
      await log.append(batchOfSize(400_000, { timestamp }), asClient);
    }
    expect(log.segments.length).toBeGreaterThan(3);
    expect(log.segments[0]!.indexedBytes).toBeGreaterThan(0);
    const check = async (start: number) => {
      for (let time = -5; time < 320; time += 5) {
        const offset = times.findIndex((it, at) => at >= start && it >= time);
        const expected = offset < 0 ? undefined : { offset, timestamp: times[offset] };
        expect(await log.offsetForTimestamp(time)).toEqual(expected);
      }
      const latest = Math.max(...times.slice(start));
      const offset = times.findIndex((it, at) => at >= start && it === latest);
      expect(await log.maxTimestamp()).toEqual({ offset, timestamp: latest });
    };
    await check(0);
    await log.advanceStart(17);
    await check(17);
    await log.advanceStart(59);
    await check(59);
  });

  test('a log without records or without timestamps has none', async () => {
    expect(await log.offsetForTimestamp(0)).toBeUndefined();
    expect(await log.maxTimestamp()).toBeUndefined();
    await log.append(batch(1, { timestamp: -1 }), asClient);
    expect(await log.offsetForTimestamp(0)).toBeUndefined();
    expect(await log.maxTimestamp()).toBeUndefined();
    expect(log.largestTimestamp).toBe(-1);
  });

  test('the latest timestamp of a log whose latest record was deleted is that of what is left', async () => {
    await log.append(batch(3, { timestamp: [10, 900, 20] }), asClient);
    await log.append(batch(2, { timestamp: [40, 40] }), asClient);
    await log.advanceStart(2);
    expect(await log.maxTimestamp()).toEqual({ offset: 3, timestamp: 40 });
  });
});

describe('segments', () => {
  const bases = () => log.segments.map(({ baseOffset }) => baseOffset);

  test('roll when a batch would exceed segment.bytes', async () => {
    log.config = { ...plainConfig, segmentBytes: 250 };
    for (const size of [100, 100, 100, 400, 100]) await log.append(batchOfSize(size), asClient);
    expect(bases()).toEqual([0, 2, 3, 4]);
    expect(log.segments.map(({ sizeInBytes }) => Math.round(sizeInBytes / 100))).toEqual([
      2, 1, 4, 1,
    ]);
    expect(log.sizeInBytes).toBe(log.segments.reduce((sum, it) => sum + it.sizeInBytes, 0));
  });

  test('roll when segment.ms lies between the first timestamp and the next', async () => {
    log.config = { ...plainConfig, segmentMs: 1000 };
    for (const timestamp of [0, 1000, 1001, 5000])
      await log.append(batch(1, { timestamp }), asClient);
    expect(bases()).toEqual([0, 2, 3]);
  });

  test('roll by the clock where records have no timestamps', async () => {
    log.config = { ...plainConfig, segmentMs: 1000 };
    for (let round = 0; round < 3; round++) {
      await log.append(batch(1, { timestamp: -1 }), asClient);
      await clock.advance(600);
    }
    expect(bases()).toEqual([0, 2]);
  });

  test('roll where an offset would be too far from the base for an int32', async () => {
    const farthest = 2 ** 31 - 1;
    for (const baseOffset of [5, farthest, farthest + 1, 2 ** 40]) {
      await log.append(batch(1, { baseOffset }), asReplica);
    }
    expect(bases()).toEqual([0, farthest + 1, farthest + 2]);
  });
});

describe('retention', () => {
  beforeEach(async () => {
    log.config = { ...plainConfig, segmentBytes: 250 };
  });
  const fill = async (count: number, at: (index: number) => number = () => clock.now()) => {
    for (let index = 0; index < count; index++) {
      await log.append(batchOfSize(100, { timestamp: at(index) }), asClient);
    }
  };

  test('drops segments by age, the active one too', async () => {
    const start = clock.now();
    await fill(6, (index) => start + index * 1000);
    log.config = { ...log.config, retentionMs: 5000 };
    await clock.advance(6500);
    // The newest of segment 0 is 5.5 s old, of segment 1 3.5 s.
    expect(await logs.enforceRetention()).toEqual([
      { topic: 't', partition: 0, segments: 1, bytes: 200, cause: 'retention.ms' },
    ]);
    expect(log.logStartOffset).toBe(2);
    expect(await logs.enforceRetention()).toEqual([]);
    await clock.advance(60_000);
    expect(await log.enforceRetention()).toEqual({
      segments: 2,
      bytes: 400,
      cause: 'retention.ms',
    });
    expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes]).toEqual([6, 6, 0]);
    await fill(1);
    expect(await readOffsets(log)).toEqual([[6, 6]]);
  });

  test('drops the oldest segments beyond retention.bytes', async () => {
    await fill(7);
    log.config = { ...log.config, retentionBytes: 350 };
    expect(await log.enforceRetention()).toMatchObject({ segments: 1, cause: 'retention.bytes' });
    expect([log.logStartOffset, log.sizeInBytes]).toEqual([2, 500]);
  });

  test('keeps what lies above the high watermark', async () => {
    await fill(6);
    log.config = { ...log.config, retentionMs: 0 };
    await clock.advance(1);
    await logs.enforceRetention(() => 3);
    expect(log.logStartOffset).toBe(2);
  });

  test('keeps everything without the policy "delete"', async () => {
    await fill(6);
    log.config = { ...log.config, cleanupPolicy: ['compact'], retentionMs: 0, retentionBytes: 0 };
    await clock.advance(1);
    expect(await log.enforceRetention()).toBeUndefined();
  });

  test('reclaims the space, and only that', async () => {
    await fill(6);
    const left = async () =>
      (await store.range({ gte: new Uint8Array([16]), lt: new Uint8Array([17]) })).length;
    expect(await left()).toBe(6);
    log.config = { ...log.config, retentionBytes: 200 };
    await log.enforceRetention();
    await logs.reclaimed();
    expect(await left()).toBe(2);
    expect(await readOffsets(log)).toEqual([
      [4, 4],
      [5, 5],
    ]);
    expect(await readOffsets(await uncached())).toEqual([
      [4, 4],
      [5, 5],
    ]);
  });

  test('a read that it overtakes is refused, not answered with a gap', async () => {
    await fill(6);
    const behind = await uncached();
    behind.config = { ...log.config, retentionBytes: 200 };
    const values = store.values.bind(store);
    store.values = async (range) => {
      await behind.enforceRetention();
      return await values(range);
    };
    await expect(behind.read(0, everything)).rejects.toMatchObject({
      code: ErrorCode.OFFSET_OUT_OF_RANGE,
    });
  });
});

describe('advanceStart', () => {
  beforeEach(async () => {
    log.config = { ...plainConfig, segmentBytes: 250 };
    for (let index = 0; index < 6; index++) await log.append(batchOfSize(100), asClient);
  });

  test('hides what lies below, and reclaims whole segments', async () => {
    await log.advanceStart(3);
    expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes]).toEqual([3, 6, 400]);
    expect(await readOffsets(log)).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    await expect(log.read(2, everything)).rejects.toMatchObject({
      code: ErrorCode.OFFSET_OUT_OF_RANGE,
    });
    expect((await uncached()).logStartOffset).toBe(3);
  });

  test('never goes back, nor beyond the end', async () => {
    await log.advanceStart(3);
    await log.advanceStart(1);
    expect(log.logStartOffset).toBe(3);
    await expect(log.advanceStart(7)).rejects.toMatchObject({
      code: ErrorCode.OFFSET_OUT_OF_RANGE,
    });
  });

  test('to the end empties the log', async () => {
    await log.advanceStart(6);
    expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes]).toEqual([6, 6, 0]);
    await logs.reclaimed();
    await log.append(batch(1), asClient);
    expect(await readOffsets(await uncached())).toEqual([[6, 6]]);
  });

  test('keeps the epochs that still have records', async () => {
    const replica = await logs.create('r', 0, 'id', plainConfig);
    for (const [baseOffset, partitionLeaderEpoch] of [
      [0, 1],
      [2, 2],
      [4, 5],
    ] as const) {
      await replica.append(batch(2, { baseOffset, partitionLeaderEpoch }), asReplica);
    }
    await replica.advanceStart(3);
    expect(replica.leaderEpochs).toEqual([
      { epoch: 2, startOffset: 3 },
      { epoch: 5, startOffset: 4 },
    ]);
  });
});
