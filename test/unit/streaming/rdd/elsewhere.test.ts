import { describe, expect, test } from 'vitest';
import type { Place, RemoteFunction } from '../../../../server/streaming/rdd/elsewhere.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { testContext } from './model.ts';

/** A place that notes which calls it gets. */
function notingPlace() {
  const calls: string[] = [];
  const place: Place = {
    async run(functions, values, partition, signal) {
      calls.push(`${functions.map(({ name }) => name).join('+')} ${partition}`);
      let results = values;
      for (const { call } of functions) {
        results = await call(results as readonly never[], partition, signal);
      }
      return results;
    },
  };
  const f = (name: string, map: (n: number) => number): RemoteFunction<number, number> => ({
    ...{ name, place },
    call: async (values) => values.map(map),
  });
  return { calls, plus: f('plus', (n) => n + 1), twice: f('twice', (n) => n * 2) };
}

describe('functions that live elsewhere', () => {
  test('get whole partitions, and answer later', async () => {
    const seen: unknown[] = [];
    const sizes: RemoteFunction<number, string> = {
      name: 'sizes',
      call: async (values, partition) => {
        await settled();
        seen.push([partition, values]);
        return [`${partition}: ${values.length}`];
      },
    };
    const rdd = testContext().parallelize([1, 2, 3], 2).mapPartitionsElsewhere(sizes);
    expect(seen).toEqual([]);
    expect(await rdd.map((text) => `<${text}>`).collect()).toEqual(['<0: 1>', '<1: 2>']);
    expect(rdd.toDebugString()).toContain('ElsewhereRDD(sizes)');
  });

  test('of one place that follow one another are one call', async () => {
    const { calls, plus, twice } = notingPlace();
    const rdd = testContext()
      .parallelize([1, 2], 1)
      .mapPartitionsElsewhere(plus)
      .mapPartitionsElsewhere(twice)
      .mapPartitionsElsewhere(plus);
    expect(await rdd.collect()).toEqual([5, 7]);
    expect(calls).toEqual(['plus+twice+plus 0']);
  });

  test('start from what is cached, and cache what they give', async () => {
    const { calls, plus, twice } = notingPlace();
    const cached = testContext().parallelize([1, 2], 1).mapPartitionsElsewhere(plus).cache();
    const rdd = cached.mapPartitionsElsewhere(twice);
    expect(await rdd.collect()).toEqual([4, 6]);
    expect(await rdd.collect()).toEqual([4, 6]);
    expect(calls).toEqual(['plus 0', 'twice 0', 'twice 0']);
  });

  test('are not called again after a checkpoint', async () => {
    const { calls, plus, twice } = notingPlace();
    const sc = testContext();
    sc.setCheckpointDir('/checkpoints');
    const saved = sc.parallelize([1, 2], 1).mapPartitionsElsewhere(plus).cache();
    saved.checkpoint();
    expect(await saved.mapPartitionsElsewhere(twice).collect()).toEqual([4, 6]);
    saved.unpersist();
    expect(await saved.mapPartitionsElsewhere(twice).collect()).toEqual([4, 6]);
    expect(calls).toEqual(['plus 0', 'twice 0', 'twice 0']);
  });

  test('are given up when the job is cancelled, even if they never answer', async () => {
    const sc = testContext();
    let told = false;
    const never: RemoteFunction<number, number> = {
      name: 'never',
      call: (_values, _partition, signal) =>
        new Promise(() => {
          signal.onCancelled(() => {
            told = true;
          });
        }),
    };
    const job = sc.range(4).mapPartitionsElsewhere(never).collect();
    await settled();
    sc.cancelAllJobs('nobody waits');
    await expect(job).rejects.toThrow('nobody waits');
    expect(told).toBe(true);
  });

  test('fail the job with what they reject with', async () => {
    const cause = new TypeError('not that');
    const fails: RemoteFunction<number, number> = {
      name: 'fails',
      call: () => Promise.reject(cause),
    };
    const job = testContext().range(1).mapPartitionsElsewhere(fails).collect();
    await expect(job).rejects.toMatchObject({ name: 'SparkException', cause });
  });
});

describe('values exchanged by a hash that comes with them', () => {
  test('go to the partition of its remainder, unseen', async () => {
    const opaque = [7, -1, 3, 8, 2 ** 40 + 1].map((n) => [n, Object.freeze({ n })] as const);
    const parts = await testContext()
      .parallelize(opaque, 2)
      .partitionByHash(3)
      .map(({ n }) => n)
      .glom()
      .collect();
    expect(parts).toEqual([[3], [7], [-1, 8, 2 ** 40 + 1]]);
  });

  test('stay where they are in a union of what is exchanged alike', async () => {
    const sc = testContext();
    const hash = {};
    const a = sc.parallelize([[1, 'a']]).partitionByHash(2, hash);
    const b = sc.parallelize([[1, 'b']]).partitionByHash(2, hash);
    const c = sc.parallelize([[1, 'c']]).partitionByHash(2);
    expect(await a.union(b).glom().collect()).toEqual([[], ['a', 'b']]);
    expect(a.union(b).partitioner).toBeDefined();
    expect(await a.union(c).glom().collect()).toEqual([[], ['a'], [], ['c']]);
  });
});
