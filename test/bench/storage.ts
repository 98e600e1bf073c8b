// How fast a partition log appends and reads beside LevelDB itself with the same bytes and settings,
// and what thousands of logs cost. Run with `node --expose-gc test/bench/storage.ts`.

import { ClassicLevel } from 'classic-level';
import { compression } from '../../server/node/compression.ts';
import { systemClock } from '../../server/node/system-clock.ts';
import { readBatchHeader } from '../../server/protocol/records/batch-header.ts';
import { encodeBatch } from '../../server/protocol/records/record-batch.ts';
import { LevelStore } from '../../server/storage/level-store.ts';
import type { LogConfig } from '../../server/storage/log-config.ts';
import { Logs } from '../../server/storage/logs.ts';
import { MemoryStore } from '../../server/storage/memory-store.ts';
import type { Store } from '../../server/storage/store.ts';
import { tempFolder } from '../harness/temp.ts';

const KB = 1024;
const MB = 1024 * KB;
const ROUNDS = 3;
/** As many requests as a producer keeps in flight. */
const IN_FLIGHT = 5;
const LOGS = 10_000;

const config: LogConfig = {
  cleanupPolicy: ['delete'],
  retentionBytes: -1,
  retentionMs: -1,
  segmentBytes: 2 ** 30,
  segmentMs: 7 * 86_400_000,
};
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const folder = tempFolder('bench-storage');
let directories = 0;

function openLogs(store: Store, tailBytes?: number): Promise<Logs> {
  const options = { clock: systemClock(), logger: quiet, compression };
  return Logs.open(store, tailBytes === undefined ? options : { ...options, tailBytes });
}

function newPath(): string {
  return `${folder.path}/${directories++}`;
}

