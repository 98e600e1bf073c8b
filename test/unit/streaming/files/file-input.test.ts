import { beforeEach, describe, expect, test } from 'vitest';
import { FileInput, type FileInputOptions } from '../../../../server/streaming/files/file-input.ts';
import { fc } from '../../../harness/fast-check.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';

/** The time from which on files count, in milliseconds; batches are a second. */
const START = 1_000_000;
const REMEMBER = 60_000;

let environment: StreamingEnvironment;
let files: StreamingEnvironment['files'];
beforeEach(() => {
  environment = streamingEnvironment();
  files = environment.files;
});

function inputOf(over: Partial<FileInputOptions> = {}): FileInput {
  return new FileInput(files, environment.logger, {
    ...{ directory: '/in', filter: () => true, remember: REMEMBER },
    ...{ newFilesOnly: true, now: START },
    ...over,
  });
}

/** The names of what the batch takes, `seconds` after the start. */
function batch(input: FileInput, seconds: number): string[] {
  const time = START + seconds * 1000;
  input.allocate(time);
  input.forget(time - REMEMBER);
  return input.filesAt(time).map(({ name }) => name);
}

const put = (path: string, seconds: number, content = 'x') =>
  files.put(path, content, START + seconds * 1000);

describe('which files a batch takes', () => {
  test('those modified after the start and up to its time, once', () => {
    put('/in/old', -10);
    put('/in/at the start', 0);
    const input = inputOf();
    put('/in/b', 0.5);
    put('/in/a', 1);
    put('/in/later', 1.001);
    expect(batch(input, 1)).toEqual(['a', 'b']);
    expect(batch(input, 2)).toEqual(['later']);
    expect(batch(input, 3)).toEqual([]);
  });

  test('those that are seen late, by less than it remembers', () => {
    const input = inputOf();
    expect(batch(input, 100)).toEqual([]);
    put('/in/59 s late', 42);
    put('/in/60 s late', 41);
    expect(batch(input, 101)).toEqual(['59 s late']);
    expect(batch(input, 102)).toEqual([]);
  });

  test('those whose time of modification was rounded to before the start', () => {
    put('/in/there already', -1.5);
    const input = inputOf();
    put('/in/new', -0.004);
    put('/in/moved there, and older', -1.6);
    expect(batch(input, 1)).toEqual(['new']);
  });

  test('those that are there already, where that is wanted', () => {
    put('/in/old', -120);
    put('/in/new', -30);
    expect(batch(inputOf({ newFilesOnly: false }), 1)).toEqual(['new']);
  });

  test('not folders, and what the filter leaves', () => {
    put('/in/a.txt', 0.5);
    put('/in/b.csv', 0.5);
    put('/in/sub/c.txt', 0.5);
    const input = inputOf({ filter: (path) => path.endsWith('.txt') });
    expect(batch(input, 1)).toEqual(['a.txt']);
  });

  test('of all folders that a glob matches, also of those that come later', () => {
    const input = inputOf({ directory: 'file:///in/*/logs' });
    put('/in/one/logs/a', 0.5);
    put('/in/b', 0.5);
    expect(batch(input, 1)).toEqual(['a']);
    put('/in/two/logs/c', 1.5);
    put('/in/one/logs/d', 1.5);
    expect(batch(input, 2)).toEqual(['d', 'c']);
    expect(environment.logged).toEqual([]);
  });

  test('every file is in exactly one batch, however batches and files follow each other', () => {
    const arrivals = fc.array(
      fc.record({ seen: fc.nat({ max: 200_000 }), age: fc.nat({ max: 58_000 }) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 100, max: 1900 }), (those, period) => {
        environment = streamingEnvironment();
        files = environment.files;
        files.put('/in/x', 'x', START);
        const input = inputOf();
        const taken: string[] = [];
        const waiting = those.map(({ seen, age }, i) => ({ seen, name: `f${i}`, age }));
        for (let at = period; at < 270_000; at += period) {
          for (const { seen, age, name } of waiting) {
            if (seen <= at && seen > at - period && seen > age)
              files.put(`/in/${name}`, 'x', START + seen - age);
          }
          const time = START + at;
          input.allocate(time);
          input.forget(time - REMEMBER);
          taken.push(...input.filesAt(time).map(({ name }) => name));
        }
        const expected = waiting.filter(({ seen, age }) => seen > age).map(({ name }) => name);
        expect(taken.sort()).toEqual(expected.sort());
      }),
      { numRuns: 20 },
    );
  });
});

