import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';

let environment: StreamingEnvironment;
let files: StreamingEnvironment['files'];
let ssc: StreamingContext;
beforeEach(() => {
  environment = streamingEnvironment();
  files = environment.files;
  ssc = new StreamingContext(new SparkContext(environment, 'local[2]'), 1);
});
afterEach(() => ssc.stop());

/** What each batch of a stream has from now on, as it is run. */
function batchesOf<T>(stream: DStream<T>): T[][] {
  const batches: T[][] = [];
  stream.foreachRDD(async (rdd) => {
    batches.push(await rdd.collect());
  });
  return batches;
}

/** Lets the next batch happen. */
async function nextBatch(): Promise<void> {
  await environment.clock.advance(1000);
  await ssc.whenIdle();
}

describe('textFileStream', () => {
  test('the lines of new files, in the batch after they came', async () => {
    files.put('/in/there before', 'old');
    const batches = batchesOf(ssc.textFileStream('/in'));
    await ssc.start();
    await environment.clock.advance(500);
    files.put('/in/b', 'b1\nb2\n');
    files.put('/in/a', 'a1');
    files.put('/in/.hidden', 'no');
    await nextBatch();
    files.put('/in/c', 'c1');
    await nextBatch();
    await nextBatch();
    expect(batches).toEqual([['a1', 'b1', 'b2'], ['c1'], []]);
  });

  test('a file that changes or vanishes before it is read is named', async () => {
    const meanwhile = [() => files.put('/in/a', 'longer than before'), () => files.remove('/in/b')];
    const errors: string[] = [];
    ssc.textFileStream('/in').foreachRDD(async (rdd) => {
      await meanwhile.shift()?.();
      await rdd.collect().catch((error: Error) => errors.push(error.message));
    });
    await ssc.start();
    await environment.clock.advance(500);
    files.put('/in/a', 'a');
    await nextBatch();
    files.put('/in/b', 'b');
    await nextBatch();
    expect(errors).toEqual([
      expect.stringMatching(/file:\/in\/a has changed.*1 bytes and has 18.*move them/),
      expect.stringMatching(/Input path does not exist: file:\/in\/b.*moved or deleted/),
    ]);
  });

  test('how long it looks back can be set', async () => {
    const { sparkContext } = ssc;
    expect(ssc.textFileStream('/in').rememberDuration).toBe(60_000);
    const conf = sparkContext
      .getConf()
      .set('spark.streaming.fileStream.minRememberDuration', '90s');
    const other = new StreamingContext(new SparkContext(environment, conf), 7);
    expect(other.textFileStream('/in').rememberDuration).toBe(91_000);
  });
});

describe('fileStream', () => {
  test('what a function makes of each file', async () => {
    const stream = ssc.fileStream('/in', {
      parse: (bytes, path) => [{ path, bytes: bytes.length }],
      filter: (path) => path.endsWith('.bin'),
    });
    const batches = batchesOf(stream);
    await ssc.start();
    await environment.clock.advance(500);
    files.put('/in/a.bin', new Uint8Array(40));
    files.put('/in/b.txt', 'no');
    await nextBatch();
    expect(batches).toEqual([[{ path: '/in/a.bin', bytes: 40 }]]);
  });

  test('files that are there already, where that is wanted', async () => {
    files.put('/in/a', 'a', environment.clock.now() - 30_000);
    files.put('/in/b', 'b', environment.clock.now() - 90_000);
    const batches = batchesOf(ssc.fileStream('/in', { newFilesOnly: false }));
    await ssc.start();
    await nextBatch();
    await nextBatch();
    expect(batches.slice(0, 2)).toEqual([['a'], []]);
  });
});

test('binaryRecordsStream gives records of a length', async () => {
  const batches = batchesOf(ssc.binaryRecordsStream('/in', 2));
  await ssc.start();
  await environment.clock.advance(500);
  files.put('/in/a', Uint8Array.of(1, 2, 3, 4));
  await nextBatch();
  expect(batches).toEqual([[Uint8Array.of(1, 2), Uint8Array.of(3, 4)]]);
});

describe('saving streams', () => {
  test('a folder for each batch, by its time', async () => {
    const lines = ssc.textFileStream('/in');
    lines.saveAsTextFiles('/out/lines');
    lines.map((line) => [line, 1] as const).saveAsObjectFiles('/out/pairs', 'json');
    const batches: number[] = [];
    lines.foreachRDD((_, time) => {
      batches.push(time.milliseconds);
    });
    await ssc.start();
    await environment.clock.advance(500);
    files.put('/in/a', 'one\n');
    await nextBatch();
    await nextBatch();
    const [first, second] = batches;
    expect(files.text(`/out/lines-${first}/part-00000`)).toBe('one\n');
    expect(files.text(`/out/pairs-${first}.json/part-00000`)).toBe('["one",1]\n');
    expect(files.paths).toContain(`/out/lines-${second}/_SUCCESS`);
  });

  test('a batch that runs again replaces what it wrote', async () => {
    const rdd = ssc.sparkContext.parallelize(['b'], 1);
    rdd.batchTime = 1000;
    files.put('/out/part-00000', 'a\n');
    files.put('/out/part-00001', 'of a try with more partitions');
    files.put('/out/_temporary/part-00000', 'not finished');
    await rdd.saveAsTextFile('/out');
    expect(files.paths).toEqual(['/out/_SUCCESS', '/out/part-00000']);
    expect(files.text('/out/part-00000')).toBe('b\n');
  });
});

test('a program that starts again takes what came meanwhile, and nothing twice', async () => {
  const taken: string[] = [];
  const setup = () => {
    const context = new StreamingContext(new SparkContext(environment, 'local[2]'), 1);
    context.checkpoint('/checkpoint');
    context.textFileStream('/in').foreachRDD(async (rdd) => {
      taken.push(...(await rdd.collect()));
    });
    return context;
  };
  ssc = await StreamingContext.getOrCreate('/checkpoint', setup);
  await ssc.start();
  await environment.clock.advance(500);
  files.put('/in/a', 'a');
  await nextBatch();
  await nextBatch();
  await ssc.stop();

  files.put('/in/b', 'b', environment.clock.now() + 100);
  await environment.clock.advance(5200);
  files.put('/in/c', 'c');
  ssc = await StreamingContext.getOrCreate('/checkpoint', setup);
  await ssc.start();
  await nextBatch();
  await nextBatch();
  expect(taken).toEqual(['a', 'b', 'c']);
});
