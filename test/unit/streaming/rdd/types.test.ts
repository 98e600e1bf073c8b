import { describe, expectTypeOf, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

// What TypeScript finds out by itself. Nothing here is run but the definitions.
describe('types', () => {
  const sc = new SparkContext(streamingEnvironment());
  const lines = sc.parallelize(['to be or', 'not to be']);

  test('of a word count', () => {
    const counts = lines
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b);
    expectTypeOf(counts).toEqualTypeOf<RDD<readonly [string, number]>>();
    const top = () => counts.sortBy(([, count]) => count, false).take(3);
    expectTypeOf(top).returns.resolves.toEqualTypeOf<(readonly [string, number])[]>();
  });

  test('of map: pairs where arrays are written, and everything else as it is', () => {
    expectTypeOf(lines.map((line) => line.length)).toEqualTypeOf<RDD<number>>();
    expectTypeOf(lines.map(() => 1)).toEqualTypeOf<RDD<number>>();
    expectTypeOf(lines.map((line) => line.split(' '))).toEqualTypeOf<RDD<string[]>>();
    expectTypeOf(lines.map((line) => [line, 1])).toEqualTypeOf<RDD<[string, number]>>();
    expectTypeOf(lines.map((line) => (line === '' ? null : line))).toEqualTypeOf<
      RDD<string | null>
    >();
    const parsed = lines.map((line) => JSON.parse(line));
    expectTypeOf(() => parsed.first()).returns.resolves.toBeAny();
    expectTypeOf(lines.flatMap((line) => [[line, 1]])).toEqualTypeOf<RDD<[string, number]>>();
    expectTypeOf(sc.parallelize([['a', 1]])).toEqualTypeOf<RDD<[string, number]>>();
  });

  test('of values by key', () => {
    const pairs = lines.map((line) => [line, line.length]);
    expectTypeOf(pairs.mapValues((n) => [n, 1])).toEqualTypeOf<
      RDD<readonly [string, [number, number]]>
    >();
    const averages = pairs
      .mapValues((n) => [n, 1])
      .reduceByKey((a, b) => [a[0] + b[0], a[1] + b[1]])
      .mapValues(([sum, n]) => sum / n);
    expectTypeOf(averages).toEqualTypeOf<RDD<readonly [string, number]>>();
    expectTypeOf(
      pairs.aggregateByKey(
        [0, 0],
        ([sum, n], value) => [sum + value, n + 1],
        (a, b) => [a[0] + b[0], a[1] + b[1]],
      ),
    ).toEqualTypeOf<RDD<readonly [string, [number, number]]>>();
    expectTypeOf(
      pairs.aggregateByKey(
        0,
        (sum, value) => sum + value,
        (a, b) => a + b,
      ),
    ).toEqualTypeOf<RDD<readonly [string, number]>>();
    expectTypeOf(
      pairs.combineByKey(
        (value) => [value],
        (all, value) => [...all, value],
        (a, b) => [...a, ...b],
      ),
    ).toEqualTypeOf<RDD<readonly [string, number[]]>>();
    expectTypeOf(pairs.groupByKey()).toEqualTypeOf<RDD<readonly [string, readonly number[]]>>();
    expectTypeOf(pairs.keys()).toEqualTypeOf<RDD<string>>();
    expectTypeOf(() => pairs.values().sum()).returns.resolves.toEqualTypeOf<number>();
  });

  test('of joins', () => {
    const ages = sc.parallelize([['ann', 7]]);
    const towns = sc.parallelize([['ann', 'Oslo']]);
    expectTypeOf(ages.join(towns)).toEqualTypeOf<
      RDD<readonly [string, readonly [number, string]]>
    >();
    expectTypeOf(ages.leftOuterJoin(towns)).toEqualTypeOf<
      RDD<readonly [string, readonly [number, string | null]]>
    >();
    expectTypeOf(ages.cogroup(towns, ages)).toEqualTypeOf<
      RDD<readonly [string, readonly [readonly number[], readonly string[], readonly number[]]]>
    >();
  });

  test('operations by key are there for pairs only, sums for numbers only', () => {
    // @ts-expect-error: strings have no keys.
    expectTypeOf(() => lines.reduceByKey((a) => a)).toBeFunction();
    // @ts-expect-error: strings have no sum.
    expectTypeOf(() => lines.sum()).toBeFunction();
  });
});
