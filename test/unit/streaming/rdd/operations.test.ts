import { describe, expect, test } from 'vitest';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import { StorageLevel } from '../../../../server/streaming/rdd/storage-level.ts';
import { HashPartitioner } from '../../../../server/streaming/shuffle/hash-partitioner.ts';
import { testContext } from './model.ts';

// Spark's own examples, and cases at the edges. Each line: an RDD, and its partitions or its elements.

const sc = testContext();
const numbers = sc.parallelize([1, 2, 3, 4, 5], 2);
const letters = sc.parallelize(
  [
    ['a', 1],
    ['b', 1],
    ['a', 2],
  ],
  2,
);
const others = sc.parallelize(
  [
    ['a', 'x'],
    ['c', 'y'],
  ],
  2,
);

test.each<[string, RDD<unknown>, unknown[][]]>([
  [
    'parallelize cuts evenly',
    numbers,
    [
      [1, 2],
      [3, 4, 5],
    ],
  ],
  ['range', sc.range(1, 7, 2, 2), [[1], [3, 5]]],
  ['range down', sc.range(3, 0, -1, 1), [[3, 2, 1]]],
  ['range with one bound', sc.range(3, undefined, 1, 2), [[0], [1, 2]]],
  ['emptyRDD', sc.emptyRDD(), []],
  [
    'map',
    numbers.map((n) => n * n),
    [
      [1, 4],
      [9, 16, 25],
    ],
  ],
  ['flatMap', sc.parallelize([2, 3], 1).flatMap((n) => [n, n + 10]), [[2, 12, 3, 13]]],
  ['filter', numbers.filter((n) => n % 2 === 0), [[2], [4]]],
  ['mapPartitions', numbers.mapPartitions((all) => [all.reduce((a, b) => a + b)]), [[3], [12]]],
  ['glom', numbers.glom(), [[[1, 2]], [[3, 4, 5]]]],
  [
    'keyBy',
    sc.parallelize(['ab', 'c'], 1).keyBy((s) => s.length),
    [
      [
        [2, 'ab'],
        [1, 'c'],
      ],
    ],
  ],
  ['keys', letters.keys(), [['a'], ['b', 'a']]],
  ['values', letters.values(), [[1], [1, 2]]],
  [
    'mapValues',
    letters.mapValues((n) => -n),
    [
      [['a', -1]],
      [
        ['b', -1],
        ['a', -2],
      ],
    ],
  ],
  [
    'flatMapValues',
    sc.parallelize([['a', 'xy']], 1).flatMapValues((s) => s),
    [
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
    ],
  ],
  ['union', numbers.union(sc.parallelize([9], 1)), [[1, 2], [3, 4, 5], [9]]],
  [
    'coalesce',
    sc.range(5, undefined, 1, 5).coalesce(2),
    [
      [0, 1],
      [2, 3, 4],
    ],
  ],
  [
    'coalesce to more does nothing',
    numbers.coalesce(9),
    [
      [1, 2],
      [3, 4, 5],
    ],
  ],
  ['coalesce with a shuffle', sc.parallelize([1, 2, 3], 1).coalesce(2, true), [[1, 3], [2]]],
  [
    'zip',
    numbers.zip(numbers.map(String)),
    [
      [
        [1, '1'],
        [2, '2'],
      ],
      [
        [3, '3'],
        [4, '4'],
        [5, '5'],
      ],
    ],
  ],
  [
    'zipWithIndex',
    letters.keys().zipWithIndex(),
    [
      [['a', 0]],
      [
        ['b', 1],
        ['a', 2],
      ],
    ],
  ],
  [
    'zipWithUniqueId',
    letters.keys().zipWithUniqueId(),
    [
      [['a', 0]],
      [
        ['b', 1],
        ['a', 3],
      ],
    ],
  ],
  [
    'cartesian',
    sc.parallelize([1, 2], 2).cartesian(sc.parallelize(['x', 'y'], 2)),
    [[[1, 'x']], [[1, 'y']], [[2, 'x']], [[2, 'y']]],
  ],
  [
    'partitionBy',
    letters.partitionBy(2),
    [
      [['b', 1]],
      [
        ['a', 1],
        ['a', 2],
      ],
    ],
  ],
  [
    'partitionBy a function',
    letters.partitionBy(2, (k) => (k === 'a' ? -2 : 5)),
    [
      [
        ['a', 1],
        ['a', 2],
      ],
      [['b', 1]],
    ],
  ],
  ['reduceByKey', letters.reduceByKey((a, b) => a + b), [[['b', 1]], [['a', 3]]]],
  [
    'foldByKey',
    letters.foldByKey(10, (a, b) => a + b, 1),
    [
      [
        ['a', 23],
        ['b', 11],
      ],
    ],
  ],
  [
    'groupByKey',
    letters.groupByKey(1),
    [
      [
        ['a', [1, 2]],
        ['b', [1]],
      ],
    ],
  ],
  [
    'groupBy',
    numbers.groupBy((n) => n % 2, 1),
    [
      [
        [1, [1, 3, 5]],
        [0, [2, 4]],
      ],
    ],
  ],
  [
    'cogroup',
    letters.cogroup(others, 1),
    [
      [
        ['a', [[1, 2], ['x']]],
        ['b', [[1], []]],
        ['c', [[], ['y']]],
      ],
    ],
  ],
  [
    'cogroup of four',
    letters.cogroup(others, letters, others, 1).filter(([k]) => k === 'c'),
    [[['c', [[], ['y'], [], ['y']]]]],
  ],
  [
    'join',
    letters.join(others, 1),
    [
      [
        ['a', [1, 'x']],
        ['a', [2, 'x']],
      ],
    ],
  ],
  [
    'leftOuterJoin',
    letters.leftOuterJoin(others, 1),
    [
      [
        ['a', [1, 'x']],
        ['a', [2, 'x']],
        ['b', [1, null]],
      ],
    ],
  ],
  [
    'rightOuterJoin',
    letters.rightOuterJoin(others, 1),
    [
      [
        ['a', [1, 'x']],
        ['a', [2, 'x']],
        ['c', [null, 'y']],
      ],
    ],
  ],
  [
    'fullOuterJoin',
    letters.fullOuterJoin(others, 1),
    [
      [
        ['a', [1, 'x']],
        ['a', [2, 'x']],
        ['b', [1, null]],
        ['c', [null, 'y']],
      ],
    ],
  ],
  ['subtractByKey', letters.subtractByKey(others, 1), [[['b', 1]]]],
  ['subtract', sc.parallelize([1, 1, 2, 3], 1).subtract(sc.parallelize([2], 1)), [[1, 1, 3]]],
  ['intersection', sc.parallelize([1, 1, 2], 1).intersection(sc.parallelize([1, 3], 1)), [[1]]],
  ['distinct of arrays', sc.parallelize([[1], [1], [2]], 1).distinct(), [[[1], [2]]]],
  ['sortBy', sc.parallelize([3, 1, 2], 1).sortBy((n) => n, false), [[3, 2, 1]]],
  [
    'sortByKey',
    sc
      .parallelize(
        [
          ['b', 1],
          ['C', 2],
          ['a', 3],
        ],
        1,
      )
      .sortByKey(),
    [
      [
        ['C', 2],
        ['a', 3],
        ['b', 1],
      ],
    ],
  ],
  [
    'sortByKey by a function of keys',
    sc
      .parallelize(
        [
          ['b', 1],
          ['C', 2],
          ['a', 3],
        ],
        1,
      )
      .sortByKey(true, 1, (k) => k.toLowerCase()),
    [
      [
        ['a', 3],
        ['b', 1],
        ['C', 2],
      ],
    ],
  ],
  [
    'repartitionAndSortWithinPartitions',
    sc
      .parallelize(
        [
          [3, 'c'],
          [2, 'b'],
          [0, 'z'],
          [1, 'a'],
        ],
        2,
      )
      .repartitionAndSortWithinPartitions(2),
    [
      [
        [0, 'z'],
        [2, 'b'],
      ],
      [
        [1, 'a'],
        [3, 'c'],
      ],
    ],
  ],
])('%s', async (_, rdd, partitions) => {
  expect(await rdd.glom().collect()).toEqual(partitions);
});

