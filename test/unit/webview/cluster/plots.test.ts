import { expect, test } from 'vitest';
import { LineColors, linesOf, MOST_SERIES, plotOf } from '../../../../webview/cluster/plots.ts';
import type { HistoryPoint } from '../../../../webview/contract/cluster.ts';

const values = (records: number | null) => ({ records, bytes: records, disk: records });

function point(time: number, brokers: Record<string, number>): HistoryPoint {
  const each = Object.entries(brokers).map(([id, records]) => [id, values(records)]);
  const all = Object.fromEntries(each);
  return { time, total: values(1), brokers: all, topics: all, underReplicated: 0, offline: 0 };
}

const gap: HistoryPoint = {
  ...point(2, {}),
  total: values(null),
  underReplicated: null,
  offline: null,
};

test('lines go on in their colours where others come and go, with gaps where nothing is known', () => {
  const colors = new LineColors();
  const first = [point(1, { 1: 10, 2: 20 }), gap];
  expect(
    plotOf(first, linesOf('brokers', 'records', first, colors), 'records', 'rate'),
  ).toMatchObject({
    xs: [1, 2],
    isArea: false,
    series: [
      { label: 'Broker 1', color: 0, values: [10, null] },
      { label: 'Broker 2', color: 1, values: [20, null] },
    ],
  });
  const later = [...first, point(3, { 2: 5, 3: 7 })];
  expect(
    plotOf(later, linesOf('brokers', 'records', later, colors), 'records', 'rate').series,
  ).toEqual([
    { label: 'Broker 1', color: 0, values: [10, null, null] },
    { label: 'Broker 2', color: 1, values: [20, null, 5] },
    { label: 'Broker 3', color: 2, values: [null, null, 7] },
  ]);
});

test('of many, those with most of late are drawn', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`topic-${at}`, at]));
  const lines = linesOf('topics', 'records', [point(1, many)], new LineColors());
  expect(lines).toHaveLength(MOST_SERIES);
  expect(lines.map(({ label }) => label)).toEqual(
    [24, 25, 26, 27, 28, 29].map((at) => `topic-${at}`),
  );
});

test('the whole is one area', () => {
  const history = [point(1, {}), gap];
  const plot = plotOf(
    history,
    linesOf('cluster', 'bytes', history, new LineColors()),
    'bytes',
    'byteRate',
  );
  expect(plot).toMatchObject({ isArea: true, series: [{ color: 0, values: [1, null] }] });
});
