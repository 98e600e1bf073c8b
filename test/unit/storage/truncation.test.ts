import { beforeEach, describe, expect, test } from 'vitest';
import { Kind, kinds } from '../../../server/storage/keys.ts';
import type { Logs } from '../../../server/storage/logs.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { StoreError } from '../../../server/storage/store-error.ts';
import { settled } from '../../harness/manual-clock.ts';
import { FaultyStore } from './faulty-store.ts';
import { asReplica, batch, openLogs, plainConfig, readOffsets } from './test-logs.ts';

let store: FaultyStore;
let logs: Logs;
let log: PartitionLog;
beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  ({ logs } = await openLogs(store));
  log = await logs.create('t', 0, 'id', { ...plainConfig, segmentBytes: 400 });
});

/** Batches of two records, each by one of two producers and of an epoch that rises every ten offsets. */
async function fill(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const baseOffset = index * 2;
    const bytes = batch(2, {
      baseOffset,
      timestamp: baseOffset,
      partitionLeaderEpoch: Math.floor(baseOffset / 10),
      producerId: index % 2,
      producerEpoch: 0,
      baseSequence: Math.floor(index / 2) * 2,
    });
    await log.append(bytes, asReplica);
  }
}

/** Everything about a log that a truncation has to get right. */
async function about(it: PartitionLog) {
  return {
    start: it.logStartOffset,
    end: it.logEndOffset,
    size: it.sizeInBytes,
    batches: await readOffsets(it),
    epochs: it.leaderEpochs,
    producers: [...it.producers.values()],
    segments: it.segments.map(({ appendedAt: _, ...rest }) => rest),
    latest: await it.maxTimestamp(),
  };
}

async function reopened(): Promise<PartitionLog> {
  return (await openLogs(store)).logs.get('t', 0)!;
}

const COUNT = 30;

describe('a log cut off at any offset is as if it had never been longer', () => {
  test.each(Array.from({ length: COUNT * 2 + 1 }, (_, offset) => offset))('%i', async (offset) => {
    const whole = Math.floor(offset / 2);
    await fill(whole);
    const expected = await about(log);
    await fill0();
    await fill(COUNT);
    await log.truncateTo(offset);
    expect(await about(log)).toEqual(expected);
    expect(await about(await reopened())).toEqual(expected);
    await logs.checkpoint();
    expect(await about(await reopened())).toEqual(expected);

    /** Begins the log anew, so that the same batches can come again. */
    async function fill0(): Promise<void> {
      await log.truncateFullyAndStartAt(0);
      expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes]).toEqual([0, 0, 0]);
    }
  });
});

test('goes on as if it had never been longer', async () => {
  await fill(COUNT);
  await log.truncateTo(21);
  expect(log.logEndOffset).toBe(20);
  await fillFrom(10, COUNT);
  const expected = await about(log);
  log = await logs.create('u', 0, 'id', { ...plainConfig, segmentBytes: 400 });
  await fill(COUNT);
  expect(await about(log)).toEqual(expected);

  async function fillFrom(first: number, count: number): Promise<void> {
    for (let index = first; index < count; index++) {
      const baseOffset = index * 2;
      const options = {
        baseOffset,
        timestamp: baseOffset,
        producerEpoch: 0,
        producerId: index % 2,
      };
      const partitionLeaderEpoch = Math.floor(baseOffset / 10);
      const baseSequence = Math.floor(index / 2) * 2;
      await log.append(batch(2, { ...options, partitionLeaderEpoch, baseSequence }), asReplica);
    }
  }
});

test('beyond the end changes nothing', async () => {
  await fill(3);
  await log.truncateTo(6);
  await log.truncateTo(100);
  expect(await readOffsets(log)).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
});

test('below the start of the log leaves an empty log there', async () => {
  await fill(COUNT);
  await log.advanceStart(40);
  await log.truncateTo(10);
  expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes]).toEqual([10, 10, 0]);
  await log.append(batch(1, { baseOffset: 10 }), asReplica);
  expect(await readOffsets(await reopened())).toEqual([[10, 10]]);
});

test('garbage below the start is not reclaimed when it has become the log again', async () => {
  await fill(COUNT);
  const clear = store.clear;
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  store.clear = async (gte, lt) => {
    store.clear = clear;
    await held;
    await store.clear(gte, lt);
  };
  await log.advanceStart(40);
  const truncated = log.truncateTo(10);
  const appended = log.append(batch(2, { baseOffset: 10 }), asReplica);
  await settled();
  goOn();
  await Promise.all([truncated, appended]);
  await logs.reclaimed();
  const { logs: again } = await openLogs(store, { tailBytes: 0 });
  expect(await readOffsets(again.get('t', 0)!)).toEqual([[10, 11]]);
});

test('nor by a restart, when it could not be reclaimed before', async () => {
  await fill(COUNT);
  await log.advanceStart(20);
  await logs.reclaimed();
  const base = log.segments[0]!.baseOffset;
  expect(base).toBeGreaterThan(10);
  store.clear = () => Promise.reject(new StoreError('failed', 'no'));
  await log.advanceStart(40);
  await logs.reclaimed();
  Reflect.deleteProperty(store, 'clear');
  await log.truncateTo(10);
  await log.append(batch(base, { baseOffset: 10 }), asReplica);
  await log.append(batch(1, { baseOffset: base + 10 }), asReplica);
  expect((await readOffsets(await reopened())).length).toBe(2);
});

