import { afterEach, describe, expect, test } from 'vitest';
import { GenerationFailed, JobFailed } from '../../../../server/streaming/batches/batch-errors.ts';
import type { StreamingListener } from '../../../../server/streaming/batches/streaming-listener.ts';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { stopActive, testContext, testStream } from './test-stream.ts';

afterEach(stopActive);

const START = Date.UTC(2024, 0, 1);

describe('starting', () => {
  test('without output operations there is nothing to execute', () => {
    const { ssc } = testContext();
    testStream(ssc, () => [1]);
    expect(() => ssc.start()).toThrow('No output operations registered, so nothing to execute');
  });

  test('a second start only warns', async () => {
    const { ssc, environment } = testContext();
    testStream(ssc, () => [1]).foreachRDD(() => undefined);
    await ssc.start();
    await ssc.start();
    expect(environment.logged).toEqual(['warn StreamingContext has already been started']);
    expect(StreamingContext.getActive()).toBe(ssc);
  });

  test('only one context is active at a time', async () => {
    const { ssc } = testContext();
    testStream(ssc, () => [1]).foreachRDD(() => undefined);
    await ssc.start();
    const { ssc: second } = testContext();
    testStream(second, () => [1]).foreachRDD(() => undefined);
    expect(() => second.start()).toThrow('Only one StreamingContext may be started');
    await ssc.stop();
    await second.start();
    expect(StreamingContext.getActive()).toBe(second);
  });

  test('nothing can be added once it has been started or stopped', async () => {
    const { ssc } = testContext();
    const stream = testStream(ssc, () => [1]);
    stream.foreachRDD(() => undefined);
    await ssc.start();
    const refused = (when: string) =>
      `Adding new inputs, transformations, and output operations after ${when} a context is not supported`;
    expect(() => stream.map((n) => n)).toThrow(refused('starting'));
    expect(() => stream.foreachRDD(() => undefined)).toThrow(refused('starting'));
    expect(() => testStream(ssc, () => [1])).toThrow(refused('starting'));
    expect(() => stream.persist()).toThrow(
      'Cannot change storage level of a DStream after streaming context has started',
    );
    expect(() => stream.checkpoint(1)).toThrow(
      'Cannot change checkpoint interval of a DStream after streaming context has started',
    );
    await ssc.stop();
    expect(() => stream.map((n) => n)).toThrow(refused('stopping'));
  });

  test('a stopped one does not start again', async () => {
    const { ssc } = testContext();
    testStream(ssc, () => [1]).foreachRDD(() => undefined);
    await ssc.start();
    await ssc.stop();
    expect(() => ssc.start()).toThrow('StreamingContext has already been stopped');
  });

  test('where an input cannot start, the context is stopped and everybody hears why', async () => {
    const { ssc } = testContext();
    const stopped: boolean[] = [];
    testStream(ssc, () => [1], {
      start: () => Promise.reject(new Error('no such cluster')),
      stop: (isGraceful) => {
        stopped.push(isGraceful);
      },
    }).foreachRDD(() => undefined);
    await expect(ssc.start()).rejects.toThrow('no such cluster');
    await expect(ssc.awaitTermination()).rejects.toThrow('no such cluster');
    expect(StreamingContext.getActive()).toBeUndefined();
    expect(stopped).toEqual([false]);
  });

  test('the first batch is at the next multiple of the batch duration', async () => {
    const { ssc, clock } = testContext();
    const times: number[] = [];
    testStream(ssc, () => [1]).foreachRDD((_rdd, time) => {
      times.push(time.milliseconds - START);
    });
    await clock.advance(1300);
    await ssc.start();
    await clock.advance(2000);
    expect(times).toEqual([2000, 3000]);
  });
});

