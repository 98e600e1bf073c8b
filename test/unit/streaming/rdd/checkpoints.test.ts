import { describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

function contextWithFiles() {
  const environment = streamingEnvironment();
  const sc = new SparkContext(environment, 'local[2]', 'test');
  sc.setCheckpointDir('/checkpoints');
  return { sc, files: environment.files };
}

describe('checkpoint', () => {
  test('writes the partitions after the first job and reads them from then on', async () => {
    const { sc, files } = contextWithFiles();
    let computed = 0;
    const values = [1, 'two', [3, { four: 4 }], null, new Date(5)];
    const rdd = sc.parallelize(values, 2).map((value) => {
      computed++;
      return value;
    });
    rdd.checkpoint();
    expect(rdd.isCheckpointed()).toBe(false);
    expect(files.paths).toEqual([]);
    expect(await rdd.count()).toBe(5);
    expect(rdd.isCheckpointed()).toBe(true);
    const folder = `${sc.getCheckpointDir()}/rdd-${rdd.id}`;
    expect(rdd.getCheckpointFile()).toBe(folder);
    expect(files.paths).toEqual([`${folder}/part-00000`, `${folder}/part-00001`]);
    // Once for the job, once for the checkpoint.
    expect(computed).toBe(10);
    expect(await rdd.collect()).toEqual(values);
    expect(computed).toBe(10);
    expect(rdd.toDebugString()).toMatch(/^\(2\) ReliableCheckpointRDD\[\d+\]$/);
  });

  test('takes what is cached, and keeps the partitioner', async () => {
    const { sc } = contextWithFiles();
    let computed = 0;
    const rdd = sc
      .parallelize([
        ['a', 1],
        ['b', 2],
      ])
      .reduceByKey((a, b) => a + b, 3)
      .mapValues((n) => {
        computed++;
        return n;
      })
      .cache();
    const { partitioner } = rdd;
    rdd.checkpoint();
    await rdd.join(rdd).collect();
    expect(computed).toBe(2);
    expect(rdd.isCheckpointed()).toBe(true);
    expect(rdd.partitioner).toBe(partitioner);
    expect(await rdd.unpersist().lookup('b')).toEqual([2]);
    expect(computed).toBe(2);
  });

  test('leaves out what lies behind another one', async () => {
    const { sc, files } = contextWithFiles();
    const behind = sc.parallelize([1, 2], 1).map((n) => n);
    behind.checkpoint();
    const rdd = behind.map((n) => n + 1);
    rdd.checkpoint();
    await rdd.count();
    expect([behind.isCheckpointed(), rdd.isCheckpointed()]).toEqual([false, true]);
    expect(files.paths).toEqual([`${rdd.getCheckpointFile()}/part-00000`]);
    await behind.count();
    expect(behind.isCheckpointed()).toBe(true);
  });

  test('of an RDD behind a shuffle is made too', async () => {
    const { sc } = contextWithFiles();
    const before = sc.parallelize([1, 2, 3]).map((n) => [n % 2, n]);
    before.checkpoint();
    expect(await before.groupByKey().count()).toBe(2);
    expect(before.isCheckpointed()).toBe(true);
  });

  test('of many values comes back in order', async () => {
    const { sc } = contextWithFiles();
    const rdd = sc.range(10_000, undefined, 1, 2);
    rdd.checkpoint();
    await rdd.count();
    expect(await rdd.collect()).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });

  test('needs a directory', () => {
    const sc = new SparkContext(streamingEnvironment());
    expect(() => sc.range(1).checkpoint()).toThrow(
      'Checkpoint directory has not been set in the SparkContext',
    );
  });

  test('that could not be written is tried again by the next job', async () => {
    const { sc, files } = contextWithFiles();
    const write = files.write.bind(files);
    files.write = () => Promise.reject(new Error('The disk is full.'));
    const rdd = sc.range(3);
    rdd.checkpoint();
    await expect(rdd.collect()).rejects.toThrow('The disk is full.');
    expect(rdd.isCheckpointed()).toBe(false);
    files.write = write;
    expect(await rdd.collect()).toEqual([0, 1, 2]);
    expect(rdd.isCheckpointed()).toBe(true);
  });
});

test('localCheckpoint keeps the values in place of the lineage', async () => {
  const sc = new SparkContext(streamingEnvironment(), 'local[2]');
  let computed = 0;
  const rdd = sc
    .range(4, undefined, 1, 2)
    .map((n) => {
      computed++;
      return n;
    })
    .localCheckpoint();
  expect(await rdd.sum()).toBe(6);
  expect(rdd.isCheckpointed()).toBe(true);
  expect(rdd.isLocallyCheckpointed()).toBe(true);
  expect(rdd.toDebugString()).toMatch(/^\(2\) LocalCheckpointRDD/);
  expect(await rdd.unpersist().collect()).toEqual([0, 1, 2, 3]);
  expect(computed).toBe(4);
});
