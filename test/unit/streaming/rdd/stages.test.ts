import { describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';
import { testContext } from './model.ts';

/** What happens in a context, a line each. */
function eventsOf(sc: SparkContext): string[] {
  const events: string[] = [];
  sc.addSparkListener({
    onJobStart: ({ jobId, description }) => events.push(`job ${jobId} ${description}`),
    onJobEnd: ({ jobId, error }) => events.push(`job ${jobId} ${error ? error.name : 'ended'}`),
    onStageSubmitted: ({ stageId, name, numTasks }) =>
      events.push(`stage ${stageId} ${name} ${numTasks}`),
    onStageCompleted: ({ stageId, error }) =>
      events.push(`stage ${stageId} ${error ? error.name : 'completed'}`),
    onTaskEnd: ({ stageId, partition }) => events.push(`task ${stageId}.${partition}`),
  });
  return events;
}

test('a listener that throws is logged, and nothing else', async () => {
  const environment = streamingEnvironment();
  const sc = new SparkContext(environment, 'local[2]', 'test');
  const slip = () => {
    throw new Error('a slip');
  };
  sc.addSparkListener({ onJobStart: slip, onTaskEnd: slip, onJobEnd: slip });
  const events = eventsOf(sc);
  expect(await sc.parallelize([1, 2], 1).count()).toBe(2);
  expect(events.at(-1)).toBe('job 0 ended');
  expect(environment.logged).toEqual([
    'error A listener threw at onJobStart: Error: a slip',
    'error A listener threw at onTaskEnd: Error: a slip',
    'error A listener threw at onJobEnd: Error: a slip',
  ]);
});

describe('stages', () => {
  test('follow one another, and what a shuffle has is not computed again', async () => {
    const sc = testContext();
    const events = eventsOf(sc);
    const counts = sc
      .parallelize(['a', 'b', 'a'], 2)
      .map((word) => [word, 1])
      .setName('pairs')
      .reduceByKey((a, b) => a + b)
      .setName('counts');
    expect(new Map(await counts.collect())).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
    expect(events.filter((event) => !event.startsWith('task'))).toEqual([
      'job 0 collect',
      'stage 0 MapPartitionsRDD 2',
      'stage 0 completed',
      'stage 1 counts 2',
      'stage 1 completed',
      'job 0 ended',
    ]);
    events.length = 0;
    expect(await counts.count()).toBe(2);
    expect(events.filter((event) => event.startsWith('stage'))).toEqual([
      'stage 2 counts 2',
      'stage 2 completed',
    ]);
  });

  test('there is no shuffle between what is partitioned alike', async () => {
    const sc = testContext();
    const a = sc.parallelize([['x', 1]], 2).partitionBy(3);
    const b = sc.parallelize([['x', 2]], 2).reduceByKey((m, n) => m + n, 3);
    await a.count();
    await b.count();
    const events = eventsOf(sc);
    const joined = a
      .join(b)
      .mapValues(([m, n]) => m + n)
      .filter(([, sum]) => sum > 0)
      .reduceByKey((m, n) => m + n)
      .union(a);
    expect(await joined.collect()).toEqual([
      ['x', 3],
      ['x', 1],
    ]);
    expect(events.filter((event) => event.startsWith('stage'))).toEqual([
      expect.stringMatching(/^stage \d+ PartitionerAwareUnionRDD 3$/),
      expect.stringMatching(/^stage \d+ completed$/),
    ]);
  });

  test('a job description stands in place of the name of the action', async () => {
    const sc = testContext();
    const events = eventsOf(sc);
    sc.setJobDescription('the sum of it all');
    await sc.range(3).sum();
    sc.setJobDescription(undefined);
    await sc.range(3).count();
    expect(events.filter((event) => /^job \d+ (?!ended)/.test(event))).toEqual([
      'job 0 the sum of it all',
      'job 1 count',
    ]);
  });

  test('take looks at no more partitions than it needs', async () => {
    const sc = testContext();
    const seen: number[] = [];
    const rdd = sc.range(100, undefined, 1, 50).mapPartitionsWithIndex((i, values) => {
      seen.push(i);
      return values;
    });
    expect(await rdd.take(2)).toEqual([0, 1]);
    expect(seen).toEqual([0]);
    seen.length = 0;
    expect(await rdd.take(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(seen.length).toBeLessThan(8);
    seen.length = 0;
    expect(await rdd.filter((n) => n >= 98).take(1)).toEqual([98]);
    expect(seen.length).toBe(50);
    seen.length = 0;
    expect(await rdd.isEmpty()).toBe(false);
    expect(seen).toEqual([0]);
  });
});

describe('what is kept', () => {
  test('is computed once, by as many jobs as ask for it', async () => {
    const sc = testContext();
    let computed = 0;
    const rdd = sc
      .range(6, undefined, 1, 3)
      .map((n) => {
        computed++;
        return n;
      })
      .cache();
    const [sum, count] = await Promise.all([rdd.sum(), rdd.count()]);
    expect([sum, count, await rdd.max()]).toEqual([15, 6, 5]);
    expect(computed).toBe(6);
    rdd.unpersist();
    await rdd.count();
    expect(computed).toBe(12);
  });

  test('is not changed by what comes after it', async () => {
    const rdd = testContext()
      .parallelize(
        [
          ['b', 2],
          ['a', 1],
        ],
        1,
      )
      .cache();
    const before = await rdd.collect();
    await rdd.sortByKey().collect();
    await rdd.partitionBy(1).sortByKey(false).collect();
    await rdd.coalesce(1).glom().collect();
    (await rdd.collect()).reverse();
    expect(await rdd.collect()).toEqual(before);
  });
});

describe('a job that fails', () => {
  test('says what was thrown, where, and keeps it as the cause', async () => {
    const cause = new RangeError('no threes');
    const rdd = testContext()
      .range(4, undefined, 1, 2)
      .map((n) => {
        if (n === 3) throw cause;
        return n;
      });
    await expect(rdd.collect()).rejects.toMatchObject({
      name: 'SparkException',
      message:
        'Job aborted due to stage failure: Task 1 in stage 0.0 failed 1 times, most recent failure: RangeError: no threes',
      cause,
    });
    expect(await rdd.take(2)).toEqual([0, 1]);
  });

  test('in the map side of a shuffle can be run again', async () => {
    let broken = true;
    const rdd = testContext()
      .range(4, undefined, 1, 2)
      .map((n) => {
        if (broken) throw new Error('not yet');
        return [n % 2, n];
      })
      .reduceByKey((a, b) => a + b);
    await expect(rdd.collect()).rejects.toThrow('not yet');
    broken = false;
    expect(new Map(await rdd.collect())).toEqual(
      new Map([
        [0, 2],
        [1, 4],
      ]),
    );
  });
});

test('a job that failed while values were merged in place starts with fresh ones', async () => {
  let merges = 0;
  const rdd = testContext()
    .parallelize(['a', 'a', 'a', 'b'], 4)
    .map((word) => [word, 1])
    .aggregateByKey(
      [] as number[],
      (all, n) => {
        all.push(n);
        return all;
      },
      (a, b) => {
        a.push(...b);
        if (++merges === 2) throw new Error('interrupted');
        return a;
      },
      1,
    );
  await expect(rdd.collect()).rejects.toThrow('interrupted');
  const expected = [
    ['a', [1, 1, 1]],
    ['b', [1]],
  ];
  expect(await rdd.collect()).toEqual(expected);
  expect(await rdd.collect()).toEqual(expected);
});

describe('a job that is cancelled', () => {
  test('ends between two tasks', async () => {
    const sc = testContext();
    const events = eventsOf(sc);
    const seen: number[] = [];
    const job = sc
      .range(8, undefined, 1, 8)
      .map((n) => {
        seen.push(n);
        if (n === 1) sc.cancelAllJobs('that is enough');
        return n;
      })
      .collect();
    await expect(job).rejects.toMatchObject({ name: 'JobCancelled', message: 'that is enough' });
    await settled();
    expect(seen.length).toBeLessThan(8);
    expect(events.at(-1)).toBe('job 0 JobCancelled');
  });

  test('by the end of its context, which then makes nothing any more', async () => {
    const sc = testContext();
    const job = sc.range(4, undefined, 1, 4).foreachPartition(() => sc.stop());
    await expect(job).rejects.toThrow('the SparkContext was shut down');
    expect(() => sc.parallelize([1])).toThrow('Cannot call methods on a stopped SparkContext.');
  });
});
