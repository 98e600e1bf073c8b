// Every operation on batches beside the same on arrays.

import { expect, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { naturalOrder } from '../../../../server/streaming/shuffle/ordering.ts';
import { fc } from '../../../harness/fast-check.ts';
import { resultsOf } from './streams.ts';

type Pair = readonly [string, number];

interface Operation {
  readonly name: string;
  readonly stream: (s: DStream<Pair>) => DStream<unknown>;
  readonly array: (batch: readonly Pair[]) => unknown[];
}

const swap = (s: DStream<Pair>) =>
  s.map(([key, n]) => [key, `${n}`]).filter(([key]) => key !== 'a');
const swapped = (batch: readonly Pair[]) =>
  batch.filter(([key]) => key !== 'a').map(([key, n]) => [key, `${n}`] as const);

function groups<V>(pairs: readonly (readonly [string, V])[]): Map<string, V[]> {
  const map = new Map<string, V[]>();
  for (const [key, value] of pairs) map.set(key, [...(map.get(key) ?? []), value]);
  return map;
}

/** For each key the values of both sides, with null where a side has none and may be left out. */
function joined(batch: readonly Pair[], mayLackLeft: boolean, mayLackRight: boolean): unknown[] {
  const left = groups(batch);
  const right = groups(swapped(batch));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) => {
    const a = left.get(key) ?? (mayLackLeft ? [null] : []);
    const b = right.get(key) ?? (mayLackRight ? [null] : []);
    return a.flatMap((v) => b.map((w) => [key, [v, w]]));
  });
}

const operations: Operation[] = [
  { name: 'map', stream: (s) => s.map(([, n]) => n * 2), array: (b) => b.map(([, n]) => n * 2) },
  {
    name: 'filter',
    stream: (s) => s.filter(([, n]) => n % 2),
    array: (b) => b.filter(([, n]) => n % 2),
  },
  {
    name: 'flatMap',
    stream: (s) => s.flatMap(([key, n]) => Array<string>(n % 3).fill(key)),
    array: (b) => b.flatMap(([key, n]) => Array<string>(n % 3).fill(key)),
  },
  {
    name: 'mapPartitions',
    stream: (s) => s.mapPartitions((part) => part.map(([key]) => key)),
    array: (b) => b.map(([key]) => key),
  },
  {
    name: 'mapValues',
    stream: (s) => s.mapValues((n) => -n),
    array: (b) => b.map(([key, n]) => [key, -n]),
  },
  {
    name: 'flatMapValues',
    stream: (s) => s.flatMapValues((n) => [n, n + 1]),
    array: (b) =>
      b.flatMap(([key, n]) => [
        [key, n],
        [key, n + 1],
      ]),
  },
  { name: 'count', stream: (s) => s.count(), array: (b) => [b.length] },
  {
    name: 'reduce',
    stream: (s) => s.map(([, n]) => n).reduce(Math.max),
    array: (b) => (b.length === 0 ? [] : [Math.max(...b.map(([, n]) => n))]),
  },
  {
    name: 'countByValue',
    stream: (s) => s.countByValue(),
    array: (b) => {
      const texts = groups(b.map((pair) => [JSON.stringify(pair), pair] as const));
      return [...texts.values()].map((same) => [same[0], same.length]);
    },
  },
  {
    name: 'reduceByKey',
    stream: (s) => s.reduceByKey((a, b) => a + b),
    array: (b) => [...groups(b)].map(([key, all]) => [key, all.reduce((x, y) => x + y)]),
  },
  {
    name: 'combineByKey',
    stream: (s) =>
      s.combineByKey(
        (n) => [n],
        (all, n) => [...all, n],
        (x, y) => [...x, ...y],
      ),
    array: (b) => [...groups(b)],
  },
  { name: 'groupByKey', stream: (s) => s.groupByKey(), array: (b) => [...groups(b)] },
  { name: 'partitionBy', stream: (s) => s.partitionBy(3), array: (b) => [...b] },
  { name: 'repartition', stream: (s) => s.repartition(5), array: (b) => [...b] },
  { name: 'union', stream: (s) => s.union(s), array: (b) => [...b, ...b] },
  {
    name: 'cogroup',
    stream: (s) => s.cogroup(swap(s)),
    array: (b) => {
      const right = groups(swapped(b));
      return [...groups(b)].map(([key, all]) => [key, [all, right.get(key) ?? []]]);
    },
  },
  { name: 'join', stream: (s) => s.join(swap(s)), array: (b) => joined(b, false, false) },
  {
    name: 'leftOuterJoin',
    stream: (s) => s.leftOuterJoin(swap(s)),
    array: (b) => joined(b, false, true),
  },
  {
    name: 'rightOuterJoin',
    stream: (s) =>
      swap(s)
        .rightOuterJoin(s)
        .mapValues(([w, v]) => [v, w] as const),
    array: (b) => joined(b, false, true),
  },
  {
    name: 'fullOuterJoin',
    stream: (s) => s.fullOuterJoin(swap(s)),
    array: (b) => joined(b, true, true),
  },
  {
    name: 'transformWith',
    stream: (s) => s.transformWith(swap(s), (a, b) => a.keys().subtract(b.keys())),
    array: (b) => b.filter(([key]) => key === 'a').map(([key]) => key),
  },
];

const pair = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(5));
const batches = fc.array(fc.array(pair, { maxLength: 8 }), { minLength: 1, maxLength: 4 });

test.each(operations)('$name', async ({ stream, array }) => {
  await fc.assert(
    fc.asyncProperty(batches, fc.integer({ min: 1, max: 4 }), async (all, partitions) => {
      const results = await resultsOf(stream, all, { master: `local[${partitions}]` });
      expect(results).toEqual(all.map((batch) => array(batch).sort(naturalOrder)));
    }),
    { numRuns: 25 },
  );
});
