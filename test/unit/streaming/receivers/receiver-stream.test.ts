import { afterEach, describe, expect, test } from 'vitest';
import type { StreamingListener } from '../../../../server/streaming/batches/streaming-listener.ts';
import { Receiver } from '../../../../server/streaming/receivers/receiver.ts';
import { stopActive, testContext } from '../context/test-stream.ts';

afterEach(stopActive);

/** Stores what the test says. */
class TestReceiver extends Receiver<number> {
  readonly events: string[] = [];
  onStart(): Promise<void> | void {
    this.events.push('start');
  }
  onStop(): Promise<void> | void {
    this.events.push('stop');
  }
}

/** A context with a receiver, and what its batches were: for each a list of partitions. */
function receiving<R extends Receiver<number>>(
  receiver: R,
  settings: Parameters<typeof testContext>[0] = {},
) {
  const parts = testContext(settings);
  const batches: (readonly number[])[][] = [];
  const stream = parts.ssc.receiverStream(receiver);
  stream.foreachRDD(async (rdd) => {
    batches.push(await rdd.glom().collect());
  });
  const events: string[] = [];
  const told =
    (what: string): NonNullable<StreamingListener['onReceiverStarted']> =>
    ({ name, active, lastErrorMessage }) =>
      events.push(`${name} ${what}, ${active ? 'active' : 'not active'}: ${lastErrorMessage}`);
  parts.ssc.addStreamingListener({
    onReceiverStarted: told('started'),
    onReceiverError: told('error'),
    onReceiverStopped: told('stopped'),
  });
  return { ...parts, receiver, stream, batches, events };
}

describe('blocks', () => {
  test('each block interval with items is a partition of its batch', async () => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver());
    await ssc.start();
    void receiver.store(1);
    void receiver.store(2);
    await clock.advance(200);
    void receiver.store(3);
    await clock.advance(500);
    void receiver.store(4);
    await clock.advance(300);
    expect(batches).toEqual([[[1, 2], [3], [4]]]);
  });

  test.each([
    ['500ms', 500],
    ['1s', 1000],
    [50, 50],
  ])('the interval is a setting: %s', async (setting, ms) => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver(), {
      'spark.streaming.blockInterval': setting,
    });
    await ssc.start();
    for (let at = 0; at < 1000; at += 50) {
      void receiver.store(at);
      await clock.advance(50);
    }
    expect(batches[0]).toHaveLength(1000 / ms);
    expect(batches[0]!.flat()).toHaveLength(20);
  });

  test('a batch gets what came before its time, however long blocks may be', async () => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver(), {
      'spark.streaming.blockInterval': '10s',
    });
    await ssc.start();
    await clock.advance(900);
    void receiver.store(1);
    await clock.advance(1100);
    expect(batches).toEqual([[[1]], []]);
  });

  test('what is stored together is a block', async () => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver());
    await ssc.start();
    await receiver.storeAll([1, 2]);
    await receiver.storeAll(new Set([3]));
    await receiver.storeAll([]);
    await clock.advance(1000);
    expect(batches).toEqual([[[1, 2], [3]]]);
  });

  test('listeners see how many there were, and in which blocks', async () => {
    const { ssc, clock, receiver } = receiving(new TestReceiver());
    const inputs: unknown[] = [];
    ssc.addStreamingListener({ onBatchSubmitted: (batch) => inputs.push(...batch.inputs) });
    await ssc.start();
    await receiver.storeAll([1, 2]);
    void receiver.store(3);
    await clock.advance(1000);
    expect(inputs).toEqual([
      {
        ...{ streamId: 0, name: 'TestReceiver', numRecords: 3 },
        description: 'block 0: 2\nblock 1: 1',
      },
    ]);
  });
});

