import { beforeEach, expect, test } from 'vitest';
import { Kind, kinds } from '../../../server/storage/keys.ts';
import type { Logs } from '../../../server/storage/logs.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { asClient, batch, openLogs, plainConfig } from './test-logs.ts';

let store: MemoryStore;
let logs: Logs;
let log: PartitionLog;
beforeEach(async () => {
  store = new MemoryStore();
  ({ logs } = await openLogs(store));
  log = await logs.create('t', 0, 'id', plainConfig);
  for (let count = 0; count < 5; count++) await log.append(batch(2), asClient);
});

async function reopened(): Promise<PartitionLog> {
  return (await openLogs(store)).logs.get('t', 0)!;
}

test('only goes up, and not beyond what is written', () => {
  expect(log.highWatermark).toBe(0);
  expect(log.raiseHighWatermark(4)).toBe(true);
  expect(log.raiseHighWatermark(3)).toBe(false);
  expect(log.highWatermark).toBe(4);
  expect(log.raiseHighWatermark(100)).toBe(true);
  expect(log.highWatermark).toBe(10);
});

test('is never below the start', async () => {
  await log.advanceStart(6);
  expect(log.highWatermark).toBe(6);
});

test('survives a restart as it was last written down', async () => {
  log.raiseHighWatermark(4);
  await logs.checkpointHighWatermarks();
  log.raiseHighWatermark(6);
  expect((await reopened()).highWatermark).toBe(4);
  await logs.close();
  expect((await reopened()).highWatermark).toBe(6);
});

test('is written only when it has moved', async () => {
  log.raiseHighWatermark(4);
  await logs.checkpointHighWatermarks();
  let writes = 0;
  const write = store.write;
  store.write = (operations) => {
    writes++;
    return write.call(store, operations);
  };
  await logs.checkpointHighWatermarks();
  expect(writes).toBe(0);
});

test('goes down with a truncation, for good: what takes the place of the old records is not replicated', async () => {
  log.raiseHighWatermark(10);
  await logs.checkpointHighWatermarks();
  await log.truncateTo(4);
  await log.append(batch(6), asClient);
  expect(log.highWatermark).toBe(4);
  expect((await reopened()).highWatermark).toBe(4);
});

test('goes with the log', async () => {
  log.raiseHighWatermark(10);
  await logs.checkpointHighWatermarks();
  await logs.delete('t', 0);
  await logs.reclaimed();
  expect(await store.range(kinds(Kind.highWatermark, Kind.highWatermark))).toEqual([]);
});
