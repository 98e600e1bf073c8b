import { describe, expect, test } from 'vitest';
import { HashPartitioner } from '../../../../server/streaming/shuffle/hash-partitioner.ts';
import { naturalOrder } from '../../../../server/streaming/shuffle/ordering.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bag, grouped, holds, parted, someKey, somePair, testContext } from './model.ts';

const someNumber = fc.integer({ min: -20, max: 20 });

describe('what an array gives', () => {
  test('map, filter, flatMap, in one pass and apart', () =>
    holds(someNumber, async (rdd, values) => {
      const odd = (n: number) => n % 2 !== 0;
      const twice = (n: number) => [n, n * 10];
      const expected = values
        .map((n) => n + 1)
        .filter(odd)
        .flatMap(twice);
      const mapped = rdd.map((n) => n + 1);
      expect(await mapped.filter(odd).flatMap(twice).collect()).toEqual(expected);
      expect(await mapped.cache().filter(odd).cache().flatMap(twice).collect()).toEqual(expected);
      expect(await rdd.flatMap((n) => new Set([n, n])).collect()).toEqual(values);
    }));

  test('collect, count, first, take, isEmpty', () =>
    holds(someNumber, async (rdd, values) => {
      expect(await rdd.collect()).toEqual(values);
      expect(await rdd.count()).toBe(values.length);
      expect(await rdd.isEmpty()).toBe(values.length === 0);
      for (const n of [-1, 0, 1, 3, 100]) {
        expect(await rdd.take(n)).toEqual(values.slice(0, Math.max(0, n)));
      }
      if (values.length > 0) expect(await rdd.first()).toBe(values[0]);
      else await expect(rdd.first()).rejects.toThrow('empty collection');
    }));

  test('reduce, fold, aggregate and their trees', () =>
    holds(someNumber, async (rdd, values) => {
      const add = (a: number, b: number) => a + b;
      const sum = values.reduce(add, 0);
      expect(await rdd.fold(0, add)).toBe(sum);
      expect(
        await rdd.aggregate(
          '',
          (s, n) => `${s}${n};`,
          (a, b) => a + b,
        ),
      ).toBe(values.map((n) => `${n};`).join(''));
      expect(await rdd.treeAggregate(0, add, add, 3)).toBe(sum);
      if (values.length === 0) return;
      expect(await rdd.reduce(add)).toBe(sum);
      expect(await rdd.treeReduce((a, b) => Math.max(a, b))).toBe(Math.max(...values));
    }));

  test('max, min, top, takeOrdered', () =>
    holds(someNumber, async (rdd, values) => {
      const sorted = values.toSorted(naturalOrder);
      for (const n of [0, 1, 4, 50]) {
        expect(await rdd.takeOrdered(n)).toEqual(sorted.slice(0, n));
        expect(await rdd.top(n)).toEqual(sorted.toReversed().slice(0, n));
        expect(await rdd.takeOrdered(n, (it) => -it)).toEqual(sorted.toReversed().slice(0, n));
      }
      if (values.length === 0) return;
      expect([await rdd.min(), await rdd.max()]).toEqual([sorted[0], sorted.at(-1)]);
      expect(await rdd.max((n) => -n)).toBe(sorted[0]);
    }));

  test('statistics', () =>
    holds(someNumber, async (rdd, values) => {
      const stats = await rdd.stats();
      const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
      const squares = values.reduce((sum, n) => sum + (n - mean) ** 2, 0);
      expect(stats.count()).toBe(values.length);
      expect(stats.mean()).toBeCloseTo(mean, 9);
      const n = values.length;
      if (n === 0) expect(stats.variance()).toBeNaN();
      else expect(stats.variance()).toBeCloseTo(squares / n, 9);
      if (n < 2) expect(await rdd.sampleStdev()).toBeNaN();
      else expect(await rdd.sampleStdev()).toBeCloseTo(Math.sqrt(squares / (n - 1)), 9);
      expect(await rdd.sum()).toBe(values.reduce((a, b) => a + b, 0));
    }));

  test('histogram', () =>
    holds(someNumber, async (rdd, values) => {
      const bounds = [-10, -5, 0, 7];
      const within = (n: number, i: number) =>
        n >= bounds[i]! && (n < bounds[i + 1]! || (i === 2 && n === 7));
      const counts = [0, 1, 2].map((i) => values.filter((n) => within(n, i)).length);
      expect(await rdd.histogram(bounds)).toEqual([bounds, counts]);
      if (values.length === 0) return;
      const [even, all] = await rdd.histogram(4);
      expect(all.reduce((a, b) => a + b, 0)).toBe(values.length);
      expect([even[0], even.at(-1)]).toEqual([Math.min(...values), Math.max(...values)]);
    }));
});

