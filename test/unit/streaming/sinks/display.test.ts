import { afterEach, describe, expect, test } from 'vitest';
import type { DisplayEvent } from '../../../../server/contract/display.ts';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { stopActive, testContext, testStream } from '../context/test-stream.ts';

afterEach(stopActive);

const START = Date.UTC(2024, 0, 1);

/** What the first batch of a stream of `values` shows. */
async function shownOf<T>(values: readonly T[], show: (stream: DStream<T>) => void) {
  const events: DisplayEvent[] = [];
  const { ssc, clock } = testContext({}, { display: (event) => events.push(event) });
  const errors: (string | undefined)[] = [];
  ssc.addStreamingListener({
    onOutputOperationCompleted: ({ error }) => errors.push(error?.message),
  });
  show(testStream(ssc, () => values));
  await ssc.start();
  await clock.advance(1000);
  await ssc.stop();
  return { event: events[0]!, error: errors[0] };
}

describe('a table', () => {
  test.each([
    [
      'objects',
      [
        { a: 1, b: 'x' },
        { a: 2, c: null },
      ],
      ['a', 'b', 'c'],
      [
        [1, 'x', null],
        [2, null, null],
      ],
    ],
    ['pairs', [['k', [1, 2]]], ['key', 'value'], [['k', '(1,2)']]],
    ['lists', [[1, 2, 3]], ['_1', '_2', '_3'], [[1, 2, 3]]],
    ['values', ['x', 7, true], ['value'], [['x'], [7], [true]]],
    ['nothing', [], [], []],
  ])('of %s', async (_what, values, columns, rows) => {
    const { event } = await shownOf(values as unknown[], (stream) => stream.showTable());
    expect(event).toEqual({
      ...{ kind: 'table', id: 'showTable#0', title: 'TestInputDStream#0', columns, rows },
      ...{ batchTime: START + 1000, total: values.length },
    });
  });

  test('has so many rows and no more, and cells of bounded length', async () => {
    const values = new Array(5000).fill('x'.repeat(2000));
    const { event } = await shownOf(values, (stream) =>
      stream.showTable({ title: 'All', rows: 1_000_000 }),
    );
    expect(event).toMatchObject({ kind: 'table', title: 'All', total: 5000 });
    const { rows } = event as DisplayEvent & { kind: 'table' };
    expect(rows).toHaveLength(1000);
    expect(String(rows[0]![0])).toHaveLength(1001);
  });
});

describe('a chart', () => {
  test('of numbers, over time', async () => {
    const { event } = await shownOf([42], (stream) => stream.showChart({ title: 'Orders' }));
    expect(event).toEqual({
      ...{ kind: 'chart', id: 'showChart#0', title: 'Orders', type: 'line', keep: 300 },
      ...{ batchTime: START + 1000, points: [{ series: 'Orders', x: START + 1000, y: 42 }] },
    });
  });

  test('of pairs: series, or bars', async () => {
    const pairs: [string, number][] = [['a', 1]];
    const { event: lines } = await shownOf(pairs, (stream) => stream.showChart());
    expect(lines).toMatchObject({ points: [{ series: 'a', x: START + 1000, y: 1 }] });
    const { event: bars } = await shownOf(pairs, (stream) => stream.showChart({ type: 'bar' }));
    expect(bars).toMatchObject({ type: 'bar', points: [{ x: 'a', y: 1 }] });
  });

  test('of whatever a function makes points of', async () => {
    const { event } = await shownOf([{ hour: 3, sold: 9 }], (stream) =>
      stream.showChart({ title: 'Sold', point: ({ hour, sold }) => ({ x: hour, y: sold }) }),
    );
    expect(event).toMatchObject({ points: [{ series: 'Sold', x: 3, y: 9 }] });
  });

  test('says what is no point', async () => {
    const { error } = await shownOf(['x'], (stream) => stream.showChart());
    expect(error).toMatch(/^A point of a chart is a number, or a pair with one, but this is x/);
  });
});

test('without a notebook it is printed', async () => {
  const { ssc, clock, environment } = testContext();
  const stream = testStream(ssc, (): [string, number][] => [
    ['a', 1],
    ['b', 2],
  ]);
  stream.showTable({ title: 'Counts', rows: 1 });
  stream.showChart({ title: 'Chart', type: 'bar' });
  await ssc.start();
  await clock.advance(1000);
  expect(environment.printed).toEqual([
    'Counts, 2024-01-01 00:00:01\nkey\tvalue\na\t1\n... 1 more\n',
    'Chart, 2024-01-01 00:00:01\nChart\ta\t1\nChart\tb\t2\n',
  ]);
});
