import { describe, expect, test } from 'vitest';
import type { FileEntry } from '../../../../server/ports/files.ts';
import { packFiles, splitsOf } from '../../../../server/streaming/files/file-splits.ts';

const MB = 1024 * 1024;

function file(name: string, size: number): FileEntry {
  return { path: `/${name}`, name, isFolder: false, size, modified: 0 };
}

const shown = (splits: ReturnType<typeof splitsOf>) =>
  splits.map(({ file: { name }, start, end }) => `${name} ${start}-${end}`);

describe('splits', () => {
  test.each([
    ['two of one file', [100], { minPartitions: 2 }, ['a 0-50', 'a 50-100']],
    ['the last is a little larger', [109], { minPartitions: 10 }, ['a 90-100', 'a 100-109']],
    ['of all files together', [90, 10], { minPartitions: 2 }, ['a 0-50', 'a 50-90', 'b 0-10']],
    ['none of empty files', [0, 5], { minPartitions: 1 }, ['b 0-5']],
    ['no more than a block', [70 * MB], {}, ['a 33554432-67108864', 'a 67108864-73400320']],
    [
      'whole records',
      [100],
      { minPartitions: 3, recordBytes: 20 },
      ['a 0-20', 'a 20-40', 'a 40-60', 'a 60-80', 'a 80-100'],
    ],
    ['at least a record', [100], { minPartitions: 9, recordBytes: 50 }, ['a 0-50', 'a 50-100']],
    [
      'a file that cannot be cut',
      [100],
      { minPartitions: 4, isSplitable: () => false },
      ['a 0-Infinity'],
    ],
  ])('%s', (_, sizes, options, last) => {
    const files = sizes.map((size, i) => file('abc'[i]!, size));
    expect(shown(splitsOf(files, options)).slice(-last.length)).toEqual(last);
  });

  test('they cover each file without gaps', () => {
    const files = [file('a', 12_345), file('b', 1), file('c', 99)];
    for (let minPartitions = 1; minPartitions < 40; minPartitions++) {
      const splits = splitsOf(files, { minPartitions });
      for (const each of files) {
        const own = splits.filter((split) => split.file === each);
        expect(own[0]!.start).toBe(0);
        expect(own.at(-1)!.end).toBe(each.size);
        for (let i = 1; i < own.length; i++) expect(own[i]!.start).toBe(own[i - 1]!.end);
      }
    }
  });
});

describe('whole files', () => {
  const names = (packs: ReturnType<typeof packFiles>) =>
    packs.map((pack) => pack.map((split) => split.file.name).join(''));

  test.each([
    ['in one', [5, 5, 5], 1, ['abc']],
    ['in two', [5, 5, 5], 2, ['ab', 'c']],
    ['one each', [5, 5, 5], 3, ['a', 'b', 'c']],
    ['a large one by itself', [100, 1, 1], 2, ['a', 'bc']],
    ['empty ones as well', [0, 0], 2, ['ab']],
    ['no more than about a block', [40 * MB, 1, 40 * MB], 1, ['a', 'bc']],
    ['none', [], 2, []],
  ])('%s', (_, sizes, minPartitions, expected) => {
    const files = sizes.map((size, i) => file('abc'[i]!, size));
    expect(names(packFiles(files, minPartitions))).toEqual(expected);
  });
});
