import { describe, expect, test } from 'vitest';
import type { ChartEvent, ChartPoint } from '../../../../server/contract/display.ts';
import { barsOf, barsWithout, extentOf } from '../../../../webview/live/chart/bars.ts';
import { barsPicture, plotPicture } from '../../../../webview/live/chart/picture.ts';
import {
  chartTable,
  plotOf,
  summaryOf,
  without,
  xRange,
  xTicks,
  yScale,
} from '../../../../webview/live/chart/plot-data.ts';
import {
  byteScale,
  roundScale,
  ticksWithin,
  timeTicks,
} from '../../../../webview/live/chart/scale.ts';
import { axisText, duration, valueText } from '../../../../webview/live/formats.ts';
import { dashOf } from '../../../../webview/live/theme.ts';
import { fc } from '../../../harness/fast-check.ts';

const NOON = new Date(2026, 0, 31, 12).getTime();

function chart(
  type: ChartEvent['type'],
  ...points: [string, number | string, number][]
): ChartEvent {
  return {
    ...{ kind: 'chart', id: '1', title: 'A <chart>', batchTime: 0, type, keep: 300 },
    points: points.map(([series, x, y]): ChartPoint => ({ series, x, y })),
  };
}

const lines = chart(
  'line',
  ...([
    ['in', NOON + 2000, 30],
    ['in', NOON, 10],
    ['out', NOON + 2000, 25],
    ['in', NOON + 2000, 40],
  ] as [string, number, number][]),
);

describe('lines', () => {
  test('have a value for each moment, the last one where there are several', () => {
    expect(plotOf(lines)).toMatchObject({
      xKind: 'time',
      xs: [NOON, NOON + 2000],
      series: [
        { label: 'in', color: 0, values: [10, 40] },
        { label: 'out', color: 1, values: [null, 25] },
      ],
    });
  });

  test('go over numbers and names as well', () => {
    expect(plotOf(chart('line', ['a', 7, 1], ['a', 3, 2]))).toMatchObject({
      xKind: 'number',
      xs: [3, 7],
    });
    expect(plotOf(chart('line', ['a', 'x', 1], ['a', 3, 2]))).toMatchObject({
      ...{ xKind: 'name', xs: [0, 1], names: ['x', '3'] },
    });
  });

  test('keep their colours when others are hidden', () => {
    const [left] = without(plotOf(lines), new Set(['in'])).series;
    expect([left?.label, left?.color]).toEqual(['out', 1]);
    expect([dashOf(5), dashOf(6)]).toEqual([[], [6, 3]]);
  });

  test('are told in a sentence and as a table', () => {
    expect(summaryOf(plotOf(lines))).toBe(
      'in: 40 at last, from 10 to 40; out: 25 at last, from 25 to 25',
    );
    expect(chartTable(lines)).toMatchObject({
      columns: ['time', 'in', 'out'],
      rows: [
        ['2026-01-31 12:00:00', 10, null],
        ['2026-01-31 12:00:02', 40, 25],
      ],
    });
  });

  test('without any point are drawn nevertheless', () => {
    const empty = plotOf(chart('line'));
    expect(yScale(empty)).toMatchObject({ min: 0, max: 1 });
    const [from, to] = xRange(empty);
    expect(to).toBeGreaterThan(from);
  });
});

