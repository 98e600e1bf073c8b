import { describe, expect, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { resultsOf, streamTest } from './streams.ts';

type Operation = (numbers: DStream<number>) => DStream<unknown>;

/** The operation, what it makes of batches of 3, 1, 2, 1 and of nothing. */
const operations: [name: string, Operation, ofSome: unknown[], ofNone: unknown[]][] = [
  ['map', (s) => s.map((n) => n * 10), [10, 10, 20, 30], []],
  ['filter', (s) => s.filter((n) => n > 1), [2, 3], []],
  ['flatMap', (s) => s.flatMap((n) => Array(n).fill(n)), [1, 1, 2, 2, 3, 3, 3], []],
  ['mapPartitions', (s) => s.mapPartitions((part) => [part.length]), [2, 2], [0, 0]],
  [
    'mapPartitionsWithIndex',
    (s) => s.mapPartitionsWithIndex((index, part) => part.map((n) => `${index}:${n}`)),
    ['0:1', '0:3', '1:1', '1:2'],
    [],
  ],
  [
    'glom',
    (s) => s.glom(),
    [
      [2, 1],
      [3, 1],
    ],
    [[], []],
  ],
  ['count', (s) => s.count(), [4], [0]],
  ['reduce', (s) => s.reduce((a, b) => a + b), [7], []],
  [
    'countByValue',
    (s) => s.countByValue(),
    [
      [1, 2],
      [2, 1],
      [3, 1],
    ],
    [],
  ],
  [
    'repartition',
    (s) =>
      s
        .repartition(3)
        .glom()
        .map((part) => part.length),
    [1, 1, 2],
    [0, 0, 0],
  ],
  ['union', (s) => s.union(s.map((n) => -n)), [-3, -2, -1, -1, 1, 1, 2, 3], []],
  ['transform', (s) => s.transform((rdd) => rdd.distinct()), [1, 2, 3], []],
  [
    'transform with the time',
    (s) => s.transform((rdd, time) => rdd.map((n) => n + (time.milliseconds % 10_000))),
    [1001, 1001, 1002, 1003],
    [],
  ],
  [
    'transformWith',
    (s) =>
      s.transformWith(
        s.map((n) => n + 1),
        (a, b) => a.intersection(b),
      ),
    [2, 3],
    [],
  ],
  ['cache', (s) => s.cache(), [1, 1, 2, 3], []],
];

describe('each batch by itself', () => {
  test.each(operations)('%s', async (_, operation, ofSome, ofNone) => {
    const [some, none] = await resultsOf(operation, [[3, 1, 2, 1], []]);
    expect(some).toEqual(ofSome);
    expect(none).toEqual(ofNone);
  });
});

type Pair = readonly [string, number];
type KeyedOperation = (pairs: DStream<Pair>) => DStream<unknown>;

const others = (s: DStream<Pair>) =>
  s.filter(([key]) => key !== 'c').map(([key, n]) => [key === 'b' ? 'd' : key, `${n}!`]);

/** The operation, and what it makes of a batch of (a, 1), (b, 2), (a, 3), (c, 4). */
const keyedOperations: [name: string, KeyedOperation, unknown[]][] = [
  [
    'mapValues',
    (s) => s.mapValues((n) => -n),
    [
      ['a', -3],
      ['a', -1],
      ['b', -2],
      ['c', -4],
    ],
  ],
  [
    'flatMapValues',
    (s) => s.flatMapValues((n) => (n > 2 ? [n, n] : [])),
    [
      ['a', 3],
      ['a', 3],
      ['c', 4],
      ['c', 4],
    ],
  ],
  [
    'reduceByKey',
    (s) => s.reduceByKey((a, b) => a + b),
    [
      ['a', 4],
      ['b', 2],
      ['c', 4],
    ],
  ],
  [
    'groupByKey',
    (s) => s.groupByKey(),
    [
      ['a', [1, 3]],
      ['b', [2]],
      ['c', [4]],
    ],
  ],
  [
    'combineByKey',
    (s) =>
      s.combineByKey(
        (n) => `${n}`,
        (text, n) => text + n,
        (a, b) => a + b,
      ),
    [
      ['a', '13'],
      ['b', '2'],
      ['c', '4'],
    ],
  ],
  [
    'cogroup',
    (s) => s.cogroup(others(s)),
    [
      [
        'a',
        [
          [1, 3],
          ['1!', '3!'],
        ],
      ],
      ['b', [[2], []]],
      ['c', [[4], []]],
      ['d', [[], ['2!']]],
    ],
  ],
  [
    'join',
    (s) => s.join(others(s)),
    [
      ['a', [1, '1!']],
      ['a', [1, '3!']],
      ['a', [3, '1!']],
      ['a', [3, '3!']],
    ],
  ],
  [
    'leftOuterJoin',
    (s) => s.filter(([, n]) => n !== 3).leftOuterJoin(others(s)),
    [
      ['a', [1, '1!']],
      ['a', [1, '3!']],
      ['b', [2, null]],
      ['c', [4, null]],
    ],
  ],
  [
    'rightOuterJoin',
    (s) => s.filter(([, n]) => n !== 3).rightOuterJoin(others(s)),
    [
      ['a', [1, '1!']],
      ['a', [1, '3!']],
      ['d', [null, '2!']],
    ],
  ],
  [
    'fullOuterJoin',
    (s) => s.filter(([, n]) => n !== 3).fullOuterJoin(others(s)),
    [
      ['a', [1, '1!']],
      ['a', [1, '3!']],
      ['b', [2, null]],
      ['c', [4, null]],
      ['d', [null, '2!']],
    ],
  ],
];

const pairs: Pair[] = [
  ['a', 1],
  ['b', 2],
  ['a', 3],
  ['c', 4],
];

describe('by key', () => {
  test.each(keyedOperations)('%s', async (_, operation, expected) => {
    expect(await resultsOf(operation, [pairs, []])).toEqual([expected, []]);
  });

  test('partitionBy puts equal keys together', async () => {
    const partitioned = (s: DStream<Pair>) =>
      s.partitionBy(2, (key) => (key === 'a' ? 1 : 0)).glom();
    expect(await resultsOf(partitioned, [pairs])).toEqual([
      [
        [
          ['a', 1],
          ['a', 3],
        ],
        [
          ['b', 2],
          ['c', 4],
        ],
      ],
    ]);
  });

  test('a Partitioner says where keys are, in windows too', async () => {
    const byLength = {
      numPartitions: 3,
      partitionOf: (key: unknown) => (key as string).length,
      equals: (other: unknown) => other === byLength,
    };
    const lengths = (s: DStream<Pair>) =>
      s
        .reduceByKeyAndWindow(Math.max, (a) => a, 2, 1, byLength)
        .mapPartitionsWithIndex((index, part) => part.map(([key]) => `${index} ${key}`));
    expect(
      await resultsOf(lengths, [
        [
          ['a', 1],
          ['bb', 2],
        ],
        [['cc', 3]],
      ]),
    ).toEqual([
      ['1 a', '2 bb'],
      ['1 a', '2 bb', '2 cc'],
    ]);
  });

  test.each([undefined, 5])('there are as many partitions as is said (%s)', async (wanted) => {
    const sizes = (s: DStream<Pair>) =>
      s
        .reduceByKey((a, b) => a + b, wanted)
        .glom()
        .count();
    expect(await resultsOf(sizes, [pairs], { master: 'local[3]' })).toEqual([[wanted ?? 3]]);
  });
});

describe('several streams', () => {
  test('the context unites and transforms them', async () => {
    const harness = streamTest();
    const [a, b, c] = [harness.input<number>(), harness.input<number>(), harness.input<number>()];
    const united = harness.output(harness.ssc.union(a, b, c));
    const zipped = harness.output(
      harness.ssc.transform([a, b], ([x, y], time) =>
        x!.cartesian(y!).map(([m, n]) => [time.milliseconds % 10_000, m * n]),
      ),
    );
    a.push([1, 2]);
    b.push([10]);
    c.push([100]);
    await harness.advance();
    expect(united.sorted).toEqual([[1, 2, 10, 100]]);
    expect(zipped.sorted).toEqual([
      [
        [1000, 10],
        [1000, 20],
      ],
    ]);
  });

  test('those of different slide durations do not go together', () => {
    const harness = streamTest();
    const numbers = harness.input<number>();
    expect(() => numbers.union(numbers.window(2, 2))).toThrow(
      'DStreams have different slide times',
    );
    expect(() => harness.ssc.union()).toThrow('List of DStreams to union is empty');
    expect(() => numbers.union(streamTest().input<number>())).toThrow(
      'DStreams have different StreamingContexts',
    );
  });

  test('a function that returns no RDD is told so', async () => {
    const harness = streamTest();
    harness.output(harness.input().transform((() => undefined) as never));
    await expect(harness.advance()).rejects.toThrow('Transform function must not return null');
  });
});

describe('outputs', () => {
  test('pprint prints as PySpark does, a batch in one go', async () => {
    const harness = streamTest();
    const values = harness.input<unknown>(1);
    values.pprint(2);
    values.push([['a', 1], 'b', 3], []);
    await harness.advance(2);
    const rule = '-------------------------------------------';
    expect(harness.printed).toEqual([
      `${rule}\nTime: 2024-01-01 00:00:01\n${rule}\n(a,1)\nb\n...\n`,
      `${rule}\nTime: 2024-01-01 00:00:02\n${rule}\n`,
    ]);
  });

  test('foreachRDD is called in order, and waited for', async () => {
    const harness = streamTest();
    const numbers = harness.input<number>();
    const seen: string[] = [];
    numbers.foreachRDD(async (rdd, time) => {
      seen.push(`one ${(time.milliseconds / 1000) % 60} ${await rdd.collect()}`);
    });
    numbers.foreachRDD(async (rdd) => seen.push(`two ${await rdd.count()}`));
    numbers.push([1, 2], [3]);
    await harness.advance(2);
    expect(seen).toEqual(['one 1 1,2', 'two 2', 'one 2 3', 'two 1']);
  });

  test('functions of transform run when jobs are made, those of foreachRDD in the job', async () => {
    const harness = streamTest();
    const order: string[] = [];
    const input = harness.input<number>();
    for (const name of ['a', 'b']) {
      const transformed = input.transform((rdd) => {
        order.push(`transform ${name}`);
        return rdd;
      });
      transformed.foreachRDD(() => order.push(`job ${name}`));
    }
    await harness.advance();
    expect(order).toEqual(['transform a', 'transform b', 'job a', 'job b']);
  });
});

describe('queues', () => {
  const queued = () => {
    const harness = streamTest();
    const queue = [harness.ssc.sparkContext.parallelize([1]), [2, 3]];
    return { harness, queue };
  };

  test('give one RDD for each batch', async () => {
    const { harness, queue } = queued();
    const out = harness.output(harness.ssc.queueStream(queue));
    await harness.advance(2);
    queue.push([4]);
    await harness.advance(2);
    expect(out.batches).toEqual([[1], [2, 3], [4], []]);
  });

  test('or all at once', async () => {
    const { harness, queue } = queued();
    const out = harness.output(harness.ssc.queueStream(queue, false, [0]));
    await harness.advance(2);
    expect(out.batches).toEqual([[1, 2, 3], [0]]);
  });

  test('cannot be recovered, and say so', () => {
    const { harness, queue } = queued();
    const { input } = harness.ssc.queueStream(queue).computation;
    expect(input!.unrecoverable).toContain("queueStream doesn't support checkpointing");
  });
});