/** A batch of about `size` bytes that nothing compresses. */
function batchOf(size: number): Uint8Array {
  let state = 1;
  const value = Uint8Array.from({ length: size - 80 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  const records = [{ timestamp: Date.now(), key: null, value }];
  return encodeBatch({ records }, compression);
}

/** As many copies as can be under way, since appending writes an offset into each. */
function copiesOf(batch: Uint8Array): Uint8Array[] {
  return Array.from({ length: IN_FLIGHT * 2 }, () => batch.slice());
}

/** Calls `write` for 0 to `count`, with `inFlight` under way at a time; megabytes per second. */
async function writeRate(
  count: number,
  size: number,
  inFlight: number,
  write: (index: number) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const go = async () => {
    while (next < count) await write(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, go));
  return (count * size) / 1e6 / ((performance.now() - startedAt) / 1000);
}

/** Megabytes per second of the quickest of a few times through; `readAll` tells the bytes. */
async function readRate(readAll: () => Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const bytes = await readAll();
    rates.push(bytes / 1e6 / ((performance.now() - startedAt) / 1000));
  }
  return Math.max(...rates);
}

interface Rates {
  one: number;
  several: number;
  read: number;
}

async function rawRates(batch: Uint8Array, count: number): Promise<Rates> {
  const open = () =>
    new ClassicLevel<Uint8Array, Uint8Array>(newPath(), {
      keyEncoding: 'view',
      valueEncoding: 'view',
      compression: false,
      writeBufferSize: 64 * MB,
      maxFileSize: 64 * MB,
      blockSize: 16 * KB,
      cacheSize: 2 * MB,
    });
  const key = (index: number) => {
    const bytes = new Uint8Array(13);
    new DataView(bytes.buffer).setUint32(9, index);
    return bytes;
  };
  const copies = copiesOf(batch);
  const put = (level: ReturnType<typeof open>) => (index: number) =>
    level.put(key(index), copies[index % copies.length]!);

  const first = open();
  const one = await writeRate(count, batch.length, 1, put(first));
  await first.close();
  const second = open();
  const several = await writeRate(count, batch.length, IN_FLIGHT, put(second));

  const read = await readRate(async () => {
    const values = second.values({ highWaterMarkBytes: MB });
    let bytes = 0;
    for (let page = await values.nextv(1000); page.length > 0; page = await values.nextv(1000)) {
      for (const value of page) bytes += value.length;
    }
    return bytes;
  });
  await second.close();
  return { one, several, read };
}

async function logRates(batch: Uint8Array, count: number): Promise<Rates> {
  const copies = copiesOf(batch);
  const options = { leaderEpoch: 0, origin: 'client' } as const;
  const appendAll = async (path: string, inFlight: number) => {
    const store = await LevelStore.open(path);
    const logs = await openLogs(store);
    const log = await logs.create('bench', 0, 'id', config);
    const rate = await writeRate(count, batch.length, inFlight, (index) =>
      log.append(copies[index % copies.length]!, options),
    );
    return { rate, logs, store };
  };
  const first = await appendAll(newPath(), 1);
  await first.logs.close();
  await first.store.close();
  const second = await appendAll(newPath(), IN_FLIGHT);
  await second.logs.close();

  const log = (await openLogs(second.store, 0)).get('bench', 0)!;
  const limits = { maxBytes: Math.max(MB, 4 * batch.length), upTo: count, minOneBatch: true };
  const read = await readRate(async () => {
    let bytes = 0;
    for (let from = 0; from < count; ) {
      const batches = await log.read(from, limits);
      for (const it of batches) bytes += it.length;
      from = readBatchHeader(batches.at(-1)!).lastOffset + 1;
    }
    return bytes;
  });
  await second.store.close();
  return { one: first.rate, several: second.rate, read };
}

function best(all: readonly Rates[]): Rates {
  const of = (key: keyof Rates) => Math.max(...all.map((it) => it[key]));
  return { one: of('one'), several: of('several'), read: of('read') };
}

console.log(`MB/s, best of ${ROUNDS}: LevelDB alone, partition log, ratio`);
for (const size of [KB, 16 * KB, 256 * KB, MB]) {
  const batch = batchOf(size);
  const count = Math.round((size === KB ? 60 * MB : 320 * MB) / size);
  const raw: Rates[] = [];
  const log: Rates[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    raw.push(await rawRates(batch, count));
    log.push(await logRates(batch, count));
  }
  const show = (key: keyof Rates) => {
    const [alone, ours] = [best(raw)[key], best(log)[key]];
    return `${alone.toFixed(0)} ${ours.toFixed(0)} ${(ours / alone).toFixed(2)}`;
  };
  console.log(
    `${String(size / KB).padStart(5)} KB  append ${show('one')} | ${IN_FLIGHT} in flight ${show('several')} | read ${show('read')}`,
  );
}

const ms = (startedAt: number) => `${(performance.now() - startedAt).toFixed(0)} ms`;
const memory = () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
};

for (const kind of ['memory', 'LevelDB'] as const) {
  const path = newPath();
  const open = async () => (kind === 'memory' ? new MemoryStore() : await LevelStore.open(path));
  const store = await open();
  const logs = await openLogs(store);
  const before = memory();
  let startedAt = performance.now();
  const list = Array.from({ length: LOGS }, (_, partition) => ({
    topic: `topic-${partition % 100}`,
    partition: Math.floor(partition / 100),
    topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
    config,
  }));
  await logs.createAll(list);
  const created = ms(startedAt);
  const after = memory();
  const each = (name: 'heapUsed' | 'rss') =>
    `${((after[name] - before[name]) / LOGS).toFixed(0)} B`;
  console.log(
    `${LOGS} logs in ${kind}: created in ${created}; each ${each('heapUsed')} of heap, ${each('rss')} of RSS`,
  );
  if (kind === 'memory') continue;

  startedAt = performance.now();
  const batch = batchOf(200);
  const options = { leaderEpoch: 0, origin: 'client' } as const;
  await Promise.all(Array.from(logs.all(), (log) => log.append(batch.slice(), options)));
  console.log(`  one append to each: ${ms(startedAt)}`);
  await store.close();

  for (const how of ['after a crash', 'after a clean shutdown']) {
    const again = await open();
    startedAt = performance.now();
    const reopened = await openLogs(again);
    console.log(`  opened ${how} in ${ms(startedAt)}`);
    startedAt = performance.now();
    await reopened.close();
    await again.close();
    console.log(`  closed in ${ms(startedAt)}`);
  }
}
folder.remove();
