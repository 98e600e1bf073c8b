// What every Files port promises: the one on disks, the one of our own tests, and the one that users' tests have.

import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localFiles } from '../../../../server/node/streaming/local-files.ts';
import { type Files, FilesError } from '../../../../server/ports/files.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';
import { type TempFolder, tempFolder } from '../../../harness/temp.ts';

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

const textOf = async (chunks: AsyncIterable<Uint8Array>) => (await bytesOf(chunks)).toString();

let temp: TempFolder;
beforeEach(() => {
  temp = tempFolder('files');
});
afterEach(() => temp.remove());

const kinds = [
  ['local', () => ({ files: localFiles(), root: temp.path })],
  ['memory', () => ({ files: streamingEnvironment().files as Files, root: '/data' })],
  ['StreamTest', () => ({ files: new StreamTest().environment.files as Files, root: '/data' })],
] as const;

describe.each(kinds)('%s files', (_, open) => {
  let files: Files;
  let root: string;
  beforeEach(async () => {
    ({ files, root } = open());
    await files.makeFolder(root);
  });

  test('what is written is read back, whole or in part', async () => {
    const path = `${root}/deep/down/one.txt`;
    await files.write(path, [Buffer.from('to be or '), Buffer.from('not to be')]);
    expect(await textOf(files.read(path))).toBe('to be or not to be');
    expect(await textOf(files.read(path, 3, 9))).toBe('be or ');
    expect(await textOf(files.read(path, 16, 1000))).toBe('be');
    expect(await textOf(files.read(path, 18))).toBe('');
    expect(await textOf(files.read(path, 99))).toBe('');
  });

  test('a file of several chunks comes whole', async () => {
    const content = Buffer.alloc(2_500_000, 'abcdefg');
    await files.write(`${root}/large`, [content.subarray(0, 7), content.subarray(7)]);
    expect((await bytesOf(files.read(`${root}/large`, 1))).equals(content.subarray(1))).toBe(true);
  });

  test('writing replaces a file; where the content fails the old one stays, and nothing else', async () => {
    const path = `${root}/a`;
    await files.write(path, [Buffer.from('old, and long')]);
    await files.write(path, [Buffer.from('new')]);
    expect(await textOf(files.read(path))).toBe('new');
    async function* failing() {
      yield Buffer.from('part');
      throw new Error('the source broke');
    }
    await expect(files.write(path, failing())).rejects.toThrow('the source broke');
    expect(await textOf(files.read(path))).toBe('new');
    expect(files.list(root).map(({ name }) => name)).toEqual(['a']);
  });

  test('appending keeps so many bytes of what is there, and cuts off the rest', async () => {
    const path = `${root}/new/log.txt`;
    await files.append(path, 0, [Buffer.from('one\n')]);
    await files.append(path, 4, [Buffer.from('tw'), Buffer.from('o\n')]);
    await files.append(path, 4, [Buffer.from('2\n')]);
    expect(await textOf(files.read(path))).toBe('one\n2\n');
    await files.append(path, 4, []);
    expect(await textOf(files.read(path))).toBe('one\n');
  });

  test('folders list their own entries by name, with absolute paths', async () => {
    await files.write(`${root}/b.log`, [Buffer.from('bb')]);
    await files.write(`${root}/B.log`, [Buffer.from('b')]);
    await files.write(`${root}/a/c.log`, [Buffer.from('c')]);
    expect(files.list(`${root}/../${root.slice(root.lastIndexOf('/'))}`)).toMatchObject([
      { path: `${root}/B.log`, name: 'B.log', isFolder: false, size: 1 },
      { path: `${root}/a`, name: 'a', isFolder: true, size: 0 },
      { path: `${root}/b.log`, name: 'b.log', isFolder: false, size: 2 },
    ]);
  });

  test('stat says what is there, and that there is nothing', async () => {
    await files.write(`${root}/a.txt`, [Buffer.from('abc')]);
    const { modified, ...entry } = files.stat(`${root}/a.txt`)!;
    expect(entry).toEqual({ path: `${root}/a.txt`, name: 'a.txt', isFolder: false, size: 3 });
    expect(modified).toBeTypeOf('number');
    expect(files.stat(root)).toMatchObject({ isFolder: true, size: 0 });
    expect(files.stat(`${root}/none`)).toBeUndefined();
    expect(files.stat(`${root}/a.txt/below`)).toBeUndefined();
  });

  test('what is missing or of the other kind is named', async () => {
    await files.write(`${root}/file`, [Buffer.from('x')]);
    const failures: (() => unknown)[] = [
      () => files.list(`${root}/none`),
      () => files.list(`${root}/file`),
      () => bytesOf(files.read(`${root}/none`)),
      () => bytesOf(files.read(root)),
      () => files.rename(`${root}/none`, `${root}/other`),
      () => files.makeFolder(`${root}/file/below`),
    ];
    for (const failure of failures) {
      const error = await Promise.resolve()
        .then(failure)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error, String(failure)).toBeInstanceOf(FilesError);
      expect((error as FilesError).message).toContain((error as FilesError).path);
      expect((error as FilesError).path).toContain(root);
    }
  });

  test('files and folders are renamed over what is there', async () => {
    await files.write(`${root}/a/x`, [Buffer.from('1')]);
    await files.write(`${root}/b/old/z`, [Buffer.from('2')]);
    await files.rename(`${root}/a`, `${root}/b`);
    expect(files.list(`${root}/b`).map(({ name }) => name)).toEqual(['x']);
    expect(files.stat(`${root}/a`)).toBeUndefined();
    await files.write(`${root}/y`, [Buffer.from('3')]);
    await files.rename(`${root}/y`, `${root}/b/x`);
    expect(await textOf(files.read(`${root}/b/x`))).toBe('3');
    await files.rename(`${root}/b/x`, `${root}/new/place/x`);
    expect(files.stat(`${root}/new/place/x`)).toBeDefined();
    await files.rename(`${root}/new`, `${root}/new`);
    expect(files.stat(`${root}/new/place/x`)).toBeDefined();
  });

  test('a folder goes with all in it; what is not there is gone already', async () => {
    await files.write(`${root}/a/b/c`, [Buffer.from('1')]);
    await files.remove(`${root}/a`);
    await files.remove(`${root}/a`);
    expect(files.list(root)).toEqual([]);
  });

  test('paths are joined and made absolute', () => {
    expect(files.join('a', 'b/', 'c')).toBe('a/b/c');
    expect(files.join('/', 'a')).toBe('/a');
    expect(files.absolute(`${root}/./x/../y/`)).toBe(`${root}/y`);
  });
});

