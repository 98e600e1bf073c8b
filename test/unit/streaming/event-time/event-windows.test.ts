import { describe, expect, test } from 'vitest';
import type { EventTimeStream } from '../../../../server/streaming/event-time/event-time-stream.ts';
import type { EventWindows } from '../../../../server/streaming/event-time/event-windows.ts';
import type { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { streamTest } from '../dstream/streams.ts';

/** Who clicked, and at which second. */
type Click = readonly [user: string, second: number];

const timeOf = ([, second]: Click) => second * 1000;

/** Counts clicks by user in windows of clicks that may be `delay` seconds late. */
function counting(
  harness: StreamTest,
  windows: (events: EventTimeStream<Click>) => EventWindows<Click>,
  delay = 0,
) {
  const clicks = harness.input<Click>();
  const counts = windows(clicks.withWatermark(timeOf, delay)).countByKey();
  const out = harness.output(
    counts.map(
      ([user, { start, end, value }]) => `${user} ${start / 1000}-${end / 1000}: ${value}`,
    ),
  );
  return { clicks, counts, out, late: harness.output(counts.late) };
}

describe('tumbling windows', () => {
  test('give their values when the watermark has passed their ends', async () => {
    const harness = streamTest();
    const { clicks, counts, out } = counting(harness, (events) => events.tumbling(10), 5);
    clicks.push(
      [
        ['ann', 3],
        ['bob', 9],
        ['ann', 1],
      ],
      [
        ['ann', 12],
        ['ann', 8],
      ],
      [['ann', 14.999]],
      [['bob', 15]],
      [],
      [['ann', 40]],
    );
    await harness.advance(3);
    expect(out.all).toEqual([]);
    expect(counts.progress.watermark).toBe(9999);
    await harness.advance();
    expect(out.sorted.at(-1)).toEqual(['ann 0-10: 3', 'bob 0-10: 1']);
    await harness.advance(2);
    expect(out.sorted.slice(-2)).toEqual([[], ['ann 10-20: 2', 'bob 10-20: 1']]);
  });

  test('take no records afterwards, and put those aside', async () => {
    const harness = streamTest();
    const { clicks, counts, out, late } = counting(harness, (events) => events.tumbling(10));
    clicks.push(
      // In the batch that brings the watermark on, order makes no difference.
      [
        ['ann', 11],
        ['ann', 2],
      ],
      [
        ['ann', 3],
        ['bob', 9.999],
        ['ann', 12],
        ['bob', 10],
      ],
      [['ann', 20]],
    );
    await harness.advance(3);
    expect(out.sorted).toEqual([['ann 0-10: 1'], [], ['ann 10-20: 2', 'bob 10-20: 1']]);
    expect(late.sorted).toEqual([
      [],
      [
        ['ann', 3],
        ['bob', 9.999],
      ],
      [],
    ]);
    expect(counts.progress.lateRecords).toBe(2);
  });

  test('begin where the offset says', async () => {
    const harness = streamTest();
    const { clicks, out } = counting(harness, (events) => events.tumbling(10, 3));
    clicks.push(
      [
        ['ann', 2],
        ['ann', 3],
        ['ann', 12.9],
      ],
      [['ann', 100]],
    );
    await harness.advance(2);
    expect(out.all).toEqual(['ann -7-3: 1', 'ann 3-13: 2']);
  });
});

describe('sliding windows', () => {
  test('have a record several times', async () => {
    const harness = streamTest();
    const { clicks, out } = counting(harness, (events) => events.sliding(10, 5));
    clicks.push(
      [
        ['ann', 7],
        ['ann', 11],
      ],
      [['ann', 100]],
    );
    await harness.advance(2);
    expect(out.sorted.at(-1)).toEqual(['ann 10-20: 1', 'ann 5-15: 2']);
    expect(out.sorted[0]).toEqual(['ann 0-10: 1']);
  });

  test('take a record as long as one of its windows is open', async () => {
    const harness = streamTest();
    const { clicks, out, late } = counting(harness, (events) => events.sliding(10, 5));
    clicks.push([['ann', 12]], [['ann', 8]], [['ann', 4]], [['ann', 100]]);
    await harness.advance(4);
    expect(late.all).toEqual([['ann', 4]]);
    expect(out.sorted).toEqual([[], [], [], ['ann 10-20: 1', 'ann 5-15: 2']]);
  });
});

describe('sessions', () => {
  test('last until nothing has come for a while, and are joined by what comes between', async () => {
    const harness = streamTest();
    const { clicks, out } = counting(harness, (events) => events.session(5), 20);
    clicks.push(
      [
        ['ann', 1],
        ['ann', 12],
        ['bob', 2],
      ],
      [
        ['ann', 6],
        ['bob', 20],
      ],
      [
        ['ann', 9],
        ['ann', 30],
      ],
      [['zoe', 60]],
    );
    await harness.advance(4);
    expect(out.sorted).toEqual([
      [],
      [],
      ['bob 2-7: 1'],
      ['ann 1-17: 4', 'ann 30-35: 1', 'bob 20-25: 1'],
    ]);
  });

  test('that are open take what would be late alone', async () => {
    const harness = streamTest();
    const { clicks, out, late } = counting(harness, (events) => events.session(10));
    clicks.push(
      [
        ['ann', 0],
        ['ann', 9],
        ['ann', 18],
      ],
      [
        ['ann', 3],
        ['bob', 3],
      ],
      [['ann', 100]],
    );
    await harness.advance(3);
    expect(out.sorted).toEqual([[], [], ['ann 0-28: 4']]);
    expect(late.all).toEqual([['bob', 3]]);
  });
});

describe('allowed lateness', () => {
  test('lets closed windows take records, and give their values again', async () => {
    const harness = streamTest();
    const { clicks, out, late } = counting(harness, (events) =>
      events.tumbling(10).allowedLateness(5),
    );
    clicks.push(
      [
        ['ann', 1],
        ['ann', 10],
      ],
      [
        ['ann', 2],
        ['ann', 14],
      ],
      [
        ['ann', 3],
        ['bob', 15],
      ],
      [['ann', 4]],
    );
    await harness.advance(4);
    expect(out.sorted).toEqual([['ann 0-10: 1'], ['ann 0-10: 2'], ['ann 0-10: 3'], []]);
    expect(late.all).toEqual([['ann', 4]]);
  });

  test('is not negative', () => {
    const events = streamTest().input<Click>().withWatermark(timeOf, 0);
    expect(() => events.tumbling(1).allowedLateness(-1)).toThrow(RangeError);
  });
});

test('in update mode there is a value after each batch that has records for a window', async () => {
  const harness = streamTest();
  const { clicks, out, late } = counting(harness, (events) =>
    events.tumbling(10).outputMode('update'),
  );
  clicks.push(
    [
      ['ann', 1],
      ['bob', 1],
    ],
    [['ann', 2]],
    [['ann', 11]],
    [['ann', 3]],
  );
  await harness.advance(4);
  expect(out.sorted).toEqual([
    ['ann 0-10: 1', 'bob 0-10: 1'],
    ['ann 0-10: 2'],
    ['ann 10-20: 1'],
    [],
  ]);
  expect(late.all).toEqual([['ann', 3]]);
});

describe('several streams', () => {
  test('wait for the one that is behind', async () => {
    const harness = streamTest();
    const fast = harness.input<Click>();
    const slow = harness.input<Click>();
    const counts = fast
      .withWatermark(timeOf, 0)
      .union(slow.withWatermark(timeOf, 5))
      .tumbling(10)
      .countByKey();
    const out = harness.output(counts.map(([user, { value }]) => [user, value]));
    fast.push([
      ['ann', 1],
      ['ann', 100],
    ]);
    await harness.advance();
    expect(counts.progress.watermark).toBeUndefined();
    slow.push([['ann', 2]], [['ann', 14]], [['ann', 15]]);
    await harness.advance(3);
    expect(out.batches).toEqual([[], [], [], [['ann', 2]]]);
    expect(counts.progress.watermark).toBe(10_000);
  });

  test('do not wait for one that is idle, and go on when it is not', async () => {
    const harness = streamTest();
    const program = (running: StreamTest) => {
      const busy = running.input<Click>();
      const quiet = running.input<Click>();
      const counts = busy
        .withWatermark(timeOf, 0)
        .union(quiet.withWatermark(timeOf, 0, { idleAfter: 3 }))
        .tumbling(10)
        .countByKey();
      return { busy, quiet, counts, late: running.output(counts.late) };
    };
    const first = program(harness);
    first.busy.push([['ann', 11]], [['ann', 21]], [['ann', 31]], [['ann', 41]], [['ann', 51]]);
    first.quiet.push([['bob', 1]]);
    await harness.advance(3);
    expect(first.counts.progress.watermark).toBe(1000);
    const { quiet, counts, late } = await harness.restart(program);
    await harness.advance();
    expect(counts.progress.watermark).toBe(41_000);
    quiet.push([
      ['bob', 5],
      ['bob', 45],
    ]);
    await harness.advance();
    // It never goes back.
    expect(counts.progress.watermark).toBe(45_000);
    expect(late.all).toEqual([['bob', 5]]);
  });
});

describe('aggregates', () => {
  const once = async <R>(
    aggregate: (windows: EventWindows<Click>) => R,
    read: (result: R) => unknown,
  ) => {
    const harness = streamTest();
    const clicks = harness.input<Click>();
    const out = harness.output(
      read(aggregate(clicks.withWatermark(timeOf, 0).tumbling(10))) as never,
    );
    clicks.push(
      [
        ['ann', 1],
        ['bob', 2],
        ['ann', 3],
      ],
      [
        ['ann', 4],
        ['eve', 10],
      ],
    );
    await harness.advance(2);
    return out.sorted.at(-1);
  };
  type Values = { map(f: (pair: readonly [unknown, { value: unknown }]) => unknown): unknown };
  const values = (stream: unknown) =>
    (stream as Values).map(([key, { value }]) => [key, value] as never);

  test.each([
    [
      'reduceByKey',
      (w: EventWindows<Click>) => w.reduceByKey(Math.max),
      [
        ['ann', 4],
        ['bob', 2],
      ],
    ],
    [
      'groupByKey',
      (w: EventWindows<Click>) => w.groupByKey(),
      [
        ['ann', [1, 3, 4]],
        ['bob', [2]],
      ],
    ],
    [
      'countByKey',
      (w: EventWindows<Click>) => w.countByKey(1),
      [
        ['ann', 3],
        ['bob', 1],
      ],
    ],
    [
      'countByValue',
      (w: EventWindows<Click>) => w.countByValue(),
      [
        [['ann', 1], 1],
        [['ann', 3], 1],
        [['ann', 4], 1],
        [['bob', 2], 1],
      ],
    ],
    ['count', (w: EventWindows<Click>) => w.count(), [[null, 4]]],
    [
      'reduce',
      (w: EventWindows<Click>) => w.reduce((a, b) => (a[1] > b[1] ? a : b)),
      [[null, ['ann', 4]]],
    ],
  ] as const)('%s', async (_, aggregate, expected) => {
    expect(await once(aggregate as never, values)).toEqual(expected);
  });
});

describe('what is no time', () => {
  test('fails the batch', async () => {
    const harness = streamTest();
    const { clicks } = counting(harness, (events) => events.tumbling(10));
    clicks.push([['ann', Number.NaN]]);
    await expect(harness.advance()).rejects.toThrow('The timestamp of a record is no time');
  });

  test('is no delay and no window either', () => {
    const clicks = streamTest().input<Click>();
    expect(() => clicks.withWatermark(timeOf, -1)).toThrow(RangeError);
    expect(() => clicks.withWatermark(timeOf, 1).tumbling(0)).toThrow('The window size is 0');
    expect(() => clicks.withWatermark(timeOf, 1).session(-1)).toThrow('The session gap is -1');
  });
});

test('a restart goes on with the windows, the watermark and the count of late records', async () => {
  const harness = streamTest();
  const program = (running: StreamTest) =>
    counting(running, (events) => events.tumbling(10).allowedLateness(2), 1);
  const first = program(harness);
  first.clicks.push(
    [
      ['ann', 12],
      ['bob', 7],
    ],
    [
      ['ann', 1],
      ['ann', 14],
      ['bob', 8],
    ],
  );
  await harness.advance(2);
  const second = await harness.restart(program);
  expect(second.counts.progress.lateRecords).toBe(0);
  second.clicks.push([
    ['bob', 9],
    ['ann', 15],
    ['ann', 21],
  ]);
  await harness.advance();
  expect(second.late.all).toEqual([['bob', 9]]);
  expect(second.out.sorted).toEqual([['ann 10-20: 3']]);
  await harness.restart(program);
});