describe('batches', () => {
  test('tell listeners what happens to them, in order', async () => {
    const { ssc, clock } = testContext();
    const stream = testStream(ssc, () => [1, 2]);
    stream.foreachRDD(() => undefined);
    stream.foreachRDD(() => undefined);
    const events: string[] = [];
    const listener: StreamingListener = {
      onStreamingStarted: () => events.push('streaming started'),
      onBatchSubmitted: ({ numRecords }) => events.push(`submitted with ${numRecords}`),
      onBatchStarted: () => events.push('started'),
      onOutputOperationStarted: ({ id }) => events.push(`output ${id} started`),
      onOutputOperationCompleted: ({ id }) => events.push(`output ${id} completed`),
      onBatchCompleted: () => events.push('completed'),
    };
    ssc.addStreamingListener(listener);
    await ssc.start();
    await clock.advance(1000);
    expect(events).toEqual([
      ...['streaming started', 'submitted with 2', 'started', 'output 0 started'],
      ...['output 0 completed', 'output 1 started', 'output 1 completed', 'completed'],
    ]);
  });

  test('wait for those before them, one job at a time', async () => {
    const { ssc, clock } = testContext();
    const { began, finish } = slowOutput(ssc);
    await ssc.start();
    await clock.advance(3000);
    expect(began).toEqual([1000]);
    await finish();
    expect(began).toEqual([1000, 2000]);
    await finish();
    await finish();
    expect(began).toEqual([1000, 2000, 3000]);
  });

  test('that come late, since the thread was busy or inputs slow, count that as delay', async () => {
    const { ssc, clock } = testContext();
    const delays: (number | undefined)[] = [];
    testStream(ssc, () => [1], {
      allocate: () => new Promise<void>((resolve) => clock.after(300, resolve)),
    }).foreachRDD(() => undefined);
    ssc.addStreamingListener({
      onBatchCompleted: ({ schedulingDelay }) => delays.push(schedulingDelay),
    });
    await ssc.start();
    await clock.sleep(2500);
    await clock.advance(600);
    expect(delays).toEqual([1800, 1100]);
  });

  test('run together where spark.streaming.concurrentJobs says so', async () => {
    const { ssc, clock } = testContext({ 'spark.streaming.concurrentJobs': 2 });
    const { began, finish } = slowOutput(ssc);
    await ssc.start();
    await clock.advance(3000);
    expect(began).toEqual([1000, 2000]);
    await finish();
    expect(began).toEqual([1000, 2000, 3000]);
    await finish();
    await finish();
  });

  test('a listener that throws holds up nothing', async () => {
    const { ssc, clock, environment } = testContext();
    let batches = 0;
    testStream(ssc, () => [1]).foreachRDD(() => {
      batches++;
    });
    ssc.addStreamingListener({
      onBatchStarted: () => {
        throw new Error('listener');
      },
    });
    await ssc.start();
    await clock.advance(2000);
    expect(batches).toBe(2);
    expect(environment.logged[0]).toBe('error A listener threw at onBatchStarted: Error: listener');
  });
});

describe('failing', () => {
  test('an output operation fails its batch; others and later batches go on; who waits hears of it', async () => {
    const { ssc, clock, environment } = testContext();
    const stream = testStream(ssc, () => [1]);
    const done: string[] = [];
    const boom = new TypeError('boom');
    stream.foreachRDD((_rdd, time) => {
      if (time.milliseconds === START + 1000) throw boom;
      done.push(`first of ${time.milliseconds - START}`);
    });
    stream.foreachRDD((_rdd, time) => {
      done.push(`second of ${time.milliseconds - START}`);
    });
    const errors: (Error | undefined)[] = [];
    ssc.addStreamingListener({
      onBatchCompleted: (batch) => errors.push(...batch.outputOperations.map(({ error }) => error)),
    });
    await ssc.start();
    const waiting = expect(ssc.awaitTermination()).rejects.toMatchObject({
      constructor: JobFailed,
      message: `Error running job streaming job ${START + 1000} ms.0 (output operation 0, foreachRDD): boom`,
      batchTime: START + 1000,
      cause: boom,
    });
    await clock.advance(2000);
    await waiting;
    expect(done).toEqual(['second of 1000', 'first of 2000', 'second of 2000']);
    expect(errors).toEqual([boom, undefined, undefined, undefined]);
    await expect(ssc.awaitTerminationOrTimeout(1)).rejects.toThrow('boom');
    // And who does not wait can read it.
    expect(environment.logged).toEqual([
      `error Error running job streaming job ${START + 1000} ms.0 (output operation 0, foreachRDD): boom`,
    ]);
  });

  test('so does a batch that cannot be generated, by the stream that failed', async () => {
    const { ssc, clock } = testContext();
    const batches: number[] = [];
    testStream(ssc, () => [1])
      .transform((rdd, time) => {
        if (time.milliseconds === START + 1000) throw new Error('no look-up table');
        return rdd;
      })
      .map((n) => n)
      .foreachRDD((_rdd, time) => {
        batches.push(time.milliseconds - START);
      });
    const failed: string[] = [];
    ssc.addStreamingListener({
      onGenerationFailed: ({ batchTime, error }) =>
        failed.push(`${batchTime - START} ${error.message}`),
    });
    await ssc.start();
    const waiting = expect(ssc.awaitTermination()).rejects.toMatchObject({
      constructor: GenerationFailed,
      message: `Error generating jobs for time ${START + 1000} ms: TransformedDStream#0: no look-up table`,
    });
    await clock.advance(2000);
    await waiting;
    expect(failed).toEqual(['1000 TransformedDStream#0: no look-up table']);
    expect(batches).toEqual([2000]);
  });
});

