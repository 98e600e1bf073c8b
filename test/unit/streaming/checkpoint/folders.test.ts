import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeEnvironment } from '../../../../server/node/streaming/environment.ts';
import { LevelStore } from '../../../../server/storage/level-store.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { type TempFolder, tempFolder } from '../../../harness/temp.ts';

let folder: TempFolder;
let clock: ManualClock;
const contexts: StreamingContext[] = [];
beforeEach(() => {
  folder = tempFolder('checkpoint');
  clock = new ManualClock();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.stop();
  folder.remove();
});

function inFolder(...parts: string[]): string {
  return join(folder.path, ...parts);
}

/** What was logged, as `warn …`. */
const logged: string[] = [];

/** A program that counts its batches, with its checkpoints on a disk. */
function program(counts: number[], directory = inFolder('checkpoint')): StreamingContext {
  const log = (level: string) => (line: string) => {
    logged.push(`${level} ${line}`);
  };
  const logger = { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };
  const sc = new SparkContext(nodeEnvironment({ clock, logger }), 'local[2]', 'test');
  const ssc = new StreamingContext(sc, 1);
  ssc.checkpoint(directory);
  const ticks = ssc.stream<readonly [string, number]>({
    ...{ kind: 'Ticks', parents: [], slide: 1000 },
    compute: () => sc.parallelize([['tick', 1]] as const),
  });
  const state = ticks.updateStateByKey<string, number, number>(
    (values, n) => (n ?? 0) + values.length,
  );
  state.checkpoint(1).foreachRDD(async (rdd) => {
    for (const [, n] of await rdd.collect()) counts.push(n);
  });
  contexts.push(ssc);
  return ssc;
}

/** Runs a program until it has counted to `until`. */
async function run(ssc: StreamingContext, counts: number[], until: number): Promise<void> {
  logged.length = 0;
  await ssc.start();
  for (let i = 0; counts.at(-1) !== until; i++) {
    if (i === 100) throw new Error(`counted ${counts}`);
    await clock.advance(1000);
    // LevelDB works in threads of its own.
    await ssc.whenIdle();
  }
  await ssc.stop();
}

test('a program goes on from what is on the disk', async () => {
  const counts: number[] = [];
  await run(program(counts), counts, 3);
  const again = await StreamingContext.getOrCreate(inFolder('checkpoint'), () => program(counts));
  await run(again, counts, 5);
  expect(counts).toEqual([1, 2, 3, 4, 5]);
  expect(logged).toEqual([]);
});

test('one that is not asked to go on begins anew, and what was there is moved aside', async () => {
  const counts: number[] = [];
  await run(program(counts), counts, 3);
  await run(program(counts), counts, 2);
  const aside = inFolder('checkpoint', 'streaming.previous');
  expect(logged).toEqual([
    `warn The program begins anew, and the checkpoint that was in ${inFolder('checkpoint')} is in ${aside} now, until it happens again. StreamingContext.getOrCreate would have gone on from it.`,
  ]);
  expect(counts).toEqual([1, 2, 3, 1, 2]);
  // It can still be used.
  cpSync(aside, inFolder('old', 'streaming'), { recursive: true });
  const old = () => program(counts, inFolder('old'));
  await run(await StreamingContext.getOrCreate(inFolder('old'), old), counts, 6);
  expect(counts.slice(5)).toEqual([4, 5, 6]);
});

test('the directory may be named once more after getOrCreate', async () => {
  const counts: number[] = [];
  await run(program(counts), counts, 2);
  const again = await StreamingContext.getOrCreate(inFolder('checkpoint'), () => program(counts));
  again.checkpoint(inFolder('checkpoint'));
  await run(again, counts, 4);
  expect(counts).toEqual([1, 2, 3, 4]);
});

test('a directory may be given as a URI of this machine', async () => {
  const ssc = program([], `file://${inFolder('checkpoint')}`);
  expect(ssc.checkpointDirectory).toBe(inFolder('checkpoint'));
  expect(() => ssc.checkpoint('hdfs://host/checkpoint')).toThrow('No FileSystem for scheme "hdfs"');
});

