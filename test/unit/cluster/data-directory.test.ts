import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  brokersWithData,
  claimDataDirectory,
  dataDirectoryOwner,
  dataPaths,
  deleteBrokerData,
  prepareDataDirectory,
  releaseDataDirectory,
} from '../../../server/cluster/data-directory.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

let folder: TempFolder;
let directory: string;
beforeEach(() => {
  folder = tempFolder('data');
  directory = join(folder.path, 'deep', 'data');
});
afterEach(() => folder.remove());

test('a new directory is made, marked and claimed, and can be used again', async () => {
  await prepareDataDirectory(directory);
  expect(readdirSync(directory)).toEqual([]);
  await claimDataDirectory(directory);
  expect(await dataDirectoryOwner(directory)).toBe(process.pid);
  expect(JSON.parse(readFileSync(dataPaths.marker(directory), 'utf8'))).toEqual({ format: 1 });
  await releaseDataDirectory(directory);
  expect(await dataDirectoryOwner(directory)).toBeUndefined();
  expect(readdirSync(directory)).toEqual(['millrace.json']);
  await prepareDataDirectory(directory);
  await claimDataDirectory(directory);
});

test('what a later version may have added to the marker stays', async () => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(dataPaths.marker(directory), '{"format":1,"more":true}');
  await prepareDataDirectory(directory);
  await claimDataDirectory(directory);
  expect(readFileSync(dataPaths.marker(directory), 'utf8')).toBe('{"format":1,"more":true}');
});

test('a newer format is refused and left alone', async () => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(dataPaths.marker(directory), '{"format":2}');
  await expect(prepareDataDirectory(directory)).rejects.toMatchObject({
    failure: {
      kind: 'data-newer',
      message: expect.stringMatching(
        /newer version of Millrace \(format 2, this one reads up to 1\)/,
      ),
    },
  });
  expect(readdirSync(directory)).toEqual(['millrace.json']);
});

test.each(['', '{', '[1]', '{"format":"one"}', 'null'])(
  'a damaged marker is refused: %s',
  async (text) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(dataPaths.marker(directory), text);
    await expect(prepareDataDirectory(directory)).rejects.toMatchObject({
      failure: { kind: 'data-unreadable' },
    });
  },
);

test.runIf(process.platform === 'linux')('a place for no directories is refused', async () => {
  await expect(prepareDataDirectory('/proc/millrace/data')).rejects.toMatchObject({
    failure: {
      kind: 'data-unreadable',
      message: expect.stringMatching(/^The data directory \/proc\/millrace\/data cannot be used: /),
    },
  });
});

test('a path through a file, or to one, is refused in words', async () => {
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'data')]) {
    await expect(prepareDataDirectory(path)).rejects.toMatchObject({
      failure: {
        kind: 'data-unreadable',
        message: expect.stringMatching(
          /cannot be used: .* file\. Choose another data directory\.$/,
        ),
      },
    });
  }
});

test('the folders of brokers are found, and deleted one by one', async () => {
  expect(await brokersWithData(directory)).toEqual([]);
  for (const name of ['broker-10', 'broker-2', 'broker-0', 'broker-x', 'zookeeper']) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  writeFileSync(join(dataPaths.broker(directory, 2), 'CURRENT'), 'some data');
  expect((await brokersWithData(directory)).toSorted((a, b) => a - b)).toEqual([2, 10]);
  await deleteBrokerData(directory, 2);
  await deleteBrokerData(directory, 3);
  expect(await brokersWithData(directory)).toEqual([10]);
  expect(readdirSync(directory).toSorted()).toEqual([
    'broker-0',
    'broker-10',
    'broker-x',
    'zookeeper',
  ]);
});
