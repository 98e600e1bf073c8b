// LevelDB's own rates, for the same bytes and with the tuning that brokers give it.

import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { tuning } from '../../../server/storage/level-store.ts';
import type { StoreEntry } from '../../../server/storage/store.ts';
import { tempFolder } from '../../harness/temp.ts';
import { inOrderOfArrival, sizeOf } from './stored-batches.ts';

/** Of one direction, the better of two ways to write each. */
export interface LevelRate {
  /** Bytes of values per second. */
  readonly rate: number;
  /** Seconds of a processor for a byte. */
  readonly cpu: number;
}

export interface LevelRates {
  /** Written in the order in which they came. */
  readonly put: LevelRate;
  /** Read once through from front to end. */
  readonly scan: LevelRate;
}

/** As much as a broker writes at once. */
const GROUP_BYTES = 256 * 1024;
const PAGE_BYTES = 1024 * 1024;

type Database = ClassicLevel<Uint8Array, Uint8Array>;
type Write = (database: Database, batches: readonly StoreEntry[]) => Promise<void>;

export async function levelRates(batches: readonly StoreEntry[]): Promise<LevelRates> {
  const bytes = sizeOf(batches);
  const inOrder = inOrderOfArrival(batches);
  const folder = tempFolder('bench-level');
  try {
    const puts: LevelRate[] = [];
    const scans: LevelRate[] = [];
    for (const write of [oneByOne, inGroups]) {
      const database: Database = new ClassicLevel(join(folder.path, write.name), {
        keyEncoding: 'view',
        valueEncoding: 'view',
        ...tuning,
      });
      await database.open();
      puts.push(await rateOf(bytes, () => write(database, inOrder)));
      scans.push(await rateOf(bytes, () => scanThrough(database, bytes)));
      await database.close();
    }
    return { put: better(puts), scan: better(scans) };
  } finally {
    folder.remove();
  }
}

const oneByOne: Write = async (database, batches) => {
  for (const { key, value } of batches) await database.put(key, value);
};

const inGroups: Write = async (database, batches) => {
  let group: { type: 'put'; key: Uint8Array; value: Uint8Array }[] = [];
  let bytes = 0;
  for (const { key, value } of batches) {
    group.push({ type: 'put', key, value });
    bytes += value.length;
    if (bytes < GROUP_BYTES) continue;
    await database.batch(group);
    group = [];
    bytes = 0;
  }
  if (group.length > 0) await database.batch(group);
};

async function scanThrough(database: Database, expected: number): Promise<void> {
  const iterator = database.iterator({ highWaterMarkBytes: PAGE_BYTES });
  let bytes = 0;
  for (;;) {
    const entries = await iterator.nextv(4096);
    if (entries.length === 0) break;
    for (const [, value] of entries) bytes += value.length;
  }
  await iterator.close();
  if (bytes !== expected) throw new Error(`LevelDB gave back ${bytes} bytes of ${expected}`);
}

async function rateOf(bytes: number, work: () => Promise<void>): Promise<LevelRate> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { rate: bytes / seconds, cpu: (user + system) / 1e6 / bytes };
}

function better(rates: readonly LevelRate[]): LevelRate {
  return {
    rate: Math.max(...rates.map(({ rate }) => rate)),
    cpu: Math.min(...rates.map(({ cpu }) => cpu)),
  };
}
