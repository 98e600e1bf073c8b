import { describe, expect, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { resultsOf, streamTest } from './streams.ts';

const numbers = [[1], [2], [3], [4], [5]];

describe('windows', () => {
  test.each([
    { sizes: [1], expected: [[1], [2], [3], [4], [5]] },
    { sizes: [3], expected: [[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]] },
    {
      sizes: [2, 2],
      expected: [
        [1, 2],
        [3, 4],
      ],
    },
    {
      sizes: [3, 2],
      expected: [
        [1, 2],
        [2, 3, 4],
      ],
    },
    { sizes: [1, 2], expected: [[2], [4]] },
  ] as { sizes: [number, number?]; expected: number[][] }[])(
    'of $sizes seconds have the last batches, fewer in the beginning',
    async ({ sizes, expected }) => {
      expect(await resultsOf((s: DStream<number>) => s.window(...sizes), numbers)).toEqual(
        expected,
      );
    },
  );

  test('over windows count in the slides of those', async () => {
    const nested = (s: DStream<number>) => s.window(2, 2).window(4);
    expect(await resultsOf(nested, [...numbers, [6]])).toEqual([
      [1, 2],
      [1, 2, 3, 4],
      [3, 4, 5, 6],
    ]);
  });

  test('are multiples of the slide duration of what they are over', () => {
    const harness = streamTest({ batchDuration: 2 });
    const input = harness.input<number>();
    expect(() => input.window(3)).toThrow(
      "windowDuration must be multiple of the parent dstream's slide (batch) duration (2000 ms)",
    );
    expect(() => input.window(4, 1)).toThrow(
      "slideDuration must be multiple of the parent dstream's slide (batch) duration (2000 ms)",
    );
    expect(() => input.window(4, 4).window(6)).toThrow('(4000 ms)');
    expect(() => input.reduceByWindow((a, b) => a + b, null, 0)).toThrow('windowDuration is 0');
    const inverse = (a: number, b: number) => a - b;
    expect(() => input.reduceByWindow((a, b) => a + b, inverse, 5)).toThrow('windowDuration must');
  });

  test('have the RDDs of what they are over kept, not their own', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    let made = 0;
    const mapped = input.map((n) => {
      made++;
      return n;
    });
    const window = mapped.window(3).cache();
    const kept: boolean[] = [];
    window.foreachRDD((rdd) => kept.push(rdd.isPersisted));
    const out = harness.output(window);
    input.push(...numbers);
    await harness.advance(5);
    expect(out.last).toEqual([3, 4, 5]);
    expect(made).toBe(5);
    // A window of one batch is that batch.
    expect(kept).toEqual([true, false, false, false, false]);
  });
});

describe('without an inverse', () => {
  test('reduceByWindow', async () => {
    const sums = (s: DStream<number>) => s.reduceByWindow((a, b) => a + b, null, 3, 1);
    expect(await resultsOf(sums, [[1, 1], [], [3], [], [], []])).toEqual([
      [2],
      [2],
      [5],
      [3],
      [3],
      [],
    ]);
  });

  test('reduceByKeyAndWindow ignores a filter', async () => {
    const sums = (s: DStream<readonly [string, number]>) =>
      s.reduceByKeyAndWindow(
        (a, b) => a + b,
        null,
        2,
        2,
        1,
        () => false,
      );
    expect(await resultsOf(sums, [[['a', 1]], [['a', 2]], [], [['b', 3]]])).toEqual([
      [['a', 3]],
      [['b', 3]],
    ]);
  });

  test('groupByKeyAndWindow, in the order of the batches', async () => {
    const groups = (s: DStream<readonly [string, number]>) => s.groupByKeyAndWindow(2);
    expect(await resultsOf(groups, [[['a', 2]], [['a', 1]], []])).toEqual([
      [['a', [2]]],
      [['a', [2, 1]]],
      [['a', [1]]],
    ]);
  });
});

describe('slices', () => {
  test('are the RDDs of a span of time, both ends included', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    harness.ssc.remember(10);
    harness.output(input);
    input.push(...numbers);
    await harness.advance(5);
    const start = Date.UTC(2024, 0, 1) / 1000;
    const slice = async (begin: number | Date, end: number) => {
      const rdds = await input.slice(begin, start + end);
      return Promise.all(rdds.map((rdd) => rdd.collect()));
    };
    expect(await slice(start + 2, 4)).toEqual([[2], [3], [4]]);
    expect(await slice(new Date((start + 2.5) * 1000), 4.9)).toEqual([[2], [3], [4]]);
    expect(await slice(start - 100, 1)).toEqual([[1]]);
    expect(await slice(start + 5, 60)).toEqual([[5]]);
    // Asking for batches to come takes nothing away from them.
    input.push([6]);
    await harness.advance();
    expect(await slice(start + 6, 6)).toEqual([[6]]);
  });

  test('are not there before the start', async () => {
    const input = streamTest().input();
    await expect(input.slice(0, 1)).rejects.toThrow('not been started');
  });
});
