import { describe, expect, test } from 'vitest';
import { SparkConf } from '../../../../server/streaming/context/spark-conf.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

describe('SparkConf', () => {
  test('keeps what it is given, in the order of the keys', () => {
    const conf = new SparkConf()
      .setMaster('local[3]')
      .setAppName('words')
      .set('my.own', 5)
      .setIfMissing('my.own', 6)
      .setAll([['spark.ui.enabled', false]]);
    expect(conf.getAll()).toEqual([
      ['my.own', '5'],
      ['spark.app.name', 'words'],
      ['spark.master', 'local[3]'],
      ['spark.ui.enabled', 'false'],
    ]);
    expect([conf.get('my.own'), conf.get('none'), conf.get('none', 'x')]).toEqual([
      '5',
      undefined,
      'x',
    ]);
    expect(conf.remove('my.own').contains('my.own')).toBe(false);
    expect(conf.toDebugString()).toContain('spark.master=local[3]\n');
  });
});

describe('SparkContext', () => {
  test('is made by master and name, or by a configuration', () => {
    const environment = streamingEnvironment({ cores: 6 });
    const plain = new SparkContext(environment);
    expect([plain.master, plain.appName, plain.defaultParallelism]).toEqual([
      'local',
      'millrace',
      1,
    ]);
    expect(new SparkContext(environment, 'local[*]', 'x').defaultParallelism).toBe(6);
    const conf = new SparkConf().setMaster('local[3]').setAppName('words');
    const sc = new SparkContext(environment, conf);
    conf.setAppName('changed later');
    expect([sc.master, sc.appName, sc.defaultParallelism]).toEqual(['local[3]', 'words', 3]);
    expect(sc.getConf().get('spark.app.name')).toBe('words');
    expect(sc.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('spark.default.parallelism is how many partitions there are', async () => {
    const conf = new SparkConf().setMaster('local[2]').set('spark.default.parallelism', 5);
    const sc = new SparkContext(streamingEnvironment(), conf);
    expect(sc.parallelize([1]).getNumPartitions()).toBe(5);
    const pairs = sc.parallelize([['a', 1]], 2);
    expect(pairs.reduceByKey((a) => a).getNumPartitions()).toBe(5);
    expect(() => {
      new SparkContext(streamingEnvironment(), conf.set('spark.default.parallelism', 'many'));
    }).toThrow(/spark\.default\.parallelism/);
  });

  test('parallelize copies its values', async () => {
    const sc = new SparkContext(streamingEnvironment());
    const values = [1, 2];
    const rdd = sc.parallelize(values);
    values.push(3);
    expect(await rdd.collect()).toEqual([1, 2]);
    expect(await sc.parallelize(new Set(['a'])).collect()).toEqual(['a']);
  });

  test('union takes RDDs one by one or in an array', async () => {
    const sc = new SparkContext(streamingEnvironment());
    const [a, b, c] = [sc.range(1), sc.range(2), sc.range(3)];
    expect(await sc.union(a, b, c).collect()).toEqual([0, 0, 1, 0, 1, 2]);
    expect(await sc.union([a, b]).collect()).toEqual([0, 0, 1]);
    expect(await sc.union<number>([]).collect()).toEqual([]);
  });

  test('what lives as long as it does is ended with it, once', () => {
    const sc = new SparkContext(streamingEnvironment());
    const ended: string[] = [];
    sc.onStop(() => ended.push('a'));
    sc.onStop(() => ended.push('b'))();
    sc.stop();
    sc.stop();
    expect(ended).toEqual(['a']);
    expect(() => sc.onStop(() => {})).toThrow('stopped SparkContext');
  });

  test('setLogLevel holds back what is less grave', () => {
    const environment = streamingEnvironment();
    const sc = new SparkContext(environment);
    const { logger } = sc.environment;
    const logAll = () => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('line');
    };
    logAll();
    sc.setLogLevel('WARN');
    logAll();
    sc.setLogLevel('off');
    logAll();
    expect(environment.logged.map((line) => line.split(' ')[0])).toEqual([
      ...['debug', 'info', 'warn', 'error'],
      ...['warn', 'error'],
    ]);
    expect(() => sc.setLogLevel('LOUD')).toThrow('Supplied level LOUD did not match one of: ALL,');
  });

  test('two contexts checkpoint into folders of their own', () => {
    const environment = streamingEnvironment();
    const [a, b] = [new SparkContext(environment), new SparkContext(environment)];
    expect(a.getCheckpointDir()).toBeUndefined();
    a.setCheckpointDir('/saved');
    b.setCheckpointDir('/saved');
    expect(a.getCheckpointDir()).toMatch(/^\/saved\/[0-9a-f]{32}$/);
    expect(a.getCheckpointDir()).not.toBe(b.getCheckpointDir());
  });
});

describe('shared variables', () => {
  const sc = new SparkContext(streamingEnvironment(), 'local[2]');

  test('a broadcast can be read until it is destroyed', async () => {
    const names = sc.broadcast(new Map([[1, 'one']]));
    expect(
      await sc
        .parallelize([1])
        .map((n) => names.value.get(n))
        .collect(),
    ).toEqual(['one']);
    names.unpersist();
    expect(names.value.size).toBe(1);
    names.destroy();
    expect(() => names.value).toThrow(
      `Attempted to use Broadcast(${names.id}) after it was destroyed`,
    );
    expect(() => names.destroy()).toThrow('after it was destroyed');
  });

  test('accumulators add up what tasks give them', async () => {
    const errors = sc.accumulator(10);
    const words = sc.accumulator(new Set<string>(), {
      addInPlace: (a, b) => new Set([...a, ...b]),
    });
    const long = sc.longAccumulator('lengths');
    const all = sc.collectionAccumulator<string>();
    await sc.parallelize(['a', 'bb', 'a'], 2).foreach((word) => {
      errors.add(1);
      words.add(new Set([word]));
      long.add(word.length);
      all.add(word);
    });
    expect(errors.value).toBe(13);
    expect(String(errors)).toBe('13');
    expect(words.value).toEqual(new Set(['a', 'bb']));
    expect([long.sum, long.count, long.avg, long.value, long.name]).toEqual([
      4,
      3,
      4 / 3,
      4,
      'lengths',
    ]);
    expect(all.value).toEqual(['a', 'bb', 'a']);
    long.reset();
    all.reset();
    expect([long.isZero, all.isZero, sc.doubleAccumulator().avg]).toEqual([true, true, Number.NaN]);
  });
});