describe('statistics', () => {
  test('are those of Spark', async () => {
    const stats = await sc.parallelize([1, 2, 3], 2).stats();
    expect(String(stats)).toBe('(count: 3, mean: 2, stdev: 0.816496580927726, max: 3, min: 1)');
    expect([stats.sum(), stats.variance(), stats.sampleVariance()]).toEqual([6, 2 / 3, 1]);
    expect(await sc.emptyRDD<number>().mean()).toBe(0);
    expect(await sc.emptyRDD<number>().stdev()).toBeNaN();
  });

  test('histogram', async () => {
    const rdd = sc.range(51);
    expect(await rdd.histogram(2)).toEqual([
      [0, 25, 50],
      [25, 26],
    ]);
    expect(await rdd.histogram([0, 5, 25, 50])).toEqual([
      [0, 5, 25, 50],
      [5, 20, 26],
    ]);
    expect(await sc.parallelize([2, 2]).histogram(3)).toEqual([[2, 2], [2]]);
  });
});

describe('actions of few elements', () => {
  test('aggregate starts with a new copy in each partition', async () => {
    const collected = await numbers.aggregate(
      [] as number[],
      (all, n) => {
        all.push(n);
        return all;
      },
      (a, b) => a.concat(b),
    );
    expect(collected).toEqual([1, 2, 3, 4, 5]);
    const average = await numbers.treeAggregate(
      [0, 0],
      ([sum, n], value) => [sum + value, n + 1],
      (a, b) => [a[0] + b[0], a[1] + b[1]],
    );
    expect(average).toEqual([15, 5]);
  });

  test('fold merges zeroValue in once more than there are partitions', async () => {
    expect(await numbers.fold(1, (a, b) => a + b)).toBe(15 + 3);
  });

  test('functions get no more arguments than they are to', async () => {
    expect(await numbers.reduce(Math.max)).toBe(5);
    expect(await numbers.treeReduce(Math.max)).toBe(5);
    expect(await numbers.fold(0, Math.max)).toBe(5);
    expect(await numbers.aggregate(0, Math.max, Math.max)).toBe(5);
    expect(await letters.reduceByKey(Math.max).lookup('a')).toEqual([2]);
    expect(await numbers.mapPartitions(Array.from<number>).count()).toBe(5);
    expect(await sc.parallelize(['10', '11']).map(Number.parseInt).collect()).toEqual([10, 11]);
  });

  test('partitions can be more than a call has arguments', async () => {
    const many = sc.parallelize([['a', 1]], 200_000);
    expect(await many.collect()).toEqual([['a', 1]]);
    expect(await many.lookup('a')).toEqual([1]);
    expect(await many.top(1)).toEqual([['a', 1]]);
  });

  test('toLocalIterator computes no more partitions than are asked for', async () => {
    const seen: number[] = [];
    const rdd = sc.range(6, undefined, 1, 3).mapPartitionsWithIndex((i, values) => {
      seen.push(i);
      return values;
    });
    const taken: number[] = [];
    for await (const n of rdd.toLocalIterator()) {
      taken.push(n);
      if (n === 2) break;
    }
    expect([taken, seen]).toEqual([
      [0, 1, 2],
      [0, 1],
    ]);
  });

  test('reduceByKeyLocally', async () => {
    expect(await letters.reduceByKeyLocally((a, b) => a + b)).toEqual(
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
    );
  });

  test('zipPartitions', async () => {
    const sizes = numbers.zipPartitions(letters, (a, b) => [[a.length, b.length]]);
    expect(await sizes.collect()).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  test('foreach sees everything', async () => {
    const seen: number[] = [];
    await numbers.foreach((n) => {
      seen.push(n);
    });
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test('top and takeOrdered of records', async () => {
    expect(await letters.top(1, ([, n]) => n)).toEqual([['a', 2]]);
    expect(await letters.takeOrdered(2)).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
  });

  test('lookup in what is sorted looks at one partition', async () => {
    const sorted = sc
      .range(100, undefined, 1, 4)
      .map((n) => [n, n * n])
      .sortByKey();
    expect(await sorted.lookup(60)).toEqual([3600]);
    expect(await sorted.lookup(1000)).toEqual([]);
  });
});

describe('what makes no sense', () => {
  const none = sc.emptyRDD<number>();

  test.each<[string, () => Promise<unknown>, string]>([
    ['reduce of nothing', () => none.reduce((a, b) => a + b), 'empty collection'],
    ['treeReduce of nothing', () => none.treeReduce((a, b) => a + b), 'empty collection'],
    ['first of nothing', () => none.first(), 'empty collection'],
    ['max of nothing', () => none.max(), 'empty collection'],
    ['a histogram of nothing', () => none.histogram(2), 'Histogram on either an empty RDD'],
    ['one bound', () => numbers.histogram([1]), 'buckets array must have at least two elements'],
    ['bounds out of order', () => numbers.histogram([3, 1]), 'buckets array must be sorted'],
    ['no depth, of nothing', () => none.treeReduce((a) => a, 0), 'Depth must be greater than'],
    ['no depth', () => numbers.treeReduce((a) => a, 0), 'Depth must be greater than or equal to 1'],
    ['a negative sample', () => numbers.takeSample(false, -1), 'Negative number of elements'],
    [
      'zip of partitions of other sizes',
      () => numbers.zip(sc.parallelize([1, 2, 3], 2)).collect(),
      'Can only zip RDDs with same number of elements in each partition',
    ],
    [
      'a partition function that gives no number',
      () => letters.partitionBy(2, Number).collect(),
      'A partition function must give a whole number, not NaN',
    ],
  ])('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  test.each<[string, () => unknown, string]>([
    [
      'zip of other numbers of partitions',
      () => numbers.zip(sc.parallelize([1], 3)),
      "Can't zip RDDs with unequal numbers of partitions: List(2, 3)",
    ],
    ['no partitions', () => numbers.coalesce(0), 'Number of partitions (0) must be positive.'],
    ['fewer', () => new HashPartitioner(-1), 'Number of partitions (-1) cannot be negative.'],
    [
      'half a one',
      () => numbers.coalesce(1.5),
      'Number of partitions (1.5) must be a whole number.',
    ],
    ['half a one, in order', () => letters.sortByKey(true, 2.5), 'must be a whole number.'],
    ['no number', () => numbers.sortBy((n) => n, true, Number.NaN), 'must be a whole number.'],
    ['two levels', () => sc.range(2).cache().persist(StorageLevel.DISK_ONLY), 'Cannot change'],
    ['no slices', () => sc.parallelize([1], 0), 'Positive number of partitions required'],
    ['no step', () => sc.range(0, 5, 0), 'step cannot be 0'],
    ['a share below 0', () => numbers.sample(true, -1), 'Fraction must be nonnegative, but got -1'],
    ['a share above 1', () => numbers.sample(false, 2), 'must be on interval [0, 1]'],
    ['weights of 0', () => numbers.randomSplit([0, 0]), 'Sum of weights must be positive'],
    ['weights below 0', () => numbers.randomSplit([1, -1]), 'Weights must be nonnegative'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

test('what was found is reused by partitioner', () => {
  const byHash = letters.partitionBy(4);
  expect(byHash.partitionBy(4)).toBe(byHash);
  expect(byHash.mapValues((n) => n).partitioner).toBe(byHash.partitioner);
  expect(byHash.filter(() => true).partitioner).toBe(byHash.partitioner);
  expect(byHash.map((pair) => pair).partitioner).toBeUndefined();
  expect(byHash.reduceByKey((a) => a).partitioner).toBe(byHash.partitioner);
  expect(byHash.join(others).getNumPartitions()).toBe(4);
  // Far too few partitions are no reason to keep them.
  const wide = sc.parallelize([['a', 1]], 50);
  expect(letters.partitionBy(2).join(wide).getNumPartitions()).toBe(50);
});