describe('scales', () => {
  test('end at round numbers around all values', () => {
    const any = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(any, any, (a, b) => {
        const { min, max, ticks, step } = roundScale(Math.min(a, b), Math.max(a, b));
        // Nobody sees a millionth of the way from one label to the next.
        expect(min).toBeLessThanOrEqual(Math.min(a, b) + step * 1e-6);
        expect(max).toBeGreaterThanOrEqual(Math.max(a, b) - step * 1e-6);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThan(9);
      }),
      { numRuns: 2000 },
    );
  });

  test('have ticks where people expect them', () => {
    expect(roundScale(0, 0.31).ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(ticksWithin(3, 11, 4).ticks).toEqual([4, 6, 8, 10]);
    const { ticks, step } = timeTicks(NOON - 3000, NOON + 31_000, 4);
    expect([ticks, step]).toEqual([[NOON, NOON + 10_000, NOON + 20_000, NOON + 30_000], 10_000]);
    expect(xTicks(plotOf(lines), [NOON, NOON + 2000], 2).texts).toEqual([
      '12:00:00',
      '12:00:01',
      '12:00:02',
    ]);
  });

  test('of bytes are round in powers of 1024', () => {
    expect(byteScale(0, 3000, 4).ticks).toEqual([0, 1024, 2048, 3072]);
    expect(byteScale(0, 90, 4).ticks).toEqual([0, 50, 100]);
    expect(byteScale(0, 0, 4).ticks).toEqual(roundScale(0, 0, 4).ticks);
  });

  test('begin at zero where that leaves the lines their height', () => {
    expect(yScale(plotOf(chart('line', ['a', 1, 20.1], ['a', 2, 20.4]))).min).toBe(20.1);
    expect(yScale(plotOf(chart('line', ['a', 1, 5], ['a', 2, 20]))).min).toBe(0);
    expect(yScale(plotOf(chart('area', ['a', 1, 20.1], ['a', 2, 20.4]))).min).toBe(0);
  });
});

describe('bars', () => {
  const sold = chart('bar', ['sold', 'b', 3], ['sold', 'a', 9], ['back', 'a', -3]);

  test('stay in the order in which they came, those of numbers in theirs', () => {
    expect(barsOf(sold)).toEqual({
      groups: [
        { name: 'b', bars: [{ series: 0, value: 3 }] },
        {
          name: 'a',
          bars: [
            { series: 0, value: 9 },
            { series: 1, value: -3 },
          ],
        },
      ],
      series: ['sold', 'back'],
      min: -3,
      max: 9,
    });
    expect(barsOf(chart('bar', ['a', 10, 1], ['a', 9, 1])).groups.map(({ name }) => name)).toEqual([
      '9',
      '10',
    ]);
  });

  test('go from zero in their direction', () => {
    expect(extentOf(barsOf(sold), 9)).toEqual({ from: 0.25, length: 0.75 });
    expect(extentOf(barsOf(sold), -3)).toEqual({ from: 0, length: 0.25 });
    expect(barsWithout(barsOf(sold), new Set(['back'])).groups[1]?.bars).toEqual([
      { series: 0, value: 9 },
    ]);
  });
});

test('pictures stand for themselves, whatever the names', () => {
  const colors = {
    ...{ foreground: '#111', quiet: '#222', grid: '#333', background: '#fff', error: '#f00' },
    ...{ fontFamily: '"Segoe UI"', series: ['#00f', '#0f0'] },
  };
  const pictures = [
    plotPicture(
      'A <chart> & more',
      plotOf(chart('area', ['"a"', 1, 1], ['"a"', 2, 3], ['b', 3, 2])),
      colors,
    ),
    barsPicture('A <chart> & more', barsOf(chart('bar', ['<s>', '<x>', 2])), colors),
  ];
  for (const picture of pictures) {
    expect(picture).toContain('A &lt;chart&gt; &amp; more');
    expect(picture).not.toMatch(/NaN|undefined|<x>|<s>/);
    expect(picture.match(/<(\w+)/)?.[1]).toBe('svg');
  }
  expect(pictures[0]).toMatch(/<polyline[^>]* points="[\d., ]+"/);
});

test('numbers are as long as they need to be', () => {
  expect([duration(0.25), duration(850), duration(1250), duration(90_000)]).toEqual([
    ...['0.3 ms', '850 ms', '1.25 s', '1.5 min'],
  ]);
  expect([axisText(1500, 'rate'), axisText(0.02, 'number')]).toEqual(['1.5K', '0.02']);
  expect([valueText(null, 'ms'), valueText(1234.5, 'rate'), valueText(1234.5, 'number')]).toEqual([
    ...['–', '1,235/s', '1,234.5'],
  ]);
});