describe('partitions', () => {
  test('glom, mapPartitions, foreachPartition see each once and in order', () =>
    holds(someNumber, async (rdd, values) => {
      const parts = await rdd.glom().collect();
      expect(parts.length).toBe(rdd.getNumPartitions());
      expect(parts.flat()).toEqual(values);
      const sizes = parts.map((part) => part.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      const indexed = rdd.mapPartitionsWithIndex((i, part) => [[i, Array.from(part)]]);
      expect(await indexed.collect()).toEqual(parts.map((part, i) => [i, part]));
      const seen: number[][] = [];
      await rdd.foreachPartition(async (part) => {
        seen.push(Array.from(part));
      });
      expect(bag(seen)).toEqual(bag(parts));
    }));

  test('coalesce, repartition and partitionBy lose nothing', () =>
    holds(somePair, async (rdd, values) => {
      for (const n of [1, 2, 5, 9]) {
        const fewer = rdd.coalesce(n);
        expect(fewer.getNumPartitions()).toBe(Math.min(n, rdd.getNumPartitions()));
        expect(await fewer.collect()).toEqual(values);
        const sizes = (await rdd.repartition(n).glom().collect()).map((part) => part.length);
        expect(sizes.length).toBe(n);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(rdd.getNumPartitions());
        expect(bag(await rdd.repartition(n).collect())).toEqual(bag(values));
        const hash = new HashPartitioner(n);
        const placed = rdd
          .partitionBy(n)
          .mapPartitionsWithIndex((i, part) =>
            Array.from(part).map(([key]) => hash.partitionOf(key) === i),
          );
        const right = await placed.collect();
        expect(right.every(Boolean)).toBe(true);
        expect(right.length).toBe(values.length);
      }
    }));

  test('zip, zipWithIndex, zipWithUniqueId', () =>
    holds(someNumber, async (rdd, values) => {
      expect(await rdd.zip(rdd.map((n) => -n)).collect()).toEqual(values.map((n) => [n, -n]));
      expect(await rdd.zipWithIndex().collect()).toEqual(values.map((n, i) => [n, i]));
      const ids = await rdd.zipWithUniqueId().values().collect();
      expect(new Set(ids).size).toBe(values.length);
    }));
});

describe('sets', () => {
  test('distinct, union, intersection, subtract, cartesian', () =>
    holds(someKey, async (rdd, values, other, others) => {
      const texts = values.map((value) => JSON.stringify(value));
      const otherTexts = others.map((value) => JSON.stringify(value));
      const both = new Set(texts.filter((text) => otherTexts.includes(text)));
      expect(bag(await rdd.distinct().collect())).toEqual([...new Set(texts)].sort());
      expect(await rdd.union(other).collect()).toEqual([...values, ...others]);
      expect(bag(await rdd.intersection(other).collect())).toEqual([...both].sort());
      expect(bag(await rdd.subtract(other, 3).collect())).toEqual(
        texts.filter((text) => !both.has(text)).sort(),
      );
      const products = values.flatMap((a) => others.map((b) => [a, b]));
      expect(bag(await rdd.cartesian(other).collect())).toEqual(bag(products));
      expect(bag(await rdd.countByValue())).toEqual(
        bag([...grouped(values.map((v) => [v, 1]))].map(([k, all]) => [JSON.parse(k), all.length])),
      );
    }));
});

describe('keys', () => {
  test('reduceByKey, foldByKey, aggregateByKey, combineByKey, groupByKey', () =>
    holds(somePair, async (rdd, values, _, others) => {
      const add = (a: number, b: number) => a + b;
      const groups = [...grouped(values)];
      const sums = bag(groups.map(([key, all]) => [JSON.parse(key), all.reduce(add)]));
      const n = 1 + (others.length % 4);
      for (const pairs of [rdd, rdd.partitionBy(n)]) {
        expect(bag(await pairs.reduceByKey(add, n).collect())).toEqual(sums);
        expect(bag(await pairs.foldByKey(0, add).collect())).toEqual(sums);
        const lists = pairs.aggregateByKey(
          [] as number[],
          (all, value) => {
            all.push(value);
            return all;
          },
          (a, b) => a.concat(b),
        );
        const sorted = bag(groups.map(([key, all]) => [JSON.parse(key), all.toSorted()]));
        const sortedOf = (all: readonly number[]) => all.toSorted();
        expect(bag(await lists.mapValues(sortedOf).collect())).toEqual(sorted);
        // What was merged in place once is not merged again.
        expect(bag(await lists.mapValues(sortedOf).collect())).toEqual(sorted);
        expect(bag(await pairs.groupByKey(n).mapValues(sortedOf).collect())).toEqual(sorted);
        const counted = pairs.combineByKey<unknown, number, number>(
          () => 1,
          (count) => count + 1,
          add,
          n,
        );
        expect(bag(await counted.collect())).toEqual(
          bag(groups.map(([key, all]) => [JSON.parse(key), all.length])),
        );
        expect(bag(await pairs.countByKey())).toEqual(bag(await counted.collect()));
      }
      expect(
        bag(
          await rdd
            .groupBy(([, value]) => value % 3)
            .mapValues(bag)
            .collect(),
        ),
      ).toEqual(
        bag([...grouped(values.map((it) => [it[1] % 3, it]))].map(([k, v]) => [+k, bag(v)])),
      );
    }));

  test('lookup and collectAsMap', () =>
    holds(somePair, async (rdd, values) => {
      const groups = grouped(values);
      const map = await rdd.collectAsMap();
      expect(map.size).toBe(groups.size);
      for (const [key, last] of map) {
        const all = groups.get(JSON.stringify(key))!;
        expect(last).toBe(all.at(-1));
        expect(await rdd.lookup(key)).toEqual(all);
        expect(bag(await rdd.partitionBy(3).lookup(key))).toEqual(bag(all));
      }
      const nobody = testContext().parallelize([['a', 1]]);
      expect(await nobody.lookup('nobody')).toEqual([]);
    }));

  test('joins and co-groups, whatever is partitioned before', () =>
    holds(somePair, async (rdd, values, other, others) => {
      const [ours, theirs] = [grouped(values), grouped(others)];
      const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
      const joined = (keep: 'inner' | 'left' | 'right' | 'full') => {
        const some = (all: number[] | undefined, padded: boolean) => all ?? (padded ? [null] : []);
        return bag(
          keys.flatMap((key) => {
            const a = some(ours.get(key), keep === 'right' || keep === 'full');
            const b = some(theirs.get(key), keep === 'left' || keep === 'full');
            return a.flatMap((x) => b.map((y) => [JSON.parse(key), [x, y]]));
          }),
        );
      };
      const byHash = new HashPartitioner(3);
      const lefts = [rdd, rdd.partitionBy(byHash)];
      const rights = [other, other.partitionBy(new HashPartitioner(3)), other.partitionBy(2)];
      for (const left of lefts) {
        for (const right of rights) {
          expect(bag(await left.join(right).collect())).toEqual(joined('inner'));
          expect(bag(await left.leftOuterJoin(right).collect())).toEqual(joined('left'));
          expect(bag(await left.rightOuterJoin(right, 4).collect())).toEqual(joined('right'));
          expect(bag(await left.fullOuterJoin(right).collect())).toEqual(joined('full'));
        }
      }
      expect(bag(await rdd.subtractByKey(other).collect())).toEqual(
        bag(values.filter(([key]) => !theirs.has(JSON.stringify(key)))),
      );
      const three = await rdd.groupWith(other, rdd).collect();
      expect(bag(three.map(([k, [a, b, c]]) => [k, bag(a), bag(b), bag(c)]))).toEqual(
        bag(
          keys.map((key) => {
            const [a, b] = [bag(ours.get(key) ?? []), bag(theirs.get(key) ?? [])];
            return [JSON.parse(key), a, b, a];
          }),
        ),
      );
    }));

  test('sortByKey, sortBy, repartitionAndSortWithinPartitions', () =>
    holds(somePair, async (rdd, values, _, others) => {
      const n = 1 + (others.length % 5);
      const keys = values.map(([key]) => key).sort(naturalOrder);
      const same = (a: unknown[], b: unknown[]) =>
        expect(a.map((it) => JSON.stringify(it))).toEqual(b.map((it) => JSON.stringify(it)));
      const up = rdd.sortByKey(true, n);
      expect(up.getNumPartitions()).toBe(n);
      same(await up.keys().collect(), keys);
      expect(bag(await up.collect())).toEqual(bag(values));
      same(await rdd.sortByKey(false, n).keys().collect(), keys.toReversed());
      same(
        await rdd
          .sortBy(([, value]) => value, false, n)
          .values()
          .collect(),
        values.map(([, value]) => value).sort((a, b) => b - a),
      );
      const within = rdd.repartitionAndSortWithinPartitions(n);
      for (const part of await within.keys().glom().collect()) {
        same(part, part.toSorted(naturalOrder));
      }
      expect(bag(await within.collect())).toEqual(bag(values));
    }));
});

describe('chance', () => {
  test('a seed gives the same sample, splits share out everything', () =>
    holds(someNumber, async (rdd, values, _, others) => {
      const seed = others.length;
      const sample = await rdd.sample(false, 0.5, seed).collect();
      expect(await rdd.sample(false, 0.5, seed).collect()).toEqual(sample);
      expect(await rdd.sample(false, 1, seed).collect()).toEqual(values);
      expect(await rdd.sample(false, 0, seed).collect()).toEqual([]);
      const splits = rdd.randomSplit([1, 2, 1], seed);
      const parts = await Promise.all(splits.map((split) => split.collect()));
      expect(bag(parts.flat())).toEqual(bag(values));
    }));

  test('takeSample takes as many as it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        parted(fc.nat()),
        fc.nat(40),
        fc.boolean(),
        async ([values, n], num, put) => {
          const rdd = testContext().parallelize(values, n);
          const sample = await rdd.takeSample(put, num, 7);
          const all = bag(values);
          expect(sample.every((value) => all.includes(JSON.stringify(value)))).toBe(true);
          const possible = put && values.length > 0 ? num : Math.min(num, values.length);
          expect(sample.length).toBe(possible);
          if (!put && num >= values.length) expect(bag(sample)).toEqual(all);
        },
      ),
    );
  });

  test('shares are about what was asked for', async () => {
    const rdd = testContext().range(20_000, undefined, 1, 8);
    const near = async (count: Promise<number>, expected: number) =>
      expect(Math.abs((await count) - expected)).toBeLessThan(4 * Math.sqrt(expected));
    await near(rdd.sample(false, 0.1, 3).count(), 2000);
    await near(rdd.sample(true, 0.1, 3).count(), 2000);
    await near(rdd.sample(true, 2, 3).count(), 40_000);
    const [small, large] = rdd.randomSplit([0.2, 0.8], 11);
    await near(small!.count(), 4000);
    await near(large!.count(), 16_000);
  });
});
