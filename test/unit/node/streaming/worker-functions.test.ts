import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { shipped } from '../../../../server/node/streaming/shipped-function.ts';
import { WorkerFunctions } from '../../../../server/node/streaming/worker-functions.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

let sc: SparkContext;
let workers: WorkerFunctions;

beforeEach(() => {
  sc = new SparkContext(streamingEnvironment(), 'local[2]');
  workers = new WorkerFunctions(sc, 2);
});

afterEach(async () => {
  await workers.close();
  sc.stop();
});

async function failureOf(job: Promise<unknown>): Promise<Error> {
  return job.then(
    () => expect.unreachable('the job should have failed'),
    (error) => error,
  );
}

describe('functions in worker threads', () => {
  test('give what they give here, with what they capture', async () => {
    const stopWords = new Set(['to', 'or']);
    const words = workers.flatMap(shipped((line: string) => line.split(' ')));
    const kept = workers.filter(
      shipped(
        { stopWords },
        ({ stopWords }) =>
          (word: string) =>
            !stopWords.has(word),
      ),
    );
    const pairs = workers.map(shipped((word: string): [string, number] => [word, 1]));
    const counts = await sc
      .parallelize(['to be or', 'not to be'], 2)
      .mapPartitionsElsewhere(words)
      .mapPartitionsElsewhere(kept)
      .mapPartitionsElsewhere(pairs)
      .reduceByKey((a, b) => a + b)
      .collectAsMap();
    expect(counts).toEqual(
      new Map([
        ['be', 2],
        ['not', 1],
      ]),
    );
  });

  test('see whole partitions and their numbers', async () => {
    const sizes = workers.mapPartitions(
      shipped((values: readonly number[], partition: number) => [[partition, values.length]]),
    );
    expect(await sc.range(10, undefined, 1, 3).mapPartitionsElsewhere(sizes).collect()).toEqual([
      [0, 3],
      [1, 3],
      [2, 4],
    ]);
  });

  test('run side by side, as many as there are threads', async () => {
    // Each partition waits until the other one has come, which they can only do at the same time.
    const meeting = new Int32Array(new SharedArrayBuffer(4));
    const meet = shipped({ meeting }, ({ meeting }) => (value: number) => {
      Atomics.add(meeting, 0, 1);
      Atomics.notify(meeting, 0);
      while (Atomics.load(meeting, 0) < 2) Atomics.wait(meeting, 0, Atomics.load(meeting, 0), 100);
      return value;
    });
    const rdd = sc.parallelize([1, 2], 2).mapPartitionsElsewhere(workers.map(meet));
    expect(await rdd.collect()).toEqual([1, 2]);
  });

  test('there may be more partitions than threads, and a thread is used again', async () => {
    const twice = workers.map(shipped((n: number) => n * 2));
    const rdd = sc.range(100, undefined, 1, 20).mapPartitionsElsewhere(twice);
    expect(await rdd.sum()).toBe(9900);
    expect(await rdd.count()).toBe(100);
  });

  test('what they throw comes back with its message and the place in their text', async () => {
    const careful = shipped((n: number) => {
      if (n === 3) throw new RangeError(`${n} is too much`);
      return n;
    });
    const error = await failureOf(
      sc.range(5).mapPartitionsElsewhere(workers.map(careful)).collect(),
    );
    expect(error.message).toContain('most recent failure: RangeError: 3 is too much');
    const cause = error.cause as Error;
    expect(cause.name).toBe('RangeError');
    expect(cause.stack).toMatch(/shipped-\d+\.js:2/);
    // The thread is still there.
    expect(await sc.range(3).mapPartitionsElsewhere(workers.map(careful)).sum()).toBe(3);
  });

  test('who forgets to capture something is told how', async () => {
    const limit = 3;
    const forgetful = shipped((n: number) => n < limit);
    const error = await failureOf(
      sc.range(5).mapPartitionsElsewhere(workers.filter(forgetful)).collect(),
    );
    expect(error.message).toMatch(
      /limit is not defined\. A shipped function sees only what it captures/,
    );
  });

  test('an endless loop ends with the job', async () => {
    const started = new Int32Array(new SharedArrayBuffer(4));
    const endless = shipped({ started }, ({ started }) => (n: number) => {
      for (;;) started[0] = 1;
      // biome-ignore lint/correctness/noUnreachable: the type of what it never returns.
      return n;
    });
    const job = failureOf(sc.range(1).mapPartitionsElsewhere(workers.map(endless)).collect());
    await expect.poll(() => Atomics.load(started, 0), { timeout: 15_000 }).toBe(1);
    sc.cancelAllJobs('somebody pressed stop');
    expect((await job).message).toBe('somebody pressed stop');
    const twice = workers.map(shipped((n: number) => n * 2));
    expect(await sc.range(3).mapPartitionsElsewhere(twice).collect()).toEqual([0, 2, 4]);
  });

  test('a thread that ends is replaced', async () => {
    const ends = workers.map(shipped((_: number) => process.exit(3)));
    const error = await failureOf(sc.range(1).mapPartitionsElsewhere(ends).collect());
    expect(error.message).toContain('The worker thread ended with exit code 3.');
    const twice = workers.map(shipped((n: number) => n * 2));
    expect(await sc.range(3).mapPartitionsElsewhere(twice).collect()).toEqual([0, 2, 4]);
  });

  test('a thread that ends between two calls is replaced, too', async () => {
    const careless = workers.map(
      shipped((n: number) => {
        void Promise.reject(new Error('left behind'));
        return n;
      }),
    );
    const left = sc.range(4).mapPartitionsElsewhere(careless).collect();
    await left.catch((error: Error) => expect(error.message).toContain('left behind'));
    const next = workers.map(shipped((n: number) => n + 1));
    // A call may come to a thread that is about to end; none waits for one that has.
    await vi.waitFor(async () =>
      expect(await sc.range(4).mapPartitionsElsewhere(next).collect()).toEqual([1, 2, 3, 4]),
    );
  });

  test('nothing runs when the context has stopped', async () => {
    const twice = workers.map(shipped((n: number) => n * 2));
    const rdd = sc.range(3).mapPartitionsElsewhere(twice);
    await rdd.count();
    sc.stop();
    const signal = { isCancelled: false, throwIfCancelled: () => {}, onCancelled: () => () => {} };
    await expect(twice.call([1], 0, signal)).rejects.toThrow('have ended');
  });

  test('what cannot be sent is refused when it is shipped', () => {
    const { method } = {
      method(n: number) {
        return n;
      },
    };
    expect(() => shipped(method)).toThrow(/its text stands alone/);
    expect(() => shipped(Math.abs.bind(null))).toThrow(/its text stands alone/);
    expect(() => shipped({ f: () => 1 }, () => (n: number) => n)).toThrow(/must be plain values/);
  });
});