describe.each(kinds.slice(0, 2))('%s files', (_, open) => {
  test('gzip and back; what is cut off is refused', async () => {
    const { files } = open();
    const content = Buffer.alloc(200_000, 'to be or not to be ');
    const small = await bytesOf(files.gzip([content.subarray(0, 9), content.subarray(9)]));
    expect(small.length).toBeLessThan(5_000);
    expect((await bytesOf(files.gunzip([small]))).equals(content)).toBe(true);
    const twice = files.gunzip([gzipSync('one '), gzipSync('two')]);
    expect(await textOf(twice)).toBe('one two');
    await expect(bytesOf(files.gunzip([small.subarray(0, -9)]))).rejects.toThrow();
    await expect(bytesOf(files.gunzip([Buffer.from('plain text')]))).rejects.toThrow();
  });
});

describe('local files', () => {
  test('links are followed, and left out where they lead nowhere', async () => {
    mkdirSync(`${temp.path}/real`);
    symlinkSync(`${temp.path}/real`, `${temp.path}/link`);
    symlinkSync(`${temp.path}/nowhere`, `${temp.path}/broken`);
    symlinkSync(`${temp.path}/circle`, `${temp.path}/circle`);
    expect(localFiles().list(temp.path)).toMatchObject([
      { name: 'link', isFolder: true },
      { name: 'real', isFolder: true },
    ]);
  });

  test('the time of modification is that of the file', async () => {
    const files = localFiles();
    await files.write(`${temp.path}/a`, []);
    utimesSync(`${temp.path}/a`, 1_700_000_000, 1_700_000_000.25);
    expect(files.stat(`${temp.path}/a`)?.modified).toBe(1_700_000_000_250);
  });

  test('a reader that stops early lets go of the file', async () => {
    const files = localFiles();
    await files.write(`${temp.path}/a`, [Buffer.alloc(3_000_000)]);
    for (let i = 0; i < 50; i++) {
      for await (const chunk of files.read(`${temp.path}/a`)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    }
    await files.remove(`${temp.path}/a`);
    expect(files.list(temp.path)).toEqual([]);
  });
});