test('a follower that is far behind starts anew', async () => {
  await fill(COUNT);
  await log.truncateFullyAndStartAt(1000);
  expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes]).toEqual([1000, 1000, 0]);
  await log.append(batch(2, { baseOffset: 1000 }), asReplica);
  expect(await readOffsets(log)).toEqual([[1000, 1001]]);
  expect(await readOffsets(await reopened())).toEqual([[1000, 1001]]);
});

test('appends that come meanwhile follow in their order', async () => {
  await fill(3);
  const truncated = log.truncateTo(4);
  const appended = [4, 5, 6].map((baseOffset) =>
    log.append(batch(1, { baseOffset }), asReplica).then((it) => it.baseOffset),
  );
  await truncated;
  expect(await Promise.all(appended)).toEqual([4, 5, 6]);
  expect(await readOffsets(log)).toEqual([
    [0, 1],
    [2, 3],
    [4, 4],
    [5, 5],
    [6, 6],
  ]);
});

test('waits for the appends before it', async () => {
  const release = store.holdWrites();
  const appended = fill(1);
  const truncated = log.truncateTo(0);
  release();
  await Promise.all([appended, truncated]);
  expect([log.logStartOffset, log.logEndOffset]).toEqual([0, 0]);
  expect(await readOffsets(log)).toEqual([]);
});

test('leaves nothing behind its end in the store', async () => {
  await fill(COUNT);
  await log.truncateTo(20);
  const batches = await store.range({ ...kinds(Kind.batch, Kind.batch), maxBytes: 1e9 });
  expect(batches.length).toBe(10);
  expect(await store.range(kinds(Kind.garbage, Kind.garbage))).toEqual([]);
});

test('one that a crash interrupted is finished by the restart', async () => {
  await fill(10);
  store.clear = () => Promise.reject(new StoreError('failed', 'crashed'));
  await expect(log.truncateTo(6)).rejects.toThrow('crashed');
  Reflect.deleteProperty(store, 'clear');
  const again = await reopened();
  expect(await readOffsets(again)).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  expect(await store.range(kinds(Kind.garbage, Kind.garbage))).toEqual([]);
});

test('what could not be cleared is cleared before the next append', async () => {
  await fill(10);
  store.clear = () => Promise.reject(new StoreError('failed', 'no'));
  await expect(log.truncateTo(6)).rejects.toThrow('no');
  expect(log.logEndOffset).toBe(6);
  const next = () => log.append(batch(4, { baseOffset: 6 }), asReplica);
  await expect(next()).rejects.toThrow('no');
  Reflect.deleteProperty(store, 'clear');
  await next();
  expect(await readOffsets(log)).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 9],
  ]);
  expect(await readOffsets(await reopened())).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 9],
  ]);
});

describe.each([false, true])(
  'a truncation whose write fails, in the store nevertheless: %s',
  (made) => {
    const kept = [
      [0, 1],
      [2, 3],
    ];

    beforeEach(async () => {
      await fill(5);
      log.raiseHighWatermark(10);
      store.failsAfterWriting = made;
      store.fails = () => true;
      await expect(log.truncateTo(4)).rejects.toBeInstanceOf(StoreError);
    });

    test('holds for everybody, as the store may have it', async () => {
      expect([log.logEndOffset, log.highWatermark]).toEqual([4, 4]);
      expect(await readOffsets(log)).toEqual(kept);
      store.fails = () => false;
      expect((await readOffsets(await reopened())).length).toBe(made ? 2 : 5);
    });

    test.each<[string, () => Promise<unknown>]>([
      ['an append', () => log.append(batch(2, { baseOffset: 4 }), asReplica)],
      ['another truncation', () => log.truncateTo(4)],
      ['a checkpoint', () => log.checkpoint()],
    ])('is made good before %s', async (_, next) => {
      await expect(next()).rejects.toBeInstanceOf(StoreError);
      store.fails = () => false;
      await next();
      await log.checkpoint();
      const after = log.logEndOffset === 4 ? kept : [...kept, [4, 5]];
      expect(await readOffsets(log)).toEqual(after);
      expect(await readOffsets(await reopened())).toEqual(after);
      expect(await store.range(kinds(Kind.garbage, Kind.garbage))).toEqual([]);
    });
  },
);

describe('leader epochs', () => {
  test('are noted by a new leader before its first record, with which they are written', async () => {
    await fill(3);
    const writes = store.writes.length;
    log.assignEpoch(4);
    log.assignEpoch(4);
    expect(store.writes.length).toBe(writes);
    expect(log.leaderEpochs.at(-1)).toEqual({ epoch: 4, startOffset: 6 });
    expect(log.epochEndOffset(4)).toEqual({ epoch: 4, endOffset: 6 });
    expect(log.epochEndOffset(0)).toEqual({ epoch: 0, endOffset: 6 });
    await log.append(batch(1), { leaderEpoch: 4, origin: 'client' });
    expect((await reopened()).leaderEpochs.at(-1)).toEqual({ epoch: 4, startOffset: 6 });
  });
});