describe('the life of a receiver', () => {
  test('it knows its stream, and whether it runs', async () => {
    const { ssc, receiver, stream } = receiving(new TestReceiver());
    expect(() => receiver.streamId).toThrow('belongs to no stream yet');
    expect(receiver.isStopped()).toBe(true);
    await ssc.start();
    expect([receiver.streamId, receiver.isStarted()]).toEqual([stream.id, true]);
    await ssc.stop();
    expect(receiver.isStopped()).toBe(true);
    expect(receiver.events).toEqual(['start', 'stop']);
  });

  test('restarted, it stops, and starts again after a while', async () => {
    const { ssc, clock, receiver, events, batches } = receiving(new TestReceiver());
    await ssc.start();
    receiver.restart('lost it', new Error('reset by peer'));
    receiver.restart('lost it twice');
    expect(receiver.isStopped()).toBe(true);
    await clock.advance(1999);
    expect(receiver.events).toEqual(['start', 'stop']);
    await clock.advance(1);
    expect(receiver.events).toEqual(['start', 'stop', 'start']);
    void receiver.store(5);
    await clock.advance(1000);
    expect(batches).toEqual([[], [], [[5]]]);
    const why = 'Restarting receiver with delay 2000 ms: lost it: reset by peer';
    expect(events).toEqual([
      'TestReceiver-0 started, active: ',
      `TestReceiver-0 stopped, not active: ${why}`,
      `TestReceiver-0 started, active: ${why}`,
    ]);
  });

  test('the delay is a setting, or what it says itself', async () => {
    const { ssc, clock, receiver } = receiving(new TestReceiver(), {
      'spark.streaming.receiverRestartDelay': '100ms',
    });
    await ssc.start();
    receiver.restart('again');
    await clock.advance(100);
    expect(receiver.isStarted()).toBe(true);
    receiver.restart('again', undefined, 10);
    await clock.advance(10);
    expect(receiver.isStarted()).toBe(true);
  });

  test('one that cannot start is stopped; the stream goes on without it', async () => {
    class Broken extends TestReceiver {
      override async onStart() {
        throw new Error('no such device');
      }
    }
    const { ssc, clock, receiver, events, batches } = receiving(new Broken());
    await ssc.start();
    await clock.advance(2000);
    expect(receiver.isStopped()).toBe(true);
    expect(events).toEqual([
      'Broken-0 started, active: ',
      'Broken-0 stopped, not active: Error starting receiver: no such device',
    ]);
    expect(batches).toEqual([[], []]);
  });

  test('a start that fails late, after another one, does not stop that', async () => {
    const failures: (() => void)[] = [];
    class Slow extends TestReceiver {
      override onStart(): Promise<void> {
        return new Promise((_resolve, reject) => {
          failures.push(() => reject(new Error('timed out')));
        });
      }
    }
    const { ssc, clock, receiver } = receiving(new Slow());
    await ssc.start();
    receiver.restart('again', undefined, 100);
    await clock.advance(100);
    failures[0]!();
    await clock.advance(100);
    expect(receiver.isStarted()).toBe(true);
    failures[1]!();
    await clock.advance(100);
    expect(receiver.isStarted()).toBe(false);
  });

  test('errors that it can live with are told', async () => {
    const { ssc, receiver, events } = receiving(new TestReceiver());
    await ssc.start();
    receiver.reportError('half a record', new Error('checksum'));
    expect(events.at(-1)).toBe('TestReceiver-0 error, active: half a record: checksum');
  });

  test('an onStart that goes on as long as the receiver holds up nothing', async () => {
    class Loop extends TestReceiver {
      override async onStart() {
        for (let n = 0; !this.isStopped(); n++) {
          void this.store(n);
          await new Promise<void>((resolve) => this.clock.after(500, resolve));
        }
        this.events.push('left');
      }
      declare clock: ReturnType<typeof testContext>['clock'];
    }
    const receiver = new Loop();
    const { ssc, clock, batches } = receiving(receiver);
    receiver.clock = clock;
    await ssc.start();
    await clock.advance(1000);
    await ssc.stop();
    await clock.advance(500);
    expect(batches).toEqual([[[0], [1]]]);
    expect(receiver.events).toEqual(['stop', 'left']);
  });

  test('what comes after the stop is dropped, or refused where it is to be kept', async () => {
    const { ssc, receiver } = receiving(new TestReceiver());
    await ssc.start();
    await ssc.stop();
    expect(receiver.store(1)).toBeUndefined();
    await expect(receiver.storeAll([1])).rejects.toThrow('TestReceiver-0 was stopped');
  });

  test('each stream has a receiver of its own', async () => {
    const { ssc, receiver } = receiving(new TestReceiver());
    ssc.receiverStream(receiver).foreachRDD(() => undefined);
    await expect(ssc.start()).rejects.toThrow('belongs to a stream already');
  });

  test('a graceful stop processes what was stored', async () => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver(), {
      'spark.streaming.receiver.maxRate': 10,
    });
    await ssc.start();
    for (let n = 0; n < 50; n++) void receiver.store(n);
    const stopped = ssc.stop(true, true);
    await clock.advance(1000);
    await stopped;
    expect(batches.flat(2)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(clock.pending).toBe(0);
  });
});

describe('rates', () => {
  test('no more than spark.streaming.receiver.maxRate; who waits hears when it may go on', async () => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver(), {
      'spark.streaming.receiver.maxRate': 100,
    });
    await ssc.start();
    let letIn = 0;
    for (let n = 0; n < 250; n++) void receiver.store(n)?.then(() => letIn++);
    await clock.advance(3000);
    expect(batches.map((batch) => batch.flat().length)).toEqual([100, 100, 50]);
    expect(batches.flat(2)).toEqual(Array.from({ length: 250 }, (_, n) => n));
    expect(letIn).toBe(249);
  });

  test('blocks count as well', async () => {
    const { ssc, clock, receiver, batches } = receiving(new TestReceiver(), {
      'spark.streaming.receiver.maxRate': 100,
    });
    await ssc.start();
    for (let n = 0; n < 4; n++) void receiver.storeAll(new Array(100).fill(n));
    await clock.advance(4000);
    expect(batches.map((batch) => batch.length)).toEqual([1, 2, 1, 0]);
  });

  test('no more than backpressure says, from the first batch on', async () => {
    const { ssc, clock, receiver, stream, batches } = receiving(new TestReceiver(), {
      'spark.streaming.backpressure.enabled': true,
      'spark.streaming.backpressure.initialRate': 40,
      'spark.streaming.backpressure.pid.minRate': 10,
    });
    // Twenty milliseconds for each record: fifty a second.
    stream.foreachRDD(async (rdd) => {
      const work = (await rdd.count()) * 20;
      await new Promise<void>((resolve) => clock.after(work, resolve));
    });
    await ssc.start();
    for (let n = 0; n < 5000; n++) void receiver.store(n);
    await clock.advance(20_000);
    const counts = batches.map((batch) => batch.flat().length);
    expect(counts[0]).toBe(40);
    expect(counts.slice(-5).every((count) => count >= 48 && count <= 51)).toBe(true);
  });
});
