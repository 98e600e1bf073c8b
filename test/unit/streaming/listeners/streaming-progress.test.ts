import { afterEach, describe, expect, test } from 'vitest';
import type { StreamingProgressSnapshot } from '../../../../server/contract/streaming-progress.ts';
import { distributionOf } from '../../../../server/streaming/listeners/distribution.ts';
import { Recent } from '../../../../server/streaming/listeners/recent.ts';
import { StreamingProgress } from '../../../../server/streaming/listeners/streaming-progress.ts';
import { verboseDuration } from '../../../../server/streaming/listeners/verbose-duration.ts';
import { stopActive, testContext, testStream } from '../context/test-stream.ts';

afterEach(stopActive);

const START = Date.UTC(2024, 0, 1);

/** A context whose batches take as long as `work` says (milliseconds), and what is seen of them. */
function followed(
  work: (batch: number) => number,
  settings: Parameters<typeof testContext>[0] = {},
) {
  const parts = testContext(settings);
  const { ssc, clock } = parts;
  const progress = StreamingProgress.of(ssc);
  const stream = testStream(ssc, (time) => new Array((time - START) / 1000).fill('x'), {
    description: 'Kafka topic(s) orders',
    info: (time) => ({
      numRecords: (time - START) / 1000,
      description: `orders 0: ${time - START}`,
      lag: 7,
    }),
  });
  stream.foreachRDD(async (rdd, time) => {
    await rdd.count();
    const ms = work((time.milliseconds - START) / 1000);
    if (ms > 0) await new Promise<void>((resolve) => clock.after(ms, resolve));
  });
  return { ...parts, progress, stream };
}

describe('batches', () => {
  test('wait, run and are completed', async () => {
    const { ssc, clock, progress } = followed(() => 1500);
    await ssc.start();
    await clock.advance(3000);
    const { running, waiting, completed } = progress.snapshot();
    const times = (batches: StreamingProgressSnapshot['running']) =>
      batches.map(({ batchTime, status }) => `${batchTime - START} ${status}`);
    expect(times(completed)).toEqual(['1000 completed']);
    expect(times(running)).toEqual(['2000 running']);
    expect(times(waiting)).toEqual(['3000 waiting']);
    expect(running[0]!.outputs).toEqual([
      ...[{ id: 0, name: 'foreachRDD', status: 'running', startTime: START + 2500 }].map(
        (output) => ({
          ...output,
          ...{ duration: null, failure: null },
        }),
      ),
    ]);
    expect(waiting[0]).toMatchObject({ processingStartTime: null, totalDelay: null });
  });

  test('show all there is to know', async () => {
    const { ssc, clock, progress } = followed((batch) => (batch === 1 ? 1500 : 100));
    await ssc.start();
    await clock.advance(2700);
    const { completed, streams } = progress.snapshot();
    expect(completed[0]).toEqual({
      batchTime: START + 2000,
      status: 'completed',
      records: 2,
      submissionTime: START + 2000,
      processingStartTime: START + 2500,
      processingEndTime: START + 2600,
      schedulingDelay: 500,
      processingTime: 100,
      totalDelay: 600,
      stateSize: 0,
      inputs: [
        {
          ...{ streamId: 0, name: 'Kafka topic(s) orders', records: 2 },
          ...{ description: 'orders 0: 2000', lag: 7 },
        },
      ],
      outputs: [
        {
          ...{ id: 0, name: 'foreachRDD', status: 'completed', startTime: START + 2500 },
          ...{ duration: 100, failure: null },
        },
      ],
      stages: [{ stageId: 1, name: 'TestRDD', tasks: 1, duration: 0, failed: false, outputId: 0 }],
      failure: null,
    });
    expect(streams).toEqual([
      {
        ...{ streamId: 0, name: 'Kafka topic(s) orders', records: 3, lag: 7, rates: [1, 2] },
        inputRate: { count: 2, average: 1.5, min: 1, max: 2, p50: 1, p95: 2, p99: 2 },
      },
    ]);
  });

  test('that fail show what the user threw, where in the code', async () => {
    const { ssc, clock } = testContext();
    const progress = StreamingProgress.of(ssc, (stack) => ({
      stack: stack.split('\n')[0]!.replace(/\(.*\)/, '(cell 3)'),
      position: { source: 'cell 3', line: 1, column: 5 },
    }));
    const stream = testStream(ssc, () => [1]);
    stream.foreachRDD(async (rdd) => {
      await rdd
        .map(function orderOf(): number {
          throw new TypeError('no amount');
        })
        .collect();
    });
    stream.foreachRDD(() => undefined);
    await ssc.start();
    await clock.advance(1000);
    const { completed, header } = progress.snapshot();
    expect(completed[0]).toMatchObject({ status: 'failed', failure: null });
    expect(completed[0]!.outputs.map(({ status }) => status)).toEqual(['failed', 'completed']);
    expect(completed[0]!.stages).toMatchObject([{ failed: true, outputId: 0 }]);
    expect(completed[0]!.outputs[0]!.failure).toMatchObject({
      name: 'SparkException',
      cause: {
        ...{ name: 'TypeError', message: 'no amount', cause: null },
        stack: '    at orderOf (cell 3)',
        position: { source: 'cell 3', line: 1, column: 5 },
      },
    });
    expect(header).toMatchObject({ completedBatches: 1, failedBatches: 1 });
  });

  test('that could not be made are there as well', async () => {
    const { ssc, clock } = testContext();
    const progress = StreamingProgress.of(ssc);
    testStream(ssc, () => [1])
      .transform(() => {
        throw new Error('no table');
      })
      .foreachRDD(() => undefined);
    await ssc.start();
    await clock.advance(1000);
    expect(progress.snapshot().completed).toMatchObject([
      {
        ...{ batchTime: START + 1000, status: 'failed', submissionTime: null },
        failure: { message: 'TransformedDStream#0: no table', cause: { message: 'no table' } },
      },
    ]);
  });

  test('are kept up to a number', async () => {
    const { ssc, clock, progress } = followed(() => 0, {
      'spark.streaming.ui.retainedBatches': 3,
    });
    await ssc.start();
    await clock.advance(5000);
    const { completed, header, timeline } = progress.snapshot();
    expect(completed.map(({ records }) => records)).toEqual([5, 4, 3]);
    expect(timeline.inputRate).toEqual([3, 4, 5]);
    expect(header).toMatchObject({ completedBatches: 5, records: 15 });
  });
});