test('a directory that another program is using is refused', async () => {
  const counts: number[] = [];
  const first = program(counts);
  await first.start();
  const directory = inFolder('checkpoint');
  await expect(StreamingContext.getOrCreate(directory, () => program([]))).rejects.toThrow(
    `The checkpoint in ${join(directory, 'streaming')} is in use by another streaming program. Stop that one, or choose another checkpoint directory.`,
  );
});

test("a broker's data directory is refused, and left as it is", async () => {
  const store = await LevelStore.open(inFolder('checkpoint'));
  await store.close();
  const before = readdirSync(inFolder('checkpoint'));
  const directory = inFolder('checkpoint');
  await expect(program([]).start()).rejects.toThrow(
    `The checkpoint directory ${directory} is the data directory of something else. Choose another one; nothing was changed.`,
  );
  expect(readdirSync(inFolder('checkpoint')).sort()).toEqual(before.sort());
});

test('a folder with something else in it is refused, and left as it is', async () => {
  const there = inFolder('checkpoint', 'streaming');
  mkdirSync(there, { recursive: true });
  writeFileSync(join(there, 'notes.txt'), 'mine');
  await expect(program([]).start()).rejects.toThrow(
    `${there} holds something else than a checkpoint. Choose another checkpoint directory; nothing was changed.`,
  );
  expect(readdirSync(there)).toEqual(['notes.txt']);
});

test('a folder that cannot be made is said to be', async () => {
  writeFileSync(inFolder('file'), 'mine');
  const directory = inFolder('file', 'checkpoint');
  await expect(program([], directory).start()).rejects.toThrow(
    `The checkpoint in ${join(directory, 'streaming')} cannot be opened: `,
  );
});

test('a store with something else in it is refused', async () => {
  const there = inFolder('checkpoint', 'streaming');
  mkdirSync(inFolder('checkpoint'));
  const store = await LevelStore.open(there);
  await store.write([{ type: 'put', key: Uint8Array.of(16, 1), value: Uint8Array.of(1) }]);
  await store.close();
  await expect(program([]).start()).rejects.toThrow(
    `${there} holds something else than a checkpoint. Choose another checkpoint directory; nothing was changed.`,
  );
});

test("a newer version's checkpoint is refused, and left as it is", async () => {
  const counts: number[] = [];
  await run(program(counts), counts, 2);
  const there = inFolder('checkpoint', 'streaming');
  const mark = async (version: string) => {
    const store = await LevelStore.open(there);
    const value = new TextEncoder().encode(version);
    await store.write([{ type: 'put', key: Uint8Array.of(32), value }]);
    await store.close();
  };
  await mark('2');
  const goOn = () => StreamingContext.getOrCreate(inFolder('checkpoint'), () => program(counts));
  await expect(goOn()).rejects.toThrow(
    `The checkpoint in ${there} was written by a newer version of Millrace (layout 2, this one reads up to 1). Update, or choose another checkpoint directory; nothing was changed.`,
  );
  await expect(program([]).start()).rejects.toThrow('layout 2');
  await mark('1');
  await run(await goOn(), counts, 4);
  expect(counts).toEqual([1, 2, 3, 4]);
});

test('a program whose checkpoints go elsewhere is told so', async () => {
  logged.length = 0;
  const ssc = await StreamingContext.getOrCreate(inFolder('other'), () => program([]));
  expect(logged).toEqual([
    `warn The program's checkpoints go to ${inFolder('checkpoint')}, so there is never one to go on from in ${inFolder('other')}: give getOrCreate and checkpoint() the same directory.`,
  ]);
  await ssc.stop();
  expect(existsSync(inFolder('other'))).toBe(false);
});

test('getActiveOrCreate gives the context that is active', async () => {
  const ssc = program([]);
  await ssc.start();
  const setup = () => {
    throw new Error('It is not to be called.');
  };
  expect(await StreamingContext.getActiveOrCreate(inFolder('checkpoint'), setup)).toBe(ssc);
  await ssc.stop();
  const next = await StreamingContext.getActiveOrCreate(null, () => program([]));
  expect(next).not.toBe(ssc);
});
