import { expect, test } from 'vitest';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import type { StoreOperation } from '../../../../server/storage/store.ts';
import { StoreError, type StoreErrorKind } from '../../../../server/storage/store-error.ts';
import { WriteInOrder } from '../../../../server/streaming/checkpoint/write-in-order.ts';
import { ManualClock, settled } from '../../../harness/manual-clock.ts';

/** A store whose writes take their time, and fail while it is told to. */
class SlowStore extends MemoryStore {
  /** How many operations each write had. */
  readonly writes: number[] = [];
  fails: StoreErrorKind | undefined;

  override async write(operations: readonly StoreOperation[]): Promise<void> {
    await settled();
    if (this.fails !== undefined) throw new StoreError(this.fails, 'no room');
    this.writes.push(operations.length);
    await super.write(operations);
  }
}

function put(key: number): StoreOperation {
  return { type: 'put', key: Uint8Array.of(key), value: Uint8Array.of(key) };
}

function setUp() {
  const [store, clock, logged] = [new SlowStore(), new ManualClock(), [] as string[]];
  const log = (line: string) => {
    logged.push(line);
  };
  const logger = { error: log, warn: log, info: log, debug: log };
  return { store, clock, logged, writes: new WriteInOrder(store, clock, logger) };
}

test('what comes while a write is under way goes together into the next', async () => {
  const { store, writes } = setUp();
  const first = writes.add([put(1), put(2)]);
  await Promise.resolve();
  const rest = [writes.add([put(3)]), writes.add([put(4), put(5)])];
  await first;
  expect(store.writes).toEqual([2]);
  await Promise.all(rest);
  expect(store.writes).toEqual([2, 3]);
});

test('what comes at the very end of a write is written, too', async () => {
  const { store, writes } = setUp();
  await writes.add([put(1)]).then(() => writes.add([put(2)]));
  const last = writes.add([put(3)]).then(() => void writes.add([put(4)]));
  await last;
  await writes.close();
  expect(store.writes).toEqual([1, 1, 1, 1]);
});

test('a full disk is waited for, and said once', async () => {
  const { store, clock, logged, writes } = setUp();
  store.fails = 'disk-full';
  let isWritten = false;
  const written = writes.add([put(1)]).then(() => {
    isWritten = true;
  });
  for (let second = 0; second < 5; second++) await clock.advance(1000);
  const later = writes.add([put(2)]);
  expect(isWritten).toBe(false);
  expect(logged).toEqual(['The checkpoint waits for room: no room']);
  store.fails = undefined;
  for (let second = 0; second < 3; second++) await clock.advance(1000);
  await Promise.all([written, later]);
  expect(store.writes).toEqual([1, 1]);
});

test('what failed is written before what comes later', async () => {
  const { store, writes } = setUp();
  store.fails = 'failed';
  await expect(writes.add([put(1)])).rejects.toThrow('no room');
  store.fails = undefined;
  await writes.add([put(2)]);
  expect(store.writes).toEqual([2]);
});

test('closing waits for writes, but not for room', async () => {
  const { store, writes } = setUp();
  const written = writes.add([put(1)]);
  await writes.close();
  await written;
  expect(store.writes).toEqual([1]);

  const full = setUp();
  full.store.fails = 'disk-full';
  const refused = expect(full.writes.add([put(1)])).rejects.toThrow('no room');
  for (let turn = 0; turn < 3; turn++) await settled();
  await full.writes.close();
  await refused;
  expect(full.clock.pending).toBe(0);
});