describe('a snapshot', () => {
  test('says how the program runs', async () => {
    const { ssc, clock, progress } = followed(() => 0);
    expect(progress.snapshot().header.text).toBe('Batches of 1 second, not started yet');
    await ssc.start();
    await clock.advance(1000);
    expect(progress.snapshot().header.text).toBe(
      'Running batches of 1 second for 1 second since 2024-01-01 00:00:00 (1 completed batch, 1 record)',
    );
    await clock.advance(61_000);
    expect(progress.snapshot().header.text).toBe(
      'Running batches of 1 second for 1 minute 2 seconds since 2024-01-01 00:00:00 (62 completed batches, 1953 records)',
    );
  });

  test('has averages and percentiles over what is kept', async () => {
    const { ssc, clock, progress } = followed((batch) => batch);
    await ssc.start();
    await clock.advance(101_000);
    const { summary } = progress.snapshot();
    expect(summary.processingTime).toEqual({
      ...{ count: 100, average: 50.5, min: 1, max: 100, p50: 50, p95: 95, p99: 99 },
    });
  });

  test('lists as many batches, and only the points of the timeline, that are asked for', async () => {
    const { ssc, clock, progress } = followed(() => 0);
    await ssc.start();
    await clock.advance(5000);
    const { completed, timeline, streams } = progress.snapshot({ batches: 2, since: START + 3000 });
    expect(completed.map(({ records }) => records)).toEqual([5, 4]);
    expect(timeline.batchTime).toEqual([START + 4000, START + 5000]);
    expect(timeline.lag).toEqual([7, 7]);
    expect(streams[0]!.rates).toEqual([4, 5]);
    expect(streams[0]!.inputRate.count).toBe(5);
  });

  test('is plain data', async () => {
    const { ssc, clock, progress } = followed(() => 0);
    await ssc.start();
    await clock.advance(2000);
    const snapshot = progress.snapshot();
    expect(structuredClone(snapshot)).toEqual(snapshot);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  test('knows the receivers', async () => {
    const { ssc, clock } = testContext();
    const progress = StreamingProgress.of(ssc);
    ssc.socketTextStream('localhost', 9999).foreachRDD(() => undefined);
    await ssc.start();
    await clock.advance(100);
    expect(progress.snapshot().receivers).toEqual([
      {
        ...{ streamId: 0, name: 'SocketReceiver-0', active: false, lastErrorTime: START },
        lastError:
          'Restarting receiver with delay 2000 ms: Error connecting to localhost:9999: Nothing listens at localhost:9999.',
      },
    ]);
  });
});

describe('what it is made of', () => {
  test.each([
    [0, '0 ms'],
    [10, '10 ms'],
    [1000, '1 second'],
    [2500, '2 seconds 500 ms'],
    [62_000, '1 minute 2 seconds'],
    [3_600_000, '1 hour'],
    [90_061_000, '1 day 1 hour 1 minute'],
  ])('%d milliseconds are %s', (ms, words) => {
    expect(verboseDuration(ms)).toBe(words);
  });

  test('no values have no distribution', () => {
    expect(distributionOf([])).toMatchObject({ count: 0, average: null, p99: null });
  });

  test('what is recent comes in order', () => {
    const recent = new Recent<number>(3);
    for (const n of [1, 2]) recent.add(n);
    expect(recent.all()).toEqual([1, 2]);
    for (const n of [3, 4, 5]) recent.add(n);
    expect(recent.all()).toEqual([3, 4, 5]);
    const none = new Recent<number>(0);
    none.add(1);
    expect(none.all()).toEqual([]);
  });
});