describe('what it says', () => {
  test('the files of a batch', () => {
    put('/in/a', 0.5);
    put('/in/b', 0.5);
    const input = inputOf();
    input.allocate(START + 1000);
    expect(input.info(START + 1000)).toEqual({
      numRecords: 0,
      description: 'file:/in/a\nfile:/in/b',
    });
    expect(input.description).toBe('files in /in');
  });

  test('that there is no folder, once until there is', async () => {
    const input = inputOf();
    batch(input, 1);
    batch(input, 2);
    expect(environment.logged).toEqual([
      'warn Error finding new files under file:/in: No directory to scan. Make it, and files are taken from it.',
    ]);
    put('/in/a', 2.5);
    expect(batch(input, 3)).toEqual(['a']);
    await files.remove('/in');
    batch(input, 4);
    expect(environment.logged).toHaveLength(2);
  });

  test('that a file is empty: it was not moved there', () => {
    put('/in/a', 0.5, '');
    expect(batch(inputOf(), 1)).toEqual(['a']);
    expect(environment.logged).toEqual([
      expect.stringMatching(/^warn File file:\/in\/a has no data/),
    ]);
  });

  test('that a file is too old, once; of those that are there at the start it says nothing', () => {
    put('/in/there', -100);
    const input = inputOf();
    put('/in/.hidden', -100);
    batch(input, 1);
    put('/in/older than a minute', -65);
    put('/in/older than the start', -20);
    batch(input, 2);
    batch(input, 3);
    expect(environment.logged).toEqual([
      expect.stringMatching(/hidden/),
      expect.stringMatching(
        /^warn File file:\/in\/older than a minute is not taken.* 67 s before .*the last 60 s/,
      ),
      expect.stringMatching(
        /^warn File file:\/in\/older than the start is not taken.* 22 s before .*started/,
      ),
    ]);
  });

  test('that a path is on another file system', () => {
    expect(() => inputOf({ directory: 's3a://bucket/in' })).toThrow(
      'No FileSystem for scheme "s3a"',
    );
  });
});

describe('after a restart', () => {
  /** An input that has restored what another one has saved of some batches, as a checkpoint keeps it. */
  function restored(before: FileInput, ...batches: number[]): FileInput {
    const saved = batches.map((s) => [START + s * 1000, before.saved(START + s * 1000)]);
    const input = inputOf({ now: START + 10_000 });
    input.restore(new Map(JSON.parse(JSON.stringify(saved))));
    return input;
  }

  test('batches have the files that they had, and none takes them again', () => {
    const before = inputOf();
    put('/in/a', 0.5);
    put('/in/b', 1.5);
    batch(before, 1);
    batch(before, 2);
    expect(before.saved(START + 9000)).toBeUndefined();

    put('/in/while it was down', 2.5);
    const after = restored(before, 1, 2);
    put('/in/late', 0.6);
    expect(batch(after, 2)).toEqual(['b']);
    expect(batch(after, 3)).toEqual(['late', 'while it was down']);
    expect(after.filesAt(START + 1000).map(({ path }) => path)).toEqual(['/in/a']);
  });

  test('one batch is enough to know what earlier ones have taken', () => {
    const before = inputOf();
    put('/in/a', 0.5);
    put('/in/b', 1.5);
    for (const seconds of [1, 2, 3]) batch(before, seconds);
    const after = restored(before, 3);
    put('/in/c', 2.5);
    expect(batch(after, 4)).toEqual(['c']);
    expect(batch(restored(after, 4), 5)).toEqual([]);
  });
});
