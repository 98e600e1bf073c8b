import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';

let environment: StreamingEnvironment;
let files: StreamingEnvironment['files'];
let sc: SparkContext;
beforeEach(() => {
  environment = streamingEnvironment();
  files = environment.files;
  sc = new SparkContext(environment, 'local[4]');
});

describe('textFile', () => {
  test('the lines of a file, in two partitions', async () => {
    files.put('/in/a.txt', 'to be\nor not\nto be!\n');
    const lines = sc.textFile('/in/a.txt');
    expect(lines.getNumPartitions()).toBe(2);
    expect(await lines.collect()).toEqual(['to be', 'or not', 'to be!']);
    expect(lines.toDebugString()).toBe('(2) /in/a.txt HadoopRDD[0]');
  });

  test('in as many partitions as are asked for, with the same lines', async () => {
    const text = Array.from({ length: 200 }, (_, i) => `line ${i}`);
    files.put('/in/a.txt', text.join('\n'));
    for (const minPartitions of [1, 2, 3, 17, 150]) {
      const lines = sc.textFile('/in/a.txt', minPartitions);
      expect(lines.getNumPartitions()).toBeGreaterThanOrEqual(minPartitions);
      expect(await lines.collect()).toEqual(text);
    }
  });

  test('a folder without what is hidden, globs, and several paths', async () => {
    files.put('/in/b.txt', 'b');
    files.put('/in/a.txt', 'a');
    files.put('/in/_SUCCESS', 'no');
    files.put('/in/.crc', 'no');
    files.put('/other/c.log', 'c');
    files.put('/other/d.txt', 'd');
    const linesOf = (path: string) => sc.textFile(path, 1).collect();
    expect(await linesOf('/in')).toEqual(['a', 'b']);
    expect(await linesOf('/*/*.txt')).toEqual(['a', 'b', 'd']);
    expect(await linesOf('/in/*')).toEqual(['a', 'b']);
    expect(await linesOf('/other/{c.log,d.txt}, file:///in/a.txt,file:/in')).toEqual([
      ...['c', 'd'],
      'a',
      ...['a', 'b'],
    ]);
    expect(await linesOf('/in/_SUCCESS')).toEqual(['no']);
  });

  test('a .gz is one partition', async () => {
    files.put('/in/a.txt.gz', gzipSync('one\ntwo\nthree'));
    const lines = sc.textFile('/in/a.txt.gz', 5);
    expect(lines.getNumPartitions()).toBe(1);
    expect(await lines.collect()).toEqual(['one', 'two', 'three']);
  });

  test('an empty file has no partition', async () => {
    files.put('/in/a.txt', '');
    expect(sc.textFile('/in').getNumPartitions()).toBe(0);
    expect(await sc.textFile('/in').collect()).toEqual([]);
  });

  test('what is not there, or not here, is said in the words of Hadoop', () => {
    files.put('/in/sub/a.txt', 'a');
    expect(() => sc.textFile('/none.txt')).toThrow('Input path does not exist: file:/none.txt');
    expect(() => sc.textFile('/in/x*')).toThrow('Input Pattern file:/in/x* matches 0 files');
    expect(() => sc.textFile('/in')).toThrow('Not a file: file:/in/sub');
    expect(() => sc.textFile('hdfs://host:8020/a')).toThrow('No FileSystem for scheme "hdfs"');
    expect(() => sc.textFile('')).toThrow('Can not create a Path from an empty string');
  });

  test('what has vanished or shrunk since is named; what was added is left out', async () => {
    files.put('/in/a.txt', 'one\ntwo\n');
    const lines = sc.textFile('/in/a.txt', 1);
    files.put('/in/a.txt', 'one\ntwo\nthree\nfour\n');
    expect(await lines.collect()).toEqual(['one', 'two', 'three']);
    files.put('/in/a.txt', 'one');
    await expect(lines.collect()).rejects.toThrow(/file:\/in\/a.txt has changed since/);
    await files.remove('/in/a.txt');
    await expect(lines.collect()).rejects.toThrow(
      /Input path does not exist: file:\/in\/a.txt.*moved or deleted/,
    );
  });

  test('what is compressed otherwise or damaged is named', async () => {
    files.put('/in/a.bz2', 'BZh9');
    await expect(sc.textFile('/in/a.bz2').collect()).rejects.toThrow(/file:\/in\/a.bz2.*\.bz2/);
    files.put('/in/b.gz', 'plain');
    await expect(sc.textFile('/in/b.gz').collect()).rejects.toThrow(/Cannot read file:\/in\/b.gz/);
  });
});

describe('whole files', () => {
  beforeEach(() => {
    files.put('/in/b.txt', 'b\r\nb');
    files.put('/in/a.txt', '');
    files.put('/in/sub/c.txt', 'c');
  });

  test('wholeTextFiles', async () => {
    const texts = sc.wholeTextFiles('/in');
    expect(await texts.collect()).toEqual([
      ['file:/in/a.txt', ''],
      ['file:/in/b.txt', 'b\r\nb'],
    ]);
    expect(texts.getNumPartitions()).toBe(1);
    expect(sc.wholeTextFiles('/in,/in/sub', 9).getNumPartitions()).toBe(2);
    const [[uri] = []] = await texts.collect();
    expect(await sc.wholeTextFiles(uri!).collect()).toHaveLength(1);
  });

  test('binaryFiles', async () => {
    files.put('/bytes/x', Uint8Array.of(0, 255, 10));
    expect(await sc.binaryFiles('/bytes').collect()).toEqual([
      ['file:/bytes/x', Uint8Array.of(0, 255, 10)],
    ]);
  });
});

describe('binaryRecords', () => {
  test('records of a length', async () => {
    files.put(
      '/in/a',
      Uint8Array.from({ length: 60 }, (_, i) => i),
    );
    const records = await sc.binaryRecords('/in/a', 20).collect();
    expect(records.map((record) => [record.length, record[0]])).toEqual([
      [20, 0],
      [20, 20],
      [20, 40],
    ]);
  });

  test('a part of a record at the end, and lengths that are none', async () => {
    files.put('/in/a', new Uint8Array(7));
    await expect(sc.binaryRecords('/in/a', 3).collect()).rejects.toThrow(
      /file:\/in\/a ends with a partial record: 1 bytes/,
    );
    expect(() => sc.binaryRecords('/in/a', 0)).toThrow(/record length is 0/);
  });
});
