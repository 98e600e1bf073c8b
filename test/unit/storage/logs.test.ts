import { beforeEach, describe, expect, test } from 'vitest';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import { Kind, keyOf } from '../../../server/storage/keys.ts';
import type { Logs } from '../../../server/storage/logs.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { StoreOperation } from '../../../server/storage/store.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { FaultyStore } from './faulty-store.ts';
import { asClient, batch, batchOfSize, openLogs, plainConfig, readOffsets } from './test-logs.ts';

let store: FaultyStore;
let logs: Logs;
beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  ({ logs } = await openLogs(store));
});

/** How many entries the store has, its own mark aside. */
async function entries(): Promise<number> {
  const range = { gte: new Uint8Array([1]), lt: new Uint8Array([255]), maxBytes: 1e9 };
  return (await store.range(range)).length;
}

describe('creating', () => {
  test('is idempotent for a topic id, and takes the new configuration', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    await log.append(batch(1), asClient);
    const config = { ...plainConfig, retentionMs: 5 };
    expect(await logs.create('t', 0, 'id', config)).toBe(log);
    expect(log.config).toBe(config);
    expect(log.logEndOffset).toBe(1);
  });

  test('refuses another topic of the same name', async () => {
    await logs.create('t', 0, 'id', plainConfig);
    await expect(logs.create('t', 0, 'other', plainConfig)).rejects.toMatchObject({
      code: ErrorCode.INCONSISTENT_TOPIC_ID,
    });
  });

  test('twice at a time creates one log', async () => {
    const [a, b] = await Promise.all([
      logs.create('t', 0, 'id', plainConfig),
      logs.create('t', 0, 'id', plainConfig),
    ]);
    expect(a).toBe(b);
    expect([...logs.all()]).toEqual([a]);
  });

  test('many takes one write', async () => {
    const before = store.writes.length;
    await logs.createAll(
      Array.from({ length: 100 }, (_, partition) => ({
        topic: 't',
        partition,
        topicId: 'id',
        config: plainConfig,
      })),
    );
    expect(store.writes.length).toBe(before + 1);
    expect([...logs.all()].map(({ partition }) => partition)).toEqual(
      Array.from({ length: 100 }, (_, partition) => partition),
    );
    expect((await openLogs(store)).logs.get('t', 99)?.topicId).toBe('id');
  });
});

