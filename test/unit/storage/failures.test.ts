import { beforeEach, describe, expect, test } from 'vitest';
import type { Logs } from '../../../server/storage/logs.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { StoreError } from '../../../server/storage/store-error.ts';
import { settled } from '../../harness/manual-clock.ts';
import { FaultyStore } from './faulty-store.ts';
import { asClient, batch, batchOfSize, openLogs, plainConfig, readOffsets } from './test-logs.ts';

/** Appends while the store fails: on a full disk, writes fail and later work again. */

let store: FaultyStore;
let logs: Logs;
let log: PartitionLog;
beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  ({ logs } = await openLogs(store));
  log = await logs.create('t', 0, 'id', plainConfig);
});

const append = (it: PartitionLog, count: number) => it.append(batch(count), asClient);
const outcome = (appending: Promise<{ baseOffset: number }>) =>
  appending.then(
    ({ baseOffset }) => baseOffset,
    (error: unknown) => (error instanceof StoreError ? error.kind : String(error)),
  );
const reopened = async () => (await openLogs(store)).logs.get('t', 0)!;

describe.each([
  ['and is not in the store', false],
  ['and is in the store nevertheless', true],
])('a write that fails %s', (_, failsAfterWriting) => {
  beforeEach(() => {
    store.failsAfterWriting = failsAfterWriting;
  });

  test('fails its append and those after it, and leaves the log as it was', async () => {
    await append(log, 2);
    const release = store.holdWrites();
    store.fails = () => true;
    const outcomes = [1, 2, 3].map((count) => outcome(append(log, count)));
    expect(log.logEndOffset).toBe(8);
    release();
    expect(await Promise.all(outcomes)).toEqual(['disk-full', 'disk-full', 'disk-full']);
    expect([log.logEndOffset, log.writtenEndOffset, log.sizeInBytes]).toEqual([
      2,
      2,
      batch(2).length,
    ]);
    expect(await readOffsets(log)).toEqual([[0, 1]]);

    store.fails = () => false;
    expect(await outcome(append(log, 10))).toBe(2);
    expect(await readOffsets(log)).toEqual([
      [0, 1],
      [2, 11],
    ]);
    const again = await reopened();
    expect(await readOffsets(again)).toEqual([
      [0, 1],
      [2, 11],
    ]);
    expect(again.sizeInBytes).toBe(log.sizeInBytes);
  });

  test('takes back a segment that began with it', async () => {
    log.config = { ...plainConfig, segmentBytes: 250 };
    const appendSized = (size: number) => log.append(batchOfSize(size), asClient);
    await appendSized(100);
    await appendSized(100);
    store.fails = () => true;
    expect(await outcome(appendSized(100))).toBe('disk-full');
    store.fails = () => false;
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0]);
    log.config = { ...plainConfig, segmentBytes: 1000 };
    for (let count = 0; count < 9; count++) await appendSized(100);
    const bases = [0, 10];
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual(bases);
    const again = await reopened();
    expect(again.segments.map(({ baseOffset }) => baseOffset)).toEqual(bases);
    expect(again.sizeInBytes).toBe(1100);
    expect(again.logEndOffset).toBe(11);
  });

  test('a clean shutdown after it leaves what was acknowledged', async () => {
    await append(log, 2);
    store.fails = () => true;
    await outcome(append(log, 5));
    store.fails = () => false;
    await logs.close();
    const { logs: again, lines } = await openLogs(store);
    expect(lines).toEqual([]);
    expect(await readOffsets(again.get('t', 0)!)).toEqual([[0, 1]]);
    await append(again.get('t', 0)!, 1);
    expect(await readOffsets(again.get('t', 0)!)).toEqual([
      [0, 1],
      [2, 2],
    ]);
  });

  test('a crash after it leaves at least what was acknowledged', async () => {
    await append(log, 2);
    store.fails = () => true;
    await outcome(append(log, 5));
    store.fails = () => false;
    const again = await reopened();
    expect((await readOffsets(again)).slice(0, 1)).toEqual([[0, 1]]);
    const { logEndOffset } = again;
    expect([2, 7]).toContain(logEndOffset);
    expect(await outcome(append(again, 1))).toBe(logEndOffset);
  });

  test('leaves the start of the log where it was', async () => {
    await append(log, 5);
    store.fails = () => true;
    await expect(log.advanceStart(3)).rejects.toBeInstanceOf(StoreError);
    store.fails = () => false;
    expect(log.logStartOffset).toBe(0);
    await log.advanceStart(2);
    expect((await reopened()).logStartOffset).toBe(2);
  });
});

