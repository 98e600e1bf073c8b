import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FORMAT_VERSION, writeFormat } from '../../../server/storage/format.ts';
import { LevelStore, type LevelStoreOptions } from '../../../server/storage/level-store.ts';
import { StoreError, type StoreErrorKind } from '../../../server/storage/store-error.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { key } from './store-suite.ts';

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = tempFolder('level-store');
  path = `${folder.path}/data`;
});
afterEach(() => folder.remove());

const a = key('a');
const putA = [{ type: 'put', key: a, value: key('kept') }] as const;

async function refusal(opening: Promise<unknown>): Promise<StoreError> {
  const error = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
}

async function expectRefused(kind: StoreErrorKind, words: RegExp): Promise<void> {
  const error = await refusal(LevelStore.open(path));
  expect(error.kind).toBe(kind);
  expect(error.message).toMatch(words);
  expect(error.message).toContain(path);
}

async function writeA(): Promise<void> {
  const store = await LevelStore.open(path);
  await store.write(putA);
  await store.close();
}

async function expectA(): Promise<void> {
  const store = await LevelStore.open(path);
  expect(Buffer.from((await store.get(a))!).toString()).toBe('kept');
  await store.close();
}

/** The user of Linux and macOS who owns nothing. */
const NOBODY = 65_534;

