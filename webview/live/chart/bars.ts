import type { ChartEvent } from '../../../server/contract/display.ts';

/** Bars: one of each series for each name. */
export interface BarData {
  readonly groups: readonly BarGroup[];
  readonly series: readonly string[];
  /** Of all values and 0. */
  readonly min: number;
  readonly max: number;
}

export interface BarGroup {
  readonly name: string;
  readonly bars: readonly { readonly series: number; readonly value: number }[];
}

/** The bars of a chart in the order in which they came; those of numbers in theirs. The last counts where there are several. */
export function barsOf({ points }: ChartEvent): BarData {
  const series = [...new Set(points.map((point) => point.series))];
  const groups = new Map<number | string, Map<number, number>>();
  let min = 0;
  let max = 0;
  for (const point of points) {
    let group = groups.get(point.x);
    if (group === undefined) {
      group = new Map();
      groups.set(point.x, group);
    }
    group.set(series.indexOf(point.series), point.y);
    min = Math.min(min, point.y);
    max = Math.max(max, point.y);
  }
  const isNumeric = points.every(({ x }) => typeof x === 'number');
  const order = isNumeric ? [...groups].sort(([a], [b]) => Number(a) - Number(b)) : [...groups];
  return {
    groups: order.map(([name, bars]) => ({
      name: String(name),
      bars: [...bars].sort(([a], [b]) => a - b).map(([index, value]) => ({ series: index, value })),
    })),
    series,
    min,
    max,
  };
}

/** Only the series that are not in `hidden`. */
export function barsWithout(data: BarData, hidden: ReadonlySet<string>): BarData {
  if (hidden.size === 0) return data;
  const isShown = ({ series }: { readonly series: number }) =>
    !hidden.has(data.series[series] ?? '');
  return {
    ...data,
    groups: data.groups.map(({ name, bars }) => ({ name, bars: bars.filter(isShown) })),
  };
}

/** Where a bar begins and how long it is, in parts of the whole width. */
export function extentOf({ min, max }: BarData, value: number): { from: number; length: number } {
  const range = max - min || 1;
  return { from: (Math.min(0, value) - min) / range, length: Math.abs(value) / range };
}
