import { cpSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import { Kind, keyOf } from '../../../server/storage/keys.ts';
import { LevelStore } from '../../../server/storage/level-store.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { Child } from '../../harness/child.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { numberedBatch } from './crash-batches.ts';
import {
  asClient,
  batch,
  batchOfSize,
  openLogs,
  plainConfig,
  readAll,
  readOffsets,
} from './test-logs.ts';

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = tempFolder('recovery');
  path = `${folder.path}/data`;
});
afterEach(() => folder.remove());

/** Kills of a broker under load; more are run with STORAGE_CRASH_ROUNDS. */
const rounds = Number(process.env.STORAGE_CRASH_ROUNDS ?? 10);

test(
  'a killed process loses nothing that it had acknowledged',
  async () => {
    const seed = Number(process.env.STORAGE_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const random = seededRandom(seed);
    const acknowledged: { partition: number; name: string; offset: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const last = 1 + random.below(600);
      let lines = 0;
      const child = await startChild(round, (line) => {
        const [partition, name, offset] = line.split(' ');
        acknowledged.push({ partition: Number(partition), name: name!, offset: Number(offset) });
        if (++lines === last) process.kill(child.pid, 'SIGKILL');
      });
      const exit = await child.exited;
      expect(exit.signal, `seed ${seed}: ${child.stderr}`).toBe('SIGKILL');
      await expectAllThere(acknowledged, `seed ${seed}, round ${round}`);
    }
  },
  20_000 + rounds * 4000,
);

function startChild(round: number, onLine: (line: string) => void): Promise<Child> {
  const program = fileURLToPath(new URL('crash-child.ts', import.meta.url));
  return Child.start(process.execPath, [program, path, String(round)], {
    onLine: (line, stream) => stream === 'stdout' && onLine(line),
  });
}

async function expectAllThere(
  acknowledged: readonly { partition: number; name: string; offset: number }[],
  where: string,
): Promise<void> {
  const store = await LevelStore.open(path);
  const { logs, lines } = await openLogs(store);
  expect(
    lines.filter((line) => !line.startsWith('info')),
    where,
  ).toEqual([]);
  const stored = new Map<number, Map<number, Uint8Array>>();
  for (const log of logs.all()) {
    const batches = await readAll(log, 0, 1_000_000);
    stored.set(log.partition, new Map(batches.map((it) => [readBatchHeader(it).baseOffset, it])));
    expectWhole(log, batches, where);
  }
  for (const { partition, name, offset } of acknowledged) {
    const expected = numberedBatch(partition, name);
    const bytes = stored.get(partition)?.get(offset);
    expect(bytes?.length, `${where}: ${partition} ${name} at ${offset}`).toBe(expected.length);
    expect(Buffer.compare(bytes!.subarray(16), expected.subarray(16))).toBe(0);
  }
  // Neither a clean shutdown nor any other write: the next round goes on from what the crash left.
  await store.close();
}

/** Offsets without a gap, and sizes that add up. */
function expectWhole(log: PartitionLog, batches: readonly Uint8Array[], where: string): void {
  let next = 0;
  for (const bytes of batches) {
    const { baseOffset, lastOffset } = readBatchHeader(bytes);
    expect(baseOffset, where).toBe(next);
    next = lastOffset + 1;
  }
  expect(log.logEndOffset).toBe(next);
  expect(log.sizeInBytes).toBe(batches.reduce((sum, { length }) => sum + length, 0));
}

describe('a log of LevelDB that was cut off', () => {
  test('loses the torn write, and nothing before it', async () => {
    const store = await LevelStore.open(path);
    const { logs } = await openLogs(store);
    const log = await logs.create('t', 0, 'id', plainConfig);
    const sizes = [3000, 200, 90_000, 40_000, 500];
    for (const size of sizes) await log.append(batchOfSize(size), asClient);
    // What a power failure would leave: the files as they are, without a shutdown.
    const files = `${folder.path}/files`;
    cpSync(path, files, { recursive: true });
    await logs.close();
    await store.close();

    const newest = readdirSync(files)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .at(-1)!;
    const { size } = statSync(`${files}/${newest}`);
    const lost: number[] = [];
    for (const chopped of [1, 7, 400, 600, 20_000, 41_500, 100_000]) {
      const copy = `${folder.path}/chopped-${chopped}`;
      cpSync(files, copy, { recursive: true });
      truncateSync(`${copy}/${newest}`, size - chopped);
      const torn = await LevelStore.open(copy);
      const { logs: again, lines } = await openLogs(torn);
      expect(lines.filter((line) => !line.startsWith('info'))).toEqual([]);
      const survivor = again.get('t', 0)!;
      const batches = await readAll(survivor);
      expectWhole(survivor, batches, `${chopped} bytes less`);
      lost.push(sizes.length - batches.length);
      await survivor.append(batch(1), asClient);
      await again.close();
      await torn.close();
    }
    expect(lost).toEqual([1, 1, 1, 2, 2, 3, 3]);
  });
});

describe('a batch that is damaged', () => {
  const damages: [how: string, reason: RegExp, damage: (bytes: Uint8Array) => Uint8Array][] = [
    ['in its records', /its checksum does not match/, (bytes) => bytes.with(70, bytes[70]! ^ 1)],
    ['in its length', /needs \d+ bytes, and \d+ are left/, (bytes) => bytes.with(10, 9)],
    ['by missing its end', /needs \d+ bytes, and \d+ are left/, (bytes) => bytes.slice(0, -10)],
    [
      'by having more than its end',
      /it has \d+ bytes instead of/,
      (bytes) => new Uint8Array([...bytes, 0]),
    ],
    ['in its offset', /it begins with offset 9/, (bytes) => bytes.with(7, 9)],
    ['to nothing', /needs 12 bytes, and 0 are left/, () => new Uint8Array(0)],
  ];

  test.each(damages)(
    '%s is cut off with what follows, with one warning',
    async (_, reason, damage) => {
      const store = new MemoryStore();
      const { logs } = await openLogs(store);
      const log = await logs.create('t', 3, 'id', plainConfig);
      for (let count = 0; count < 5; count++) await log.append(batch(2), asClient);
      const key = keyOf(Kind.batch, log.identity.id, 6);
      await store.write([{ type: 'put', key, value: damage((await store.get(key))!) }]);

      const { logs: again, lines } = await openLogs(store);
      const warnings = lines.filter((line) => line.startsWith('warn'));
      expect(warnings).toEqual([
        expect.stringMatching(/^warn t-3: cut off from offset 6 on, where a write was torn: /),
      ]);
      expect(warnings[0]).toMatch(reason);
      const survivor = again.get('t', 3)!;
      expect(await readOffsets(survivor)).toEqual([
        [0, 1],
        [2, 3],
        [4, 5],
      ]);
      await survivor.append(batch(1), asClient);
      expect(await readOffsets(survivor)).toEqual([
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 6],
      ]);

      const { logs: third, lines: linesNow } = await openLogs(store);
      expect(linesNow.filter((line) => line.startsWith('warn'))).toEqual([]);
      expect(await readOffsets(third.get('t', 3)!)).toEqual([
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 6],
      ]);
    },
  );
});

test('a damaged value in LevelDB is cut off as well', async () => {
  const store = await LevelStore.open(path);
  const { logs } = await openLogs(store);
  const log = await logs.create('t', 0, 'id', plainConfig);
  for (let count = 0; count < 3; count++) await log.append(batch(1), asClient);
  const key = keyOf(Kind.batch, log.identity.id, 2);
  await store.write([{ type: 'put', key, value: (await store.get(key))!.slice(0, 30) }]);
  await store.close();

  const again = await LevelStore.open(path);
  const { logs: recovered, lines } = await openLogs(again);
  expect(lines[0]).toMatch(/^warn t-0: cut off from offset 2 on/);
  expect(await readOffsets(recovered.get('t', 0)!)).toEqual([
    [0, 0],
    [1, 1],
  ]);
  await recovered.close();
  await again.close();
});