describe('opening', () => {
  test('a store keeps what was written, flushed or not', async () => {
    await writeA();
    await expectA();
    const store = await LevelStore.open(path);
    await store.flush();
    await store.close();
    await expectA();
  });

  test('creates missing folders on the way', async () => {
    path = `${folder.path}/not/yet/there`;
    await writeA();
    await expectA();
  });

  test('a store in use is locked, and its user is not disturbed', async () => {
    const store = await LevelStore.open(path);
    await expectRefused('locked', /in use by another process.*Stop it, or choose another/);
    await store.write(putA);
    await store.close();
    await expectA();
  });

  test('a store in use by another process is locked', async () => {
    const program = `
      const { LevelStore } = await import(${JSON.stringify(import.meta.resolve('../../../server/storage/level-store.ts'))});
      await LevelStore.open(${JSON.stringify(path)}).then(
        () => console.log('opened'), (error) => console.log(error.kind));`;
    const store = await LevelStore.open(path);
    const run = () =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(run().trim()).toBe('locked');
    await store.close();
    expect(run().trim()).toBe('opened');
  });

  test('a file in place of the directory is unreadable', async () => {
    writeFileSync(path, 'a file');
    await expectRefused('unreadable', /is not a directory/);
    expect(readFileSync(path, 'utf8')).toBe('a file');
  });

  test('a file in place of a folder on the way is unreadable', async () => {
    const parent = path;
    writeFileSync(parent, 'a file');
    path = `${parent}/data`;
    await expectRefused('unreadable', /is not a directory/);
  });

  test('a directory without permission is unreadable', async () => {
    mkdirSync(path, { mode: 0o500 });
    // Nothing is forbidden to root: someone else has to try.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      await expectRefused('unreadable', /may not be read and written.*permission/i);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  for (const [what, current] of Object.entries({
    'without its end of line': 'MANIFEST-000001',
    'that names a missing file': 'MANIFEST-999999\n',
    'of noise': '\u0000\u0001\u0002',
  })) {
    test(`a CURRENT ${what} is unreadable, and the files stay`, async () => {
      await writeA();
      const good = readFileSync(`${path}/CURRENT`);
      writeFileSync(`${path}/CURRENT`, current);
      await expectRefused('unreadable', /is damaged \(.+\)\. Restore it/);
      writeFileSync(`${path}/CURRENT`, good);
      await expectA();
    });
  }

  test('a missing table is unreadable', async () => {
    const store = await LevelStore.open(path);
    await store.write(putA);
    await store.flush();
    await store.close();
    const table = readdirSync(path).find((name) => name.endsWith('.ldb'));
    rmSync(`${path}/${table}`);
    await expectRefused('unreadable', /is damaged \(.*missing files/);
  });

  test('a newer format is refused, and the data stays', async () => {
    await writeA();
    const store = await LevelStore.open(path);
    await writeFormat(store, FORMAT_VERSION + 1);
    await store.close();
    await expectRefused('newer-format', /newer version \(format 2, this one reads up to 1\)/);
    await expectRefused('newer-format', /nothing was changed/);

    const { ClassicLevel } = await import('classic-level');
    const level = new ClassicLevel<Buffer, Buffer>(path, {
      keyEncoding: 'buffer',
      valueEncoding: 'buffer',
    });
    await level.put(Buffer.from([255, ...Buffer.from('format')]), Buffer.from(`${FORMAT_VERSION}`));
    await level.close();
    await expectA();
  });

  test('a mark that is no version is unreadable', async () => {
    const store = await LevelStore.open(path);
    await store.write([{ type: 'put', key: key('\u00ffformat'), value: key('spam') }]);
    await store.close();
    await expectRefused('unreadable', /something else than a broker's data \(format "spam"\)/);
  });
});

/** A disk of a few megabytes, where this user may mount one. */
function smallDisk(megabytes: number): { path: string; unmount(): void } | undefined {
  const path = `${folder.path}/disk`;
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return { path, unmount: () => void execFileSync('umount', [path]) };
}

const freeBytes = async (path: string) => {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
};

describe('on a full disk', () => {
  let disk: ReturnType<typeof smallDisk>;
  let filler: string;
  beforeEach((context) => {
    disk = smallDisk(24);
    if (disk === undefined) context.skip('this user may not mount a small disk');
    path = `${disk!.path}/data`;
    filler = `${disk!.path}/filler`;
  });
  afterEach(() => disk?.unmount());

  /** Leaves `kilobytes` of the disk, or as near as its pages allow. */
  async function fillUpTo(kilobytes: number): Promise<void> {
    const free = await freeBytes(disk!.path);
    writeFileSync(filler, Buffer.alloc(free - kilobytes * 1024));
  }

  test('opening fails with disk-full', async () => {
    await fillUpTo(0);
    await expectRefused('disk-full', /is full\. Free some space/);
    rmSync(filler);
    await writeA();
    await expectA();
  });

  test('reopening fails with disk-full, and the data stays', async () => {
    const store = await LevelStore.open(path);
    await store.write(Array.from({ length: 4 }, (_, index) => big(index)));
    await store.close();
    await fillUpTo(64);
    await expectRefused('disk-full', /nothing that was stored is lost/);
    rmSync(filler);
    const again = await LevelStore.open(path);
    await expectNumbered(again, 4);
    await again.close();
  });

  for (const [how, options] of Object.entries<LevelStoreOptions>({
    'that knows the free space': { freeBytes },
    'that tries': {},
  })) {
    test(`a store ${how} fails writes, and works again when there is room`, async () => {
      const store = await LevelStore.open(path, options);
      let written = 0;
      await fillUpTo(4096);
      let error: StoreError | undefined;
      while (error === undefined) {
        await store.write([big(written)]).then(
          () => written++,
          (thrown: StoreError) => {
            error = thrown;
          },
        );
      }
      expect(error).toBeInstanceOf(StoreError);
      expect(error.kind).toBe('disk-full');
      expect(written).toBeGreaterThanOrEqual(2);
      if (options.freeBytes !== undefined) await expectNumbered(store, written);

      expect((await refusal(store.write([big(written)]))).kind).toBe('disk-full');
      if (options.freeBytes !== undefined) await expectNumbered(store, written);

      rmSync(filler);
      // Both come in while the store is repaired.
      await Promise.all([store.write([big(written++)]), store.get(a)]);
      await store.write([big(written++)]);
      await expectNumbered(store, written);

      // As a crash would leave it: what is behind a torn record in LevelDB's log would be lost.
      const copy = `${folder.path}/copy`;
      cpSync(path, copy, { recursive: true });
      await store.close();
      for (const place of [copy, path]) {
        const again = await LevelStore.open(place);
        await expectNumbered(again, written);
        await again.close();
      }
    });
  }

  function big(index: number) {
    return {
      type: 'put',
      key: numbered(index),
      value: new Uint8Array(1_000_000).fill(index),
    } as const;
  }

  function numbered(index: number): Uint8Array {
    return key(`n${String(index).padStart(4, '0')}`);
  }

  /** Each of the first `count` values is there and whole. */
  async function expectNumbered(store: LevelStore, count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const value = await store.get(numbered(index));
      expect(value?.length).toBe(1_000_000);
      expect(value!.every((byte) => byte === index)).toBe(true);
    }
  }
});