describe('deleting', () => {
  test('makes a log go at once, and its space afterwards', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    for (let count = 0; count < 10; count++) await log.append(batch(5), asClient);
    const deleting = logs.delete('t', 0);
    expect(logs.get('t', 0)).toBeUndefined();
    const gone = { code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
    await expect(log.append(batch(1), asClient)).rejects.toMatchObject(gone);
    const limits = { maxBytes: 1, upTo: 1e9, minOneBatch: true };
    await expect(log.read(0, limits)).rejects.toMatchObject(gone);
    await deleting;
    await logs.reclaimed();
    expect(await entries()).toBe(0);
  });

  test('a log that is created again is empty, at once and after a restart', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    await log.append(batch(5), asClient);
    const deleting = logs.delete('t', 0);
    const again = await logs.create('t', 0, 'id2', plainConfig);
    expect(again).not.toBe(log);
    await again.append(batch(1), asClient);
    await deleting;
    expect(await readOffsets(again)).toEqual([[0, 0]]);
    await logs.reclaimed();
    expect(await readOffsets((await openLogs(store)).logs.get('t', 0)!)).toEqual([[0, 0]]);
  });

  test('lets appends that are under way be written first', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    const release = store.holdWrites();
    const appended = log.append(batch(1), asClient);
    const deleting = logs.delete('t', 0);
    release();
    expect((await appended).baseOffset).toBe(0);
    await deleting;
    await logs.reclaimed();
    expect(await entries()).toBe(0);
  });

  test('goes on after a restart', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    await log.append(batch(5), asClient);
    const clear = store.clear;
    store.clear = () => new Promise(() => {});
    await logs.delete('t', 0);
    expect(await entries()).toBeGreaterThan(1);
    store.clear = clear;
    const { logs: again } = await openLogs(store);
    expect(again.get('t', 0)).toBeUndefined();
    const fresh = await again.create('t', 0, 'id', plainConfig);
    await fresh.append(batch(2), asClient);
    await again.reclaimed();
    expect(await readOffsets(fresh)).toEqual([[0, 1]]);
    // The log, its checkpoint and its batch.
    expect(await entries()).toBe(3);
  });

  test('what is not there does nothing', async () => {
    await logs.delete('t', 0);
    expect(await entries()).toBe(0);
  });

  test('one of many leaves the others', async () => {
    for (const partition of [0, 1, 2]) {
      const log = await logs.create('t', partition, 'id', plainConfig);
      await log.append(batch(partition + 1), asClient);
    }
    await logs.delete('t', 1);
    await logs.reclaimed();
    const { logs: again } = await openLogs(store);
    expect(
      [...again.all()].map(({ partition, logEndOffset }) => [partition, logEndOffset]),
    ).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

describe('opening', () => {
  test('finds everything after a clean shutdown, and reads no records', async () => {
    const log = await logs.create('t', 0, 'id', { ...plainConfig, segmentBytes: 200 });
    for (let count = 0; count < 9; count++) {
      await log.append(
        batch(3, { timestamp: count, producerId: 1, producerEpoch: 0, baseSequence: count * 3 }),
        asClient,
      );
    }
    await log.advanceStart(7);
    const about = (it: typeof log) => [
      it.topicId,
      it.logStartOffset,
      it.logEndOffset,
      it.sizeInBytes,
      it.segments,
      it.leaderEpochs,
      [...it.producers],
    ];
    await logs.close();
    const { reads, lines, log: again } = await reopenCounting();
    expect(reads).toBe(0);
    expect(lines).toEqual([]);
    expect(about(again)).toEqual(about(log));
    expect(await readOffsets(again)).toEqual(await readOffsets(log));
  });

  test('after a crash reads on from the last checkpoint', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    await log.append(batch(1), asClient);
    await logs.checkpoint();
    await log.append(batch(2), asClient);
    const { log: again, lines } = await reopenCounting();
    expect(await readOffsets(again)).toEqual([
      [0, 0],
      [1, 2],
    ]);
    expect(again.sizeInBytes).toBe(log.sizeInBytes);
    expect(lines).toEqual([
      expect.stringMatching(/^info recovered 1 log after an unclean shutdown/),
    ]);
  });

  test('recovers only logs that were written to since their checkpoint', async () => {
    for (const partition of [0, 1, 2]) {
      const log = await logs.create('t', partition, 'id', plainConfig);
      await log.append(batch(1), asClient);
    }
    await logs.close();
    const second = await openLogs(store);
    await second.logs.get('t', 1)!.append(batch(1), asClient);
    const { lines } = await reopenCounting();
    expect(lines).toEqual([expect.stringContaining('recovered 1 log')]);
  });

  test('tells that metadata are damaged', async () => {
    const log = await logs.create('t', 0, 'id', plainConfig);
    await log.append(batch(1), asClient);
    const key = keyOf(Kind.state, log.identity.id);
    await store.write([{ type: 'put', key, value: (await store.get(key))!.slice(0, 20) }]);
    const opening = openLogs(store);
    await expect(opening).rejects.toThrow(/damaged: an entry about a log reads .*Restore/);
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', kind: 'unreadable' });
  });

  async function reopenCounting() {
    let reads = 0;
    const range = store.range;
    store.range = (options) => {
      if (options.gte[0]! === Kind.batch) reads++;
      return range.call(store, options);
    };
    const { logs: again, lines } = await openLogs(store);
    store.range = range;
    return { reads, lines, log: again.get('t', 0)! };
  }
});

test('a checkpoint comes with every few megabytes, so that a crash leaves little to read', async () => {
  const log = await logs.create('t', 0, 'id', plainConfig);
  const isCheckpoint = ({ key }: StoreOperation) => key[0] === 3;
  const before = store.writes.length;
  const megabyte = () => batch(1, { text: 'x'.repeat(1_000_000) });
  for (let count = 0; count < 30; count++) await log.append(megabyte(), asClient);
  const checkpoints = store.writes.slice(before).flat().filter(isCheckpoint).length;
  expect(checkpoints).toBe(4);
});

test('the store may let its memory go when writes have paused', async () => {
  const clock = new ManualClock();
  let flushes = 0;
  store.flush = async () => void flushes++;
  const { logs: own } = await openLogs(store, { clock });
  const log = await own.create('t', 0, 'id', plainConfig);
  const megabytes = () => batchOfSize(5_000_000);
  await log.append(batch(1), asClient);
  await clock.advance(100_000);
  expect([flushes, clock.pending]).toEqual([0, 0]);

  for (let second = 0; second < 15; second++) {
    await log.append(second === 0 ? megabytes() : batch(1), asClient);
    await clock.advance(1000);
  }
  expect(flushes).toBe(0);
  await clock.advance(20_000);
  expect(flushes).toBe(1);
  await clock.advance(100_000);
  expect([flushes, clock.pending]).toEqual([1, 0]);

  await log.append(megabytes(), asClient);
  await own.close();
  expect(clock.pending).toBe(0);
});

test('what is deleted takes its cached batches along', async () => {
  const log = await logs.create('t', 0, 'id', plainConfig);
  await log.append(batch(5), asClient);
  await logs.delete('t', 0);
  const other = await logs.create('t', 0, 'id2', plainConfig);
  await other.append(batch(1, { text: 'new' }), asClient);
  const [bytes] = await other.read(0, { maxBytes: 1e6, upTo: 1e9, minOneBatch: true });
  expect(Buffer.from(bytes!).includes('new')).toBe(true);
});