describe('waiting for the end', () => {
  test('ends with the context, or when the time is over', async () => {
    const { ssc, clock } = testContext();
    testStream(ssc, () => [1]).foreachRDD(() => undefined);
    await ssc.start();
    const inTime = ssc.awaitTerminationOrTimeout(1.5);
    await clock.advance(1500);
    expect(await inTime).toBe(false);
    const ended = ssc.awaitTerminationOrTimeout(10);
    await ssc.stop();
    expect(await ended).toBe(true);
    await ssc.awaitTermination();
  });
});

describe('stopping', () => {
  test('before the start, and a second time, only warns', async () => {
    const { ssc, environment } = testContext();
    await ssc.stop();
    await ssc.stop();
    expect(environment.logged).toEqual([
      'warn StreamingContext has not been started yet',
      'warn StreamingContext has already been stopped',
    ]);
  });

  test('ends the SparkContext unless told not to', async () => {
    const { ssc } = testContext();
    testStream(ssc, () => [1]).foreachRDD(() => undefined);
    await ssc.start();
    await ssc.stop(false);
    expect(ssc.sparkContext.isStopped).toBe(false);
    await ssc.stop();
    expect(ssc.sparkContext.isStopped).toBe(true);
  });

  test('at once: what waits is not done any more', async () => {
    const { ssc, clock } = testContext();
    const { began, finish } = slowOutput(ssc);
    await ssc.start();
    await clock.advance(3000);
    const stopped = ssc.stop();
    await finish();
    await stopped;
    expect(began).toEqual([1000]);
  });

  test('at once: a job that never ends is left behind after two seconds', async () => {
    const { ssc, clock } = testContext();
    slowOutput(ssc);
    await ssc.start();
    await clock.advance(1000);
    const stopped = ssc.stop();
    await clock.advance(2000);
    await stopped;
    expect(StreamingContext.getActive()).toBeUndefined();
  });

  test('gracefully: inputs first, then one more batch, then its jobs', async () => {
    const { ssc, clock } = testContext();
    const events: string[] = [];
    testStream(ssc, () => [1], {
      stop: (isGraceful) => {
        events.push(isGraceful ? 'input stopped' : 'input closed');
      },
    }).foreachRDD((_rdd, time) => {
      events.push(`batch ${time.milliseconds - START}`);
    });
    await ssc.start();
    await clock.advance(1200);
    const stopped = ssc.stop(true, true);
    await clock.advance(300);
    expect(events).toEqual(['batch 1000', 'input stopped']);
    await clock.advance(500);
    await stopped;
    expect(events).toEqual(['batch 1000', 'input stopped', 'batch 2000', 'input closed']);
    expect(clock.pending).toBe(0);
  });

  test('gracefully: as many batches as it takes until the inputs hold nothing', async () => {
    const { ssc, clock } = testContext();
    let left = 3;
    const times: number[] = [];
    testStream(ssc, () => [1], {
      allocate: () => {
        left--;
      },
      get hasPending() {
        return left > 0;
      },
    }).foreachRDD((_rdd, time) => {
      times.push(time.milliseconds - START);
    });
    await ssc.start();
    const stopped = ssc.stop(true, true);
    await clock.advance(10_000);
    await stopped;
    expect(times).toEqual([1000, 2000, 3000]);
  });

  test('gracefully, but no longer than ten batches for an input that never gets empty', async () => {
    const { ssc, clock, environment } = testContext();
    const times: number[] = [];
    testStream(ssc, () => [1], { hasPending: true }).foreachRDD((_rdd, time) => {
      times.push(time.milliseconds - START);
    });
    await clock.advance(500);
    await ssc.start();
    const stopped = ssc.stop(true, true);
    await clock.advance(20_000);
    await stopped;
    expect(times).toHaveLength(10);
    expect(environment.logged).toEqual([
      'warn Timed out while stopping the job generator (timeout = 10000 ms)',
    ]);
  });

  test('gracefully, but no longer than spark.streaming.gracefulStopTimeout', async () => {
    const { ssc, clock, environment } = testContext({
      'spark.streaming.gracefulStopTimeout': '1500ms',
    });
    slowOutput(ssc);
    await ssc.start();
    await clock.advance(1000);
    const stopped = ssc.stop(true, true);
    await clock.advance(10_000);
    await stopped;
    expect(environment.logged).toEqual([
      'warn Timed out while stopping the job scheduler (timeout = 1500 ms)',
    ]);
  });

  test('while it is still starting', async () => {
    const { ssc, clock } = testContext();
    let batches = 0;
    let connected: () => void = () => undefined;
    testStream(ssc, () => [1], {
      start: () => new Promise<void>((resolve) => (connected = resolve)),
    }).foreachRDD(() => {
      batches++;
    });
    const started = ssc.start();
    await ssc.stop(true, true);
    connected();
    await started;
    await clock.advance(5000);
    expect(batches).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe('stopping, whatever goes wrong', () => {
  test('an input that cannot be stopped keeps nothing else from it', async () => {
    const { ssc, clock } = testContext();
    const closed: string[] = [];
    const broken = testStream(ssc, () => [1], {
      stop: () => {
        throw new Error('cannot be closed');
      },
    });
    broken.foreachRDD(() => undefined);
    ssc.sparkContext.onStop(() => closed.push('SparkContext'));
    await ssc.start();
    await clock.advance(1000);
    await expect(ssc.stop(true, true)).rejects.toThrow('cannot be closed');
    expect(StreamingContext.getActive()).toBeUndefined();
    expect(closed).toEqual(['SparkContext']);
    expect(clock.pending).toBe(0);
    await expect(ssc.awaitTerminationOrTimeout(1)).resolves.toBe(true);
  });

  test('a batch that was cut off is not waited for', async () => {
    const { ssc, clock } = testContext();
    const stream = testStream(ssc, () => [1]);
    let stopped: Promise<void> | undefined;
    stream.foreachRDD(() => {
      stopped = ssc.stop();
    });
    stream.foreachRDD(() => undefined);
    await ssc.start();
    await clock.advance(1000);
    await stopped;
    await ssc.whenIdle();
    expect(clock.pending).toBe(0);
  });

  test('an input whose start comes to an end afterwards is stopped, those behind it do not start', async () => {
    const { ssc } = testContext();
    const events: string[] = [];
    let connected: () => void = () => undefined;
    const first = testStream(ssc, () => [1], {
      start: () => new Promise<void>((resolve) => (connected = resolve)),
      stop: () => void events.push('first stopped'),
    });
    const second = testStream(ssc, () => [1], {
      start: () => void events.push('second started'),
    });
    first.union(second).foreachRDD(() => undefined);
    const started = ssc.start();
    await settled();
    await ssc.stop();
    events.length = 0;
    connected();
    await started;
    expect(events).toEqual(['first stopped']);
  });
});

describe('when the process is asked to end', () => {
  /** A context with the setting, if there is to be one, and what asks the process to end. */
  function asked(settings: Readonly<Record<string, boolean>>) {
    const asks = new Set<() => Promise<void>>();
    const context = testContext(settings, {
      onShutdown: (stop) => {
        asks.add(stop);
        return () => asks.delete(stop);
      },
    });
    const times: number[] = [];
    testStream(context.ssc, () => [1]).foreachRDD((_rdd, time) => {
      times.push(time.milliseconds - START);
    });
    return { ...context, asks, times };
  }

  test('spark.streaming.stopGracefullyOnShutdown stops the context gracefully before', async () => {
    const { ssc, clock, asks, times } = asked({ 'spark.streaming.stopGracefullyOnShutdown': true });
    expect(asks.size).toBe(0);
    await ssc.start();
    const [stop] = asks;
    const stopped = stop!();
    await clock.advance(1000);
    await stopped;
    expect(times).toEqual([1000]);
    expect(ssc.sparkContext.isStopped).toBe(true);
    expect(asks.size).toBe(0);
  });

  test('nothing is done without it', async () => {
    const { ssc, asks } = asked({});
    await ssc.start();
    expect(asks.size).toBe(0);
  });
});

/** An output operation whose jobs end when the test says so, the one that has run longest first. */
function slowOutput(ssc: StreamingContext) {
  const began: number[] = [];
  const ends: (() => void)[] = [];
  testStream(ssc, () => [1]).foreachRDD((_rdd, time) => {
    began.push(time.milliseconds - START);
    return new Promise<void>((resolve) => ends.push(resolve));
  });
  const finish = async () => {
    ends.shift()?.();
    await settled();
  };
  return { began, finish };
}
