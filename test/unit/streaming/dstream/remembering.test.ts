import { describe, expect, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import { streamTest } from './streams.ts';

const add = (a: number, b: number) => a + b;
const subtract = (all: number, gone: number) => all - gone;

/** How many RDDs each stream has. */
function held(...streams: DStream<unknown>[]): number[] {
  return streams.map(({ generated }) => generated.size);
}

describe('RDDs are dropped that nothing asks for any more', () => {
  test('of a stream that only its batch needs', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    harness.output(input);
    await harness.advance(5);
    expect(held(input)).toEqual([1]);
  });

  test('of windows over windows', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    const mapped = input.map((n) => n + 1);
    const first = mapped.window(3, 3);
    const second = first.window(6);
    const out = harness.output(second);
    input.push([1], [2], [3], [4], [5], [6], [7], [8], [9]);
    await harness.advance(9);
    // Those of 6 s and of the batch itself; below, those that these need.
    expect(second.rememberDuration).toBe(3000);
    expect(first.rememberDuration).toBe(3000 + 6000);
    expect(mapped.rememberDuration).toBe(3000 + 6000 + 3000);
    expect(out.sorted).toEqual([
      [2, 3, 4],
      [2, 3, 4, 5, 6, 7],
      [5, 6, 7, 8, 9, 10],
    ]);
    await harness.advance(9);
    const before = held(input, mapped, first, second);
    expect(before).toEqual([12, 12, 3, 1]);
    await harness.advance(30);
    expect(held(input, mapped, first, second)).toEqual(before);
  });

  test('of windows with an inverse, which do not hang on those before', async () => {
    const harness = streamTest();
    const input = harness.input<readonly [string, number]>();
    const window = input.reduceByKeyAndWindow(add, subtract, 4, 2);
    const windows: RDD<readonly [string, number]>[] = [];
    window.foreachRDD(async (rdd) => {
      await rdd.collect();
      windows.push(rdd);
    });
    input.push(...Array.from({ length: 40 }, (_, i): [string, number][] => [['a', i]]));
    await harness.advance(20);
    const before = held(input, window);
    await harness.advance(20);
    expect(held(input, window)).toEqual(before);
    expect(windows.map(({ computation }) => computation.parents)).toEqual(windows.map(() => []));
    // Whoever has a window still has it.
    expect(await windows[1]!.collect()).toEqual([['a', 0 + 1 + 2 + 3]]);
  });

  test('later, where the context is told to remember', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    harness.ssc.remember(5);
    harness.output(input.map((n) => n));
    await harness.advance(20);
    expect(held(input)).toEqual([5]);
    const now = harness.time / 1000;
    expect(await input.slice(now - 4, now)).toHaveLength(5);
  });
});

describe('what is kept of RDDs', () => {
  test('goes with them', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    const kept = input.map((n) => n).cache();
    const rdds: RDD<number>[] = [];
    kept.window(2).foreachRDD((rdd) => rdd.count());
    kept.foreachRDD((rdd) => rdds.push(rdd));
    await harness.advance(5);
    expect(rdds.map(({ isPersisted }) => isPersisted)).toEqual([false, false, true, true, true]);
  });

  test('stays where the program keeps it itself', async () => {
    const harness = streamTest();
    const numbers = harness.ssc.sparkContext.parallelize([1, 2]).cache();
    const out = harness.output(harness.ssc.queueStream([numbers], true, numbers).cache());
    await harness.advance(3);
    expect(out.batches).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(numbers.isPersisted).toBe(true);
  });

  test('is of the window where the program says so, and not where a window keeps its parent', async () => {
    const harness = streamTest();
    const input = harness.input<number>();
    const window = input.window(2);
    const rdds: RDD<number>[] = [];
    input.foreachRDD((rdd) => rdds.push(rdd));
    window.foreachRDD((rdd) => rdd.count());
    await harness.advance(2);
    expect(rdds.every(({ isPersisted }) => isPersisted)).toBe(true);
    expect(() => window.persist()).toThrow(
      'Cannot change storage level of a DStream after streaming context has started',
    );
  });
});
