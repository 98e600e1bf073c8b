import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';

let files: StreamingEnvironment['files'];
let sc: SparkContext;
beforeEach(() => {
  const environment = streamingEnvironment();
  files = environment.files;
  sc = new SparkContext(environment, 'local[2]');
});

/** An RDD of these partitions. */
function rddOf<T>(...partitions: T[][]): RDD<T> {
  return sc.rdd<T>({
    ...{ kind: 'ParallelCollectionRDD', parents: [], partitions: partitions.length },
    compute: (partition) => partitions[partition]!,
  });
}

describe('saveAsTextFile', () => {
  test('a file for each partition, and _SUCCESS', async () => {
    await rddOf<unknown>(['a', ['b', 2]], [], [null, { c: 1 }]).saveAsTextFile('/out');
    expect(files.paths).toEqual([
      ...['/out/_SUCCESS', '/out/part-00000', '/out/part-00001', '/out/part-00002'],
    ]);
    expect(files.text('/out/part-00000')).toBe('a\n(b,2)\n');
    expect(files.text('/out/part-00001')).toBe('');
    expect(files.text('/out/part-00002')).toBe('null\n{"c":1}\n');
    expect(files.stat('/out/_temporary')).toBeUndefined();
  });

  test('textFile reads it back, compressed as well', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `line ${i}`);
    await rddOf(lines.slice(0, 39_000), lines.slice(39_000)).saveAsTextFile(
      '/out',
      'org.apache.hadoop.io.compress.GzipCodec',
    );
    expect(files.paths).toContain('/out/part-00001.gz');
    expect(await sc.textFile('/out').collect()).toEqual(lines);
    await expect(rddOf(['a']).saveAsTextFile('/out2', 'Lzo')).rejects.toThrow(/Lzo.*use gzip/);
    expect(files.stat('/out2')).toBeUndefined();
  });

  test('an existing folder is an error and stays as it is', async () => {
    await rddOf(['old']).saveAsTextFile('/out');
    await expect(rddOf(['new']).saveAsTextFile('file:///out')).rejects.toThrow(
      'Output directory file:/out already exists',
    );
    expect(files.text('/out/part-00000')).toBe('old\n');
  });

  test('nothing stays of a job that failed', async () => {
    const failing = rddOf(['a'], ['b'], ['c']).map((value) => {
      if (value === 'c') throw new Error('no c');
      return value;
    });
    await expect(failing.saveAsTextFile('/deep/out')).rejects.toThrow('no c');
    expect(files.stat('/deep/out')).toBeUndefined();
    await rddOf(['a']).saveAsTextFile('/deep/out');
    expect(files.paths).toEqual(['/deep/out/_SUCCESS', '/deep/out/part-00000']);
  });

  test('nobody sees a part before all are there', async () => {
    const seen: string[] = [];
    const watched = sc.rdd<string>({
      ...{ kind: 'Watched', parents: [], partitions: 3 },
      compute: () => {
        seen.push(...files.paths.filter((path) => !path.includes('_temporary')));
        return ['x'];
      },
    });
    await watched.saveAsTextFile('/out');
    expect(seen).toEqual([]);
  });
});

describe('saveAsObjectFile', () => {
  const values = [1, 'a\nb', null, [true, { deep: ['ü'] }], -0.5];

  test('objectFile reads the values back', async () => {
    await rddOf(values.slice(0, 2), values.slice(2)).saveAsObjectFile('/out');
    expect(files.text('/out/part-00000')).toBe('1\n"a\\nb"\n');
    expect(await sc.objectFile('/out').collect()).toEqual(values);
    await rddOf(values).saveAsPickleFile('/pickle');
    expect(await sc.pickleFile('/pickle').collect()).toEqual(values);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['undefined', [undefined]],
    ['NaN', { a: Number.NaN }],
    ['Infinity', [[Number.POSITIVE_INFINITY]]],
    ['a bigint', ['a', 1n]],
    ['a Date', ['a', new Date(0)]],
    ['a Date', runInNewContext('[new Date(0)]')],
    ['a Map', new Map()],
    ['a Set', { a: new Set() }],
    ['a Uint8Array', [new Uint8Array(1)]],
    ['a function', () => 1],
    ['a symbol', [Symbol('s')]],
  ])('%s is refused', async (name, value) => {
    await expect(rddOf([value]).saveAsObjectFile('/out')).rejects.toThrow(
      `JSON, which cannot hold ${name}.`,
    );
    expect(files.stat('/out')).toBeUndefined();
  });

  test('properties that are undefined are left out; a value in itself is refused', async () => {
    await rddOf([{ a: 1, b: undefined }]).saveAsObjectFile('/out');
    expect(files.text('/out/part-00000')).toBe('{"a":1}\n');
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    await expect(rddOf([cyclic]).saveAsObjectFile('/other')).rejects.toThrow(/circular/);
  });

  test('a file that is something else is named', async () => {
    files.put('/in/a.txt', '1\nplain text\n');
    await expect(sc.objectFile('/in').collect()).rejects.toThrow(
      'A line of file:/in/a.txt is not JSON, as saveAsObjectFile writes it: plain text',
    );
  });
});
