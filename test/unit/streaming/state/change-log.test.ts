import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { structuredSerializer } from '../../../../server/node/streaming/structured-serializer.ts';
import { keyText } from '../../../../server/streaming/shuffle/key-structure.ts';
import { ChangeWriter, readChanges } from '../../../../server/streaming/state/change-log.ts';
import { fc } from '../../../harness/fast-check.ts';

const serializer = structuredSerializer();

type Change = readonly ['put', unknown, unknown, number] | readonly ['remove', unknown];

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function readBack(chunks: readonly Uint8Array[]): Promise<Change[]> {
  const changes: Change[] = [];
  await readChanges(each(chunks), serializer, {
    put: (key, state, touched) => changes.push(['put', key, state, touched]),
    remove: (key) => changes.push(['remove', key]),
  });
  return changes;
}

function written(...changes: Change[]): readonly Uint8Array[] {
  const writer = new ChangeWriter(serializer);
  for (const change of changes) {
    if (change[0] === 'put') writer.put(...(change.slice(1) as [unknown, unknown, number]));
    else writer.remove(change[1]);
  }
  return writer.end();
}

const values: unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31), 2 ** 31],
  ...[0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER, 5n, -(2n ** 70n)],
  ...['', 'abc', 'ż', '€', '😀', '\ud83d', 'a'.repeat(300), '\0'],
  [1, 'a', null, undefined],
  [[1, 2], { a: [3] }],
  // biome-ignore lint/suspicious/noSparseArray: what has holes must come back with them.
  [1, , 3],
  {},
  { count: 1, last: 'x', nothing: undefined },
  { nested: { deeply: [1] } },
  new Date(5),
  new Map([['a', new Set([1])]]),
  Uint8Array.of(1, 2, 3),
];

test.each(values.map((value) => ({ value })))('the state $value comes back', async ({ value }) => {
  expect(await readBack(written(['put', 'key', value, 1.5]))).toEqual([['put', 'key', value, 1.5]]);
});

test('values of another realm, such as a notebook cell, come back as they were', async () => {
  const value = runInNewContext('[{ n: 1 }, [1, 2], new Map([["a", 1]]), new Date(5)]');
  for (const one of value) {
    const [change] = await readBack(written(['put', one, one, 0]));
    expect([change![1], change![2]].map(keyText)).toEqual([one, one].map(keyText));
  }
});

test('an instance of a class that extends Array comes back with all that it has', async () => {
  class Sums extends Array<number> {
    total = 3;
  }
  const [change] = await readBack(written(['put', 'key', Sums.from([1, 2]), 0]));
  expect(change![2]).toMatchObject({ 0: 1, 1: 2, total: 3 });
});

test('an object that has itself within comes back so', async () => {
  const circle: Record<string, unknown> = { name: 'circle' };
  circle.itself = circle;
  const [change] = await readBack(written(['put', 'key', circle, 0]));
  const back = change![2] as typeof circle;
  expect(back.itself).toBe(back);
});

test('the same key is found again under what comes back', async () => {
  const key = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withSparseArray: true,
  });
  await fc.assert(
    fc.asyncProperty(key, async (original) => {
      const text = keyText(original);
      const writer = new ChangeWriter(serializer);
      try {
        writer.remove(original);
      } catch (error) {
        // What cannot be kept is refused: objects without a prototype and the like.
        expect((error as Error).message).toMatch(/^The key .* cannot be stored: /s);
        return;
      }
      const [[, back]] = (await readBack(writer.end())) as [Change];
      expect(keyText(back)).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test('changes come back in their order, in chunks of some size', async () => {
  const changes = Array.from(
    { length: 20_000 },
    (_, i): Change =>
      i % 7 === 0 ? ['remove', [`key ${i}`, i]] : ['put', [`key ${i}`, i], { sum: i }, i],
  );
  const chunks = written(...changes);
  expect(chunks.length).toBeGreaterThan(2);
  expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(300_000);
  expect(await readBack(chunks)).toEqual(changes);
});

describe('refused, naming the key:', () => {
  class Point {
    readonly x = 1;
  }
  test.each<[string, Change, string]>([
    [
      'a function as state',
      ['put', 'k', () => 1, 0],
      'The state of the key "k": A value cannot be stored: ',
    ],
    [
      'an instance as a key, which would be another key afterwards',
      ['put', new Point(), 1, 0],
      'The key {"x":1} cannot be stored: It would come back as another key. Use strings, numbers, arrays or plain objects.',
    ],
    ['a symbol as a key', ['remove', Symbol('s')], 'The key Symbol(s) cannot be stored: '],
  ])('%s', (_, change, message) => {
    expect(() => written(change)).toThrow(message);
  });
});

test('what is cut off, or is something else, is said to be damaged', async () => {
  const [chunk] = written(['put', 'key', ['a', 1.5, 2n], 7], ['remove', [1]]) as [Uint8Array];
  const whole = 4 + 1;
  for (let length = 1; length < chunk.length; length++) {
    const back = readBack([chunk.slice(0, length)]);
    // A cut between two changes cannot be seen here: chunks are written as a whole.
    if (length === chunk.length - whole) continue;
    await back.then(
      (changes) => expect(changes).toHaveLength(1),
      (error) => expect((error as Error).message).toMatch(/damaged|cannot be read/),
    );
  }
  await expect(readBack([Uint8Array.of(1, 99)])).rejects.toThrow(
    'The checkpoint is damaged: there is no form of values 99.',
  );
});