test('logs whose writes come later are not affected', async () => {
  const other = await logs.create('t', 1, 'id', plainConfig);
  const writes = store.writes.length;
  const release = store.holdWrites();
  store.fails = (write) => write === writes;
  const first = outcome(append(log, 1));
  while (store.writes.length === writes) await Promise.resolve();
  const later = [outcome(append(log, 1)), outcome(append(other, 1))];
  release();
  expect(await Promise.all([first, ...later])).toEqual(['disk-full', 'disk-full', 0]);
  expect(await outcome(append(log, 1))).toBe(0);
});

test('a group that fails in its middle fails whole', async () => {
  await append(log, 1);
  const other = await logs.create('t', 1, 'id', plainConfig);
  await append(other, 1);
  const big = () => batchOfSize(100_000);
  const writes = store.writes.length;
  store.fails = (write) => write === writes + 1;
  const outcomes = [log, other, log].map((it) => outcome(it.append(big(), asClient)));
  expect(await Promise.all(outcomes)).toEqual(['disk-full', 'disk-full', 'disk-full']);
  expect(store.writes.length).toBe(writes + 2);
  expect(await outcome(append(log, 3))).toBe(1);
  expect(await outcome(append(other, 3))).toBe(1);
  expect(await readOffsets(await reopened())).toEqual([
    [0, 0],
    [1, 3],
  ]);
});

describe.each([false, true])(
  'a deletion of records that fails, in the store nevertheless: %s',
  (made) => {
    const kept = [
      [0, 1],
      [2, 3],
    ];

    test('is not seen before it is written', async () => {
      await append(log, 2);
      await append(log, 2);
      store.failsAfterWriting = made;
      store.fails = () => true;
      const release = store.holdWrites();
      const deletions = [log.advanceStart(2), log.advanceStart(1)];
      await settled();
      expect(log.logStartOffset).toBe(0);
      expect(await readOffsets(log)).toEqual(kept);
      release();
      for (const { status } of await Promise.allSettled(deletions)) expect(status).toBe('rejected');
      expect([log.logStartOffset, log.highWatermark]).toEqual([0, 0]);
      expect(await readOffsets(log)).toEqual(kept);
      store.fails = () => false;
      await log.advanceStart(2);
      expect([log.logStartOffset, log.highWatermark]).toEqual([2, 2]);
      await expect(readOffsets(log, 0)).rejects.toThrow(/not within the log's, 2 to 4/);
    });
  },
);

describe.each([false, true])(
  'a log whose deletion fails, in the store nevertheless: %s',
  (made) => {
    beforeEach(async () => {
      await append(log, 1);
      store.failsAfterWriting = made;
      store.fails = () => true;
      await expect(logs.delete('t', 0)).rejects.toBeInstanceOf(StoreError);
    });

    test('is there to be deleted again, and nobody can use it', async () => {
      store.fails = () => false;
      expect(logs.get('t', 0)).toBe(log);
      expect(await outcome(append(log, 1))).toContain('UNKNOWN_TOPIC_OR_PARTITION');
      await logs.delete('t', 0);
      expect(await reopened()).toBeUndefined();
    });

    test.each(['id', 'other'])('makes room for a new one with topic id %s', async (topicId) => {
      await expect(logs.create('t', 0, topicId, plainConfig)).rejects.toThrow(StoreError);
      store.fails = () => false;
      const fresh = await logs.create('t', 0, topicId, plainConfig);
      expect(fresh.logEndOffset).toBe(0);
      await append(fresh, 2);
      await logs.reclaimed();
      expect(await readOffsets(await reopened())).toEqual([[0, 1]]);
    });

    test('does not keep the others from being closed', async () => {
      store.fails = () => false;
      await logs.enforceRetention();
      await logs.close();
      expect(await openLogs(store)).toBeDefined();
    });
  },
);

test('a log whose creation cannot be written is not there', async () => {
  store.fails = () => true;
  await expect(logs.create('u', 0, 'id', plainConfig)).rejects.toBeInstanceOf(StoreError);
  store.fails = () => false;
  expect(logs.get('u', 0)).toBeUndefined();
  expect((await logs.create('u', 0, 'id', plainConfig)).logEndOffset).toBe(0);
});

test('a log whose creation failed is gone with the next, though the store had it', async () => {
  store.failsAfterWriting = true;
  store.fails = () => true;
  await expect(logs.create('u', 0, 'first', plainConfig)).rejects.toThrow(StoreError);
  store.fails = () => false;
  const second = await logs.create('u', 0, 'second', plainConfig);
  await logs.delete('u', 0);
  expect(second.topicId).toBe('second');
  expect((await openLogs(store)).logs.get('u', 0)).toBeUndefined();
});
