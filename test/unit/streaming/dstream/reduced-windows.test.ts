import { describe, expect, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { fc } from '../../../harness/fast-check.ts';
import { resultsOf, streamTest } from './streams.ts';

type Pair = readonly [string, number];

const add = (a: number, b: number) => a + b;
const subtract = (all: number, gone: number) => all - gone;

describe('with an inverse', () => {
  test('a key stays when nothing is left of it, unless the filter drops it', async () => {
    const batches: Pair[][] = [[['a', 1]], [], [['b', 2]]];
    const sums = (filter?: (pair: Pair) => unknown) => (s: DStream<Pair>) =>
      s.reduceByKeyAndWindow(add, subtract, 2, 1, 1, filter);
    expect(await resultsOf(sums(), batches)).toEqual([
      [['a', 1]],
      [['a', 1]],
      [
        ['a', 0],
        ['b', 2],
      ],
    ]);
    expect(
      await resultsOf(
        sums(([, sum]) => sum > 0),
        batches,
      ),
    ).toEqual([[['a', 1]], [['a', 1]], [['b', 2]]]);
  });

  test('what goes is taken off before what comes is added, all at once', async () => {
    const harness = streamTest();
    const steps: string[] = [];
    const pairs = harness.input<Pair>();
    const window = pairs.reduceByKeyAndWindow(
      (a, b) => {
        steps.push(`${a} + ${b}`);
        return a + b;
      },
      (a, b) => {
        steps.push(`${a} - ${b}`);
        return a - b;
      },
      ...([4, 2, 1] as const),
    );
    const out = harness.output(window);
    pairs.push(...[1, 2, 4, 8, 16, 32].map((n): Pair[] => [['a', n]]));
    await harness.advance(4);
    expect(out.all.map(([, sum]) => sum)).toEqual([3, 15]);
    steps.length = 0;
    await harness.advance(2);
    expect(out.last).toEqual([['a', 60]]);
    expect(steps).toEqual(['1 + 2', '15 - 3', '12 + 16', '28 + 32']);
  });

  test('a key that the filter has dropped begins anew', async () => {
    const small = (s: DStream<Pair>) =>
      s.reduceByKeyAndWindow(add, subtract, 2, 1, 1, ([, sum]) => sum < 5);
    const batches: Pair[][] = [[['a', 3]], [['a', 3]], [], [['a', 1]]];
    expect(await resultsOf(small, batches)).toEqual([[['a', 3]], [], [], [['a', 1]]]);
  });

  test('a window that slides by more than its size has no more than its batches', async () => {
    const sums = (s: DStream<Pair>) => s.reduceByKeyAndWindow(add, subtract, 1, 3, 1);
    const batches = [1, 2, 4, 8, 16, 32].map((n): Pair[] => [['a', n]]);
    expect(await resultsOf(sums, batches)).toEqual([[['a', 4]], [['a', 32]]]);
  });

  test('a batch that failed is made up for', async () => {
    const harness = streamTest();
    const pairs = harness.input<Pair>();
    let fails = false;
    const sums = harness.output(
      pairs.reduceByKeyAndWindow(
        (a, b) => {
          if (fails) throw new Error('no sum');
          return a + b;
        },
        ...([subtract, 3, 1, 2] as const),
      ),
    );
    pairs.push(
      [['a', 1]],
      [
        ['a', 2],
        ['b', 5],
      ],
      [['a', 4]],
      [['a', 8]],
      [],
    );
    await harness.advance();
    fails = true;
    await expect(harness.advance(2)).rejects.toThrow('no sum');
    fails = false;
    await harness.advance(2);
    expect(sums.sorted).toEqual([
      [['a', 1]],
      [
        ['a', 14],
        ['b', 5],
      ],
      [
        ['a', 12],
        ['b', 0],
      ],
    ]);
  });

  test('countByWindow has nothing before the first element', async () => {
    const counts = (s: DStream<string>) => s.countByWindow(2);
    const batches = [[], ['a', 'b'], ['c'], [], []];
    expect(await resultsOf(counts, batches)).toEqual([[], [2], [3], [1], [0]]);
  });

  test('countByValueAndWindow has no elements that have gone', async () => {
    const counts = (s: DStream<string>) => s.countByValueAndWindow(2, 2);
    expect(await resultsOf(counts, [['a'], ['b', 'a'], ['c'], ['c']])).toEqual([
      [
        ['a', 2],
        ['b', 1],
      ],
      [['c', 2]],
    ]);
  });

  test('it cannot do without a checkpoint directory', async () => {
    const harness = streamTest({ checkpoint: false });
    harness.output(harness.input<number>().countByWindow(2));
    await expect(harness.advance()).rejects.toThrow(
      'The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().',
    );
  });
});

describe('windows of windows of any size', () => {
  const pair: fc.Arbitrary<Pair> = fc.tuple(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.integer({ min: 1, max: 5 }),
  );
  const batches = fc.array(fc.array(pair, { maxLength: 6 }), { minLength: 1, maxLength: 12 });
  const size = fc.integer({ min: 1, max: 5 });

  /** What the window at each slide has, by going through its batches. */
  function windowsOf<T>(all: readonly (readonly T[])[], duration: number, slide: number): T[][] {
    const windows: T[][] = [];
    for (let end = slide; end <= all.length; end += slide)
      windows.push(all.slice(Math.max(0, end - duration), end).flat());
    return windows;
  }

  function sumsOf(pairs: readonly Pair[]): Pair[] {
    const sums = new Map<string, number>();
    for (const [key, n] of pairs) sums.set(key, (sums.get(key) ?? 0) + n);
    return [...sums].sort();
  }

  test('have what their batches have', async () => {
    await fc.assert(
      fc.asyncProperty(batches, size, size, async (all, duration, slide) => {
        const windows = await resultsOf((s: DStream<Pair>) => s.window(duration, slide), all);
        const expected = windowsOf(all, duration, slide);
        expect(windows.map((window) => window.length)).toEqual(expected.map((w) => w.length));
        expect(windows.map(sumsOf)).toEqual(expected.map(sumsOf));
      }),
      { numRuns: 50 },
    );
  });

  test('sum to the same with an inverse, without one, and by going through the batches', async () => {
    await fc.assert(
      fc.asyncProperty(batches, size, size, async (all, duration, slide) => {
        const sums = (inverse: typeof subtract | null) =>
          resultsOf(
            (s: DStream<Pair>) => s.reduceByKeyAndWindow(add, inverse, duration, slide),
            all,
          );
        const expected = windowsOf(all, duration, slide).map(sumsOf);
        expect(await sums(null)).toEqual(expected);
        const known = new Set<string>();
        const withKnown = expected.map((window) => {
          const of = new Map<string, number>(window);
          for (const key of of.keys()) known.add(key);
          return [...known].sort().map((key) => [key, of.get(key) ?? 0]);
        });
        // With an inverse, keys stay that have been there once.
        expect(await sums(subtract)).toEqual(withKnown);
      }),
      { numRuns: 50 },
    );
  });

  test('go on after a restart as if there had been none', async () => {
    await fc.assert(
      fc.asyncProperty(batches, size, size, fc.nat(12), async (all, duration, slide, at) => {
        const harness = new StreamTest();
        const program = (running: StreamTest) => {
          const pairs = running.input<Pair>();
          const sums = running.output(
            pairs.reduceByKeyAndWindow(add, subtract, duration, slide, 2, ([, sum]) => sum !== 0),
          );
          return { pairs, sums };
        };
        try {
          const before = program(harness);
          before.pairs.push(...all);
          const first = Math.min(at, all.length);
          await harness.advance(first);
          const after = await harness.restart(program);
          await harness.advance(all.length - first);
          const expected = windowsOf(all, duration, slide).map((window) =>
            sumsOf(window).filter(([, sum]) => sum !== 0),
          );
          expect([...before.sums.sorted, ...after.sums.sorted]).toEqual(expected);
        } finally {
          await harness.stop();
        }
      }),
      { numRuns: 50 },
    );
  });
});
